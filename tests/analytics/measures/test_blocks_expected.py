"""The mean over a block."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.measures.blocks import expected_shares, members, protect
from analytics.measures.contrast import delta_of_shares, level_shift_of_shares


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
