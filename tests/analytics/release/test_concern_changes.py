from itertools import pairwise

import pytest

from analytics.computing.changes import changes_since
from analytics.measures.certain_counts import certain_shifts
from analytics.release.concern_changes import concern_changes
from analytics.release.groups import published
from analytics.release.queries import blocks_of
from analytics.release.rows import COUNT_CHANGES, ChangeRow
from tests.analytics.made import make_release

CONCERNS = ("military", "political", "economic")
NOTHING = {"delta": None, "level_shift": None, "p_delta": None}
UP = {"delta": 0.9, "level_shift": 1.5, "p_delta": 0.0001}


def more(least, most):
    """The same at every level: at least and at most so many more people."""
    ends = {"least": least, "most": most}
    return {name: ends[name.split("_")[-1]] for names in COUNT_CHANGES.values() for name in names}


def row(item="military", figures=NOTHING, **fields):
    about = {
        "perceiver": "PRC",
        "target": "JPN",
        "item_kind": "concern",
        "domain": "",
        "position": 1,
        "lens": "perceived",
        "group": "PRC",
        "round_before": 1,
        "n_before": 12,
        "n_after": 12,
        "movement": "too few to say",
    }
    return ChangeRow(**about | fields, item=item, figures=figures)


def of(*rows):
    (found,) = concern_changes(rows)
    return found


def rows_with(*figures, **fields):
    return [row(item, each, **fields) for item, each in zip(CONCERNS, figures, strict=False)]


def test_counts_are_added_up_over_the_concerns():
    found = of(*rows_with(more(2, 5), more(-1, 3), more(0, 4)))
    assert (found.more.people, found.fewer) == (1, None)
    assert (found.answers_before, found.answers_after) == (36, 36)


def test_nothing_follows_from_growth_alone():
    assert of(*rows_with(more(2, 5), more(2, 3), n_after=14)).more is None
    assert of(*rows_with(more(2, 5), more(3, 3), n_after=14)).more.people == 1
    assert of(*rows_with(more(-5, -2), more(-3, -3), n_after=10)).fewer.people == -1


def test_an_unpublished_concern_leaves_nothing_certain():
    assert of(*rows_with(more(5, 9), more(None, None))).more is None
    assert of(*rows_with(more(5, 9), {})).more is None


def test_groups_lenses_and_directions_are_never_mixed():
    rows = [
        row(),
        row("threat", item_kind="threat"),
        row(lens="predicted", group="JPN"),
        row(perceiver="JPN", target="PRC", group="JPN"),
        row("economic"),
    ]
    found = [(c.first.perceiver, c.first.lens, len(c.changes)) for c in concern_changes(rows)]
    assert found == [("JPN", "perceived", 1), ("PRC", "perceived", 2), ("PRC", "predicted", 1)]


def test_what_all_show_together():
    found = of(*rows_with(UP, NOTHING, NOTHING))
    assert found.joint == (1, 1, 0, "rose")
    assert of(*rows_with(NOTHING, NOTHING)).joint is None
    assert of(*rows_with(UP, n_after=7)).joint is None


@pytest.mark.django_db
def test_sums_are_what_all_blocks_together_prove(study):
    """The stored differences of single questions against the blocks of all counted together."""

    def tallies(question, lens):
        place = sum(map(ord, question.key + lens)) % 5
        return (0, 0, 1, place, 5 - place, 4, place)

    def turned(question, lens):
        *others, none, low, moderate, serious = tallies(question, lens)
        return (*others, serious, none, low, moderate + 1)

    before, after = make_release(study, tallies), make_release(study, turned)
    rows = changes_since(before, blocks_of(after), {})
    found = concern_changes(rows)
    assert len(found) > 10
    proved = 0
    for change in found:
        keys = {each.key for each in change.changes}
        blocks = [
            published(
                block
                for block in blocks_of(release)
                if (block.lens, block.group) == (change.first.lens, change.first.group)
                and block.key in keys
            )
            for release in (before, after)
        ]
        shifts = [shift for shift in (change.more, change.fewer) if shift]
        assert certain_shifts(*blocks) == shifts
        proved += bool(shifts)
    assert proved
    names = [(c.first.perceiver, c.first.target, c.first.lens) for c in found]
    assert all(one <= other for one, other in pairwise(names))
