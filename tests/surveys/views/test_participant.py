import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from surveys import facilitating
from surveys.instruments.sequence import MODULES
from surveys.models.response import Response
from surveys.models.round import Round
from surveys.questionnaire import pages
from surveys.responding import Answer
from tests import factories
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.walking import (
    KEY,
    LANGUAGES,
    MILITARY,
    PLACES,
    assert_kept_private,
    draft,
    envelope,
    field,
    holder,
    to,
)

HIDDEN_BAR = re.compile(r'class="bar bar-[0-3]"')


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
    assert to(client.post("/answer/review/", {"sure": "on"})) == (302, "/answer/sent/")
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
    client.post("/answer/review/", {"sure": "on"})
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


# --- Since the last round ------------------------------------------------------------------------


@pytest.fixture
def later(study):
    return factories.make_later_round(study, ["trend"])


def test_the_page_says_which_round_was_the_last(client, later):
    walking.begin(client, later, side="PRC")
    page = parse(client.get("/answer/4/"))
    assert "The last round, “First round”, closed on Nov. 20, 2026 (UTC)." in page.text
    assert "whether or not you took part in it" in page.text
    assert "The last round" not in parse(client.get("/answer/3/")).text


def test_whether_concern_has_changed_is_saved_and_reviewed(client, later):
    code = walking.begin(client, later, side="PRC")
    asked = [walking.field(f"PRC>{side}:trend") for side in ("JPN", "ROK", "USA")]
    form = parse(client.get("/answer/4/")).one("form", id="answers")
    assert [radio["name"] for radio in form.all("input", type="radio")] == [
        name for name in asked for _ in range(4)
    ]
    assert [r["value"] for r in form.all("input", type="radio")] == ["2", "1", "0", "-2"] * 3
    assert not form.all("span", **{"class": "bar"})
    reply = client.post("/answer/4/", {asked[0]: "2", asked[1]: "-2", asked[2]: "-1"})
    assert reply.status_code == 422
    assert draft(code) == {
        "recalled/PRC>JPN:trend": Answer(2),
        "recalled/PRC>ROK:trend": Answer(-2),
    }
    assert to(client.post("/answer/4/", {asked[2]: "0"})) == (302, "/answer/review/")
    reviewed = parse(client.get("/answer/review/")).text
    assert "Grown" in reviewed
    assert "Lessened" in reviewed


def test_each_select_is_named_by_its_question_and_by_its_own(client, open_round):
    walking.begin(client, open_round, "assessor", "JPN")
    page = parse(client.get("/answer/1/"))
    texts = {e.get("id"): e.text for e in page.below() if e.get("id")}
    names = [
        " ".join(texts[part] for part in select["aria-labelledby"].split())
        for select in page.one("form", id="answers").all("select")
    ]
    assert len(set(names)) == len(names) > 0
    assert names[0].endswith("How sure are you of this answer?")
    assert names[0].startswith(page.all("span", **{"class": "item"})[0].text)


def test_the_summary_of_errors_says_what_is_wrong_and_where(client, code):
    page = parse(client.post("/answer/1/", {MILITARY: "9"}))
    (summary,) = (e for e in page.below() if e.get("role") == "alert")
    (link,) = summary.all("a")
    assert link.text == "Please choose one of the answers offered here."
    assert link["href"] == f"#id_{MILITARY}"
    item = page.one("span", id=f"id_{MILITARY}_item").text
    assert summary.one("span", **{"class": "quiet"}).text == item
