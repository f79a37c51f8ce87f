import json
import re
from itertools import combinations_with_replacement, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.measures.blocks import Block, cuts, members, protect, publishable
from tests.analytics.measures import slow_published as slow
from tests.analytics.measures.drawn import tallies_of_any_size

# --- The intervals -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "edges"),
    [
        (5, [0, 3, 6]),
        (6, [0, 3, 7]),
        (7, [0, 3, 5, 8]),
        (8, [0, 3, 6, 9]),
        (9, [0, 3, 7, 10]),
        (10, [0, 3, 6, 8, 11]),
        (11, [0, 3, 6, 9, 12]),
        (12, [0, 3, 6, 10, 13]),
        (13, [0, 3, 6, 8, 11, 14]),
        (15, [0, 3, 6, 10, 13, 16]),
    ],
)
def test_cuts(n, edges):
    assert cuts(n).tolist() == edges


@given(n=st.integers(5, 100_000))
@settings(deadline=None)
def test_cuts_cover_every_value_in_threes_but_for_the_middle(n):
    edges = cuts(n)
    assert (edges[0], edges[-1]) == (0, n + 1)
    widths = np.diff(edges)
    (odd,) = np.nonzero(widths != 3)
    assert len(odd) == (1 if (n + 1) % 3 else 0)
    for place in odd:
        assert widths[place] == {1: 4, 2: 2}[(n + 1) % 3]
        before, after = place, len(widths) - 1 - place
        assert abs(before - after) <= 1


@pytest.mark.parametrize("n", [0, 1, 4])
def test_below_five_nothing_is_published(n):
    assert not publishable(n)
    for refused in (lambda: cuts(n), lambda: protect([n, 0]), lambda: Block(n, ((0, n),))):
        with pytest.raises(ValueError, match=rf"^n: nothing is published of fewer .* got {n}$"):
            refused()


def test_from_five_on_something_is():
    assert publishable(5)
    assert protect([5, 0]) == Block(5, ((3, 5),))


# --- Blocks and their members --------------------------------------------------------------------


@given(tally=tallies_of_any_size, data=st.data())
@settings(deadline=None)
def test_a_block_holds_its_tally_and_only_its_like(tally, data):
    block = protect(tally)
    tallies = members(block).tolist()
    assert tally in tallies
    assert len(tallies) <= 4 * 3 ** (len(tally) - 2)
    assert {sum(member) for member in tallies} == {sum(tally)}
    assert protect(data.draw(st.sampled_from(tallies))) == block


def test_members_are_all_different_and_in_order():
    cumulative = np.cumsum(members(protect([3, 1, 4, 1, 5, 9, 2])), axis=1).tolist()
    assert all(earlier < later for earlier, later in pairwise(cumulative))


def test_a_million_people_have_few_members():
    assert len(members(protect([150_000] * 6 + [100_000]))) == 729


@given(tally=tallies_of_any_size)
@settings(deadline=None)
def test_a_block_survives_json(tally):
    block = protect(tally)
    written = json.dumps(slow.published(block))
    assert Block.from_dict(json.loads(written)) == block
    assert block.answers == len(tally)
    assert set(json.loads(written)) == {"n", "cumulative"}


@pytest.mark.parametrize(
    ("intervals", "complaint"),
    [
        ((), "intervals: there must be at least one, hence two answers; got none"),
        (((0, 3),), "intervals: (0, 3) is not a step of 0 to 8"),
        (((1, 2),), "intervals: (1, 2) is not a step of 0 to 8"),
        (((0, 2), (9, 11)), "intervals: 9 lies outside 0 to 8"),
        (((-3, -1),), "intervals: -3 lies outside 0 to 8"),
        (((3, 5), (0, 2)), "intervals: must not descend; got ((3, 5), (0, 2))"),
    ],
)
def test_what_is_no_block_is_refused(intervals, complaint):
    with pytest.raises(ValueError, match=f"^{re.escape(complaint)}$"):
        Block(8, intervals)


@pytest.mark.parametrize(
    ("tally", "complaint"),
    [
        ([3, -1, 6], r"^tally: counts must not be negative; got -1 at \[1\]$"),
        ([8], r"^tally: the last axis must have at least 2 levels; got 1$"),
        ([[3, 5]], r"^tally: must have one axis, the answers; got shape \(1, 2\)$"),
    ],
)
def test_what_is_no_tally_is_refused(tally, complaint):
    with pytest.raises(ValueError, match=complaint):
        protect(tally)


# --- Two grids -----------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [*range(5, 60), 100, 137])
def test_the_two_grids_have_no_interval_in_common(n):
    """So that a block tells by its intervals how many members it withstands."""
    one, two = ({*pairwise(cuts(n, withstands).tolist())} for withstands in (1, 2))
    assert not one & two


@pytest.mark.parametrize("n", [*range(5, 60), 100, 137])
def test_the_coarser_grid_is_of_fours_and_threes(n):
    widths = np.diff(cuts(n, withstands=2)).tolist()
    assert sum(widths) == n + 1
    if n > 12:
        assert widths[0] == widths[-1] == 4
        *threes, one, other = sorted(widths[1:-1])
        assert set(threes) <= {3}
        assert (one, other) in {(3, 3), (3, 4), (4, 4), (3, 5)}


@pytest.mark.parametrize("withstands", [1, 2])
def test_a_block_knows_how_many_members_it_withstands(withstands):
    block = protect([0, 0, 1, 2, 0, 3, 4], withstands)
    assert block.withstands == withstands
    assert [0, 0, 1, 2, 0, 3, 4] in members(block).tolist()


def test_intervals_of_both_grids_make_no_block():
    with pytest.raises(ValueError, match=r"\(0, 3\) is not a step of 0 to 10"):
        Block(10, ((0, 3), (3, 5)))


def test_no_cut_withstands_three():
    with pytest.raises(ValueError, match="withstands: must be 1 or 2; got 3"):
        cuts(12, withstands=3)


@pytest.mark.parametrize("n", [6, 12, 15, 18, 21, 24])
def test_how_many_tallies_a_block_of_the_coarser_grid_has_at_most(n):
    edges = cuts(n, withstands=2).tolist()
    intervals = [(low, high - 1) for low, high in pairwise(edges)]
    chosen = combinations_with_replacement(intervals, 6)
    assert max(len(members(Block(n, each))) for each in chosen) <= 2304
