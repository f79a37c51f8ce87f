import json

import pytest

from analytics.models import Release
from analytics.release.audience import widen
from analytics.release.queries import visible_changes_of
from analytics.release.rows import ChangeRow
from analytics.web.access import Reader
from analytics.web.pages.change import change
from analytics.web.pages.heatmap import related_pages
from surveys.access import Role
from tests import factories
from tests.analytics.answered import page, released, rows, status
from tests.analytics.made import SERIOUS, block_row

NAMES = (
    "level_shift",
    "level_shift_low",
    "level_shift_high",
    "level_shift_low_90",
    "level_shift_high_90",
    "wasserstein",
    "iqr_after",
    "share_near_median",
)
NOTHING = dict.fromkeys((*NAMES, "consensus"))
UP = NOTHING | {
    "level_shift": 0.913,
    "level_shift_low": 0.104,
    "level_shift_high": 1.46,
    "consensus": True,
}
DOWN = NOTHING | {
    "level_shift": -0.8,
    "level_shift_low": -1.2,
    "level_shift_high": -0.3,
    "consensus": False,
}


def changed(movement="too few to say", figures=NOTHING, **fields):
    about = {
        "perceiver": "PRC",
        "target": "JPN",
        "item": "military",
        "item_kind": "concern",
        "domain": "military",
        "position": 1,
        "lens": "perceived",
        "group": "PRC",
        "round_before": 1,
        "n_before": 12,
        "n_after": 11,
    }
    return ChangeRow(**about | fields, movement=movement, figures=figures)


ROSE = changed("rose", UP)
FELL = changed("fell", DOWN, lens="assessed", group="panel", n_after=20)
FEW = changed(lens="predicted", group="JPN", n_after=4)
STEADY = changed("steady", UP, perceiver="JPN", target="PRC", group="JPN", position=9)
SITUATION = changed(
    "steady",
    UP,
    perceiver="",
    target="",
    item="middle",
    item_kind="vignette",
    lens="anchored",
    group="panel",
    position=96,
)


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


# --- Who may read it -----------------------------------------------------------------------------


def test_a_change_is_shown_to_those_who_may_read_both_releases(client, study, researcher, release):
    wide = widen(release=release, to="researchers", by="test")
    client.force_login(researcher)
    assert status(client, "heatmap", wide) == 200
    assert status(client, "change", wide) == 404
    assert visible_changes_of(wide, Role.RESEARCHER) == []
    earlier = Release.objects.get(round__study=study, round__number=1)
    widen(release=earlier, to="room", by="test")
    assert visible_changes_of(wide, Role.RESEARCHER) == []
    widen(release=Release.objects.get(pk=earlier.pk), to="researchers", by="test")
    assert len(visible_changes_of(wide, Role.RESEARCHER)) == 5
    assert status(client, "change", wide) == 200


@pytest.mark.parametrize(
    ("role", "seen"), [(Role.OWNER, 5), (Role.FACILITATOR, 5), (Role.AUDITOR, 5), (None, 0)]
)
def test_staff_see_the_changes_of_what_is_held(release, role, seen):
    assert len(visible_changes_of(release, role)) == seen


def test_another_studys_round_of_the_same_number_opens_nothing(release, study, first):
    other = factories.make_study()
    released(other, audience="public")
    assert visible_changes_of(release, Role.RESEARCHER) == []


def test_only_the_changes_since_a_readable_round_are_shown(study, first):
    released(study, audience="public")
    third = released(
        study, changes=[ROSE, changed("fell", DOWN, round_before=2, item="political", position=3)]
    )
    assert [row.round_before for row in visible_changes_of(third, Role.RESEARCHER)] == [2]
    assert [row.round_before for row in visible_changes_of(third, Role.OWNER)] == [1, 2]


def test_changes_are_two_queries(release, django_assert_num_queries):
    with django_assert_num_queries(2):
        visible_changes_of(release, Role.OWNER)


@pytest.mark.parametrize(
    ("role", "seen"), [("facilitator", 200), ("auditor", 200), ("researcher", 404)]
)
def test_who_sees_what_is_held(client, study, release, role, seen):
    client.force_login(factories.make_staff(study, role))
    assert status(client, "change", release) == seen


def test_outsiders_do_not_see_it(client, outsider, release):
    assert status(client, "change", release) == 302
    client.force_login(outsider)
    assert status(client, "change", release) == 404


# --- Links to it ---------------------------------------------------------------------------------


def links(release, role=Role.OWNER):
    """All but the pages of briefs and of files, which every release has."""
    *pages, briefs, files = [
        link["url"].split("/")[-2] for link in related_pages(Reader(release, role))
    ]
    assert (briefs, files) == ("briefs", "files")
    return pages


def test_only_pages_that_are_there_are_linked_to(study, first, release):
    situation = {"perceiver": "", "target": "", "item_kind": "vignette", "lens": "anchored"}
    impression = {"item_kind": "impression", "lens": "first", "position": 2}
    assert links(first) == []
    assert links(release) == ["change"]
    assert links(released(study, [block_row(SERIOUS)])) == []
    both = [block_row(SERIOUS, **situation), block_row(SERIOUS, **impression)]
    assert links(released(study, both, [ROSE])) == ["impressions", "vignettes", "change"]


def test_no_link_leads_to_what_may_not_be_read(release):
    assert links(release, Role.RESEARCHER) == []


def test_every_link_leads_somewhere(staff, release):
    for link in related_pages(Reader(release, Role.FACILITATOR)):
        assert staff.get(link["url"]).status_code == 200
