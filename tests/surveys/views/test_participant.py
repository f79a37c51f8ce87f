import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from surveys import facilitating, responding, sealing
from surveys.instruments.sequence import MODULES
from surveys.models.response import Envelope, Response
from surveys.models.round import Round
from surveys.questionnaire import pages
from surveys.responding import Answer
from tests import factories
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.walking import LANGUAGES, assert_kept_private, envelope, field, holder

KEY, NEXT, ECONOMIC = "PRC>JPN:military", "PRC>JPN:political", "PRC>JPN:economic"
MILITARY, POLITICAL, STRANGER = field(KEY), field(NEXT), field("PRC>USA:military")
PLACES = ("/answer/", "/answer/1/", "/answer/review/", "/answer/sent/")
HIDDEN_BAR = re.compile(r'class="bar bar-[0-3]"')


@pytest.fixture
def code(client, open_round) -> str:
    return walking.begin(client, open_round)


@pytest.fixture
def sent(client, code) -> str:
    """The code of somebody who has answered with a mark on every page and submitted."""
    for page in pages(factories.welch(), "participant", "PRC", "en"):
        client.post(f"/answer/{page.number}/", {f"q{q.position}": "3" for q in page.questions})
    client.post("/answer/review/")
    return code


def draft(code: str) -> dict[str, Answer]:
    return responding.read_draft(holder(code))


def put_in(state: str) -> None:
    wrapped = {"wrapped_private_key": b""} if state == "closed" else {}
    Round.objects.update(state=state, **wrapped)


def to(reply) -> tuple[int, str | None]:
    return reply.status_code, reply.headers.get("Location")


# --- The whole way -------------------------------------------------------------------------------


WALKS = [
    *(("participant", language, ()) for language in LANGUAGES),
    ("participant", "ko", MODULES),
    ("assessor", "ja", ("vignettes",)),
]


@pytest.mark.parametrize(("seat", "language", "modules"), WALKS)
def test_from_the_first_page_to_the_last_word(client, open_round, seat, language, modules):
    Round.objects.update(modules=list(modules))
    walking.speak(client, language)
    code = walking.begin(client, open_round, seat, "ROK")
    way, given = pages(factories.welch(), seat, "ROK", language, modules=modules), {}
    for shown in way:
        assert to(client.get("/answer/")) == (302, f"/answer/{shown.number}/")
        reply = client.get(f"/answer/{shown.number}/")
        page = parse(reply)
        assert_kept_private(reply)
        assert page.one("html")["lang"].lower() == language
        assert shown.title in page.one("h1").text
        values = [shown.marks[q.position % len(shown.marks)].value for q in shown.questions]
        data = {f"q{q.position}": v for q, v in zip(shown.questions, values, strict=True)}
        assert set(data) == {radio["name"] for radio in page.all("input", type="radio")}
        given |= {q.name: Answer(v) for q, v in zip(shown.questions, values, strict=True)}
        following = "review/" if shown is way[-1] else f"{shown.number + 1}/"
        assert to(client.post(f"/answer/{shown.number}/", data)) == (302, f"/answer/{following}")
    assert draft(code) == given
    assert to(client.get("/answer/")) == (302, "/answer/review/")
    reviewed = parse(client.get("/answer/review/"))
    assert len(reviewed.all("table")) == len(way)
    assert sum(len(table.all("tr")) - 1 for table in reviewed.all("table")) == len(given)
    assert to(client.post("/answer/review/")) == (302, "/answer/sent/")
    assert client.get("/answer/sent/").status_code == 200
    assert envelope(code).sealed is not None


def test_a_question_is_a_fieldset_with_a_legend_and_labelled_radio_buttons(client, code):
    page = parse(client.get("/answer/1/"))
    shown = pages(factories.welch(), "participant", "PRC", "en")[0]
    fieldsets = page.one("form", id="answers").all("fieldset")
    assert len(fieldsets) == len(shown.questions)
    for fieldset, question in zip(fieldsets, shown.questions, strict=True):
        assert question.item in fieldset.one("legend").text
        radios = fieldset.all("input", type="radio")
        assert [radio["name"] for radio in radios] == [field(question.key)] * 6
        assert [radio["value"] for radio in radios] == ["3", "2", "1", "0", "-1", "-2"]
        for radio, mark in zip(radios, shown.marks, strict=True):
            assert fieldset.one("label", **{"for": radio["id"]}).text == mark.label
    ids = [element["id"] for element in page.below() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert not [e for e in page.below() if e.get("style") or e.get("onclick")]


def test_what_was_saved_is_marked_when_one_comes_back(client, code):
    client.post("/answer/1/", {MILITARY: "2"})
    (checked,) = [
        r for r in parse(client.get("/answer/1/")).all("input") if "checked" in r.attributes
    ]
    assert (checked["name"], checked["value"]) == (MILITARY, "2")


def test_an_assessors_confidence_and_basis_are_kept(client, open_round):
    code = walking.begin(client, open_round, "assessor", "JPN")
    client.post(
        "/answer/1/", {MILITARY: "1", MILITARY + "_confidence": "2", MILITARY + "_basis": "intent"}
    )
    assert draft(code) == {KEY: Answer(1, 2, "intent")}
    page = parse(client.get("/answer/1/"))
    selected = [option["value"] for option in page.all("option") if "selected" in option.attributes]
    assert ("2" in selected, "intent" in selected) == (True, True)


def test_everything_may_be_left_open(client, code):
    assert to(client.post("/answer/1/", {"csrfmiddlewaretoken": "x"})) == (302, "/answer/2/")
    assert to(client.post("/answer/review/")) == (302, "/answer/sent/")
    assert envelope(code).sealed is not None


def test_saving_with_a_language_button_saves_first_and_stays(client, code):
    reply = client.post("/answer/1/", {MILITARY: "2", "language": "ko"})
    assert to(reply) == (302, "/answer/1/")
    assert reply.cookies["cs2_language"].value == "ko"
    assert draft(code) == {KEY: Answer(2)}
    assert parse(client.get("/answer/1/")).one("html")["lang"] == "ko"


@pytest.mark.parametrize("language", ["ko", "xx", ""])
def test_a_language_the_round_is_not_offered_in_is_not_spoken(client, code, language):
    Round.objects.update(languages=["en", "ja"])
    reply = client.post("/answer/1/", {MILITARY: "2", "language": language})
    assert to(reply) == (302, "/answer/1/")
    assert "cs2_language" not in reply.cookies
    walking.speak(client, "ko")
    page = parse(client.get("/answer/1/"))
    assert page.one("html")["lang"] == "en"
    assert [button["value"] for button in page.all("button", name="language")] == ["en", "ja"]


# --- After submitting ----------------------------------------------------------------------------


def test_after_submitting_no_page_contains_a_mark(client, sent):
    for place in (*PLACES, "/answer/3/", "/return/", "/withdraw/", "/"):
        reply = client.get(place, follow=True)
        assert reply.status_code == 200
        text = parse(reply).one("main").text
        assert not HIDDEN_BAR.search(str(reply.content.split(b"<main")[1]))
        for mark in pages(factories.welch(), "participant", "PRC", "en")[0].marks:
            assert mark.label not in text
        assert "checked" not in reply.content.decode()
    for place in PLACES[:3]:
        assert client.get(place, follow=True).redirect_chain[-1] == ("/answer/sent/", 302)


def test_replacing_begins_with_empty_pages(client, sent):
    before = bytes(envelope(sent).sealed)
    assert to(client.post("/answer/again/")) == (302, "/answer/")
    assert to(client.get("/answer/")) == (302, "/answer/1/")
    assert b" checked" not in client.get("/answer/1/").content
    assert to(client.get("/answer/sent/")) == (302, "/answer/")
    client.post("/answer/1/", {MILITARY: "0"})
    assert bytes(envelope(sent).sealed) == before
    assert b"these replace all of them" in client.get("/answer/review/").content
    client.post("/answer/review/")
    assert bytes(envelope(sent).sealed) != before
    assert not holder(sent).is_filling


def test_submitting_twice_ends_with_the_last_word(client, sent):
    before = bytes(envelope(sent).sealed)
    assert to(client.post("/answer/review/")) == (302, "/answer/sent/")
    assert bytes(envelope(sent).sealed) == before
    assert client.get("/answer/sent/").status_code == 200


def test_a_page_left_open_in_another_window_changes_nothing_once_all_was_sent(client, sent):
    before = bytes(envelope(sent).sealed)
    reply = client.post("/answer/1/", {MILITARY: "0"})
    assert to(reply) == (302, "/answer/sent/")
    assert (envelope(sent).draft, bytes(envelope(sent).sealed)) == (None, before)
    assert parse(client.get("/answer/sent/")).one("p", role="status").text


# --- Bad input, in every language ----------------------------------------------------------------


BAD = {
    "a wrong mark": (422, {MILITARY: "4", POLITICAL: "2"}),
    "a mark in words": (422, {MILITARY: "serious", POLITICAL: "2"}),
    "a threat of another dyad": (422, {STRANGER: "3", POLITICAL: "2"}),
    "an unknown question": (422, {"q9999": "3", POLITICAL: "2"}),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_bad_input_is_told_and_nothing_is_lost(open_round, language):
    for case, (status, data) in BAD.items():
        client = walking.speak(Client(), language)
        code = walking.begin(client, open_round)
        client.post("/answer/1/", {field(ECONOMIC): "1"})
        reply = client.post("/answer/1/", data)
        assert reply.status_code == status, case
        _assert_told_and_kept(reply, code, language)


def _assert_told_and_kept(reply, code: str, language: str) -> None:
    page = parse(reply)
    assert page.one("html")["lang"].lower() == language
    assert [e for e in page.below() if e.get("role") == "alert"]
    assert draft(code) == {ECONOMIC: Answer(1), NEXT: Answer(2)}
    checked = {r["name"] for r in page.all("input") if "checked" in r.attributes}
    assert POLITICAL in checked


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_does_not_exist_leads_back(client, code, language):
    walking.speak(client, language)
    for number in ("0", "4", "99999999999999999999"):
        for send in (client.get, client.post):
            reply = send(f"/answer/{number}/", {MILITARY: "3"}, follow=True)
            assert reply.redirect_chain == [("/answer/", 302), ("/answer/1/", 302)]
            assert parse(reply).one("p", role="alert").text
    assert draft(code) == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["closing", "closed"])
def test_a_post_after_closing_is_told_so(client, code, language, state):
    walking.speak(client, language)
    client.post("/answer/1/", {MILITARY: "1"})
    before = bytes(envelope(code).draft)
    put_in(state)
    posts = [("/answer/1/", {MILITARY: "3"}), ("/answer/review/", {}), ("/answer/again/", {})]
    for path, data in posts:
        reply = client.post(path, data)
        assert reply.status_code == 409
        assert parse(reply).one("html")["lang"].lower() == language
        assert_kept_private(reply)
    for place in PLACES:
        assert client.get(place).status_code == 409
    assert bytes(Envelope.objects.get().draft) == before


def test_a_round_that_closes_while_the_page_is_sent(client, code, monkeypatch):
    monkeypatch.setattr(responding, "_state_locked", lambda round: "closing")
    assert client.post("/answer/1/", {MILITARY: "3"}).status_code == 409
    assert client.post("/answer/review/").status_code == 409


def test_a_form_without_a_body_is_answered(client, code):
    for path, status in (("/answer/1/", 302), ("/return/", 422), ("/withdraw/", 422)):
        assert client.post(path).status_code == status


def test_sending_a_page_twice_saves_it_once(client, code):
    for _ in range(2):
        assert to(client.post("/answer/1/", {MILITARY: "2"})) == (302, "/answer/2/")
    assert draft(code) == {KEY: Answer(2)}


@pytest.mark.parametrize("place", PLACES)
def test_without_a_code_one_is_asked_for_it(db, place):
    client = Client()
    for cookie in ("", "made up", "AAAA"):
        client.cookies["cs2survey"] = cookie
        assert to(client.get(place)) == (302, "/return/")
    assert parse(client.get("/return/")).all("p", role="status")


def test_a_cookie_of_somebody_who_has_withdrawn_leads_to_the_code(client, code):
    Client().post("/withdraw/", {"code": code})
    assert to(client.post("/answer/1/", {MILITARY: "3"})) == (302, "/return/")
    assert not Envelope.objects.exists()


def test_withdrawing_in_another_window_is_not_called_sent(client, code, monkeypatch):
    """The envelope vanishes between finding it and locking it."""
    real = responding._state_locked

    def withdrawn_meanwhile(round):
        Envelope.objects.all().delete()
        return real(round)

    monkeypatch.setattr(responding, "_state_locked", withdrawn_meanwhile)
    assert to(client.post("/answer/1/", {MILITARY: "3"})) == (302, "/return/")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/answer/"),
        ("post", "/answer/sent/"),
        ("put", "/answer/again/"),
        ("put", "/leave/"),
        ("put", "/answer/1/"),
        ("delete", "/answer/review/"),
        ("options", "/answer/1/"),
    ],
)
def test_other_methods_are_refused(client, code, method, path):
    assert getattr(client, method)(path).status_code == 405


@pytest.mark.parametrize("path", ["/answer/again/", "/leave/"])
def test_a_reload_of_a_page_that_a_button_led_to_goes_on_with_the_answers(client, code, path):
    reply = client.get(path)
    assert (reply.status_code, reply["Location"]) == (302, "/answer/")


@pytest.mark.parametrize("place", ["/answer/1/", "/answer/review/", "/return/", "/withdraw/"])
def test_a_head_request_is_a_get_without_a_body(client, code, place):
    reply = client.head(place)
    assert (reply.status_code, reply.content) == (200, b"")
    assert Envelope.objects.get().sealed is None


# --- Coming back, leaving, withdrawing -----------------------------------------------------------


def test_going_on_in_another_browser_with_the_code(client, code):
    client.post("/answer/1/", {MILITARY: "2"})
    other = Client()
    reply = other.post("/return/", {"code": sealing.grouped(code).lower()})
    assert to(reply) == (302, "/answer/")
    assert_kept_private(reply)
    assert b" checked" in other.get("/answer/1/").content
    other.post("/answer/1/", {MILITARY: "0"})
    assert draft(code) == {KEY: Answer(0)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/return/", "/withdraw/"])
def test_a_code_that_nobody_holds(client, open_round, path, language):
    walking.speak(client, language)
    for typed in ("", "abc", "0123456789ABCDEFGHJKMNPQRS", "x" * 100, "\0"):
        reply = client.post(path, {"code": typed})
        assert reply.status_code == 422
        assert_kept_private(reply)
        assert "cs2survey" not in reply.cookies
        assert [e for e in parse(reply).below() if e.get("role") == "alert"]


def test_a_device_can_forget_the_code_which_goes_on_working(client, code):
    reply = client.post("/leave/")
    assert reply.status_code == 200
    assert reply.cookies["cs2survey"].value == ""
    assert to(client.get("/answer/")) == (302, "/return/")
    assert to(client.post("/return/", {"code": code})) == (302, "/answer/")


@pytest.mark.parametrize("state", ["open", "closing"])
def test_withdrawing_before_the_envelopes_are_opened(client, sent, state):
    put_in(state)
    reply = client.post("/withdraw/", {"code": sent})
    assert reply.status_code == 200
    assert reply.cookies["cs2survey"].value == ""
    assert not Envelope.objects.exists()
    assert client.post("/withdraw/", {"code": sent}).status_code == 422


def test_withdrawing_after_closing(client, sent, open_round):
    factories.close(open_round)
    assert client.post("/withdraw/", {"code": sent}).status_code == 200
    assert not Response.objects.exists()


def test_withdrawing_after_the_answers_were_destroyed_says_that_nothing_is_known(
    client, sent, open_round
):
    factories.close(open_round)
    Response.objects.all().delete()
    assert client.post("/withdraw/", {"code": sent}).status_code == 422


def test_withdrawing_asks_for_the_code_even_of_a_browser_that_holds_it(client, code):
    page = parse(client.get("/withdraw/"))
    assert not page.one("input", name="code").get("value")
    assert client.post("/withdraw/").status_code == 422
    assert Envelope.objects.exists()


# --- What is never done --------------------------------------------------------------------------


def test_no_session_no_user_and_no_query_on_the_side_of_people(client, open_round, facilitator):
    client.force_login(facilitator)
    code = walking.begin(client, open_round)
    sessions = list(Session.objects.values())
    with CaptureQueriesContext(connections["identity"]) as queries:
        client.post("/answer/1/", {MILITARY: "3"})
        for place in PLACES:
            client.get(place)
        client.post("/answer/review/")
        client.get("/answer/sent/")
        client.post("/answer/again/")
        client.post("/leave/")
        client.post("/return/", {"code": code})
        client.post("/withdraw/", {"code": code})
    assert len(queries) == 0
    assert list(Session.objects.values()) == sessions


def test_a_participants_browser_gets_no_session(client, sent):
    assert set(client.cookies) <= {"cs2survey", "csrftoken", "messages"}
    assert not any(cookie["max-age"] for cookie in client.cookies.values())
    assert not Session.objects.exists()


def test_forms_are_refused_without_their_csrf_token(code, client):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["cs2survey"] = client.cookies["cs2survey"].value
    for path in ("/answer/1/", "/answer/review/", "/answer/again/", "/withdraw/", "/leave/"):
        assert strict.post(path, {MILITARY: "3", "code": code}).status_code == 403
    assert draft(code) == {}


def test_a_page_costs_the_same_queries_however_many_take_part(client, open_round):
    code = walking.begin(client, open_round, "assessor", "JPN")

    def cost() -> list[int]:
        counts = []
        for act in (
            lambda: client.get("/answer/1/"),
            lambda: client.post("/answer/1/", {MILITARY: "3"}),
            lambda: client.get("/answer/review/"),
        ):
            with CaptureQueriesContext(connections["default"]) as queries:
                act()
            counts.append(len(queries))
        return counts

    first = cost()
    for side in ("PRC", "JPN", "USA"):
        factories.respond(open_round, side=side)
    assert cost() == first
    assert max(first) <= 10
    assert code


def test_an_unreadable_side_order_harms_nobody(client, code, study):
    for order in ({"en": ["XXX", "USA", "USA"]}, {"en": "USA"}, {"en": []}, {"ja": ["USA"]}, {}):
        study.side_order = order
        study.save()
        page = parse(client.get("/answer/1/"))
        target = "USA" if order == {"en": ["XXX", "USA", "USA"]} else "JPN"
        assert page.all("input", type="radio")[0]["name"] == field(f"PRC>{target}:military")


def test_a_round_being_closed_takes_what_was_sent_before(client, sent, open_round):
    facilitating.request_closing(round=open_round, by="test")
    assert client.get("/answer/sent/").status_code == 409
    factories.run_jobs()
    assert Response.objects.count() == 1
