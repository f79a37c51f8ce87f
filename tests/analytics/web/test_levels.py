"""Mean levels as narrowly as the published counts allow, against every tally there is."""

from collections.abc import Iterator
from itertools import pairwise, product

import pytest

from analytics.measures.blocks import cuts, protect
from analytics.web.pages.levels import level_range, range_words
from tests.analytics.made import block_row

# People per answer: skipped, prefer not to say, cannot determine, none, low, moderate, serious.
SPLIT, MIXED, SPREAD = (0, 0, 0, 3, 0, 0, 2), (1, 0, 1, 0, 0, 4, 0), (0, 0, 0, 0, 1, 2, 3)
FEW, UNDECIDED = (0, 0, 0, 0, 0, 0, 4), (0, 0, 12, 0, 0, 0, 0)


def slow_tallies(tally) -> Iterator[tuple[int, int]]:
    """People who gave a level and the sum of their levels, of every tally in the same block."""
    block, n = protect(tally), sum(tally)
    for cumulative in product(range(n + 1), repeat=6):
        inside = all(a <= c <= b for c, (a, b) in zip(cumulative, block.intervals, strict=True))
        if inside and list(cumulative) == sorted(cumulative):
            counts = [after - before for before, after in pairwise([0, *cumulative, n])][3:]
            yield sum(counts), sum(level * count for level, count in enumerate(counts))


def slow_range(*tallies):
    """By trying every combination of every tally of each group."""
    means = []
    for parts in product(*(set(slow_tallies(tally)) for tally in tallies)):
        people, levels = (sum(part) for part in zip(*parts, strict=True))
        if not people:
            return None
        means.append(levels / people)
    return min(means), max(means)


@pytest.mark.parametrize(
    "tallies",
    [
        [(0, 0, 0, 2, 3, 0, 0)],
        [SPREAD],
        [MIXED],
        [(0, 0, 5, 0, 0, 0, 0)],
        [SPLIT, SPREAD],
        [MIXED, (0, 0, 0, 5, 0, 0, 0)],
        [(0, 0, 5, 0, 0, 0, 0), SPREAD],
        [SPLIT, MIXED, (0, 0, 0, 0, 0, 0, 5)],
    ],
)
def test_the_range_is_that_of_every_possible_tally_of_each_group(tallies):
    assert len(cuts(5)) == 3
    expected = slow_range(*tallies)
    assert level_range(map(block_row, tallies)) == (expected and pytest.approx(expected))


@pytest.mark.parametrize("tallies", [[], [FEW], [UNDECIDED], [SPREAD, FEW]])
def test_nothing_is_said_of_few_or_where_perhaps_nobody_gave_a_level(tallies):
    assert level_range(map(block_row, tallies)) is None


def test_limits_are_rounded_outwards():
    assert range_words((0.119, 1.231)) == "0.11–1.24"
    assert range_words((0.12, 1.23)) == "0.12–1.23"
    assert range_words(None) == "–"
