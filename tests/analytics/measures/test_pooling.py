"""Pooled gaps: what they are drawn towards, and what they say where little is there."""

import warnings
from dataclasses import replace

import numpy as np
import pytest

from analytics.measures import pooling
from analytics.measures.blocks import protect
from analytics.measures.contrast import delta_of_shares, level_shift_of_shares
from analytics.measures.pooled_model import NotConvergedError
from analytics.measures.pooling import pool
from analytics.measures.published_contrast import published_contrast
from analytics.measures.published_empathy import empathy_gap_of_shares
from analytics.measures.verdicts import PoolingProblem
from benchmarks import simulated_rounds as rounds

HIGH, MIDDLE, LOW = ([0, 0, 0, *t] for t in ([0, 1, 4, 7], [2, 5, 4, 1], [6, 4, 2, 0]))


def pooled(left, right, dyads=None, concerns=None, **more):
    number = len(left)
    ends = dyads or ["A>B"] * number
    return pool(
        [one and protect(one) for one in left],
        [one and protect(one) for one in right],
        perceiver=[dyad[0] for dyad in ends],
        target=[dyad[-1] for dyad in ends],
        concern=concerns or [f"concern {n}" for n in range(number)],
        **more,
    )


def simulated(gaps=rounds.mixed, n=12, seed=5, **more):
    return rounds.simulated(np.random.default_rng(seed), gaps, n, n, **more)


def of_round(one, **more):
    return pool(
        one.left, one.right, perceiver=one.perceiver, target=one.target, concern=one.concern, **more
    )


@pytest.fixture(scope="module")
def mixed():
    one = simulated()
    return one, of_round(one)


def test_pooled_gaps_lie_nearer_to_the_truth_than_those_of_single_cells(mixed):
    one, result = mixed
    alone = np.array([cell.delta for cell in published_contrast(one.left, one.right)])
    errors = [np.sqrt(np.mean((delta - one.delta) ** 2)) for delta in (alone, result.delta)]
    assert errors[1] < 0.8 * errors[0]


def test_limits_hold_most_of_the_truth_and_are_no_wider_than_the_scale(mixed):
    one, result = mixed
    held = (result.low <= one.delta) & (one.delta <= result.high)
    assert held.mean() >= 0.9
    assert (result.low >= -1).all()
    assert (result.low < result.delta).all()
    assert (result.delta < result.high).all()
    assert (result.high <= 1).all()


def test_the_same_blocks_give_the_same_figures(mixed):
    one, result = mixed
    again = of_round(one)
    assert (again.draws == result.draws).all()
    assert (again.stable == result.stable).all()


def test_exchanging_the_groups_turns_the_gaps_around(mixed):
    one, result = mixed
    # Who the people are does not change sides with them.
    turned = pool(
        one.right,
        one.left,
        perceiver=one.perceiver,
        target=one.target,
        concern=one.concern,
        left_group=[""] * len(one.left),
        right_group=one.perceiver,
    )
    # Not exactly: what is a cell's alone is a part of the left group's location.
    assert turned.delta == pytest.approx(-result.delta, abs=0.25)
    assert np.corrcoef(turned.delta, result.delta)[0, 1] < -0.9


def test_a_cell_that_says_little_follows_its_dyad():
    few = [0, 0, 0, 1, 2, 1, 1]
    dyads = ["A>B"] * 6 + ["A>C"] * 6
    left = [HIGH] * 5 + [few] + [LOW] * 5 + [few]
    right = [LOW] * 5 + [few] + [HIGH] * 5 + [few]
    result = pooled(left, right, dyads, [f"concern {n % 6}" for n in range(12)])
    assert result.delta[5] > 0.05 > -0.05 > result.delta[11]
    assert result.above[5] > 0.55 > 0.45 > result.above[11]
    assert result.above[:5].min() > 0.95
    assert result.above[6:11].max() < 0.05


def test_one_cell_unlike_all_others_keeps_its_side():
    result = pooled([HIGH] * 5 + [LOW], [LOW] * 5 + [HIGH])
    assert result.delta[5] < -0.2
    assert result.above[5] < 0.2


def test_alike_groups_everywhere_show_nothing():
    result = pooled([MIDDLE] * 12, [MIDDLE] * 12, ["A>B"] * 6 + ["B>A"] * 6)
    assert result.delta == pytest.approx(np.zeros(12), abs=0.08)
    assert ((result.low < 0) & (result.high > 0)).all()


def test_a_group_that_is_not_published_has_no_figure():
    result = pooled([HIGH, None, HIGH], [LOW, LOW, None])
    assert np.isnan(result.delta).tolist() == [False, True, True]
    assert np.isnan(result.above).tolist() == [False, True, True]
    assert result.stable.tolist()[1:] == [False, False]
    assert result.mean([1, 2]) is None
    assert result.mean([0, 1, 2]).value == pytest.approx(result.delta[0])
    assert np.isnan(result.greatest([0, 1])).tolist() == [False, True]


@pytest.mark.parametrize("left", [[], [None, None]])
def test_no_cell_with_two_groups_is_a_named_reason(left):
    result = pooled(left, left)
    assert result.problem == PoolingProblem.NOTHING_TO_POOL
    assert np.isnan(result.delta).all()
    assert len(result.low) == len(result.above) == len(left)


def test_a_model_without_a_mode_is_a_named_reason(monkeypatch):
    def none(*_arguments):
        raise NotConvergedError("the model has no mode at any scales")

    monkeypatch.setattr(pooling, "fits", none)
    result = pooled([HIGH] * 2, [LOW] * 2)
    assert result.problem == PoolingProblem.NOT_CONVERGED
    assert np.isnan(result.delta).all()
    assert not result.stable.any()


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param([[0, 0, 0, 0, 0, 0, 8]] * 6, [[0, 0, 0, 0, 0, 0, 8]] * 6, id="one mind"),
        pytest.param([[0, 0, 0, 0, 0, 0, 8]] * 6, [[0, 0, 0, 8, 0, 0, 0]] * 6, id="separated"),
        pytest.param([HIGH], [LOW], id="one cell"),
        pytest.param([[0, 0, 0, 1, 1, 1, 2]] * 3, [[0, 0, 5, 0, 0, 0, 0]] * 3, id="undecided"),
        pytest.param([[0, 0, 0, 5, 9, 40, 46]] * 3, [[0, 0, 0, 30, 3, 1, 2]] * 3, id="large"),
    ],
)
def test_extreme_rounds_give_figures_without_a_warning(left, right):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = pooled(left, right)
    assert not result.problem
    assert np.isfinite(result.draws).all()
    assert (abs(result.draws) <= 1).all()


def test_totally_separated_groups_are_almost_certainly_apart():
    result = pooled([[0, 0, 0, 0, 0, 0, 8]] * 6, [[0, 0, 0, 8, 0, 0, 0]] * 6)
    assert result.above.min() > 0.99
    assert result.delta.min() > 0.6


def test_a_panel_by_nominating_side_counts_as_all_its_people():
    """Two blocks of six say more than one of them."""
    one, two = ([protect([*LOW[:3], 3, 2, 1, 0])] * times for times in (1, 2))
    left = [protect(HIGH)] * 3
    where = {"perceiver": ["A"] * 3, "target": ["B"] * 3, "concern": ["1", "2", "3"]}
    widths = [
        (result.high - result.low).mean()
        for right in (one, two)
        for result in [pool(left, [right] * 3, **where)]
    ]
    assert widths[1] < widths[0]


def test_the_mean_of_a_dyad_and_its_greatest_concern(mixed):
    _, result = mixed
    mean = result.mean(range(6))
    assert mean.value == pytest.approx(np.median(result.draws[:, :6].mean(axis=1)))
    assert mean.low < mean.value < mean.high
    assert mean.high - mean.low < (result.high - result.low)[:6].mean()
    chance = result.greatest(range(6))
    assert chance.sum() == pytest.approx(1)
    assert chance.argmax() == result.draws[:, :6].mean(axis=0).argmax()


def test_a_figure_lies_on_the_side_of_zero_where_it_is_likelier(mixed):
    one, _ = mixed
    for of in (delta_of_shares, empathy_gap_of_shares):
        result = of_round(one, of=of)
        likelier = abs(result.above - 0.5) > 0.01
        assert likelier.sum() > 50
        assert ((result.delta > 0) == (result.above > 0.5))[likelier].all()


def test_a_level_shift_goes_with_delta(mixed):
    one, result = mixed
    shifts = of_round(one, of=level_shift_of_shares)
    shift = shifts.mean(range(6))
    assert np.sign(shift.value) == np.sign(result.mean(range(6)).value)
    assert 1 < abs(shifts.draws).max() <= 3
    # The same draws of the two populations.
    assert ((shifts.draws > 0) == (result.draws > 0)).mean() > 0.98


@pytest.mark.parametrize("n", [250, 1000, 8334])
def test_large_groups_stand_where_their_own_answers_put_them(n):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        one = rounds.simulated(
            np.random.default_rng(3), rounds.mixed, n, n, rounds.Answering(rounds.Persons(0, 0))
        )
        result = of_round(one)
    assert result.problem == PoolingProblem.NONE
    assert np.sqrt(np.mean((result.delta - one.delta) ** 2)) < 0.06
    assert ((result.low <= one.delta) & (one.delta <= result.high)).mean() > 0.95


def test_a_panel_without_a_block_is_no_group():
    result = pool([protect(HIGH)], [[]], perceiver=["A"], target=["B"], concern=["one"])
    assert np.isnan(result.delta).all()
    assert result.problem == PoolingProblem.NOTHING_TO_POOL


def test_lists_of_different_lengths():
    with pytest.raises(ValueError, match="concern: must have one entry for each of 2 cells"):
        pooled([HIGH, HIGH], [LOW, LOW], concerns=["one"])


def test_blocks_of_other_answers():
    with pytest.raises(ValueError, match="answers"):
        pool([protect([3, 3])], [protect([3, 3])], perceiver=["A"], target=["B"], concern=["c"])


def test_panel_leniency_is_shared_by_all_cells():
    """A lenient panel moves all its cells: their mean is less sure than by chance in each."""
    one = simulated(rounds.null, seed=8)
    few = replace(one, right=[protect([0, 0, 0, *t]) for t in one.true_right])
    result = of_round(few)
    mean = result.mean(range(72))
    single = (result.high - result.low).mean()
    assert mean.high - mean.low > single / np.sqrt(72) * 2
