"""A line of text beside a question: offered whatever is marked, and never joined with the mark."""

import pytest
from django.test import Client

from surveys import own_concerns, responding, sealing, withdrawing
from surveys.envelope_contents import Answer
from surveys.models.own_concern import OwnConcern, ReleasedConcern
from surveys.models.response import Rating, Response
from surveys.questionnaire import pages
from surveys.unsealing import EnvelopeOpener
from tests import factories
from tests.factories import short
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.staff_pages import of
from tests.surveys.views.test_carrying import carried
from tests.surveys.views.walking import LANGUAGES, draft, to

MODULES = ["impression", "own_answers"]
PAGE, NAME = "/answer/1/", "first/PRC"
(QUESTION,) = pages(short(), "participant", "PRC", "en", modules=MODULES)[0].questions
MARK, LINE = f"q{QUESTION.position}", f"q{QUESTION.position}_line"
ELSE = next(
    c.value
    for c in pages(short(), "participant", "PRC", "en", modules=MODULES)[0].marks
    if c.key == "else"
)
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def round(study):
    return factories.make_round(study, document=short(), modules=MODULES)


@pytest.fixture
def code(client, round):
    return walking.begin(client, round)


def sent(client: Client, **fields: str) -> dict[str, str]:
    return walking.opened(client, PAGE) | fields


# --- What is offered ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_line_stands_there_before_anything_is_marked(client, code, language):
    form = parse(walking.speak(client, language).get(PAGE)).one("form", id="answers")
    box = form.one("textarea")
    assert (box["name"], box["maxlength"]) == (LINE, "100")
    label, help_text = (
        form.one("label", **{"for": box["id"]}),
        form.one("p", id=f"{box['id']}_helptext"),
    )
    assert QUESTION.say == "Something else"
    assert (QUESTION.say in label.text) == (language == "en")
    assert len(help_text.text) > 60


@pytest.mark.parametrize("value", [str(ELSE), "0", "-2", ""])
def test_it_stands_there_whatever_was_marked(client, code, value):
    client.post(PAGE, {MARK: value})
    assert parse(client.get(PAGE)).one("form", id="answers").one("textarea")["name"] == LINE


def test_the_revised_impression_and_other_rounds_have_none(client, code, study):
    last = len(pages(short(), "participant", "PRC", "en", modules=MODULES))
    assert not parse(client.get(f"/answer/{last}/")).all("textarea")
    other = Client()
    walking.begin(other, factories.make_round(study, document=short(), modules=["impression"]))
    assert not parse(other.get(PAGE)).all("textarea")
    assert other.post(PAGE, {MARK: "0", LINE: "x"}).status_code == 422


# --- What is saved --------------------------------------------------------------------------------


def test_what_is_written_is_shown_again_and_reviewed(client, code):
    assert to(client.post(PAGE, sent(client, **{MARK: "0", LINE: " a\r\nmatter <b> "}))) == (
        302,
        "/answer/2/",
    )
    assert draft(code) == {NAME: Answer(0, line="a matter <b>")}
    assert parse(client.get(PAGE)).one("textarea").text == "a matter <b>"
    review = parse(client.get("/answer/review/")).one("main")
    assert [quoted.text for quoted in review.all("q")] == ["a matter <b>"]


def test_without_a_mark_the_page_asks_for_one_and_keeps_the_text(client, code):
    reply = client.post(PAGE, sent(client, **{LINE: "a matter"}))
    assert reply.status_code == 422
    page = parse(reply)
    assert "Please choose an answer as well" in page.one("div", role="alert").text
    assert page.one("textarea").text == "a matter"


def test_a_text_that_is_too_long_is_shown_again_and_what_was_saved_stays(client, code):
    client.post(PAGE, sent(client, **{MARK: "0", LINE: "before"}))
    reply = client.post(PAGE, sent(client, **{MARK: "1", LINE: "x" * 101}))
    assert reply.status_code == 422
    assert "101 characters; at most 100" in parse(reply).one("div", role="alert").text
    assert parse(reply).one("textarea").text == "x" * 101
    assert draft(code) == {NAME: Answer(1, line="before")}


def test_characters_that_cannot_be_seen_are_taken_out_with_a_word(client, code):
    fields = sent(client, **{MARK: "0", LINE: "to\u202ewards"})
    saved = client.post(PAGE, fields, headers=SCRIPT)
    assert saved.json()["again"] == 1, "so that the script lets the page say so"
    client.post(PAGE, fields)
    assert draft(code)[NAME].line == "towards"
    words = [p.text for p in parse(client.get("/answer/2/")).all("p", role="status") if p.text]
    assert words == ["Characters that cannot be seen were taken out."]


def test_what_the_script_is_answered_has_one_length(client, code):
    lengths = {
        len(client.post(PAGE, sent(client, **{MARK: "0", LINE: text}), headers=SCRIPT).content)
        for text in ("", "a", "海" * 100, "\U00020000" * 100)
    }
    assert len(lengths) == 1


def test_where_two_windows_differ_both_are_shown(client, code):
    stale = sent(client, **{MARK: "0", LINE: "here"})
    client.post(PAGE, sent(client, **{MARK: "0", LINE: "there"}))
    reply = client.post(PAGE, stale)
    assert reply.status_code == 409
    assert "“there”" in parse(reply).one("div", role="alert").text
    assert draft(code)[NAME].line == "there"


def test_without_the_cookie_it_is_carried_on(client, code):
    fields = carried(Client().post(PAGE, sent(client, **{MARK: "0", LINE: "a matter " * 9})))
    reply = Client().post("/return/", fields | {"code": sealing.grouped(code)})
    assert to(reply) == (302, "/answer/2/")
    assert draft(code)[NAME].line == ("a matter " * 9).strip()


# --- What becomes of it ---------------------------------------------------------------------------


def answer(round, mark: int, line: str, side: str = "PRC") -> str:
    holder = factories.begin(round, side=side)
    given = {f"first/{side}": Answer(mark, line=line)}
    responding.save_answers(holder=holder, answers=given)
    responding.submit(holder=holder)
    return holder.code


def test_in_the_envelope_it_is_apart_from_the_mark(client, code, round):
    client.post(PAGE, {MARK: str(ELSE), LINE: "a matter"})
    client.post("/answer/review/")
    content = EnvelopeOpener(round).read(walking.envelope(code))
    assert content["answers"] == {NAME: {"mark": ELSE, "confidence": None, "basis": ""}}
    (text,) = content["texts"]
    assert (text["question"], text["text"]) == ("PRC", "a matter")
    assert text["tag"] != content["tag"]


def test_drafts_and_envelopes_are_as_long_without_a_line(round):
    sizes = set()
    for line in ("", "\U00020000" * 100):
        holder = factories.begin(round)
        responding.save_answers(holder=holder, answers={NAME: Answer(0, line=line)})
        envelope = walking.envelope(holder.code)
        responding.submit(holder=holder)
        sizes.add((len(envelope.draft), len(walking.envelope(holder.code).sealed)))
    assert len(sizes) == 1


@pytest.fixture
def closed(round):
    """Of five people of the PRC three wrote, none of whom had chosen it; and four of Japan."""
    for mark, line in ((0, "one"), (1, "two"), (-2, "three"), (ELSE, ""), (ELSE, "")):
        answer(round, mark, line)
    for number in range(4):
        answer(round, ELSE, f"of Japan {number}", side="JPN")
    return factories.close(round)


def test_closing_takes_the_texts_out_whatever_was_marked(closed):
    texts = OwnConcern.objects.filter(round=closed)
    found = set(texts.values_list("perceiver", "target", "question", "text"))
    assert found == {("PRC", "", "PRC", text) for text in ("one", "two", "three")}
    marks = Rating.objects.filter(question__key="PRC", lens="first").values_list("mark", flat=True)
    assert sorted(marks) == [-2, 0, 1, ELSE, ELSE], "the side's answers are as they were marked"
    tags = set(texts.values_list("withdrawal_tag", flat=True))
    assert not tags & set(Response.objects.values_list("withdrawal_tag", flat=True))


def test_withdrawing_erases_ones_own_text_alone(round):
    codes = [answer(round, 0, f"line {number}") for number in range(6)]
    factories.close(round)
    assert withdrawing.withdraw(code=codes[2])
    left = set(OwnConcern.objects.values_list("text", flat=True))
    assert left == {f"line {number}" for number in (0, 1, 3, 4, 5)}


def test_a_facilitator_releases_it_one_by_one_and_no_threat_is_drafted_of_it(closed):
    text = OwnConcern.objects.get(text="two")
    released = own_concerns.release_concern(round=closed, concern=text.pk, by="f", words="2")
    assert (released.question, released.text) == ("PRC", "2")
    assert own_concerns.share_concerns(round=closed, by="f", shared=True) == 0
    assert "threats: []" in own_concerns.drafted_threats(closed)
    assert own_concerns.too_few(closed) == ["JPN"]
    assert ReleasedConcern.objects.count() == 1


def test_the_page_has_it_by_side_and_question_and_offers_no_draft_of_it(staff, closed):
    page = parse(staff.get(of(closed, "own-concerns/"))).one("main")
    assert sorted(quote.text for quote in page.all("blockquote")) == ["one", "three", "two"]
    assert [h3.text for h3 in page.all("h3")] == [
        "PRC: In your professional judgement, which of these gives the PRC most cause for concern "
        "at present?"
    ]
    assert "how many there are does not say how many did" in page.text
    text = OwnConcern.objects.get(text="two")
    decision = {"concern": text.pk, "act": "release"}
    assert to(staff.post(of(closed, "own-concerns/decide/"), decision))[0] == 302
    page = parse(staff.get(of(closed, "own-concerns/"))).one("main")
    assert [item.text for item in page.all("li") if item.get("dir") == "auto"] == ["two"]
    assert "Download drafts of threats" not in page.text
