import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from surveys import facilitating
from surveys.envelope_contents import Answer
from surveys.holder_pages import pages_of
from surveys.instruments.sequence import MODULES
from surveys.models.response import Response
from surveys.models.round import Round
from surveys.models.sign_in import StaffSession
from surveys.questionnaire import pages
from tests import factories
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.walking import (
    KEY,
    LANGUAGES,
    MILITARY,
    NEXT,
    PLACES,
    POLITICAL,
    assert_kept_private,
    draft,
    envelope,
    field,
    holder,
    to,
)

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
    way, given = pages_of(walking.holder(code), language), {}
    for shown in way:
        assert to(client.get("/answer/")) == (302, f"/answer/{shown.number}/")
        reply = client.get(f"/answer/{shown.number}/")
        page = parse(reply)
        assert_kept_private(reply)
        assert page.one("html")["lang"].lower() == language
        titles = [heading.text for heading in page.all("h1") + page.all("h2")]
        for section in shown.sections:
            assert any(title.startswith(section.title) for title in titles)
        values = [shown.marks[q.position % len(shown.marks)].value for q in shown.questions]
        data = {f"q{q.position}": v for q, v in zip(shown.questions, values, strict=True)}
        assert set(data) == {radio["name"] for radio in page.all("input", type="radio")}
        given |= {q.name: Answer(v) for q, v in zip(shown.questions, values, strict=True)}
        following = "review/" if shown is way[-1] else f"{shown.number + 1}/"
        assert to(client.post(f"/answer/{shown.number}/", data)) == (302, f"/answer/{following}")
    assert draft(code) == given
    assert to(client.get("/answer/")) == (302, "/answer/review/")
    reviewed = parse(client.get("/answer/review/"))
    assert len(reviewed.all("table")) == sum(len(page.sections) for page in way)
    assert sum(len(table.all("tr")) - 1 for table in reviewed.all("table")) == len(given)
    assert to(client.post("/answer/review/")) == (302, "/answer/sent/")
    assert client.get("/answer/sent/").status_code == 200
    assert envelope(code).sealed is not None


def test_a_question_is_a_fieldset_with_a_legend_and_labelled_radio_buttons(client, code):
    page = parse(client.get("/answer/1/"))
    shown = pages_of(holder(code), "en")[0]
    fieldsets = page.one("form", id="answers").all("fieldset")
    assert len(fieldsets) == len(shown.questions)
    for fieldset, question in zip(fieldsets, shown.questions, strict=True):
        assert question.item in fieldset.one("legend").text
        radios = fieldset.all("input", type="radio")
        assert [radio["name"] for radio in radios] == [field(question.key)] * 7
        assert [radio["value"] for radio in radios] == ["3", "2", "1", "0", "-1", "-2", ""]
        names = [*(mark.label for mark in shown.marks), "No answer"]
        for label, radio, name in zip(fieldset.all("label"), radios, names, strict=True):
            assert label.all("input") == [radio], "a label around its radio button names it"
            assert label.text == name
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
    place = walking.page_with(code, KEY)
    data = {MILITARY: "1", POLITICAL: "2", walking.section_field(KEY, "confidence"): "2"}
    client.post(place, data | {POLITICAL + "_confidence": "0", MILITARY + "_basis": "intent"})
    assert draft(code) == {KEY: Answer(1, 2, "intent"), NEXT: Answer(2, 0)}
    page = parse(client.get(place))
    selected = {
        select["name"]: option["value"]
        for select in page.all("select")
        for option in select.all("option")
        if "selected" in option.attributes and option["value"]
    }
    assert selected == {
        walking.section_field(KEY, "confidence"): "2",
        POLITICAL + "_confidence": "0",
        MILITARY + "_basis": "intent",
    }
    client.post(
        place,
        {radio: mark for radio, mark in data.items() if radio in field_names(page)} | selected,
    )
    assert draft(code) == {KEY: Answer(1, 2, "intent"), NEXT: Answer(2, 0)}


def test_everything_may_be_left_open(client, code):
    reply = client.post("/answer/1/", {"csrfmiddlewaretoken": "x"})
    assert to(reply) == (302, "/answer/review/")
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
    for place in (*PLACES, "/answer/2/", "/return/", "/withdraw/", "/"):
        reply = client.get(place, follow=True)
        assert reply.status_code == 200
        text = parse(reply).one("main").text
        assert b'class="steps-' not in reply.content
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
    sessions = list(StaffSession.objects.values())
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
    assert list(StaffSession.objects.values()) == sessions


def test_a_participants_browser_gets_no_session(client, sent):
    assert set(client.cookies) <= {"cs2survey", "csrftoken", "messages"}
    assert not any(cookie["max-age"] for cookie in client.cookies.values())
    assert not StaffSession.objects.exists()


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


def sides_in_order(client) -> list[str]:
    """The keys' other sides in the order in which a participant from the PRC is shown them."""
    page = parse(client.get("/answer/1/"))
    shown = [radio["name"] for radio in page.all("input", type="radio")]
    names = {field(f"PRC>{side}:military"): side for side in ("JPN", "ROK", "USA")}
    return list(dict.fromkeys(names[name] for name in shown if name in names))


def test_each_respondent_has_an_order_of_the_sides_and_keeps_it(client, open_round):
    orders = set()
    for _ in range(12):
        code = walking.begin(client, open_round)
        order = sides_in_order(client)
        assert order == sides_in_order(walking.speak(client, "ko"))
        other = Client()
        other.post("/return/", {"code": code})
        assert sides_in_order(other) == order
        orders.add(tuple(order))
    assert len(orders) > 1


def test_a_round_being_closed_takes_what_was_sent_before(client, sent, open_round):
    facilitating.request_closing(round=open_round, by="test")
    assert client.get("/answer/sent/").status_code == 409
    factories.run_jobs()
    assert Response.objects.count() == 1


# --- Since the last round ------------------------------------------------------------------------


def field_names(page) -> set[str]:
    return {element["name"] for element in page.all("input", type="radio")}


@pytest.fixture
def later(study):
    return factories.make_later_round(study, ["trend"])


def test_the_page_says_which_round_was_the_last(client, later):
    walking.begin(client, later, side="PRC")
    page = parse(client.get("/answer/2/"))
    assert "The last round, “First round”, closed on Nov. 20, 2026 (UTC)." in page.text
    assert "whether or not you took part in it" in page.text
    assert "The last round" not in parse(client.get("/answer/1/")).text


def test_whether_concern_has_changed_is_saved_and_reviewed(client, later):
    code = walking.begin(client, later, side="PRC")
    asked = [walking.field(f"PRC>{side}:trend") for side in ("JPN", "ROK", "USA")]
    form = parse(client.get("/answer/2/")).one("form", id="answers")
    names = [radio["name"] for radio in form.all("input", type="radio")]
    assert sorted(names) == sorted(name for name in asked for _ in range(5))
    assert [r["value"] for r in form.all("input", type="radio")] == ["2", "1", "0", "-2", ""] * 3
    assert not form.all("div", **{"class": "questions graded"}), "these answers are no levels"
    reply = client.post("/answer/2/", {asked[0]: "2", asked[1]: "-2", asked[2]: "-1"})
    assert reply.status_code == 422
    assert draft(code) == {
        "recalled/PRC>JPN:trend": Answer(2),
        "recalled/PRC>ROK:trend": Answer(-2),
    }
    assert to(client.post("/answer/2/", {asked[2]: "0"})) == (302, "/answer/review/")
    reviewed = parse(client.get("/answer/review/")).text
    assert "Grown" in reviewed
    assert "Lessened" in reviewed


def test_each_select_is_named_by_its_question_and_by_its_own(client, open_round):
    walking.begin(client, open_round, "assessor", "JPN")
    page = parse(client.get("/answer/1/"))
    labels = {label["for"]: label.text for label in page.all("label") if label.get("for")}
    texts = {e.get("id"): e.text for e in page.below() if e.get("id")}
    names = [
        " ".join(texts[part] for part in select["aria-labelledby"].split())
        for select in page.one("form", id="answers").all("select")
        if select.get("aria-labelledby")
    ]
    assert len(set(names)) == len(names) > 0
    assert names[0].endswith("How sure are you of this answer?")
    assert names[0].startswith(page.all("span", **{"class": "item"})[0].text)
    unnamed = [s["id"] for s in page.all("select") if not s.get("aria-labelledby")]
    assert [labels[select] for select in unnamed] == 3 * [
        "How sure are you of this answer?",
        "What does this answer mainly rest on?",
    ]


def test_the_summary_of_errors_says_what_is_wrong_and_where(client, code):
    page = parse(client.post("/answer/1/", {MILITARY: "9"}))
    (summary,) = (e for e in page.below() if e.get("role") == "alert")
    (link,) = summary.all("a")
    assert link.text == "Please choose one of the answers offered here."
    assert link["href"] == f"#id_{MILITARY}"
    item = page.one("fieldset", id=f"id_{MILITARY}").one("span", **{"class": "item"}).text
    assert summary.one("span", **{"class": "quiet"}).text == item
