"""Saving a page: by its buttons, from two windows, in another language, and mark by mark."""

import pytest

from surveys.envelope_contents import Answer
from surveys.models.round import Round
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.walking import (
    KEY,
    MILITARY,
    NEXT,
    POLITICAL,
    draft,
    fields,
    opened,
    put_in,
    to,
)

SCRIPT = {"Accept": "application/json"}
CONFIDENCE = MILITARY + "_confidence"


@pytest.fixture(autouse=True)
def two_pages(open_round: Round) -> None:
    Round.objects.update(modules=["predicted"])


# --- Back ----------------------------------------------------------------------------------------


def test_back_saves_and_goes_back(client, code):
    client.post("/answer/1/", {MILITARY: "1"})
    name = next(
        radio["name"] for radio in parse(client.get("/answer/2/")).all("input", type="radio")
    )
    assert to(client.post("/answer/2/", {name: "2", "back": ""})) == (302, "/answer/1/")
    assert len(draft(code)) == 2
    assert to(client.post("/answer/1/", {"back": ""})) == (302, "/answer/1/")


def test_back_is_a_button_wherever_there_is_something_before(client, code):
    def buttons(path: str) -> list[str]:
        form = parse(client.get(path)).one("form", id="answers")
        return [button.text for button in form.all("button", name="back")]

    assert buttons("/answer/1/") == []
    assert buttons("/answer/2/") == buttons("/answer/1/?from=review") == ["Back"]


# --- Two windows ---------------------------------------------------------------------------------


def test_the_later_of_two_windows_saves_only_what_it_changed(client, code):
    client.post("/answer/1/", {MILITARY: "1", POLITICAL: "1"})
    first, second = opened(client), opened(client)
    client.post("/answer/1/", first | {MILITARY: "3"})
    assert to(client.post("/answer/1/", second | {POLITICAL: "0"})) == (302, "/answer/2/")
    assert draft(code) == {KEY: Answer(3), NEXT: Answer(0)}


def test_where_both_changed_the_person_chooses(client, code):
    first, second = opened(client), opened(client)
    client.post("/answer/1/", first | {MILITARY: "3"})
    reply = client.post("/answer/1/", second | {MILITARY: "0", POLITICAL: "1"})
    assert reply.status_code == 409
    assert draft(code) == {KEY: Answer(3), NEXT: Answer(1)}
    page = parse(reply)
    (summary,) = (e for e in page.below() if e.get("role") == "alert")
    assert [link["href"] for link in summary.all("a")] == [f"#id_{MILITARY}"]
    assert "There: Serious. Here: Not a concern." in summary.text
    assert fields(page)[MILITARY] == "0", "what was chosen last is still marked"
    for chosen in ("3", "0"):
        again = fields(page) | {MILITARY: chosen}
        assert to(client.post("/answer/1/", again)) == (302, "/answer/2/")
        assert draft(code) == {KEY: Answer(int(chosen)), NEXT: Answer(1)}


def test_an_assessor_sees_all_that_differs(client, open_round):
    code = walking.begin(client, open_round, "assessor", "JPN")
    place = walking.page_with(code, KEY)
    first, second = opened(client, place), opened(client, place)
    client.post(place, first | {MILITARY: "3", CONFIDENCE: "2"})
    reply = client.post(place, second | {MILITARY: "3", CONFIDENCE: "0"})
    text = parse(reply).one("form", id="answers").text
    assert "There: Serious · How sure: " in text
    assert "Here: Serious · How sure: " in text
    assert list(draft(code).values()) == [Answer(3, 2)]


def test_an_answer_taken_back_in_one_window_and_changed_in_the_other_is_asked_about(client, code):
    client.post("/answer/1/", {MILITARY: "1"})
    first, second = opened(client), opened(client)
    client.post("/answer/1/", first | {MILITARY: ""})
    assert draft(code) == {}
    reply = client.post("/answer/1/", second | {MILITARY: "2"})
    assert "There: no answer. Here: Moderate." in parse(reply).one("main").text
    assert to(client.post("/answer/1/", fields(parse(reply)))) == (302, "/answer/2/")
    assert draft(code) == {KEY: Answer(2)}


def test_a_page_with_another_s_base_saves_what_it_posts(client, code):
    """As do pages from before there was one."""
    client.post("/answer/1/", {MILITARY: "1"})
    client.post("/answer/1/", {MILITARY: "2", "base": "made up"})
    assert draft(code) == {KEY: Answer(2)}


# --- Taking back ---------------------------------------------------------------------------------


def test_a_mark_is_taken_back_by_an_empty_value_and_never_by_absence(client, code):
    client.post("/answer/1/", {MILITARY: "1", POLITICAL: "1"})
    page = opened(client)
    del page[MILITARY]
    client.post("/answer/1/", page | {POLITICAL: ""})
    assert draft(code) == {KEY: Answer(1)}


def test_who_takes_back_what_was_changed_elsewhere_is_asked_too(client, code):
    client.post("/answer/1/", {MILITARY: "1"})
    first, second = opened(client), opened(client)
    client.post("/answer/1/", first | {MILITARY: "2"})
    reply = client.post("/answer/1/", second | {MILITARY: ""})
    assert "There: Moderate. Here: no answer." in parse(reply).one("main").text
    assert fields(parse(reply))[MILITARY] == "", "so that sending it again is to choose"
    client.post("/answer/1/", fields(parse(reply)))
    assert draft(code) == {}


# --- Another language ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "word"), [("ja", "お選び"), ("ko", "선택"), ("zh-hans", "选择")]
)
def test_what_cannot_be_saved_is_kept_in_the_other_language(client, open_round, language, word):
    code = walking.begin(client, open_round, "assessor", "JPN")
    place = walking.page_with(code, KEY)
    posted = opened(client, place) | {CONFIDENCE: "2", POLITICAL: "3", "language": language}
    reply = client.post(place, posted)
    assert (reply.status_code, reply.cookies["cs2_language"].value) == (422, language)
    page = parse(reply)
    assert page.one("html")["lang"].lower() == language
    (summary,) = (e for e in page.below() if e.get("role") == "alert")
    assert word in summary.one("a").text
    kept = fields(page)
    assert (kept[CONFIDENCE], kept[POLITICAL]) == ("2", "3")
    assert list(draft(code).values()) == [Answer(3)]
    client.post(place, kept | {MILITARY: "1"})
    assert Answer(1, 2) in draft(code).values()


# --- Mark by mark --------------------------------------------------------------------------------


def test_a_script_saves_as_a_form_does_and_is_told_where_to_go(client, code):
    page = opened(client)
    reply = client.post("/answer/1/", page | {MILITARY: "2"}, headers=SCRIPT)
    assert (reply.status_code, reply["Content-Type"]) == (200, "application/json")
    assert reply.json()["next"] == "/answer/2/"
    assert "no-store" in reply["Cache-Control"]
    assert draft(code) == {KEY: Answer(2)}
    page |= {"base": reply.json()["base"]}
    reply = client.post("/answer/1/", page | {MILITARY: "3"}, headers=SCRIPT)
    assert (reply.status_code, draft(code)) == (200, {KEY: Answer(3)})
    back = client.post("/answer/2/", {"back": ""}, headers=SCRIPT)
    assert back.json()["next"] == "/answer/1/"
    other = client.post("/answer/1/", {"language": "ja"}, headers=SCRIPT)
    assert (other.json()["next"], other.cookies["cs2_language"].value) == ("/answer/1/", "ja")


def test_the_length_of_what_a_script_is_told_says_nothing_of_the_mark(client, code):
    page = opened(client)
    lengths = set()
    for value in ("3", "-1", ""):
        reply = client.post("/answer/1/", page | {MILITARY: value}, headers=SCRIPT)
        lengths.add(len(reply.content))
        page["base"] = reply.json()["base"]
    assert len(lengths) == 1


def test_a_request_that_is_repeated_because_its_answer_was_lost_changes_nothing(client, code):
    page = opened(client) | {MILITARY: "2"}
    for _ in range(2):
        reply = client.post("/answer/1/", page, headers=SCRIPT)
        assert (reply.status_code, draft(code)) == (200, {KEY: Answer(2)})


def test_a_window_that_shows_an_old_mark_does_not_save_it_with_the_next(client, code):
    client.post("/answer/1/", {MILITARY: "1"})
    page = opened(client)
    client.post("/answer/1/", opened(client) | {MILITARY: "3"})
    for political in ("0", "2"):
        reply = client.post("/answer/1/", page | {POLITICAL: political}, headers=SCRIPT)
        page["base"] = reply.json()["base"]
        assert draft(code) == {KEY: Answer(3), NEXT: Answer(int(political))}


@pytest.mark.parametrize(
    ("posted", "status"), [({MILITARY: "9"}, 422), ({MILITARY: "0"}, 409)], ids=["wrong", "differs"]
)
def test_what_a_page_has_to_answer_is_left_to_the_form(client, code, posted, status):
    page = opened(client)
    client.post("/answer/1/", opened(client) | {MILITARY: "3"})
    reply = client.post("/answer/1/", page | posted, headers=SCRIPT)
    assert reply.status_code == status
    assert draft(code) == {KEY: Answer(3)}
    assert client.post("/answer/1/", page | posted).status_code == status


def test_messages_are_left_to_the_form(client, sent):
    assert to(client.post("/answer/1/", {MILITARY: "0"}, headers=SCRIPT)) == (302, "/answer/sent/")
    assert not parse(client.get("/answer/sent/")).all("p", role="status")


def test_a_script_learns_that_a_round_has_closed(client, code):
    page = opened(client)
    put_in("closing")
    assert client.post("/answer/1/", page | {MILITARY: "3"}, headers=SCRIPT).status_code == 409
