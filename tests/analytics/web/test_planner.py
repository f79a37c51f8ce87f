import json
from itertools import product

import pytest
from django.urls import reverse
from django.utils import translation

from analytics.measures import planning
from analytics.measures.planning import Gap, Said, Scope
from analytics.web import planner as page_module
from analytics.web.charts.chances import chances
from tests import factories
from tests.html import parse

PLANNER = "/staff/planner/"
# Chances of a gap of a level, of half a level and of nothing, as if they grew with the people.
CHANCES = {Gap.ONE: 0.02, Gap.HALF: 0.011, Gap.NOTHING: 0.001}
BY_WORD = {Said.LIKELY: 0.3, Said.VERY_LIKELY: 0.2, Said.ALMOST_CERTAIN: 0.1, Said.ALONE: 0.0}


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


@pytest.fixture
def grown(monkeypatch):
    """Chances that can be worked out in one's head; a question by itself is never called one."""

    def chance(participants, assessors, scope, gap, said):
        if said is Said.ALONE and scope is Scope.QUESTION:
            return 0.0
        more = 0.1 + 1e-9 if scope is Scope.DYAD else 1e-9
        return CHANCES[gap] * (participants + assessors) + BY_WORD[said] + more

    monkeypatch.setattr(page_module, "chance", chance)
    monkeypatch.setattr(planning, "chance", chance)


def shown(client, **query):
    response = client.get(PLANNER, query)
    return response.status_code, parse(response).one("main")


def table(html, number):
    """The rows of a table by their heads."""
    rows = html.all("table")[number].one("tbody").all("tr")
    return {row.one("th").text: [cell.text for cell in row.all("td")] for row in rows}


# --- Who sees it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["owner", "facilitator", "researcher", "auditor"])
def test_whoever_is_signed_in_sees_it(client, study, role):
    client.force_login(factories.make_staff(study, role))
    assert shown(client)[0] == 200


def test_others_sign_in_first_and_nobody_posts(client, facilitator):
    response = client.get(PLANNER)
    assert response.status_code == 302
    assert response["Location"] == f"/staff/sign-in/?next={PLANNER}"
    client.force_login(facilitator)
    assert client.post(PLANNER).status_code == 405
    assert "no-store" in client.get(PLANNER)["Cache-Control"]
    facilitator.is_active = False
    facilitator.save()
    assert client.get(PLANNER).status_code == 302


def test_the_studies_and_a_study_lead_to_it(staff, study):
    for url in ("/staff/", reverse("study", args=[study.slug])):
        links = [link["href"] for link in parse(staff.get(url)).one("main").all("a")]
        assert PLANNER in links


# --- What it says --------------------------------------------------------------------------------


def test_twelve_and_twelve_are_looked_at_first(staff):
    _, html = shown(staff)
    assert html.one("input", id="id_participants")["value"] == "12"
    assert html.one("input", id="id_assessors")["value"] == "12"
    chosen = html.one("select").one("option", selected="")
    assert chosen["value"] == "very_likely"
    assert "With 12 participants a side and 12 in the panel" in [h.text for h in html.all("h2")]


def test_how_many_it_takes_is_said_of_every_word(staff, grown):
    _, html = shown(staff, participants=8, assessors=10)
    # A level at a question: 0.78 = 0.02 (n + 10) + 0.3 for n = 14, + 0.2 for 19, + 0.1 for 24;
    # of a dyad 0.1 more, so that five fewer are enough. In fives 0.78 is 80.
    assert table(html, 0) == {
        "likely or better": ["14", "> 30", "9", "25"],
        "very likely or better": ["19", "> 30", "14", "> 30"],
        "almost certain": ["24", "> 30", "19", "> 30"],
        "above or below, by its own answers alone": ["> 30", "> 30", "24", "> 30"],
    }


@pytest.mark.parametrize("assessors", [8, 12, 20])
@pytest.mark.parametrize("said", list(Said))
def test_what_it_takes_agrees_with_what_so_many_get(assessors, said):
    plan = page_module.planner(12, assessors, said.value)
    (row,) = [row for row in plan["needed"] if row["is_chosen"]]
    places = (0, 1, 3, 4)
    for number, place in zip(row["cells"], places, strict=True):
        for n in range(5, 31):
            shown = page_module._cells(n, assessors, said)[place].strip("<>\N{NO-BREAK SPACE}")
            # From that number on every one is enough; the one before is not.
            if number.isdigit() and n >= int(number):
                assert int(shown) >= 80
            if number.isdigit() and n == int(number) - 1:
                assert int(shown) < 80


def test_one_size_is_told_in_sentences_and_in_a_table(staff, grown):
    _, html = shown(staff, participants=8, assessors=10, said="likely")
    told = html.text
    assert (
        "Single questions: of 100 with a gap of one level, about 65 are called “likely or better” "
        "in the right direction; of 100 with a gap of half a level, about 50. Of 100 without any "
        "gap about 30 are called so, in one direction or the other."
    ) in told
    assert "Means of a dyad: of 100 with a gap of one level, about 75 are called" in told
    assert table(html, 1) == {
        "likely or better": ["65", "50", "30", "75", "60", "40"],
        "very likely or better": ["55", "40", "20", "65", "50", "30"],
        "almost certain": ["45", "30", "10", "55", "40", "20"],
        "above or below, by its own answers alone": ["0", "0", "0", "45", "30", "10"],
    }


def test_what_is_never_called_is_called_in_none(staff):
    _, html = shown(staff, participants=6, said="alone")
    assert "none are called “above or below, by its own answers alone”" in html.text


def test_the_number_asked_about_has_a_row_among_the_others(staff, grown):
    _, html = shown(staff, participants=9, assessors=11, said="almost_certain")
    rows = table(html, 2)
    assert list(rows) == ["5", "6", "7", "8", "9", "10", "12", "15", "20", "25", "30"]
    assert rows["9"] == ["50", "30", "10", "60", "40", "20"]
    assert rows["30"] == ["90", "55", "15", "> 95", "65", "25"]
    (marked,) = html.all("table")[2].all("tr", **{"class": "chosen"})
    assert marked.one("th").text == "9"


def test_rounds_and_standard_error_are_told(staff):
    _, html = shown(staff)
    error = round(100 * planning.ERROR)
    assert f"come from {planning.ROUNDS} simulated rounds" in html.text
    assert f"a standard error of at most {error} in 100" in html.text


def test_every_chart_has_its_numbers_in_the_page(staff, grown):
    _, html = shown(staff, participants=8, assessors=10)
    charts = [box["data-chart"] for box in html.all("div") if box.get("data-chart")]
    assert charts == ["chances-question", "chances-dyad"]
    figures = [json.loads(html.one("script", id=name).text) for name in charts]
    heights = [[line["y"][3] for line in figure["data"]] for figure in figures]
    assert heights == [[56.0, 39.8, 21.8], [66.0, 49.8, 31.8]]


def test_it_is_told_in_the_language_of_the_page(staff):
    for language in ("zh-hans", "ja", "ko"):
        staff.cookies["cs2_language"] = language
        html = shown(staff)[1].text
        assert "Participants" not in html
        assert "called" not in html


# --- What it does not take -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "given", "told"),
    [
        ("participants", "4", "Nothing is published of groups of fewer than 5"),
        ("assessors", "31", "Nothing is known of groups of more than 30"),
        ("participants", "a dozen", "Please give a whole number of people."),
        ("assessors", "", "Please give a number of people."),
    ],
)
def test_a_number_that_will_not_do_is_kept_and_told(staff, field, given, told):
    status, html = shown(staff, **{field: given})
    assert status == 422
    box = html.one("input", id=f"id_{field}")
    assert (box["value"] if given else box.get("value") or "") == given
    assert box["aria-invalid"] == "true"
    assert told in html.text
    assert html.all("table") == []
    assert html.one("a", href=f"#id_{field}")


def test_an_unknown_word_is_refused_and_other_parameters_do_not_matter(staff):
    status, html = shown(staff, said="perhaps")
    assert (status, "Please choose one of the words offered here." in html.text) == (422, True)
    assert shown(staff, from_somewhere="x")[0] == 200


# --- The chart -----------------------------------------------------------------------------------


def test_a_chart_has_a_line_for_every_gap_and_a_mark_at_the_number():
    by_gap = {Gap.ONE: [0.5, 0.9012], Gap.HALF: [0.2, 0.3], Gap.NOTHING: [0.1, 0.05]}
    with translation.override("en"):
        drawn = chances([5, 6], by_gap, {gap: f"<{gap}>" for gap in Gap}, 6)
    assert [line["name"] for line in drawn["data"]] == [
        "&lt;one&gt;",
        "&lt;half&gt;",
        "&lt;nothing&gt;",
    ]
    assert drawn["data"][0]["x"] == [5, 6]
    assert drawn["data"][0]["y"] == [50.0, 90.1]
    # Lines differ in more than colour.
    assert len({line["line"]["dash"] for line in drawn["data"]}) == 3
    assert drawn["layout"]["yaxis"]["range"] == [0, 100]
    (mark,) = drawn["layout"]["shapes"]
    assert (mark["x0"], mark["x1"], mark["y0"], mark["y1"]) == (6, 6, 0, 100)


def test_words_are_there_for_everything():
    from analytics.vocabulary.planning import GAPS, SAID, SCOPES, SENTENCES

    assert (set(SCOPES), set(GAPS), set(SAID)) == (set(Scope), set(Gap), set(Said))
    with translation.override("en"):
        for scope, said in product(Scope, Said):
            words = SENTENCES[scope] % {"said": SAID[said], **dict.fromkeys(Gap, "about 5")}
            assert words.count("about 5") == 3
