import json

import pytest
from django.utils import translation

from analytics.measures.blocks import protect
from analytics.web.access import Reader
from analytics.web.charts.answers import before_and_after
from analytics.web.pages.impressions import impressions
from tests import factories
from tests.analytics.answered import page, released, rows, status
from tests.analytics.made import block_row

# Skipped, prefer not to say, cannot be determined, PRC, ROK, USA, DPRK, something else.
ALL_PRC = (0, 0, 0, 12, 0, 0, 0, 0)
MOSTLY_USA = (0, 0, 1, 2, 0, 9, 0, 0)


def impression(lens, tally, side="JPN"):
    return block_row(
        tally,
        lens=lens,
        item="impression",
        item_kind="impression",
        perceiver=side,
        target="",
        domain="",
        group=side,
        position=90 + ["PRC", "JPN", "ROK", "USA"].index(side),
    )


def both(before, after, side="JPN"):
    return [impression("first", before, side), impression("revised", after, side)]


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


@pytest.fixture
def release(study):
    return released(study, both(ALL_PRC, MOSTLY_USA))


def test_both_distributions_stand_side_by_side(staff, release):
    html = page(staff, "impressions", release)
    (table,) = html.all("table")
    assert protect(ALL_PRC).intervals == ((0, 2),) * 3 + ((10, 12),) * 4
    assert protect(MOSTLY_USA).intervals == ((0, 2),) * 3 + ((3, 5), (3, 5), (10, 12), (10, 12))
    assert rows(table) == [
        ["Answer", "Before", "After", "Compared"],
        ["PRC", "8–12", "1–5", "fewer afterwards"],
        ["ROK", "0–2", "0–2", "cannot be told"],
        ["USA", "0–2", "5–9", "more afterwards"],
        ["DPRK", "0–2", "0–2", "cannot be told"],
        ["Something else", "0–2", "0–2", "cannot be told"],
        ["Cannot be determined", "0–2", "0–2", "cannot be told"],
        ["Prefer not to say", "0–2", "0–2", "cannot be told"],
        ["Skipped", "0–2", "0–2", "cannot be told"],
    ]


def test_how_many_certainly_changed_their_answer_stands_first(staff, release, study):
    html = page(staff, "impressions", release)
    certain = "Certain: at least 5 of the 12 did not give the same answer both times."
    assert html.text.index(certain) < html.text.index("Compared")
    same = page(staff, "impressions", released(study, both(ALL_PRC, ALL_PRC)))
    assert "Certain:" not in same.text


def test_ranges_that_touch_are_not_distinguished(staff, study):
    (table,) = page(
        staff, "impressions", released(study, both(ALL_PRC, (0, 0, 0, 9, 3, 0, 0, 0)))
    ).all("table")
    assert rows(table)[1] == ["PRC", "8–12", "4–9", "cannot be told"]


def test_the_question_is_the_sides_own_and_the_number_of_its_people_are_shown(staff, release):
    text = page(staff, "impressions", release).text
    assert "Asked of participants from Japan, 12 in all:" in text
    assert "which of these gives Japan most cause for concern at present?" in text


def test_that_nobodys_two_answers_are_joined_is_said(staff, release):
    text = page(staff, "impressions", release).text
    assert "Who changed from which answer to which cannot be known" in text
    assert "each person's two answers together" in text


def test_a_small_group_is_not_published(staff, study):
    few = both((0, 0, 0, 0, 4, 0, 0, 0), (0, 0, 0, 4, 0, 0, 0, 0), side="PRC")
    html = page(staff, "impressions", released(study, few + both(ALL_PRC, ALL_PRC)))
    assert len(html.all("table")) == 1
    assert "participants from the PRC, 4 in all" in html.text
    assert "Not published: the group is smaller than 5." in html.text


def test_sides_and_answers_are_in_the_studys_order(staff, study):
    study.side_order = {"en": ["USA", "ROK"]}
    study.save()
    blocks = both(ALL_PRC, ALL_PRC, "ROK") + both(ALL_PRC, ALL_PRC, "USA")
    html = page(staff, "impressions", released(study, blocks))
    assert [heading.text for heading in html.all("h2")] == ["How to read the numbers", "USA", "ROK"]
    assert [row[0] for row in rows(html.all("table")[1])][1:5] == ["USA", "PRC", "Japan", "DPRK"]


def test_a_round_that_did_not_ask_has_no_such_page(staff, study):
    release = released(study, [block_row(ALL_PRC[:-1])])
    assert status(staff, "impressions", release) == 404
    assert impressions(Reader(release, None)) is None


@pytest.mark.parametrize(
    ("role", "seen"), [("facilitator", 200), ("auditor", 200), ("researcher", 404)]
)
def test_who_sees_what_is_held(client, study, release, role, seen):
    client.force_login(factories.make_staff(study, role))
    assert status(client, "impressions", release) == seen


def test_outsiders_do_not_see_it(client, outsider, release):
    assert status(client, "impressions", release) == 302
    client.force_login(outsider)
    assert status(client, "impressions", release) == 404


# --- The chart -----------------------------------------------------------------------------------


@pytest.fixture
def chart():
    answers = [("PRC", ((8, 12), (1, 5))), ("A & <b>", ((0, 2), (5, 9)))]
    with translation.override("en"):
        return before_and_after(answers, people=12)


def test_bars_are_strong_up_to_the_least_and_faint_up_to_the_greatest(chart):
    faint, strong = chart["data"]
    assert strong["x"] == [8, 1, 0, 5]
    assert faint["x"] == [12, 5, 2, 9]
    assert faint["base"] == strong["base"] == [0, 0, 0, 0]
    assert faint["y"] == strong["y"] == sorted(strong["y"])


def test_before_and_after_differ_in_colour_and_say_so(chart):
    faint, strong = chart["data"]
    assert strong["marker"]["color"] == ["--ink-soft", "--accent"] * 2
    assert faint["marker"]["color"] == ["--rule", "--below-2"] * 2
    texts = [note["text"] for note in chart["layout"]["annotations"]]
    assert texts == [
        "PRC",
        "A &amp; &lt;b&gt;",
        "before 8–12",
        "after 1–5",
        "before 0–2",
        "after 5–9",
    ]


def test_the_axis_is_that_of_the_whole_group(chart):
    assert chart["layout"]["xaxis"]["tickvals"] == [0, 3, 6, 9, 12]
    assert chart["layout"]["height"] > max(chart["data"][0]["y"])
    assert json.loads(json.dumps(chart)) == chart


def test_the_page_embeds_the_charts_of_what_is_published(staff, release):
    html = page(staff, "impressions", release)
    script = html.one("script", id="chart-JPN")
    chart = json.loads(script.text)
    assert chart["data"][1]["x"] == [8, 1, 0, 0, 0, 5, 0, 0, 0, 0]
    assert html.one("div", **{"class": "chart"})["data-chart"] == "chart-JPN"
