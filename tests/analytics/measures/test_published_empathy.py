import numpy as np
import pytest

from analytics.measures.blocks import protect
from analytics.measures.published_empathy import published_empathy, published_tracking
from tests.analytics.measures import slow_published as slow

LOW, MIDDLE, HIGH = (0, 0, 0, 6, 2, 0, 0), (0, 0, 0, 1, 3, 3, 1), (0, 0, 0, 0, 0, 2, 6)
CASES = {
    "unseen": (LOW, HIGH),
    "too much": (HIGH, LOW),
    "split": (MIDDLE, (0, 0, 0, 4, 0, 0, 4)),
    "five": ((0, 0, 0, 0, 1, 3, 1), (0, 0, 0, 0, 1, 1, 3)),
}


def empathy(predicted, perceived, **how):
    (cell,) = published_empathy([protect(predicted)], [protect(perceived)], **how)
    return cell


@pytest.mark.parametrize("case", CASES)
def test_points_are_means_over_every_pair_of_tallies(case):
    blocks = [slow.published(protect(tally)) for tally in CASES[case]]
    result = empathy(*CASES[case])
    expected = {
        "empathy_gap": slow.mean_over_pairs(*blocks, slow.error),
        "mean_absolute_error": slow.mean_over_pairs(*blocks, slow.distance_from_median),
        "share_exact": slow.mean_over_pairs(*blocks, lambda x, y: slow.near(x, y, 0.5)),
        "share_within_one": slow.mean_over_pairs(*blocks, lambda x, y: slow.near(x, y, 1)),
    }
    assert {name: getattr(result, name) for name in expected} == pytest.approx(expected, abs=1e-9)


def test_limits_are_those_of_slow_draws():
    rng, draws = np.random.default_rng(3), 20_000
    shares = []
    for tally in CASES["split"]:
        weights = slow.levels(slow.published(protect(tally)))
        chosen = rng.choice(len(weights), draws, p=list(weights.values()))
        shares.append(np.stack([rng.dirichlet(np.array(list(weights)[i]) + 0.25) for i in chosen]))
    p, q = shares
    gaps = p @ np.arange(4) - (np.cumsum(q, axis=1) < 0.5).sum(axis=1)
    result = empathy(*CASES["split"], resamples=40_000)
    limits = (
        result.empathy_gap_low,
        result.empathy_gap_high,
        result.empathy_gap_low_90,
        result.empathy_gap_high_90,
    )
    expected = np.quantile(gaps, [0.025, 0.975, 0.05, 0.95])
    assert limits == pytest.approx(tuple(expected), abs=0.05)


def test_kinds():
    assert empathy(LOW, HIGH).kind == "underpredicted"
    assert empathy(HIGH, LOW).kind == "overpredicted"
    assert empathy(*CASES["five"]).kind == "insufficient"
    assert empathy((0, 0, 0, 0, 30, 0, 0), (0, 0, 0, 0, 30, 0, 0)).kind == "accurate"
    assert empathy(*CASES["split"]).kind == "inconclusive"


def test_limits_contain_the_gap_and_lie_in_range():
    for predicted, perceived in CASES.values():
        result = empathy(predicted, perceived, resamples=200)
        assert -3 <= result.empathy_gap_low <= result.empathy_gap_low_90 <= result.empathy_gap
        assert result.empathy_gap <= result.empathy_gap_high_90 <= result.empathy_gap_high <= 3
        assert 0 <= result.share_exact <= result.share_within_one <= 1
        assert result.mean_absolute_error >= abs(result.empathy_gap) - 1e-9


def test_nobody_there():
    undecided = protect((0, 0, 8, 0, 0, 0, 0))
    cells = published_empathy([None, protect(LOW), undecided], [protect(LOW), None, protect(LOW)])
    assert [cell.kind for cell in cells] == ["insufficient"] * 3
    assert [cell.empathy_gap for cell in cells] == [None] * 3
    assert cells[0].predicted.n is None
    assert cells[2].predicted.undetermined > 0.7
    assert published_empathy([], []) == []
    with pytest.raises(ValueError, match="perceived: must be as many cells as predicted, 1; got 0"):
        published_empathy([None], [])


def test_determinism_and_the_flat_form():
    assert empathy(LOW, HIGH) == empathy(LOW, HIGH)
    flat = empathy(LOW, HIGH).flat()
    assert (flat["n_predicted"], flat["n_perceived"]) == (8, 8)
    assert flat["median_predicted"] < flat["median_perceived"]


# --- Tracking ------------------------------------------------------------------------------------


BETWEEN = (0, 0, 0, 4, 4, 0, 0)


@pytest.mark.parametrize(
    ("predicted", "perceived"),
    [
        ((LOW, MIDDLE, HIGH), (LOW, (0, 0, 0, 0, 4, 4, 0), MIDDLE)),
        ((LOW, BETWEEN), (LOW, BETWEEN)),  # Whose medians are often tied.
    ],
)
def test_tracking_is_the_mean_of_tau_b_over_picked_tallies(predicted, perceived):
    rng, taus = np.random.default_rng(11), []
    drawn = [[drawn_medians(tally, rng) for tally in side] for side in (predicted, perceived)]
    for x, y in zip(zip(*drawn[0], strict=True), zip(*drawn[1], strict=True), strict=True):
        tau = slow_tau_b(x, y)
        taus += [] if tau is None else [tau]
    result = published_tracking(*([protect(t) for t in side] for side in (predicted, perceived)))
    assert result == pytest.approx(np.mean(taus), abs=0.05)
    assert 0.3 < result <= 1


def drawn_medians(tally, rng):
    weights = slow.levels(slow.published(protect(tally)))
    medians = [slow.median(levels) for levels in weights]
    return rng.choice(medians, 3000, p=list(weights.values())).tolist()


def slow_tau_b(x, y):
    pairs = [(i, j) for i in range(len(x)) for j in range(i)]
    a = [(x[i] > x[j]) - (x[i] < x[j]) for i, j in pairs]
    b = [(y[i] > y[j]) - (y[i] < y[j]) for i, j in pairs]
    scale = sum(map(abs, a)) * sum(map(abs, b))
    return None if scale == 0 else sum(s * t for s, t in zip(a, b, strict=True)) / scale**0.5


def test_tracking_of_opposite_orders_of_nothing_and_of_what_does_not_vary():
    low, high = protect((0, 0, 0, 9, 0, 0, 0)), protect((0, 0, 0, 0, 0, 0, 9))
    assert published_tracking([low, high], [high, low]) == -1
    assert published_tracking([low, None], [low, high]) is None
    assert published_tracking([low, high], [low, protect((0, 0, 8, 0, 0, 0, 0))]) is None
    same = protect((0, 0, 0, 0, 0, 0, 30))
    assert published_tracking([same, same], [same, same]) is None
    assert published_tracking([], []) is None
