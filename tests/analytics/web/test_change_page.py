import json

import pytest

from analytics.web.access import Reader
from analytics.web.pages.change import change
from surveys.access import Role
from tests.analytics.answered import page, released, rows, status
from tests.analytics.made import block_row
from tests.analytics.web.changed import DOWN, FELL, FEW, ROSE, SITUATION, STEADY, UP, changed


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


@pytest.fixture
def first(study):
    return released(study)


@pytest.fixture
def release(study, first):
    return released(study, changes=[SITUATION, STEADY, FEW, FELL, ROSE])


# --- The page ------------------------------------------------------------------------------------


def test_movements_are_counted_for_each_kind_of_answer(staff, release):
    counts = page(staff, "change", release).all("table")[0]
    assert rows(counts) == [
        ["Whose answers", "rose", "fell", "steady", "too few to say"],
        ["Participants on the concerns of their own side 2 compared", "1", "0", "1", "0"],
        ["The panel 1 compared", "0", "1", "0", "0"],
        ["Participants' predictions of another side's answers 1 compared", "0", "0", "0", "1"],
        ["All groups on the invented situations 1 compared", "0", "0", "1", "0"],
    ]


def of_questions(html):
    """What can be opened to see every question, one for each directed dyad."""
    return [part for part in html.all("details") if not part.get("class")]


HEAD = ["Question", "Shift", "95 percent interval", "Movement", "Certain"]
MILITARY = "Military Japan's possible use of its military capabilities"


def test_what_moved_stands_first(staff, release):
    moved = page(staff, "change", release).all("table")[2]
    assert rows(moved) == [
        HEAD,
        ["As participants from the PRC see it asked: 12 in round 1, 11 in this one"],
        [MILITARY, "+0.91", "+0.10 to +1.46", "rose", "–"],
        ["Panel asked: 12 in round 1, 20 in this one"],
        [MILITARY, "−0.80", "−1.20 to −0.30", "fell the panel does not agree", "–"],
    ]


def test_too_few_to_say_is_an_answer_without_figures(staff, release):
    html = page(staff, "change", release)
    (dyad, *_) = of_questions(html)
    assert dyad.one("summary").text.endswith("1 rose, 1 fell, 0 steady, 1 too few to say")
    assert rows(dyad.one("table"))[5:] == [
        [
            "The most common answer, as predicted by participants from Japan "
            "asked: 12 in round 1, 4 in this one"
        ],
        [MILITARY, "–", "–", "too few to say", "–"],
    ]
    assert "“Too few to say” is an answer" in html.text


def test_only_the_panel_is_said_to_agree(staff, study, first):
    agreed = changed("rose", UP, lens="assessed", group="panel")
    text = page(staff, "change", released(study, changes=[ROSE, agreed])).all("table")[2].text
    assert text.count("the panel agrees") == 1
    unknown = changed("too few to say", lens="assessed", group="panel")
    text = page(staff, "change", released(study, changes=[unknown])).all("table")[1].text
    assert "agree" not in text


def test_dyads_come_in_the_studys_order_and_the_situations_last(staff, study, release):
    def summaries():
        tables = of_questions(page(staff, "change", release))
        return [details.one("summary").text.split(" toward ")[0] for details in tables]

    assert summaries()[:2] == ["PRC", "Japan"]
    assert summaries()[2].startswith("The invented situations")
    study.side_order = {"en": ["JPN", "PRC"]}
    study.save()
    assert summaries()[:2] == ["Japan", "PRC"]


def test_a_situation_goes_by_its_number(staff, release):
    table = of_questions(page(staff, "change", release))[2].one("table")
    assert rows(table)[2] == ["Situation 2", "+0.91", "+0.10 to +1.46", "steady", "–"]


NOBODY_SERIOUS, HALF_SERIOUS = (0, 0, 0, 0, 0, 12, 0), (0, 0, 0, 0, 0, 6, 6)
ALL_SERIOUS = (0, 0, 0, 0, 0, 0, 12)


def compared(staff, study, before, after, **about):
    """The page about a question that a group answered in two rounds."""
    fields = {"lens": "perceived", "group": "PRC", **about}
    released(study, [block_row(tally, **fields) for tally in before])
    blocks = [block_row(tally, **fields) for tally in after]
    return page(staff, "change", released(study, blocks, [changed(**fields)]))


@pytest.mark.parametrize(
    ("before", "after", "certain"),
    [
        (
            NOBODY_SERIOUS,
            HALF_SERIOUS,
            "At least 1 more person than in round 1 answered “Serious”.",
        ),
        (
            ALL_SERIOUS,
            NOBODY_SERIOUS,
            "At least 8 fewer people than in round 1 answered “Serious”.",
        ),
        (
            (0, 0, 0, 0, 12, 0, 0),
            HALF_SERIOUS,
            "At least 8 more people than in round 1 answered “Moderate” or higher.",
        ),
        (
            (0, 0, 0, 0, 6, 6, 0),
            (0, 0, 0, 6, 0, 0, 6),
            "At least 1 more person than in round 1 answered “Serious”. "
            "At least 4 fewer people than in round 1 answered “Low” or higher.",
        ),
    ],
)
def test_what_is_certain_stands_before_what_is_estimated(staff, study, before, after, certain):
    html = compared(staff, study, [before], [after])
    assert "Something is certain at 1 of 1 comparisons." in html.text
    assert [heading.text for heading in html.all("h2")][1:4] == [
        "Over all common concerns about a side",
        "What is certain",
        "How many answers moved",
    ]
    (table, *_others) = [table for table in html.all("table") if MILITARY in table.text]
    assert rows(table)[2] == [MILITARY, "–", "–", "too few to say", certain]


def test_where_nothing_is_certain_nothing_is_claimed(staff, study):
    html = compared(staff, study, [ALL_SERIOUS], [(0, 0, 0, 0, 0, 2, 10)])
    assert "Something is certain at 0 of 1 comparisons." in html.text
    assert "than in round 1 answered" not in html.text


def test_nothing_is_certain_of_a_group_that_is_too_small_in_one_round(staff, study):
    html = compared(staff, study, [(0, 0, 0, 4, 0, 0, 0)], [ALL_SERIOUS])
    assert "Something is certain at 0 of 1 comparisons." in html.text


def test_nothing_moved_is_said(staff, study, first):
    html = page(staff, "change", released(study, changes=[STEADY]))
    assert "Of no answer can it be said that it rose or fell." in html.text
    assert len(html.all("table")) == 3


def test_showing_a_result_is_said_to_be_an_intervention(staff, release):
    html = page(staff, "change", release)
    assert "Showing a result is itself an intervention" in html.text
    assert "seen the result of round 1" in html.text


def test_a_first_round_has_no_such_page(staff, first):
    assert status(staff, "change", first) == 404
    assert change(Reader(first, Role.OWNER)) is None


# --- The chart ---------------------------------------------------------------------------------


def test_the_chart_shows_participants_on_their_own_concerns_alone(staff, study, first):
    fell = changed("fell", DOWN, item="political", position=3)
    few = changed("too few to say", UP, item="economic", position=5)
    html = page(staff, "change", released(study, changes=[ROSE, FELL, FEW, fell, few, STEADY]))
    (table,) = [each for each in html.all("table") if each.get("class") == "concerns"]
    assert rows(table) == [
        ["Dyad", "Military", "Political", "Economic"],
        [
            "PRC toward Japan",
            "Military +0.91 +0.10 to +1.46 rose",
            "Political −0.80 −1.20 to −0.30 fell",
            "Economic +0.91 +0.10 to +1.46 too few to say",
        ],
        [
            "Japan toward PRC",
            "Military +0.91 +0.10 to +1.46 steady",
            "– not asked",
            "– not asked",
        ],
    ]
    cells = [cell.get("class") for row in table.all("tr") for cell in row.all("td")]
    expected = ["gap-above-1", "gap-below-1", "gap-cannot-be-told", "gap-close", None, None]
    assert cells == expected
    (script,) = html.all("script", type="application/json")
    chart = json.loads(script.text)
    notes = chart["layout"]["annotations"]
    values = {(note["y"], note["x"]): note["text"] for note in notes}
    assert values == {(0, 0): "+0.91", (0, 1): "−0.80", (0, 2): "+0.91", (1, 0): "+0.91"}


def test_there_is_no_chart_without_common_concerns_asked_twice(staff, study, first):
    html = page(staff, "change", released(study, changes=[FELL, SITUATION]))
    assert "Where has participants' concern" not in html.text
    assert html.all("script") == []
