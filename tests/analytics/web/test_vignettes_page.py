import json

import pytest
from django.utils import translation

from analytics.web.access import Reader
from analytics.web.charts.answers import levels
from analytics.web.pages.vignettes import order_words, vignettes
from tests import factories
from tests.analytics.answered import page, released, rows, status
from tests.analytics.made import SERIOUS, block_row

ITEMS = ("low", "middle", "high")
# People per answer: skipped, prefer not to say, cannot determine, none, low, moderate, serious.
MILD, MIDDLE, GRAVE = (0, 0, 0, 9, 3, 0, 0), (0, 0, 0, 0, 6, 6, 0), (0, 0, 0, 0, 0, 1, 11)
FEW = (0, 0, 0, 0, 0, 0, 4)
UNDECIDED = (0, 0, 12, 0, 0, 0, 0)


def vignette(item, tally, group):
    return block_row(
        tally,
        lens="anchored",
        item=item,
        item_kind="vignette",
        perceiver="",
        target="",
        domain="military",
        group=group,
        position=95 + ITEMS.index(item),
    )


def marked(group, *tallies):
    return [vignette(item, tally, group) for item, tally in zip(ITEMS, tallies, strict=True)]


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


@pytest.fixture
def release(study):
    blocks = [
        *marked("panel", MILD, MILD, GRAVE),
        *marked("USA", GRAVE, MIDDLE, MILD),
        *marked("PRC", MILD, MIDDLE, GRAVE),
        *marked("JPN", FEW, FEW, FEW),
    ]
    return released(study, blocks)


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        ([(0.1, 0.5), (0.6, 1.0), (1.1, 2.0)], "in order"),
        ([(0.1, 0.5), (0.5, 1.0), (1.1, 2.0)], "cannot be told"),
        ([(0.1, 0.5), (0.6, 1.0), (0.9, 2.0)], "cannot be told"),
        ([(2.1, 2.5), (0.6, 1.0), (1.1, 2.0)], "not in order"),
        ([(1.0, 1.5), (0.6, 1.0), (1.1, 2.0)], "not in order"),
        ([(0.1, 0.5), (2.0, 2.5), (1.0, 1.9)], "not in order"),
        ([(0.1, 0.5), None, (1.0, 1.9)], "cannot be told"),
        ([None, (2.0, 2.5), (1.0, 1.9)], "not in order"),
        ([None, None, None], "cannot be told"),
    ],
)
def test_the_order_is_only_given_where_it_is_certain(ranges, words):
    with translation.override("en"):
        assert order_words(ranges) == words


def test_every_group_is_placed_the_panel_last(staff, release):
    table = page(staff, "vignettes", release).all("table")[0]
    head, *groups = rows(table)
    assert head == [
        "Group, and whether its situations are in order",
        "Situation 1",
        "Situation 2",
        "Situation 3",
    ]
    low, middle, high = "0.25–1.00", "1.08–1.80", "2.50–3.00"
    assert groups == [
        ["PRC 12 asked: in order", low, middle, high],
        ["Japan 4 asked: not published", "–", "–", "–"],
        ["USA 12 asked: not in order", high, middle, low],
        ["Panel 12 asked: cannot be told", low, low, high],
    ]


def test_each_situation_has_its_text_and_the_published_counts(staff, release):
    html = page(staff, "vignettes", release)
    assert [quote.text[:30] for quote in html.all("blockquote")] == [
        "Sides A and B lie far apart. T",
        "Sides A and B share a land bor",
        "Sides A and B share a land bor",
    ]
    head, *counts = rows(html.all("table")[3])
    assert head[:4] == ["Group", "Asked", "Serious", "Moderate or more"]
    assert counts[0] == ["PRC", "12", "10–12", "10–12", "10–12", "10–12", "0–2", "0–2", "0–2"]
    assert counts[1] == ["Japan", "4", *"–––––––"]
    assert counts[2][2] == "0–2"


@pytest.mark.parametrize("language", ["zh-hans", "ja", "ko"])
def test_situations_are_in_the_language_of_the_page(staff, release, language):
    staff.cookies["cs2_language"] = language
    quote = page(staff, "vignettes", release).all("blockquote")[0].text
    assert quote.startswith({"zh-hans": "A方与B方", "ja": "A側とB側", "ko": "A측과 B측"}[language])


def test_a_panel_by_nominating_side_is_named_by_it(staff, study):
    blocks = [
        *marked("panel/ROK", MILD, MIDDLE, GRAVE),
        *marked("panel/JPN", MILD, MIDDLE, GRAVE),
        *marked("ROK", MILD, MIDDLE, GRAVE),
    ]
    table = page(staff, "vignettes", released(study, blocks)).all("table")[0]
    assert [row[0] for row in rows(table)][1:] == [
        "ROK 12 asked: in order",
        "Panel, nominated by Japan 12 asked: in order",
        "Panel, nominated by ROK 12 asked: in order",
    ]


def test_why_they_are_asked_and_that_nothing_is_corrected_is_said(staff, release):
    text = page(staff, "vignettes", release).text
    assert "Sides may use a word such as “serious” differently" in text
    assert "one domain (Military)" in text
    assert "no other figure of this release has been corrected for them" in text
    assert "0 (Not a concern) to 3 (Serious)" in text


def test_without_a_single_figure_there_is_no_chart(staff, study):
    html = page(staff, "vignettes", released(study, marked("PRC", FEW, FEW, FEW)))
    assert html.all("script") == []


def test_a_round_that_did_not_ask_has_no_such_page(staff, study):
    release = released(study, [block_row(SERIOUS)])
    assert status(staff, "vignettes", release) == 404
    assert vignettes(Reader(release, None)) is None


@pytest.mark.parametrize(
    ("role", "seen"), [("facilitator", 200), ("auditor", 200), ("researcher", 404)]
)
def test_who_sees_what_is_held(client, study, release, role, seen):
    client.force_login(factories.make_staff(study, role))
    assert status(client, "vignettes", release) == seen


def test_outsiders_do_not_see_it(client, outsider, release):
    assert status(client, "vignettes", release) == 302
    client.force_login(outsider)
    assert status(client, "vignettes", release) == 404


# --- The chart -----------------------------------------------------------------------------------


def test_bars_run_from_the_least_to_the_greatest_and_bear_their_number():
    groups = [("PRC", [(0.25, 0.5), None, (2.0, 3.0)]), ("Panel", [None] * 3)]
    chart = levels(groups, ["Not a concern", "Low", "Moderate", "Serious"])
    faint, strong = chart["data"]
    assert (faint["base"], faint["x"]) == ([0.25, 2.0], [0.25, 1.0])
    assert strong["x"] == [0, 0]
    assert [note["text"] for note in chart["layout"]["annotations"]] == ["PRC", "Panel", "1", "3"]
    assert chart["layout"]["xaxis"]["tickvals"] == [0, 1, 2, 3]
    assert chart["layout"]["xaxis"]["ticktext"][0] == "Not a<br>concern"
    assert json.loads(json.dumps(chart)) == chart
