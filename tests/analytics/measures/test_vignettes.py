from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.measures.contrast import delta
from analytics.measures.vignettes import (
    RankInterval,
    c_delta,
    c_scale,
    minimum_entropy_counts,
    uniform_counts,
)

# King and Wand (2007), Table 1: y, z1, z2, Cs, Ce
TABLE_1 = [
    (1, 2, 3, 1, 1),
    (3, 3, 4, 2, 2),
    (3, 2, 4, 3, 3),
    (4, 2, 4, 4, 4),
    (4, 2, 3, 5, 5),
    (2, 3, 3, 1, 1),
    (2, 2, 2, 2, 4),
    (3, 2, 2, 5, 5),
    (1, 3, 2, 1, 1),
    (2, 3, 2, 1, 4),
    (3, 4, 2, 1, 5),
    (3, 3, 2, 2, 5),
    (4, 3, 2, 5, 5),
]
Y, Z = np.array(TABLE_1)[:, 0], np.array(TABLE_1)[:, 1:3]
LOW, HIGH = np.array(TABLE_1)[:, 3], np.array(TABLE_1)[:, 4]
RANKS = RankInterval(LOW, HIGH)


def slow_c(y, z):
    """The ranks whose condition holds, read off one by one."""
    j = len(z)
    holds = [1] if y < z[0] else []
    for i in range(j):
        holds += [2 * i + 2] if y == z[i] else []
        holds += [2 * i + 3] if i + 1 < j and z[i] < y < z[i + 1] else []
    holds += [2 * j + 1] if y > z[-1] else []
    return min(holds), max(holds)


def test_table_1_of_king_and_wand():
    low, high = c_scale(Y, Z)
    np.testing.assert_array_equal(low, LOW)
    np.testing.assert_array_equal(high, HIGH)


@pytest.mark.parametrize("vignettes", [1, 2, 3])
def test_every_answer_on_four_levels_the_slow_way(vignettes):
    every = list(product(range(4), repeat=vignettes + 1))
    low, high = c_scale([row[0] for row in every], [row[1:] for row in every])
    assert [*zip(low, high, strict=True)] == [slow_c(row[0], row[1:]) for row in every]


@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=1, max_size=10))
@settings(max_examples=25, deadline=None)
def test_only_the_order_of_the_levels_matters(rows):
    """A group that uses every word one step more strongly has the same ranks."""
    y, *z = np.array(rows).T
    result = c_scale(y, np.transpose(z))
    np.testing.assert_array_equal(result, c_scale(2 * y + 1, 2 * np.transpose(z) + 1))


def test_the_end_of_the_scale_does_not_matter():
    low, high = c_scale(Y, Z)
    turned = c_scale(4 - Y, 4 - Z[:, ::-1])
    np.testing.assert_array_equal(turned, [6 - high, 6 - low])


@pytest.mark.parametrize("missing", [None, np.nan, -1, -2, -3])
def test_anything_missing_takes_the_person_out(missing):
    low, high = c_scale([missing, 1, 2, 0], [[1, 2], [missing, 2], [1, missing], [1, 2]])
    np.testing.assert_array_equal(low, [np.nan, np.nan, np.nan, 1])
    np.testing.assert_array_equal(high, [np.nan, np.nan, np.nan, 1])


def test_ranks_broadcast_over_questions():
    low, _ = c_scale([Y, Y], [Z, Z])
    assert low.shape == (2, 13)
    assert c_scale([], np.empty((0, 2))).low.shape == (0,)


@pytest.mark.parametrize(
    ("y", "z"), [([1, 2], [[1, 2]]), ([1, 2], [1, 2]), (1, [[1, 2]]), ([[1, 2]], [[1, 2]])]
)
def test_mismatched_vignettes_are_named(y, z):
    with pytest.raises(ValueError, match="vignette_ratings: must be a row for each self-rating"):
        c_scale(y, z)


def test_no_vignettes_are_refused():
    with pytest.raises(ValueError, match="vignette_ratings: must have a column per vignette"):
        c_scale([1, 2], np.empty((2, 0)))


def test_table_1_spread_evenly():
    """Proportions as printed by the R package anchors 3.0-7."""
    result = uniform_counts(RANKS, 5) / 13
    assert result.round(3).tolist() == [0.265, 0.156, 0.156, 0.156, 0.265]


def test_table_1_at_minimum_entropy():
    """Proportions as printed by the R package anchors 3.0-7."""
    result = minimum_entropy_counts(RANKS, 5) / 13
    assert result.round(3).tolist() == [0.385, 0.154, 0.077, 0.077, 0.308]


def slow_minimum_entropy(low, high, ranks):
    settled = {
        r: sum(a == b == r for a, b in zip(low, high, strict=True)) for r in range(1, ranks + 1)
    }
    waiting = {i for i, (a, b) in enumerate(zip(low, high, strict=True)) if a < b}
    result = {i: a for i, (a, b) in enumerate(zip(low, high, strict=True)) if a == b}
    while waiting:
        sizes = {
            r: settled[r] + sum(low[i] <= r <= high[i] for i in waiting)
            for r in range(1, ranks + 1)
        }
        best = min(sizes, key=lambda r, sizes=sizes: (-sizes[r], r))
        taken = {i for i in waiting if low[i] <= best <= high[i]}
        result |= dict.fromkeys(taken, best)
        waiting -= taken
        settled[best] = 0
    return [result[i] for i in range(len(low))]


intervals = st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7)).map(sorted), max_size=20)


@given(rows=intervals)
@settings(max_examples=60, deadline=None)
def test_breaking_intervals_the_slow_way(rows):
    low, high = [r[0] for r in rows], [r[1] for r in rows]
    ranks = RankInterval(np.array(low), np.array(high))
    gathered = slow_minimum_entropy(low, high, 7)
    assert all(a <= rank <= b for a, rank, b in zip(low, gathered, high, strict=True))
    expected = [gathered.count(rank) for rank in range(1, 8)]
    assert minimum_entropy_counts(ranks, 7).tolist() == expected
    uniform = uniform_counts(ranks, 7)
    assert uniform.sum() == pytest.approx(len(rows))
    slow = [sum((a <= r <= b) / (b - a + 1) for a, b in rows) for r in range(1, 8)]
    assert uniform == pytest.approx(slow)


def test_scalar_ranks_have_the_delta_of_their_counts():
    left = RankInterval(np.array([5.0, 4, 4, 2]), np.array([5.0, 4, 4, 2]))
    right = RankInterval(np.array([1.0, 2, 2]), np.array([1.0, 2, 2]))
    for rule in ("uniform", "minimum_entropy"):
        assert c_delta(left, right, 5, rule) == pytest.approx(
            delta([0, 1, 0, 2, 1], [1, 2, 0, 0, 0])
        )


def test_the_gap_is_gone_when_only_the_words_differ():
    """Both groups put the item level with the first vignette; one calls all of it one step more."""
    left, right = [2] * 8, [1] * 8
    assert delta([0, 0, 8, 0], [0, 8, 0, 0]) == 1
    assert c_delta(c_scale(left, [[2, 3]] * 8), c_scale(right, [[1, 2]] * 8), 5) == 0


def test_missing_ranks_take_no_part():
    ranks = RankInterval(np.array([1, np.nan, 2]), np.array([1, np.nan, 3]))
    assert minimum_entropy_counts(ranks, 3).tolist() == [1, 1, 0]
    assert uniform_counts(ranks, 3).tolist() == [1, 0.5, 0.5]


def test_nobody_left_has_no_gap():
    nobody = RankInterval(np.array([np.nan]), np.array([np.nan]))
    scalar = RankInterval(np.array([1.0]), np.array([1.0]))
    for rule in ("uniform", "minimum_entropy"):
        assert np.isnan(c_delta(nobody, scalar, 5, rule))
        assert np.isnan(c_delta(scalar, nobody, 5, rule))


def test_an_unknown_rule_is_named():
    ranks = RankInterval(np.array([1.0]), np.array([1.0]))
    with pytest.raises(ValueError, match="rule: must be one of uniform, minimum_entropy"):
        c_delta(ranks, ranks, 5, "cpolr")
