"""Both promises are proved here by listing every tally, not argued.

`broken_promises` knows nothing of the module under test: it lists all tallies of a group, sorts
them by what a display would show, and asks of each heap what a colluder learns from it.
"""

from collections import defaultdict
from itertools import combinations, combinations_with_replacement, pairwise

import numpy as np
import pytest

from analytics.measures.blocks import attack, cuts, members, protect
from analytics.measures.contrast import superiority

GROUPS_TO_LIST = [
    *((4, n) for n in range(5, 31)),
    *((5, n) for n in range(5, 13)),
    *((7, n) for n in range(5, 11)),
]


def every_tally(n, answers):
    """Every way to put n people on the answers: bars between stars."""
    bars = list(combinations(range(n + answers - 1), answers - 1))
    return np.diff(bars, axis=1, prepend=-1, append=n + answers - 1) - 1


def in_steps(tallies, edges):
    """The interval of each cumulative count but the last."""
    return np.searchsorted(edges, np.cumsum(tallies, axis=1)[:, :-1], side="right")


def heaps(tallies, shown):
    """The tallies, one array for each distinct row of what is shown."""
    _, heap = np.unique(shown, axis=0, return_inverse=True)
    heap = heap.ravel()
    order = np.argsort(heap, kind="stable")
    return np.split(tallies[order], np.cumsum(np.bincount(heap))[:-1])


def broken_promises(tallies, shown):
    """Which promises a display breaks, for some tally and some colluding member."""
    broken = set()
    for heap in heaps(tallies, shown):
        for held in range(tallies.shape[1]):
            others = heap[heap[:, held] > 0]
            if not len(others):
                continue
            others[:, held] -= 1
            if (others > 0).any(axis=0).sum() == 1:
                broken.add("an answer is certain")
            if ((others >= 1).all(axis=0) & (others <= 2).all(axis=0)).any():
                broken.add("one or two are certain")
    return broken


@pytest.mark.parametrize(("answers", "n"), GROUPS_TO_LIST)
def test_every_tally_keeps_both_promises(answers, n):
    tallies = every_tally(n, answers)
    shown = in_steps(tallies, cuts(n))
    assert broken_promises(tallies, shown) == set()
    for heap in heaps(tallies, shown):
        block = protect(heap[0])
        assert sorted(members(block).tolist()) == sorted(heap.tolist())
        assert attack(block).keeps_promises


@pytest.mark.parametrize(("answers", "n"), [(4, 12), (4, 13), (7, 6), (7, 7)])
def test_a_tally_is_in_the_block_that_is_published_of_it(answers, n):
    published = defaultdict(list)
    for tally in every_tally(n, answers).tolist():
        published[protect(tally)].append(tally)
    for block, tallies in published.items():
        assert sorted(members(block).tolist()) == sorted(tallies)


def test_the_listing_lists_every_tally():
    assert every_tally(2, 3).tolist() == [
        [0, 0, 2],
        [0, 1, 1],
        [0, 2, 0],
        [1, 0, 1],
        [1, 1, 0],
        [2, 0, 0],
    ]
    assert len(every_tally(30, 4)) == 5456
    assert len(every_tally(10, 7)) == 8008


CERTAIN, FEW = "an answer is certain", "one or two are certain"


@pytest.mark.parametrize("answers", [4, 7])
@pytest.mark.parametrize(
    ("n", "edges", "broken"),
    [
        (8, [0, 2, 6, 9], {CERTAIN}),
        (8, [0, 3, 7, 9], {CERTAIN}),
        (7, [0, 4, 5, 8], {FEW}),
        (7, [0, 3, 4, 8], {FEW}),
        (10, [0, 4, 6, 8, 11], {FEW}),
        (10, [0, 3, 7, 8, 11], {FEW}),
        (10, [0, 3, 6, 9, 11], {CERTAIN}),
        (8, [0, 2, 4, 6, 9], {CERTAIN, FEW}),
        (4, [0, 3, 5], {CERTAIN}),
    ],
)
def test_a_cut_in_the_wrong_place_breaks_a_promise(answers, n, edges, broken):
    tallies = every_tally(n, answers)
    assert broken_promises(tallies, in_steps(tallies, edges)) >= broken


def exact_counts(tallies):
    return tallies


def suppressed_below_three(tallies):
    return np.where(tallies < 3, -1, tallies)


def steps_and_one_exact_count(tallies):
    return np.column_stack([in_steps(tallies, cuts(8)), tallies[:, -1]])


def steps_and_an_exact_margin(tallies):
    return np.column_stack([in_steps(tallies, cuts(8)), tallies[:, -2:].sum(axis=1)])


def steps_unless_somebody_is_alone(tallies):
    alone = (tallies == 1).any(axis=1, keepdims=True)
    return np.where(alone, -1, in_steps(tallies, cuts(8)))


def each_count_in_steps(tallies):
    return np.searchsorted(cuts(8), tallies, side="right")


def exact_mean(tallies):
    return tallies @ np.arange(4)[:, np.newaxis]


def exact_superiority(tallies):
    return superiority(tallies, [1, 1, 2, 1])[:, np.newaxis]


@pytest.mark.parametrize(
    ("display", "broken"),
    [
        (exact_counts, {CERTAIN, FEW}),
        (suppressed_below_three, {CERTAIN, FEW}),
        (steps_and_one_exact_count, {CERTAIN, FEW}),
        (steps_and_an_exact_margin, {FEW}),
        (steps_unless_somebody_is_alone, {FEW}),
        (each_count_in_steps, {FEW}),
        (exact_mean, {CERTAIN, FEW}),
        (exact_superiority, {CERTAIN, FEW}),
    ],
)
def test_another_display_breaks_a_promise(display, broken):
    tallies = every_tally(8, 4)
    assert broken_promises(tallies, display(tallies)) == broken


# --- Against two who share their answers ---------------------------------------------------------

GROUPS_OF_TWO = [
    *((4, n) for n in range(5, 21)),
    *((5, n) for n in range(5, 10)),
    *((7, n) for n in (5, 6, 7, 8)),
]


def broken_by_two(tallies, shown):
    """Which promises a display breaks to two members who share their answers."""
    broken = set()
    for heap in heaps(tallies, shown):
        for held in combinations_with_replacement(range(tallies.shape[1]), 2):
            own = np.bincount(held, minlength=tallies.shape[1])
            others = (heap - own)[(heap >= own).all(axis=1)]
            if not len(others):
                continue
            if (others > 0).any(axis=0).sum() == 1:
                broken.add("an answer is certain")
            if ((others >= 1).all(axis=0) & (others <= 2).all(axis=0)).any():
                broken.add("one or two are certain")
    return broken


@pytest.mark.parametrize(("answers", "n"), GROUPS_OF_TWO)
def test_the_coarser_cut_keeps_both_promises_against_two(answers, n):
    tallies = every_tally(n, answers)
    assert broken_by_two(tallies, in_steps(tallies, cuts(n, withstands=2))) == set()


@pytest.mark.parametrize(
    ("n", "broken"),
    [(8, {"an answer is certain"}), (7, {"an answer is certain", "one or two are certain"})],
)
def test_steps_of_three_do_not(n, broken):
    tallies = every_tally(n, 4)
    assert broken_by_two(tallies, in_steps(tallies, cuts(n))) == broken


def every_cut(values):
    """Every way to cut so many values into intervals: their widths."""
    for number in range(values):
        for inner in combinations(range(1, values), number):
            yield np.diff([0, *inner, values])


@pytest.mark.parametrize("n", range(5, 9))
def test_which_cuts_withstand_two(n):
    """Those whose first and last hold four or more, and every two neighbours six or more.

    No other cut of so few people has more intervals than the one that is used.
    """
    tallies, most = every_tally(n, 4), 0
    for widths in every_cut(n + 1):
        kept = not broken_by_two(tallies, in_steps(tallies, np.cumsum([0, *widths])))
        ends = len(widths) == 1 or (min(widths[0], widths[-1]) >= 4)
        assert kept == (ends and all(a + b >= 6 for a, b in pairwise(widths)))
        most = max(most, len(widths)) if kept else most
    assert len(cuts(n, withstands=2)) - 1 == most
