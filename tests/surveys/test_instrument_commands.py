"""What the pages of questionnaires do can be done with commands."""

import pytest
from django.core.management import CommandError

from surveys.instruments.interchange.carrying import carried
from surveys.instruments.parser import parse, read
from surveys.models.instrument import Instrument
from tests import factories
from tests.surveys.instruments.interchange.made import LIMESURVEY_ARRAY
from tests.surveys.instruments.small import SMALL
from tests.surveys.test_commands import run
from tests.surveys.views.questionnaires import load, welch_text

NAMED = ("welch2013", "4")


@pytest.fixture
def loaded(db):
    return load(welch_text())


def test_the_list_says_what_is_loaded_and_used(loaded):
    factories.make_round(state="draft")
    assert run("list_instruments") == (
        "welch2013 4: 345 questions, in en, zh-Hans, ja, ko; with drafts: zh-Hans, ja, ko; "
        "rounds: 1\n"
    )


def test_the_file_is_written_to_the_letter(loaded):
    assert run("export_instrument", *NAMED) == welch_text()


@pytest.mark.parametrize("command", ["export_instrument", "show_instrument"])
def test_a_version_that_is_not_loaded_is_named(db, command):
    with pytest.raises(CommandError, match="welch2013 version 4 is not loaded"):
        run(command, *NAMED)


def test_the_questions_are_shown_as_they_are_asked(loaded):
    usual = run("show_instrument", *NAMED, "--side", "ROK")
    assert "anchored/" in usual
    assert usual.count("   predicted/") > 15
    shown = run(
        "show_instrument", *NAMED, "--side", "JPN", "--language", "ja", "--modules",
        "--without-threats",
    )  # fmt: skip
    assert shown.count("   JPN>") == 18
    assert "JPN>USA:military: 専門家としてのご判断では" in shown
    assert "\n      深刻 / " in shown
    assert shown.endswith("\nMarks: 18, taps: 18, texts: 0, pages: 1, minutes: 1.8 to 3.2.\n")
    panel = run("show_instrument", *NAMED, "--seat", "assessor")
    assert panel.endswith(
        "\nMarks: 94, taps: 142, texts: 0, pages: 5, minutes: 11.8 to 20.8.\n"
        "Somebody who takes their time needs over 15 minutes.\n"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--side", "XYZ"), "XYZ"),
        (("--language", "fr"), "There is no text in fr; there is in en, zh-Hans, ja, ko"),
        (("--modules", "games"), "games"),
    ],
)
def test_what_cannot_be_shown_is_refused(loaded, options, message):
    with pytest.raises(CommandError, match=message):
        run("show_instrument", *NAMED, *options)


def test_versions_and_files_are_compared(loaded, tmp_path):
    path = tmp_path / "next.yaml"
    path.write_text(welch_text().replace("not honouring", "failing to honour"), encoding="utf-8")
    told = run("compare_instruments", "welch2013:4", str(path))
    assert told.startswith("Figures of rounds with these two do not compare everywhere\n")
    assert (
        "threats[JPN>USA:abandonment].item, en: the USA [-not honouring-][+failing to honour+] its"
        in told
    )
    assert run("compare_instruments", "welch2013:4", "welch2013:4").startswith("Nothing differs")
    with pytest.raises(CommandError, match=r"nowhere\.yaml"):
        run("compare_instruments", "welch2013:4", "nowhere.yaml")
    with pytest.raises(CommandError, match="welch2013 version 9 is not loaded"):
        run("compare_instruments", "welch2013:4", "welch2013:9")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sheet_goes_out_and_comes_back(loaded, tmp_path, kind):
    sheet, new = str(tmp_path / f"ja.{kind}"), str(tmp_path / "new.yaml")
    assert run("export_translations", *NAMED, "ja", sheet) == f"{sheet}: 331 texts\n"
    with pytest.raises(CommandError, match="the sheet changes no text"):
        run("import_translations", *NAMED, sheet, new)
    with pytest.raises(CommandError, match="is there already"):
        run("export_translations", *NAMED, "ja", sheet)


def test_a_changed_sheet_is_written_as_the_next_version(loaded, tmp_path):
    sheet, new = tmp_path / "ja.csv", tmp_path / "new.yaml"
    run("export_translations", *NAMED, "ja", str(sheet))
    text = sheet.read_text(encoding="utf-8").replace("個人の資格で", "個人として")
    sheet.write_text(text.replace("\ntitle,", "\nheadline,"), encoding="utf-8")
    with pytest.raises(CommandError, match=r"Nothing was written\. Mend these lines"):
        run("import_translations", *NAMED, str(sheet), str(new))
    assert not new.exists()
    told = run("import_translations", *NAMED, str(sheet), str(new), "--allow-left-out")
    assert "line 2: headline: This questionnaire has no text with this key.\n" in told
    assert "ja: 1 changed, 329 as before, 1 left out\n" in told
    assert read(new).version == 5
    assert read(new).preface.read("ja").startswith("個人として")
    run("load_instrument", str(new))
    assert Instrument.objects.get(version=5).file_text == new.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "sheet", "message"),
    [
        ("en", "x.csv", "no translation into en; there is into: zh-Hans, ja, ko"),
        ("ja", "x.pdf", "ends in .xlsx or .csv"),
        ("ja", "missing/x.csv", "No such file or directory"),
    ],
)
def test_a_sheet_that_cannot_be_written_is_refused(loaded, tmp_path, language, sheet, message):
    with pytest.raises(CommandError, match=message):
        run("export_translations", *NAMED, language, str(tmp_path / sheet))


@pytest.mark.parametrize("content", [None, b"key,en\n", b"PK\x03\x04"])
def test_a_sheet_that_cannot_be_read_is_named(loaded, tmp_path, content):
    path = tmp_path / "ja.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=r"ja\.csv: "):
        run("import_translations", *NAMED, str(path), str(tmp_path / "new.yaml"))


# --- Forms of other programs ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name"), [("xlsform", "form.xlsx"), ("limesurvey", "form.txt")], ids=["x", "l"]
)
def test_a_form_is_written_and_read_back(db, tmp_path, kind, name):
    load(SMALL)
    form, new = str(tmp_path / name), tmp_path / "new.yaml"
    assert run("export_instrument", "small", "1", "--format", kind, "-o", form) == (
        "not carried: threats[JPN>PRK:missiles].quotation: the label and mark of the work quoted, "
        "which nobody being asked is shown\n"
        "not carried: reviewed ko: the status of a translation: what comes back is a draft\n"
    )
    assert run("import_instrument", form, "-o", str(new)) == (
        f"{new}: small version 2; load it with load_instrument\n"
    )
    assert read(new).content == carried(parse(SMALL, "small.yaml").content) | {"version": 2}
    with pytest.raises(CommandError, match="is there already"):
        run("import_instrument", form, "-o", str(new))


def test_a_form_of_others_is_added_to_a_questionnaire(db, tmp_path):
    load(SMALL)
    form, new = tmp_path / "theirs.txt", tmp_path / "new.yaml"
    form.write_text(LIMESURVEY_ARRAY)
    with pytest.raises(CommandError, match="name the questionnaire to add its questions to"):
        run("import_instrument", str(form), "-o", str(new))
    written = run("import_instrument", str(form), "-o", str(new), "--base", "small", "1")
    assert "not carried: line 13: AGE: is of the type N of LimeSurvey\n" in written
    assert read(new).battery("talks").item("sq002").text.read("en") == "Talks fail"


def test_a_questionnaire_is_written_as_ddi(db):
    load(SMALL)
    written = run("export_instrument", "small", "1", "--format", "ddi")
    assert 'name="perceived/JPN&gt;ROK:military"' in written


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("export_instrument", "small", "1", "--format", "xlsform"), "Name the file to write"),
        (("import_instrument", "nowhere.xlsx", "-o", "x"), "nowhere.xlsx: No such file"),
        (("import_instrument", "a", "-o", "x", "--base", "small", "v1"), "v1 is no number"),
        (("import_instrument", __file__, "-o", "x"), "has no column class"),
    ],
)
def test_what_cannot_be_written_or_read_is_said(db, options, message):
    load(SMALL)
    with pytest.raises(CommandError, match=message):
        run(*options)
