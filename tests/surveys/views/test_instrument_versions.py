import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from surveys.instruments.loader import document_of
from surveys.models.audit import AnswerAudit
from surveys.models.instrument import Instrument
from tests import factories
from tests.html import parse as page_of
from tests.surveys.instruments.small import SMALL
from tests.surveys.views import questionnaires
from tests.surveys.views.questionnaires import COMPARE, NEW, load, of, welch_text
from tests.surveys.views.walking import speak

NEXT = welch_text().replace("version: 4", "version: 5")


@pytest.fixture
def writer(client, db):
    return questionnaires.setter_up(client)


def file_of(text, name="mine.yaml"):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def problems(reply):
    assert reply.status_code == 422
    return [item.text for item in page_of(reply).one("main").all("li")]


# --- Loading -------------------------------------------------------------------------------------


def test_a_questionnaire_written_in_the_page_is_loaded_with_its_file(writer):
    reply = writer.post(NEW, {"text": welch_text().replace("\n", "\r\n")})
    instrument = Instrument.objects.get()
    assert reply["Location"] == of(instrument)
    assert instrument.file_text == welch_text()
    assert document_of(instrument).version == 4
    assert AnswerAudit.objects.get(act="load_instrument").actor != ""


def test_a_file_is_kept_to_the_letter(writer):
    text = welch_text().replace("\n", "\r\n")
    writer.post(NEW, {"file": file_of(text), "text": "left aside"})
    instrument = Instrument.objects.get()
    assert instrument.file_text == text
    assert writer.get(of(instrument, "file.yaml")).content == text.encode()


def test_every_fault_is_named_with_its_line_and_the_text_stays(writer):
    broken = welch_text().replace("schema: 1", "schema: 2").replace("mark: low", "mark: lowly")
    reply = writer.post(NEW, {"text": broken})
    named = problems(reply)
    assert any(p.startswith("questionnaire.yaml:11: schema: is 2;") for p in named)
    assert any("schema: 2" in p.split("format")[1] for p in named if ":11:" in p)
    assert sum("mark: is 'lowly'" in p for p in named) == welch_text().count("mark: low")
    assert page_of(reply).one("textarea").text == " ".join(broken.split())
    assert not Instrument.objects.exists()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a: [", "is not YAML"),
        ("a: &x 1\nb: *x", "is an alias"),
        ("a: !!python/object:os.system x", "has the tag or value"),
        ("[" * 5000, "is nested too deeply"),
        ("a: \x07", "a character that YAML forbids"),
        ("", "Write the questionnaire here"),
        ("   ", "Write the questionnaire here"),
        ("x" * 1_000_001, "larger than a questionnaire"),
        (welch_text().replace("version: 4", "version: 40000"), "a whole number from 1 to 32767"),
    ],
)
def test_what_is_no_questionnaire_is_refused_in_words(writer, text, named):
    assert any(named in problem for problem in problems(writer.post(NEW, {"text": text})))
    assert not Instrument.objects.exists()


@pytest.mark.parametrize(
    ("file", "named"),
    [
        (b"title: \xff", "mine.yaml:1: file: is not UTF-8"),
        (b"x" * 1_000_001, "larger than a questionnaire"),
        (b"PK\x03\x04\x00", "a character that YAML forbids"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(writer, file, named):
    assert any(named in p for p in problems(writer.post(NEW, {"file": file_of(file)})))


def test_nothing_but_a_form_is_needed(writer):
    assert problems(writer.post(NEW))
    assert writer.get(NEW).status_code == 200


def test_a_version_in_use_is_refused_with_the_number_to_write(writer):
    factories.make_round(state="draft")
    text = welch_text().replace("Security concerns among", "Concerns of")
    (named, *_links) = problems(writer.post(NEW, {"text": text, "may_replace": "on"}))
    assert "A round uses version 4 of welch2013" in named
    assert "the number 5" in named
    assert Instrument.objects.get().title["en"].startswith("Security")


def test_a_version_that_is_there_is_replaced_only_when_the_box_is_ticked(writer):
    load(SMALL)
    text = SMALL.replace('"Title"', '"Other"')
    assert "is there with other content" in problems(writer.post(NEW, {"text": text}))[0]
    writer.post(NEW, {"text": text, "may_replace": "on"})
    assert Instrument.objects.get().title["en"] == "Other"


def test_a_version_is_edited_under_the_next_number(writer):
    instrument = load(welch_text())
    page = page_of(writer.get(of(instrument, "edit/")))
    assert page.one("textarea").text == " ".join(NEXT.split())
    assert page.one("form", enctype="multipart/form-data")["action"] == NEW
    assert "comments are not in it" not in page.one("main").text


def test_one_loaded_without_a_file_says_what_is_lost(writer, instrument):
    page = page_of(writer.get(of(instrument, "edit/"))).one("main")
    assert "comments are not in it" in page.text
    assert "version: 5" in page.one("textarea").text


# --- Comparing -----------------------------------------------------------------------------------


@pytest.fixture
def two(db):
    reworded = NEXT.replace("the USA not honouring", "the USA failing to honour")
    return load(welch_text()), load(reworded)


def compared(client, before="welch2013:4", after="welch2013:5"):
    return client.get(COMPARE, {"before": before, "after": after})


def test_what_was_asked_differently_is_told_word_by_word(writer, two):
    page = page_of(compared(writer)).one("main")
    assert {e.text for e in page.all("del")} == {"not honouring"}
    assert {e.text for e in page.all("ins")} == {"failing to honour"}
    headings = [e.text for e in page.all("h2")]
    assert headings[0] == "Figures of rounds with these two do not compare everywhere"
    assert "What was asked, word by word" in headings
    assert "threats[JPN>USA:abandonment].item" in page.text
    assert "Asked otherwise of those who read: English" in page.text


def test_two_that_are_alike_are_said_to_be(writer, two):
    text = page_of(compared(writer, "welch2013:4", "welch2013:4")).one("main").text
    assert "Nothing differs" in text


def test_another_title_leaves_figures_comparable(writer):
    load(welch_text())
    load(NEXT.replace("Security concerns among", "Concerns of"))
    headings = [e.text for e in page_of(compared(writer)).one("main").all("h2")]
    assert headings[:2] == ["What both ask, they ask alike", "What stands around the questions"]


def test_what_one_version_asks_alone_is_listed(writer, two):
    start = welch_text().index("  - key: keeping-poor-and-weak")
    end = welch_text().index("  - key: regional-hegemony")
    load((welch_text()[:start] + welch_text()[end:]).replace("version: 4", "version: 5"))
    page = page_of(compared(writer, "welch2013:5", "welch2013:4")).one("main")
    assert "Asked anew" in [e.text for e in page.all("h2")]
    assert "US policies slowing the PRC's development" in page.text


def test_the_comparison_is_in_the_language_of_the_page(writer, two):
    page = page_of(compared(speak(writer, "ko"))).one("main")
    assert page.one("h1").text == "다르게 물은 것"


@pytest.mark.parametrize("query", [{"before": "welch2013:4"}, {"before": "x", "after": "y:1"}])
def test_versions_that_are_not_there_are_refused(writer, two, query):
    assert writer.get(COMPARE, query).status_code == 422
    assert writer.get(COMPARE).status_code == 200
