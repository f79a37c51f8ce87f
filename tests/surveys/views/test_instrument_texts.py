import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from surveys.instruments.parser import parse
from surveys.models.instrument import Instrument
from tests.html import parse as page_of
from tests.surveys.instruments.small import PLAIN
from tests.surveys.views import questionnaires
from tests.surveys.views.questionnaires import NEW, load, of, welch_text


@pytest.fixture
def translator(client, db):
    return questionnaires.setter_up(client)


@pytest.fixture
def loaded(db):
    return load(welch_text().replace('ja: {draft: "軍事"}', 'ja: {reviewed: "軍事"}', 1))


# --- Side by side --------------------------------------------------------------------------------


def rows(client, instrument, query):
    page = page_of(client.get(of(instrument, "texts/") + query)).one("main")
    body = page.all("tbody")
    return (
        [
            [cell.text for cell in row.below() if cell.tag in ("th", "td")]
            for row in body[0].all("tr")
        ]
        if body
        else []
    )


def test_any_languages_stand_beside_each_other_with_their_status(translator, loaded):
    four = rows(translator, loaded, "?languages=en&languages=zh-Hans&languages=ja&languages=ko")
    label = next(row for row in four if row[0].endswith("concerns[military].label"))
    assert label[1:] == [
        "Military as first written",
        "军事 draft",
        "軍事 reviewed",
        "군사 draft",
    ]
    assert {len(row) for row in four} == {5}
    two = rows(translator, loaded, "?languages=ko&languages=ja")
    assert {len(row) for row in two} == {3}


def test_only_what_is_not_reviewed_is_shown_on_request(translator, loaded):
    shown = rows(translator, loaded, "?languages=ja&which=unreviewed")
    addresses = {row[0].split()[-1] for row in shown}
    assert "concerns[political].label" in addresses
    assert "concerns[military].label" not in addresses
    assert rows(translator, loaded, "?languages=en&which=unreviewed") == []


# --- The sheet -----------------------------------------------------------------------------------


def sheet(client, instrument, kind="csv", language="ja"):
    reply = client.get(of(instrument, "sheet/"), {"language": language, "kind": kind})
    assert reply.status_code == 200
    name = f"welch2013-4-{language}.{kind}"
    assert reply["Content-Disposition"] == f'attachment; filename="{name}"'
    return reply.content


def test_the_sheet_is_given_out_as_csv_and_xlsx(translator, loaded):
    text = sheet(translator, loaded).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text, newline="")))
    assert lines[0] == ["key", "place", "en", "ja", "status", "note"]
    book = load_workbook(io.BytesIO(sheet(translator, loaded, "xlsx"))).active
    cells = [["" if c is None else c for c in row] for row in book.iter_rows(values_only=True)]
    assert cells == lines


@pytest.mark.parametrize(
    "query", [{}, {"language": "en", "kind": "csv"}, {"language": "ja", "kind": "pdf"}]
)
def test_there_is_no_other_sheet(translator, loaded, query):
    assert translator.get(of(loaded, "sheet/"), query).status_code == 404


def uploaded(client, instrument, content, name="sheet.csv"):
    return client.post(of(instrument, "translations/"), {"file": SimpleUploadedFile(name, content)})


def changed(client, instrument, *replaced):
    text = sheet(client, instrument).decode("utf-8-sig")
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new, 1)
    return text.encode()


def test_a_sheet_comes_back_is_shown_line_by_line_and_then_loaded(translator, loaded):
    back = changed(
        translator,
        loaded,
        ("個人の資格で", "個人として"),
        ("threats[ROK>JPN:islets].item", "threats[ROK>JPN:isles].item"),
    )
    reply = uploaded(translator, loaded, back)
    page = page_of(reply).one("main")
    summary = page.one("section", role="status").text
    assert "1 text changes" in summary
    assert "1 line was not understood" in summary
    assert "1 text is not in the sheet" in summary
    left_out, changes, same = page.all("tbody")
    assert "no text with this key" in left_out.text
    assert "個人の資格で" in changes.text
    assert "個人として" in changes.text
    assert len(same.all("tr")) == len(back.decode().splitlines()) - 1 - 2
    assert Instrument.objects.count() == 1
    form = page.one("form", action=NEW)
    assert form.one("textarea").text.startswith("# Welch's table of 2013")
    text = reply.context["file_form"].initial["text"]
    assert translator.post(NEW, {"text": text}).status_code == 302
    new = Instrument.objects.get(version=5)
    assert new.content["preface"]["ja"]["draft"].startswith("個人として")
    assert new.content["marks"] == loaded.content["marks"]
    assert new.file_text.count("\n") == loaded.file_text.count("\n")


def test_an_untouched_sheet_offers_nothing_to_load(translator, loaded):
    for kind in ("csv", "xlsx"):
        reply = uploaded(translator, loaded, sheet(translator, loaded, kind))
        page = page_of(reply).one("main")
        assert "0 texts change" in page.one("section", role="status").text
        assert page.all("form", action=NEW) == []


def test_a_sheet_in_shift_jis_is_read_and_that_is_said(translator, loaded):
    back = changed(translator, loaded, ("個人の資格で", "個人として"))
    reply = uploaded(translator, loaded, back.decode().encode("cp932", errors="replace"))
    assert "it was read as Shift_JIS" in page_of(reply).one("main").text
    assert len(reply.context["changed"]) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"key,en\n", "The columns of the sheet must be"),
        (b"PK\x03\x04...", "no workbook that can be read"),
        (b"x" * 2_000_001, "larger than a sheet"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_in_words(translator, loaded, content, message):
    reply = uploaded(translator, loaded, content)
    assert reply.status_code == 422
    assert message in page_of(reply).one("main").text


def test_a_questionnaire_in_one_language_has_nothing_to_translate(translator):
    text = re.sub(r", ko: \{\w+: \"[^\"]*\"\}", "", PLAIN).replace("[en, ko]", "[en]")
    instrument = load(text)
    assert parse(text, "x").languages == ("en",)
    page = page_of(translator.get(of(instrument, "translations/"))).one("main")
    assert "This questionnaire is in one language" in page.text
    assert translator.get(of(instrument, "sheet/")).status_code == 404
