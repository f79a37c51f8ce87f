import pytest
from django.core.management import CommandError, call_command

from surveys.instruments.builder import from_content
from surveys.instruments.loader import load_instrument
from tests import factories
from tests.printed import pages_of


def paper_form(*arguments: str) -> None:
    call_command("paper_form", "short", "--side", "JPN", *arguments, "--language", "en")


@pytest.fixture
def short(db):
    return factories.make_instrument(factories.short())


def test_the_last_version_is_written_to_a_new_file(short, tmp_path, capsys):
    newer = from_content({**factories.short().content, "version": short.version + 1})
    load_instrument(newer, by="test")
    out = tmp_path / "form.pdf"
    paper_form("--out", str(out), "--heading", "The forum")
    assert capsys.readouterr().out == f"Written: {out}.\n"
    text = "".join(pages_of(out.read_bytes()))
    assert f"short{short.version + 1}" in text
    assert "Theforum" in text
    assert "ForparticipantsfromJapan" in text
    assert "Threeinventedsituations" in text


def test_an_older_version_another_seat_and_no_modules_may_be_asked_for(short, tmp_path):
    out = tmp_path / "form.pdf"
    arguments = ("--version-number", str(short.version), "--seat", "assessor", "--without-threats")
    paper_form("--out", str(out), *arguments, "--module", "vignettes")
    text = "".join(pages_of(out.read_bytes()))
    assert "Whattheevidencesupports" in text
    assert "territorial" not in text.lower()


def test_no_file_is_written_over(short, tmp_path):
    out = tmp_path / "form.pdf"
    out.write_bytes(b"mine")
    with pytest.raises(CommandError, match=r"Nothing was written: .*exists"):
        paper_form("--out", str(out))
    assert out.read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--out", "form.txt"), r"ending in \.pdf"),
        (("--out", "a.pdf", "--language", "de"), "no texts in 'de'"),
        (("--out", "a.pdf", "--side", "PRK"), "no side with participants"),
        (("--out", "a.pdf", "--module", "nothing"), "nothing"),
        (("--out", "a.pdf", "--version-number", "99"), "There is no questionnaire short 99"),
    ],
)
def test_what_cannot_be_printed_is_named(short, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=said):
        paper_form(*arguments)
    assert list(tmp_path.iterdir()) == []
