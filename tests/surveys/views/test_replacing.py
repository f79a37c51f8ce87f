"""Replacing what was sent: never by less without asking, and one may think better of it."""

import pytest

from surveys import responding
from surveys.envelope_contents import Answer
from surveys.instruments.sequence import answer_names
from surveys.models.response import Envelope
from surveys.questionnaire import pages
from tests import factories
from tests.html import Element, parse
from tests.surveys.views import walking
from tests.surveys.views.walking import (
    LANGUAGES,
    MILITARY,
    assert_kept_private,
    draft,
    envelope,
    holder,
    put_in,
    to,
)


def boxes(page: Element) -> list[Element]:
    return page.one("form", id="send").all("input", name="sure")


@pytest.fixture
def again(client, sent) -> bytes:
    """What was sent, sealed, by somebody who has begun to replace it."""
    client.post("/answer/again/")
    return bytes(envelope(sent).sealed)


def answer_everything(client) -> None:
    for page in pages(factories.welch(), "participant", "PRC", "en"):
        client.post(f"/answer/{page.number}/", {f"q{q.position}": "1" for q in page.questions})


# --- Asking --------------------------------------------------------------------------------------


def test_the_first_set_is_sent_without_asking_and_says_how_many_are_open(client, code):
    client.post("/answer/1/", {MILITARY: "1"})
    page = parse(client.get("/answer/review/"))
    left_open = sum(cell.text == "left open" for cell in page.all("td"))
    form = page.one("form", id="send")
    assert f"{left_open} questions are still open." in form.text
    assert not boxes(page)
    assert to(client.post("/answer/review/")) == (302, "/answer/sent/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_set_without_any_answer_is_asked_about_always(client, code, language):
    walking.speak(client, language)
    assert len(boxes(parse(client.get("/answer/review/")))) == 1
    reply = client.post("/answer/review/")
    assert reply.status_code == 422
    assert_kept_private(reply)
    page = parse(reply)
    assert page.one("html")["lang"].lower() == language
    assert page.one("div", role="alert").one("a")["href"] == f"#{boxes(page)[0]['id']}"
    if language == "en":
        assert "Submit, although no question is answered." in page.one("form", id="send").text
    assert envelope(code).sealed is None
    assert to(client.post("/answer/review/", {"sure": "on"})) == (302, "/answer/sent/")


def test_an_emptier_set_does_not_replace_a_fuller_one_unasked(client, sent, again):
    client.post("/answer/1/", {MILITARY: "0"})
    page = parse(client.get("/answer/review/"))
    left_open = sum(cell.text == "left open" for cell in page.all("td"))
    label = f"Replace all that I have sent, although {left_open} questions are open here."
    assert label in page.one("form", id="send").text
    for posted in ({}, {"sure": ""}):
        reply = client.post("/answer/review/", posted)
        assert reply.status_code == 422
        assert "Nothing was sent just now, and nothing is lost." in reply.content.decode()
    assert bytes(envelope(sent).sealed) == again
    assert len(draft(sent)) == 1
    assert to(client.post("/answer/review/", {"sure": "on"})) == (302, "/answer/sent/")
    assert bytes(envelope(sent).sealed) != again


def test_nor_does_an_empty_one(client, sent, again):
    label = "Replace all that I have sent, although no question is answered here."
    assert label in parse(client.get("/answer/review/")).one("form", id="send").text
    assert client.post("/answer/review/").status_code == 422
    assert bytes(envelope(sent).sealed) == again


def test_a_full_set_replaces_any_without_asking(client, sent, again):
    answer_everything(client)
    page = parse(client.get("/answer/review/"))
    assert not boxes(page)
    assert "still open" not in page.one("form", id="send").text
    assert to(client.post("/answer/review/")) == (302, "/answer/sent/")
    assert bytes(envelope(sent).sealed) != again


def test_what_is_asked_says_nothing_of_what_was_sent(client, open_round):
    """Whoever holds the code sees the same, whether all had been answered before or one."""
    asked = set()
    for answered in (1, 40):
        code = walking.begin(client, open_round)
        names = answer_names(factories.welch(), "participant", "PRC", modules=[])
        answers = dict.fromkeys(names[:answered], Answer(2))
        responding.save_answers(holder=holder(code), answers=answers)
        responding.submit(holder=holder(code))
        client.post("/answer/again/")
        client.post("/answer/1/", {MILITARY: "0"})
        asked.add(parse(client.get("/answer/review/")).one("form", id="send").text)
    assert len(asked) == 1


# --- Thinking better of it -----------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_second_draft_is_dropped_after_asking_and_what_was_sent_stays(
    client, sent, again, language
):
    walking.speak(client, language)
    client.post("/answer/1/", {MILITARY: "0"})
    for path in ("/answer/1/", "/answer/review/"):
        assert parse(client.get(path)).all("a", href="/answer/keep/")
    reply = client.get("/answer/keep/")
    assert reply.status_code == 200
    assert_kept_private(reply)
    assert draft(sent), "looking drops nothing"
    (form,) = parse(reply).one("main").all("form")
    assert form["method"] == "post"
    assert parse(reply).one("main").all("a", href="/answer/"), "or one goes on"
    assert to(client.post("/answer/keep/")) == (302, "/answer/")
    assert (envelope(sent).draft, bytes(envelope(sent).sealed)) == (None, again)
    page = parse(client.get("/answer/", follow=True))
    assert page.one("p", role="status").text
    assert not holder(sent).is_filling


def test_a_first_draft_is_all_there_is_and_is_not_dropped(client, code):
    client.post("/answer/1/", {MILITARY: "0"})
    for path in ("/answer/1/", "/answer/review/"):
        assert not parse(client.get(path)).all("a", href="/answer/keep/")
    for send in (client.get, client.post):
        assert to(send("/answer/keep/")) == (302, "/answer/")
    assert len(draft(code)) == 1


def test_without_a_draft_there_is_nothing_to_drop(client, sent):
    before = bytes(envelope(sent).sealed)
    for send in (client.get, client.post):
        assert to(send("/answer/keep/")) == (302, "/answer/")
    assert bytes(envelope(sent).sealed) == before


def test_what_was_sent_meanwhile_in_another_window_is_safe(client, sent, again, monkeypatch):
    """The second set is submitted between asking and dropping."""
    real = responding.drop_draft

    def sent_meanwhile(*, holder):
        responding.submit(holder=holder)
        return real(holder=holder)

    monkeypatch.setattr(responding, "drop_draft", sent_meanwhile)
    assert to(client.post("/answer/keep/")) == (302, "/answer/sent/")
    assert Envelope.objects.get().sealed is not None


@pytest.mark.parametrize("state", ["closing", "closed"])
def test_after_closing_nothing_is_dropped(client, sent, again, state):
    put_in(state)
    for send in (client.get, client.post):
        assert send("/answer/keep/").status_code == 409
    assert Envelope.objects.get().draft is not None


def test_a_box_that_was_not_ticked_says_so_to_a_screen_reader(client, code):
    (box,) = boxes(parse(client.get("/answer/review/")))
    assert (box.get("aria-invalid"), box.get("aria-describedby")) == (None, None)
    page = parse(client.post("/answer/review/"))
    (box,) = boxes(page)
    assert (box["aria-invalid"], box["aria-describedby"]) == ("true", "id_sure_error")
    assert "Nothing was sent just now" in page.one("ul", id="id_sure_error").text
