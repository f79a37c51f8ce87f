"""Both promises are proved here by listing every tally, not argued.

`broken_promises` knows nothing of the module under test: it lists all tallies of a group, sorts
them by what a display would show, and asks of each heap what a colluder learns from it.
"""

import json
import re
from collections import defaultdict
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.gaps import blocks
from analytics.gaps.blocks import (
    Attack,
    Block,
    Knowledge,
    attack,
    cuts,
    expected_shares,
    members,
    protect,
    publishable,
)
from analytics.gaps.contrast import delta_of_shares, level_shift_of_shares, superiority

GROUPS_TO_LIST = [(4, n) for n in range(5, 31)] + [(7, n) for n in range(5, 11)]

tallies_of_any_size = st.lists(st.integers(0, 400_000), min_size=2, max_size=7).filter(
    lambda tally: sum(tally) >= 5
)
small_tallies = st.lists(st.integers(0, 6), min_size=2, max_size=7).filter(
    lambda tally: sum(tally) >= 5
)


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


# The intervals


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


# The promises


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


# What a colluder learns


def test_the_lone_dissenter_does_not_learn_that_all_others_agree():
    block = protect([0, 0, 1, 7])
    dissenter = attack(block).colluders[2]
    assert dissenter == Knowledge(2, (0, 1, 2, 3), fewest=(0, 0, 0, 6), most=(1, 1, 1, 7))


def test_unanimity_does_not_tell_everyones_answer():
    for knowledge in attack(protect([0, 0, 0, 8])).colluders:
        assert len(knowledge.possible) == 4


@given(tally=small_tallies)
@settings(deadline=None)
def test_an_attack_finds_what_trying_each_tally_finds(tally):
    block = protect(tally)
    seen = defaultdict(list)
    for possible in members(block).tolist():
        for held, count in enumerate(possible):
            if count:
                seen[held].append([c - (i == held) for i, c in enumerate(possible)])
    assert [knowledge.held for knowledge in attack(block).colluders] == sorted(seen)
    for knowledge in attack(block).colluders:
        per_answer = list(zip(*seen[knowledge.held], strict=True))
        assert knowledge.fewest == tuple(map(min, per_answer))
        assert knowledge.most == tuple(map(max, per_answer))
        assert knowledge.possible == tuple(i for i, c in enumerate(per_answer) if max(c))


@given(tally=tallies_of_any_size)
@settings(deadline=None)
def test_no_larger_group_breaks_a_promise(tally):
    assert attack(protect(tally)).keeps_promises


@pytest.mark.parametrize(
    ("fewest", "most", "few"),
    [
        ((0, 4), (2, 6), ()),
        ((1, 4), (3, 6), ()),
        ((1, 4), (2, 6), (0,)),
        ((1, 2), (1, 2), (0, 1)),
        ((0, 0), (0, 6), ()),
    ],
)
def test_certainly_one_or_two_and_no_more(fewest, most, few):
    knowledge = Knowledge(0, (0, 1), fewest, most)
    assert knowledge.few_are_certain == few
    assert knowledge.keeps_promises == (not few)


def test_a_single_possible_answer_is_certain():
    knowledge = Knowledge(0, (1,), (0, 7), (0, 7))
    assert knowledge.someone_is_certain
    assert not knowledge.keeps_promises


def test_one_colluder_who_learns_too_much_is_enough():
    harmless, certain = Knowledge(0, (0, 1), (0, 0), (7, 7)), Knowledge(1, (1,), (0, 7), (0, 7))
    assert Attack(protect([0, 8]), (harmless,)).keeps_promises
    assert not Attack(protect([0, 8]), (harmless, certain)).keeps_promises


def test_an_attack_on_exact_counts_succeeds(monkeypatch):
    monkeypatch.setattr(blocks, "_edges", lambda n: range(n + 2))
    assert not attack(protect([0, 8])).keeps_promises
    assert not attack(protect([4, 2, 2])).keeps_promises
    assert attack(protect([4, 4])).keeps_promises


# Blocks and their members


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
    written = json.dumps(block.to_dict())
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


# The mean over a block


def slow_mean(values, weights):
    return sum(v * w for v, w in zip(values, weights, strict=True)) / sum(weights)


def alike(tally):
    return 1


def rather_the_last_answer(tally):
    return 1 + tally[-1] ** 2


WEIGHTS = [alike, rather_the_last_answer]


def on_arrays(weight):
    return lambda tallies: np.array([float(weight(tally)) for tally in tallies.tolist()])


def with_levels(block):
    """The tallies in which somebody gave one of the last four answers."""
    return [tally for tally in members(block).tolist() if sum(tally[-4:])]


@pytest.mark.parametrize("weight", WEIGHTS)
@given(tally=st.lists(st.integers(0, 5), min_size=4, max_size=7).filter(lambda t: sum(t) >= 5))
@settings(deadline=None, max_examples=40)
def test_expected_shares_tally_by_tally(weight, tally):
    block = protect(tally)
    found = expected_shares(block, weights=on_arrays(weight))
    given = with_levels(block)
    weights = [weight(member) for member in given]
    shares = [
        slow_mean([member[level] / sum(member[-4:]) for member in given], weights)
        for level in range(-4, 0)
    ]
    everyone = members(block).tolist()
    number = slow_mean([sum(t[-4:]) for t in everyone], [weight(t) for t in everyone])
    assert found.shares.tolist() == pytest.approx(shares, abs=1e-12)
    assert found.number == pytest.approx(number, abs=1e-12)


def test_by_default_every_tally_weighs_alike():
    block = protect([0, 1, 0, 1, 2, 2, 3])
    shares, number = expected_shares(block)
    assert shares.tolist() == expected_shares(block, weights=on_arrays(alike)).shares.tolist()
    assert number == members(block)[:, -4:].sum(axis=1).mean()


def test_levels_may_be_chosen():
    block = protect([5, 0, 0])
    assert members(block)[:, :2].tolist() == [[3, 0], [3, 1], [3, 2], [4, 0], [4, 1], [5, 0]]
    shares, number = expected_shares(block, levels=slice(0, 2))
    low = (0 + 1 / 4 + 2 / 5 + 0 + 1 / 5 + 0) / 6
    assert shares.tolist() == pytest.approx([1 - low, low])
    assert number == pytest.approx((3 + 4 + 5 + 4 + 5 + 5) / 6)


def test_tallies_without_a_level_are_left_out_of_the_shares_only():
    found = expected_shares(protect([5, 0, 0, 0, 0]))
    # 3, 4 or 5 skipped: ten tallies share two people, four share one, one has none.
    assert found.shares.tolist() == pytest.approx([0.25] * 4)
    assert found.number == pytest.approx((10 * 2 + 4 * 1) / 15)


def test_no_level_in_any_tally_is_no_data():
    def all_skipped(tallies):
        return (tallies[:, 0] == 8).astype(float)

    with np.errstate(all="raise"):
        shares, number = expected_shares(protect([8, 0, 0, 0, 0]), weights=all_skipped)
    assert np.isnan(shares).tolist() == [True] * 4
    assert number == 0


def pair_by_pair(left, right, weight, compare):
    """The mean, over every pairing of a tally of each block, of a comparison person by person."""
    total = weighed = 0
    for x in with_levels(left):
        for y in with_levels(right):
            people = sum(x[-4:]) * sum(y[-4:])
            compared = sum(x[i - 4] * y[j - 4] * compare(i, j) for i in range(4) for j in range(4))
            total += weight(x) * weight(y) * compared / people
            weighed += weight(x) * weight(y)
    return total / weighed


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize(
    ("left", "right"),
    [
        ([0, 1, 3, 8], [2, 5, 3, 0]),
        ([0, 0, 1, 7], [7, 1, 0, 0]),
        ([1, 0, 0, 0, 1, 2, 4], [0, 0, 3, 2, 1, 1, 0]),
        ([5, 0, 0, 0, 0], [0, 1, 1, 1, 3]),
    ],
)
def test_linear_statistics_of_mean_shares_are_means_over_pairs_of_tallies(weight, left, right):
    left, right = protect(left), protect(right)
    shares = [expected_shares(block, weights=on_arrays(weight)).shares for block in (left, right)]
    dominance = pair_by_pair(left, right, weight, lambda x, y: (x > y) - (x < y))
    shift = pair_by_pair(left, right, weight, lambda x, y: x - y)
    assert delta_of_shares(*shares) == pytest.approx(dominance, abs=1e-12)
    assert level_shift_of_shares(*shares) == pytest.approx(shift, abs=1e-12)
