"""The model's integrals and derivatives, against sums and differences."""

import numpy as np
import pytest
from scipy.integrate import dblquad
from scipy.stats import norm

from analytics.measures import pooled_model
from analytics.measures.pooled_design import Cell, Likeness, Scales, design_of
from analytics.measures.pooled_model import (
    GRID,
    TAIL_SCALE,
    TAIL_SHARE,
    NotConvergedError,
    Places,
    _log_posterior,
    fitted,
    sampled,
    tables,
    windows,
)

SCALES = Scales(location=0.64, dyad=0.4, concern=0.25, cell=0.25, spread=1.2)
CELLS = [
    Cell(perceiver, target, concern, perceiver, "", 8, 12)
    for perceiver, target in (("A", "B"), ("B", "A"))
    for concern in ("military", "economic", "cultural")
]
DESIGN = design_of(CELLS, Likeness(0.3, 0.12))
# Where the groups of each cell seem to stand, and how sure that is.
LEFT = np.array([0.9, 0.5, 0.7, -0.3, 0.2, 0.1])
RIGHT = np.array([0.1, -0.2, 0.3, -0.1, 0.4, 0.0])


def likelihood(places, width=0.35):
    return np.exp(-0.5 * ((GRID - places[:, np.newaxis]) / width) ** 2)


@pytest.fixture(scope="module")
def given():
    return tables(likelihood(LEFT), likelihood(RIGHT), SCALES.cell)


def posterior(given, effects):
    return _log_posterior(given, DESIGN, SCALES, 1 / DESIGN.variances(SCALES), effects)


def some_effects():
    return np.random.default_rng(4).normal(0, 0.15, DESIGN.gap.shape[1])


def test_a_cell_is_integrated_over_both_its_locations(given):
    """Against an adaptive integral, for one cell whose effects are all zero."""
    nothing = np.zeros(DESIGN.gap.shape[1])

    def w_density(w):
        narrow, wide = norm.pdf(w, 0, SCALES.cell), norm.pdf(w, 0, TAIL_SCALE * SCALES.cell)
        return (1 - TAIL_SHARE) * narrow + TAIL_SHARE * wide

    def integrand(w, y):
        left = np.exp(-0.5 * ((y + w - LEFT[0]) / 0.35) ** 2)
        right = np.exp(-0.5 * ((y - RIGHT[0]) / 0.35) ** 2)
        return left * right * w_density(w) * norm.pdf(y, 0, SCALES.location)

    expected = np.log(dblquad(integrand, -4, 4, -4, 4, epsabs=1e-9)[0])
    alone = design_of(CELLS[:1], Likeness(0.3, 0.12))
    one = tables(likelihood(LEFT[:1]), likelihood(RIGHT[:1]), SCALES.cell)
    size = alone.gap.shape[1]
    value, _, _ = _log_posterior(one, alone, SCALES, np.ones(size), np.zeros(size))
    assert value == pytest.approx(expected, abs=1e-6)
    assert posterior(given, nothing)[0] < value


def test_derivatives_are_those_of_the_posterior(given):
    effects, step = some_effects(), 1e-5
    value, gradient, curvature = posterior(given, effects)
    for place, unit in enumerate(np.eye(len(effects)) * step):
        up, down = posterior(given, effects + unit), posterior(given, effects - unit)
        assert (up[0] - down[0]) / (2 * step) == pytest.approx(gradient[place], abs=1e-3)
        slopes = (up[1] - down[1]) / (2 * step)
        assert -slopes == pytest.approx(curvature[place], abs=1e-2)
    assert np.isfinite(value)


def test_no_effects_are_more_probable_than_the_mode(given):
    mode = fitted(DESIGN, given, SCALES)
    best, gradient, _ = posterior(given, mode.effects)
    assert gradient == pytest.approx(np.zeros(len(gradient)), abs=1e-4)
    rng = np.random.default_rng(6)
    for _ in range(20):
        assert posterior(given, mode.effects + rng.normal(0, 0.1, len(gradient)))[0] < best


def test_the_start_does_not_matter(given):
    one, other = fitted(DESIGN, given, SCALES), fitted(DESIGN, given, SCALES, some_effects())
    assert other.effects == pytest.approx(one.effects, abs=1e-6)
    assert other.evidence == pytest.approx(one.evidence, abs=1e-6)


def test_a_mode_that_is_not_reached(given, monkeypatch):
    monkeypatch.setattr(pooled_model, "NEWTON_STEPS", 1)
    with pytest.raises(NotConvergedError, match="no mode within 1 steps"):
        fitted(DESIGN, given, SCALES)


def test_draws_lie_around_where_the_groups_seem_to_stand(given):
    mode = fitted(DESIGN, given, SCALES)
    rng = np.random.default_rng(7)
    drawn = sampled(DESIGN, given, likelihood(LEFT), SCALES, mode, rng, 800)
    assert drawn.left.shape == drawn.right.shape == (800, len(CELLS))
    gaps = (drawn.left - drawn.right).mean(axis=0)
    assert gaps[:3].min() > 0.1 > gaps[3:].max()
    # Drawn in, towards what the cells have in common.
    assert np.ptp(gaps) < np.ptp(LEFT - RIGHT)
    assert (drawn.left - drawn.right).std(axis=0).min() > 0.2


@pytest.mark.parametrize("shift", [0.0, 0.37, -1.234])
def test_values_between_grid_points(shift):
    table = np.exp(-0.5 * (GRID / 0.6) ** 2)[np.newaxis]
    found = Places.of(np.array([shift])).values(windows(table))[0]
    inside = abs(GRID + shift) < 5
    assert found[inside] == pytest.approx(
        np.exp(-0.5 * ((GRID + shift) / 0.6) ** 2)[inside], abs=1e-5
    )


@pytest.mark.parametrize(("shift", "edge"), [(99.0, -1), (-99.0, 0)])
def test_beyond_the_grid_are_the_outermost_values(shift, edge):
    table = np.array([GRID, 2 * GRID])
    found = Places.of(np.array([shift, 0.0])).values(windows(table))
    assert found[0] == pytest.approx(np.full(len(GRID), GRID[edge]))
    assert found[1] == pytest.approx(2 * GRID)
