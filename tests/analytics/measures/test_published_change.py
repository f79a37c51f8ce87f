import numpy as np
import pytest

from analytics.measures.blocks import protect
from analytics.measures.candidates import panel_sum
from analytics.measures.change import StopRules, interquartile_range, share_near_median
from analytics.measures.published_change import PublishedChange, published_change
from tests.analytics.measures import slow_published as slow

LOW, MIDDLE, HIGH = (0, 0, 0, 6, 2, 0, 0), (0, 0, 0, 1, 3, 3, 1), (0, 0, 0, 0, 0, 2, 6)
UNDECIDED, NOBODY = (0, 0, 4, 0, 0, 2, 10), (0, 0, 8, 0, 0, 0, 0)
CASES = {
    "up": (LOW, HIGH),
    "down": (HIGH, MIDDLE),
    "apart": (MIDDLE, (0, 0, 0, 4, 0, 0, 4)),
    "five": ((0, 0, 0, 0, 1, 3, 1), (0, 0, 1, 0, 1, 1, 2)),
    "undecided": (MIDDLE, UNDECIDED),
}
LIMITS = ("level_shift_low", "level_shift_high", "level_shift_low_90", "level_shift_high_90")


def change(before, after, **how):
    (cell,) = published_change([protect(before)], [protect(after)], **how)
    return cell


def spread_of(tally):
    """Upper less lower quartile: the person at each quarter, halfway where it falls between two."""
    marks = slow.people(tally)
    return quantile(marks, 3) - quantile(marks, 1)


def quantile(marks, quarters):
    whole, over = divmod(quarters * len(marks), 4)
    return marks[whole] if over else (marks[whole - 1] + marks[whole]) / 2


def within_of(tally):
    """The best share of two neighbouring levels that hold the median."""
    held = [k for k in range(3) if k <= slow.median(tally) <= k + 1]
    return max(tally[k] + tally[k + 1] for k in held) / sum(tally)


# --- Figures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_points_are_means_over_every_pairing_of_tallies(case):
    before, after = (slow.published(protect(tally)) for tally in CASES[case])
    result = change(*CASES[case], resamples=100)
    expected = {
        "level_shift": slow.mean_over_pairs(after, before, slow.level_shift),
        "wasserstein": slow.mean_over_pairs(after, before, slow.wasserstein),
        "iqr_after": slow.mean(after, spread_of),
        "share_near_median": slow.mean(after, within_of),
    }
    assert {name: getattr(result, name) for name in expected} == pytest.approx(expected, abs=1e-9)


def test_limits_are_those_of_slow_draws():
    rng, draws = np.random.default_rng(5), 20_000
    means = []
    for tally in CASES["apart"]:
        weights = slow.levels(slow.published(protect(tally)))
        chosen = rng.choice(len(weights), draws, p=list(weights.values()))
        shares = [rng.dirichlet(np.array(list(weights)[i]) + 0.25) for i in chosen]
        means.append(np.stack(shares) @ np.arange(4))
    result = change(*CASES["apart"], resamples=40_000)
    expected = np.quantile(means[1] - means[0], [0.025, 0.975, 0.05, 0.95])
    assert [getattr(result, name) for name in LIMITS] == pytest.approx(expected.tolist(), abs=0.03)


def test_limits_contain_the_shift_and_lie_in_range():
    for before, after in CASES.values():
        result = change(before, after, resamples=200)
        assert -3 <= result.level_shift_low <= result.level_shift_low_90 <= result.level_shift
        assert result.level_shift <= result.level_shift_high_90 <= result.level_shift_high <= 3
        assert abs(result.level_shift) - 1e-9 <= result.wasserstein <= 3


@pytest.mark.parametrize("case", CASES)
def test_turning_time_round_turns_the_shift_and_its_limits(case):
    before, after = CASES[case]
    there, back = change(before, after, resamples=300), change(after, before, resamples=300)
    assert back.level_shift == -there.level_shift
    assert (back.level_shift_low, back.level_shift_high) == (
        -there.level_shift_high,
        -there.level_shift_low,
    )
    assert (back.level_shift_low_90, back.level_shift_high_90) == (
        -there.level_shift_high_90,
        -there.level_shift_low_90,
    )
    assert back.wasserstein == pytest.approx(there.wasserstein, abs=1e-9)


def test_equal_blocks_do_not_shift():
    for tally in (LOW, MIDDLE, HIGH, UNDECIDED):
        result = change(tally, tally, resamples=200)
        assert str(result.level_shift) == "0.0"
        assert result.level_shift_low == -result.level_shift_high < 0
        assert result.wasserstein > 0  # The tallies behind equal blocks need not be equal.


def test_sums_of_blocks_change_too():
    before, after = (
        panel_sum([protect(tally) for tally in (one, other)])
        for one, other in ((LOW, MIDDLE), (HIGH, MIDDLE))
    )
    (cell,) = published_change([before], [after], resamples=200)
    mean = [group.shares @ np.arange(4) for group in (before, after)]
    assert cell.level_shift == pytest.approx(mean[1] - mean[0], abs=1e-9)


def test_figures_are_rounded():
    result = change(MIDDLE, HIGH, resamples=200)
    for name in ("level_shift", "wasserstein", "iqr_after", "share_near_median"):
        assert getattr(result, name) == round(getattr(result, name), 10)
    for name in LIMITS:
        assert getattr(result, name) == round(getattr(result, name), 4)


def test_the_draws_are_those_of_the_seed():
    assert change(MIDDLE, HIGH, resamples=200) == change(MIDDLE, HIGH, resamples=200)
    other = change(MIDDLE, HIGH, resamples=200, seed=1)
    assert other.level_shift_high != change(MIDDLE, HIGH, resamples=200).level_shift_high


# --- What is said --------------------------------------------------------------------------------


STILL = (0, 0, 0, 0, 150, 0, 0)


@pytest.mark.parametrize(
    ("before", "after", "movement"),
    [
        ((0, 0, 0, 0, 12, 0, 0), (0, 0, 0, 0, 0, 0, 12), "rose"),
        ((0, 0, 0, 0, 0, 0, 12), (0, 0, 0, 0, 12, 0, 0), "fell"),
        (STILL, STILL, "steady"),
        (MIDDLE, MIDDLE, "too few to say"),
        ((0, 0, 0, 0, 7, 0, 0), (0, 0, 0, 0, 0, 0, 12), "too few to say"),
        ((0, 0, 0, 0, 12, 0, 0), (0, 0, 0, 0, 0, 0, 7), "too few to say"),
        # Of eight 7.5 are expected to have given a level, of seven 6.5, which are too few.
        ((0, 0, 0, 8, 0, 0, 0), (0, 0, 0, 0, 0, 0, 8), "rose"),
        ((0, 0, 0, 0, 8, 0, 0), (0, 0, 0, 0, 0, 8, 0), "rose"),
        # Limits as drawn, 0.04 to 1.83, lie on one side of 0; p is 0.022.
        ((0, 0, 0, 4, 4, 0, 0), (0, 0, 0, 0, 0, 3, 5), "too few to say"),
    ],
)
def test_movements(before, after, movement):
    assert change(before, after).movement == movement


def test_the_smaller_round_decides_and_the_rules_are_asked():
    before, after = (0, 0, 0, 0, 7, 0, 0), (0, 0, 0, 0, 0, 0, 12)
    assert change(before, after, rules=StopRules(people=6)).movement == "rose"
    assert change(STILL, STILL, rules=StopRules(shift=0.01)).movement == "too few to say"
    assert change(STILL, STILL, rules=StopRules(distance=0.0)).movement == "too few to say"


def test_a_figure_exactly_at_a_rule_meets_it():
    distance = change(STILL, STILL).wasserstein
    for rule, movement in ((distance + 1e-12, "steady"), (distance - 1e-12, "steady")):
        assert change(STILL, STILL, rules=StopRules(distance=rule)).movement == movement


@pytest.mark.parametrize(
    ("after", "agreed"),
    [
        (HIGH, True),
        (MIDDLE, False),
        ((0, 0, 0, 4, 0, 0, 4), False),
        (UNDECIDED, True),
        ((0, 0, 14, 0, 0, 1, 8), False),  # Most cannot determine it.
    ],
)
def test_consensus_of_the_later_round(after, agreed):
    result = change(LOW, after, resamples=100)
    block = slow.published(protect(after))
    undecided = slow.undecided_share(block)
    narrow = slow.mean(block, spread_of) <= 1 and slow.mean(block, within_of) >= 0.75
    assert result.consensus is agreed
    assert agreed == (narrow and undecided < 0.5)


def test_consensus_is_that_of_the_means_and_not_of_the_counts():
    """Counts that agree, in a block whose tallies on the average do not."""
    assert (interquartile_range(MIDDLE[3:]), share_near_median(MIDDLE[3:])) == (1, 0.75)
    result = change(LOW, MIDDLE, resamples=100)
    assert (result.iqr_after, result.share_near_median) == pytest.approx((1.0857, 0.8847), abs=1e-4)
    assert result.consensus is False
    lenient = StopRules(spread=result.iqr_after, within=result.share_near_median)
    assert change(LOW, MIDDLE, rules=lenient, resamples=100).consensus is True
    for stricter in (
        StopRules(spread=result.iqr_after - 0.01, within=result.share_near_median),
        StopRules(spread=result.iqr_after, within=result.share_near_median + 0.01),
        StopRules(spread=result.iqr_after, within=result.share_near_median, undecided=0.0),
    ):
        assert change(LOW, MIDDLE, rules=stricter, resamples=100).consensus is False


# --- Nobody there --------------------------------------------------------------------------------


def test_nobody_there():
    known, undecided = protect(HIGH), protect(NOBODY)
    before, after = [None, known, undecided, known], [known, None, known, undecided]
    cells = published_change(before, after, resamples=100)
    assert [cell.movement for cell in cells] == ["too few to say"] * 4
    for name in ("level_shift", *LIMITS, "wasserstein"):
        assert [getattr(cell, name) for cell in cells] == [None] * 4
    # Agreement is the later round's own.
    alone = change(HIGH, HIGH, resamples=100)
    for name in ("iqr_after", "share_near_median", "consensus"):
        expected = [getattr(alone, name), None, getattr(alone, name), None]
        assert [getattr(cell, name) for cell in cells] == expected
    assert published_change([None], [None]) == [
        PublishedChange(*[None] * 11, movement="too few to say")
    ]


def test_a_cell_is_the_same_whatever_the_others():
    before, after = zip(*CASES.values(), strict=True)
    blocks = [[None, *(protect(tally) for tally in side)] for side in (before, after)]
    result = published_change(*blocks, resamples=200)
    assert result[1:] == [change(*case, resamples=200) for case in CASES.values()]


def test_lists_of_different_lengths():
    assert published_change([], []) == []
    with pytest.raises(ValueError, match="after: must be as many cells as before, 1; got 0"):
        published_change([None], [])


def test_the_flat_form():
    result = change(LOW, HIGH, resamples=100)
    names = ["level_shift", *LIMITS, "wasserstein", "delta", "p_delta"]
    names += ["iqr_after", "share_near_median", "consensus"]
    assert list(result.flat()) == names
    assert result.flat() == {name: getattr(result, name) for name in names}
