import math
import operator

import numpy as np
import pytest

from analytics.measures import agreement, mixtures
from analytics.measures.blocks import protect
from tests.analytics.measures import slow_published as slow
from tests.analytics.measures.cases import CASES, contrast
from tests.reference.permutation import exact_p


def blocks(case):
    return tuple(slow.published(protect(tally)) for tally in CASES[case])


@pytest.fixture(scope="module")
def cells():
    """Every case's cell; each matrix is one cell so that q is p."""
    return {case: contrast(*tallies) for case, tallies in CASES.items()}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", ["delta", "level_shift", "wasserstein", "crossing_index"])
def test_points_are_means_over_every_pair_of_tallies(cells, case, name):
    expected = slow.mean_over_pairs(*blocks(case), getattr(slow, name))
    assert getattr(cells[case], name) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("case", CASES)
def test_the_relative_effect_is_half_of_one_more_than_delta(cells, case):
    assert cells[case].superiority == pytest.approx((1 + cells[case].delta) / 2)


@pytest.mark.parametrize("case", CASES)
def test_error_shares_are_means_over_every_pair_of_tallies(cells, case):
    for name, condition in (
        ("share_above", operator.gt),
        ("share_equal", operator.eq),
        ("share_below", operator.lt),
    ):
        expected = slow.mean_over_pairs(
            *blocks(case), lambda x, y, c=condition: slow.share(x, y, c)
        )
        assert getattr(cells[case], name) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("side", [0, 1])
def test_what_is_said_of_one_side_are_means_over_its_tallies(cells, case, side):
    block, result = blocks(case)[side], (cells[case].left, cells[case].right)[side]
    expected = {
        "expected_rated": sum(weight * sum(tally[3:]) for tally, weight in slow.weighed(block)),
        "median": slow.mean(block, slow.median),
        "grouped_median": slow.mean(block, slow.grouped_median),
        "van_der_eijk": slow.mean(block, agreement.van_der_eijk),
        "leik": slow.mean(block, agreement.leik),
        "tastle_wierman": slow.mean(block, agreement.tastle_wierman),
        "undetermined": slow.undecided_share(block),
    }
    assert {name: getattr(result, name) for name in expected} == pytest.approx(expected, abs=1e-9)
    assert result.n == block["n"]


@pytest.mark.parametrize("case", ["apart", "uneven", "unanimous"])
def test_the_limits_of_the_undecided_mix_wilsons(cells, case):
    for block, result in zip(blocks(case), (cells[case].left, cells[case].right), strict=True):
        low, high = (slow.undecided_limit(block, target) for target in (0.025, 0.975))
        assert result.undetermined_low == pytest.approx(low, abs=6e-5)
        assert result.undetermined_high == pytest.approx(high, abs=6e-5)


@pytest.mark.parametrize("case", ["apart", "uneven", "five"])
def test_bounds_put_the_undecided_at_either_end(cells, case):
    result = cells[case]
    assert result.delta_bound_low == pytest.approx(slow.bound(*blocks(case), 0, -1), abs=1e-9)
    assert result.delta_bound_high == pytest.approx(slow.bound(*blocks(case), -1, 0), abs=1e-9)
    assert result.delta_bound_low < result.delta < result.delta_bound_high


@pytest.mark.parametrize("name", ["delta", "wasserstein"])
def test_p_is_the_mean_over_pairs_of_the_exact_p(monkeypatch, name):
    monkeypatch.setattr(mixtures, "PAIRS", ((math.inf, 10**6),))
    xs, ys, weights = zip(*slow.pairs(*blocks("unanimous")), strict=True)
    cell = contrast(*CASES["unanimous"])
    p = [exact_p(x, y, name) for x, y in zip(xs, ys, strict=True)]
    expected = np.average(p, weights=weights)
    assert getattr(cell, f"p_{name}") == pytest.approx(expected, rel=1e-5)
    assert cell.p_exact


@pytest.mark.parametrize("case", ["unanimous", "five"])
def test_p_is_near_the_mean_over_every_pair_when_only_some_are_taken(cells, case):
    xs, ys, weights = zip(*slow.pairs(*blocks(case)), strict=True)
    assert len(xs) > 256
    assert contrast(*CASES[case]) == cells[case]
    p = [exact_p(x, y, "delta") for x, y in zip(xs, ys, strict=True)]
    expected = np.average(p, weights=weights)
    assert cells[case].p_delta == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("case", ["apart", "unanimous", "uneven"])
def test_limits_are_those_of_slow_draws_but_for_zero(case):
    """Of these groups only the unanimous ones are told apart."""
    rng = np.random.default_rng(5)
    picked = [slow_picks(block, rng, 20_000) for block in blocks(case)]
    p, q = (np.stack([rng.dirichlet(tally + 0.25) for tally in side]) for side in picked)
    deltas, shifts = shares_apart(p, q)
    known = shares_apart(*(side / side.sum(axis=1, keepdims=True) for side in picked))
    result = contrast(*CASES[case], resamples=40_000)
    assert (result.delta_low, result.delta_high) == pytest.approx(
        held(widened(deltas, known[0], result.delta, 0.025), case), abs=0.02
    )
    assert (result.delta_low_90, result.delta_high_90) == pytest.approx(
        held(widened(deltas, known[0], result.delta, 0.05), case), abs=0.02
    )
    assert (result.level_shift_low, result.level_shift_high) == pytest.approx(
        widened(shifts, known[1], result.level_shift, 0.025), abs=0.06
    )
    assert result.delta_se == pytest.approx(deltas.std(), rel=0.05)


def slow_picks(block, rng, draws):
    weights = slow.levels(block)
    chosen = rng.choice(len(weights), draws, p=list(weights.values()))
    return np.array(list(weights))[chosen]


def shares_apart(p, q):
    below = np.cumsum(q, axis=1) - q
    return (p * (2 * below + q - 1)).sum(axis=1), (p - q) @ np.arange(4)


def widened(draws, known, point, tail):
    low = min(np.quantile(values, tail) for values in (draws, known))
    high = max(np.quantile(values, 1 - tail) for values in (draws, known))
    return min(low, point), max(high, point)


def held(limits, case):
    return limits if case == "unanimous" else (min(limits[0], 0), max(limits[1], 0))


def test_limits_hold_zero_but_where_groups_are_told_apart():
    """8 + 8: neighbours that are unanimous, and others whose drawn limits lie on one side of 0."""
    moderate, low = (0, 0, 0, 0, 0, 8, 0), (0, 0, 0, 0, 8, 0, 0)
    apart, split = contrast(moderate, low), contrast((0, 0, 0, 0, 0, 3, 5), (0, 0, 0, 4, 4, 0, 0))
    assert apart.kind == "overestimation"
    assert 0.02 < apart.p_delta <= 0.05
    assert (apart.delta_low, apart.delta_low_90 > apart.delta_low) == (1e-4, True)
    assert (split.delta_low, split.delta_low_90, split.kind) == (0, 0, "inconclusive")
    mirrored = contrast(low, moderate)
    assert (mirrored.delta_high, mirrored.kind) == (-1e-4, "underestimation")


@pytest.mark.parametrize("case", CASES)
def test_exchanging_the_groups_mirrors_every_figure(cells, case):
    here, there = cells[case], contrast(*reversed(CASES[case]))
    for name in ("delta", "level_shift", "median_difference"):
        assert getattr(there, name) == pytest.approx(-getattr(here, name), abs=1e-9)
    for low, high in (
        ("delta_low", "delta_high"),
        ("delta_low_90", "delta_high_90"),
        ("level_shift_low", "level_shift_high"),
        ("delta_bound_low", "delta_bound_high"),
    ):
        assert getattr(there, low) == pytest.approx(-getattr(here, high), abs=1e-9)
    for name in ("wasserstein", "crossing_index", "p_delta", "p_wasserstein", "delta_se"):
        assert getattr(there, name) == pytest.approx(getattr(here, name), abs=1e-9)
    assert (there.left, there.right) == (here.right, here.left)
