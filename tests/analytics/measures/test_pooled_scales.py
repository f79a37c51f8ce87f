"""Which scales are probable, and what happens where there are none."""

import numpy as np
import pytest

from analytics.measures import pooled_scales
from analytics.measures.pooled_design import Cell, Likeness, design_of
from analytics.measures.pooled_model import GRID, NotConvergedError
from analytics.measures.pooled_scales import LATTICE, MOST_PLACES, fits

ENDS = [("A", "B"), ("B", "A"), ("A", "C"), ("C", "A")]
CELLS = [Cell(p, t, f"concern {k}", p, "", 100, 100) for p, t in ENDS for k in range(6)]
DESIGN = design_of(CELLS, Likeness(0.05, 0.02))


def likelihoods(gaps):
    """Those of groups that stand just where they seem to, whatever the spread."""
    right = np.exp(-0.5 * (GRID / 0.15) ** 2) * np.ones((len(CELLS), 1))
    left = np.exp(-0.5 * ((GRID - gaps.reshape(-1, 1)) / 0.15) ** 2)
    return lambda spread: (left, right)


def weighted(found, scale):
    weights = [fit.weight for fit in found]
    return np.average([getattr(fit.scales, scale) for fit in found], weights=weights)


def test_scales_follow_what_differs():
    rng = np.random.default_rng(3)
    by_dyad = fits(DESIGN, likelihoods(np.repeat([-0.9, 0.8, -0.7, 1.0], 6)))
    by_cell = fits(DESIGN, likelihoods(rng.normal(0, 0.9, 24)))
    assert weighted(by_dyad, "dyad") > 1.2 * weighted(by_cell, "dyad")
    assert weighted(by_cell, "cell") > 2 * weighted(by_dyad, "cell")


def test_the_most_probable_comes_first_and_there_are_not_too_many():
    found = fits(DESIGN, likelihoods(np.linspace(-0.5, 0.5, 24)))
    weights = [fit.weight for fit in found]
    assert weights[0] == 1.0 == max(weights)
    assert weights == sorted(weights, reverse=True)
    assert min(weights) > 0.01
    # The last place may add all its neighbours.
    assert len(found) < MOST_PLACES + 2 * len(LATTICE)


def test_places_without_a_mode_are_left_out(monkeypatch):
    whole = pooled_scales.fitted
    refused = []

    def sometimes(design, given, scales, start):
        if scales.cell > 0.25:
            refused.append(scales)
            raise NotConvergedError("no mode")
        return whole(design, given, scales, start)

    monkeypatch.setattr(pooled_scales, "fitted", sometimes)
    found = fits(DESIGN, likelihoods(np.zeros(24)))
    assert refused
    assert max(fit.scales.cell for fit in found) <= 0.25


def test_a_model_without_any_mode(monkeypatch):
    def never(*_arguments):
        raise NotConvergedError("no mode")

    monkeypatch.setattr(pooled_scales, "fitted", never)
    with pytest.raises(NotConvergedError, match="no mode at any scales"):
        fits(DESIGN, likelihoods(np.zeros(24)))
