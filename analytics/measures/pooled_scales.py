"""Which scales of the multilevel model the blocks of a round make probable.

Scales are taken from a lattice, even in their logarithms, and weighed by the evidence for them, so
that a figure does not depend on where a search for the best ones happened to stop.
"""

from collections.abc import Callable, Iterator
from dataclasses import astuple
from typing import NamedTuple, TypeAlias

import numpy as np

from analytics.measures.pooled_design import Design, Scales
from analytics.measures.pooled_model import Mode, NotConvergedError, Tables, fitted, tables
from analytics.measures.validation import Floats

PART = (0.1, 0.16, 0.25, 0.4, 0.64, 1.0)
# In the order of the fields of `Scales`.
LATTICE: tuple[tuple[float, ...], ...] = (
    (0.25, 0.4, 0.64, 1.0, 1.6),
    PART,
    PART,
    PART,
    (1.0, 1.2, 1.45, 1.75, 2.1, 2.6),
)
START = Scales(location=0.64, dyad=0.25, concern=0.25, cell=0.25, spread=1.2)
# Standard deviations of the priors of the scales, which have no density near 0: a round in which
# nothing seems to differ is drawn together less than its blocks alone would have it.
PRIOR = Scales(location=1.0, dyad=0.5, concern=0.5, cell=0.5, spread=2.0)
# Places further from the best one are looked at while their evidence is within this of its.
WORTH = 2.5
MOST_PLACES = 30
# The power of a scale in its prior, per step of the logarithm.
POWER = 4.0
LEAST_WEIGHT = 0.01

Place: TypeAlias = tuple[int, ...]
# The likelihoods of the left and of the right groups on the grid, at a spread.
Likelihoods: TypeAlias = Callable[[float], tuple[Floats, Floats]]


class Fit(NamedTuple):
    """The model at some scales, with its tables and the weight of these scales."""

    scales: Scales
    tables: Tables
    mode: Mode
    weight: float


def fits(design: Design, likelihoods: Likelihoods) -> list[Fit]:
    """Return the model at every probable place of the lattice, the most probable first.

    Raises NotConvergedError if it has no mode at any place tried.
    """
    search = _Search(design, likelihoods)
    best = search.climb(_place(START))
    search.widen(best)
    top = search.evidence(best)
    if not np.isfinite(top):
        raise NotConvergedError("the model has no mode at any scales")
    found = [
        Fit(_scales(place), search.tables(place), mode, float(np.exp(evidence - top)))
        for place, (evidence, mode) in search.visited.items()
        if mode is not None and np.exp(evidence - top) > LEAST_WEIGHT
    ]
    return sorted(found, key=lambda fit: (-fit.weight, astuple(fit.scales)))


class _Search:
    """Evidence at places of the lattice, each worked out once."""

    def __init__(self, design: Design, likelihoods: Likelihoods) -> None:
        self.design, self.likelihoods = design, likelihoods
        self.visited: dict[Place, tuple[float, Mode | None]] = {}
        self._tables: dict[tuple[float, float], Tables] = {}
        self._start: Floats | None = None

    def climb(self, place: Place) -> Place:
        """Go from neighbour to neighbour, uphill."""
        while True:
            ahead = max(_around(place), key=self.evidence)
            if self.evidence(ahead) <= self.evidence(place):
                return place
            place = ahead

    def widen(self, best: Place) -> None:
        """Visit what surrounds the best place, as far as it is worth it."""
        least, border = self.evidence(best) - WORTH, [best]
        while border and len(self.visited) < MOST_PLACES:
            place = border.pop(0)
            for neighbour in _around(place):
                new = neighbour not in self.visited
                if self.evidence(neighbour) > least and (new or place == best):
                    border.append(neighbour)

    def evidence(self, place: Place) -> float:
        """The log evidence with the prior of the scales; -inf where the model has no mode."""
        if place not in self.visited:
            scales = _scales(place)
            values, priors = np.array(astuple(scales)), np.array(astuple(PRIOR))
            prior = float((POWER * np.log(values) - 0.5 * (values / priors) ** 2).sum())
            try:
                mode = fitted(self.design, self.tables(place), scales, self._start)
            except NotConvergedError:
                self.visited[place] = -np.inf, None
            else:
                self._start = mode.effects
                self.visited[place] = mode.evidence + prior, mode
        return self.visited[place][0]

    def tables(self, place: Place) -> Tables:
        """The tables at this place: they depend on two of the scales alone."""
        scales = _scales(place)
        key = scales.cell, scales.spread
        if key not in self._tables:
            self._tables[key] = tables(*self.likelihoods(scales.spread), scales.cell)
        return self._tables[key]


def _scales(place: Place) -> Scales:
    return Scales(*(steps[at] for steps, at in zip(LATTICE, place, strict=True)))


def _place(scales: Scales) -> Place:
    pairs = zip(LATTICE, astuple(scales), strict=True)
    return tuple(steps.index(value) for steps, value in pairs)


def _around(place: Place) -> Iterator[Place]:
    """The neighbours along each axis."""
    for axis, steps in enumerate(LATTICE):
        for at in (place[axis] - 1, place[axis] + 1):
            if 0 <= at < len(steps):
                yield (*place[:axis], at, *place[axis + 1 :])
