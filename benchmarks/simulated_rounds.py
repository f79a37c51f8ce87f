"""Simulated rounds in which the true gaps are known: what the measures are judged by.

Four sides rate each other on six concerns, and a panel rates all of it. A person's level is how
many thresholds lie below the location of the question, plus the gap for participants, plus the
person's leniency, the person's leniency towards that side, and chance. What is seen of a round is
its blocks.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import permutations

import numpy as np

from analytics.measures.block_likelihood import shares_at
from analytics.measures.blocks import Block, protect
from analytics.measures.contrast import delta_of_shares
from analytics.measures.validation import Floats

SIDES = ("PRC", "JPN", "ROK", "USA")
DYADS = tuple(permutations(SIDES, 2))
CONCERNS = tuple(f"concern {number}" for number in range(1, 7))
THRESHOLDS = np.array([-0.8, 0.0, 0.9])
# The delta below which a gap has no direction worth naming.
NO_DIRECTION = 0.02


@dataclass(frozen=True)
class Persons:
    """Standard deviations of a person's leniency, and of that towards one side; chance has 1."""

    leniency: float = 0.5
    towards: float = 0.35

    @property
    def spread(self) -> float:
        """The standard deviation of all that differs between persons."""
        return float(np.sqrt(1 + self.leniency**2 + self.towards**2))

    @property
    def likeness(self) -> float:
        """The correlation of one person's two answers about one side."""
        return (self.leniency**2 + self.towards**2) / self.spread**2


@dataclass(frozen=True)
class Answering:
    """How people come to their answers.

    Attributes
    ----------
    persons : what differs between them but for chance.
    arbitrary : share of every group's answers that follow a level distribution of any shape.
    severity : by how much the panel's realised mean leniency exceeds that of its population.
    chance : standard deviation of chance; a small one makes everybody answer one of two levels.
    """

    persons: Persons = Persons()
    arbitrary: float = 0.0
    severity: float = 0.0
    chance: float = 1.0

    @property
    def spread(self) -> float:
        """The standard deviation of the latent opinions of a population."""
        return float(np.sqrt(self.persons.spread**2 - 1 + self.chance**2))


@dataclass(frozen=True)
class SimulatedRound:
    """One round: its cells in the order dyad by dyad, concern by concern.

    Attributes
    ----------
    left, right : blocks of the participants and of the panel.
    true_left, true_right : tallies of the levels behind them, shape (cells, 4).
    delta : shape (cells,), of the level shares of the two populations.
    """

    left: list[Block]
    right: list[Block]
    true_left: Floats
    true_right: Floats
    delta: Floats

    perceiver: list[str] = field(default_factory=lambda: _each(lambda d, _: d[0]))
    target: list[str] = field(default_factory=lambda: _each(lambda d, _: d[1]))
    concern: list[str] = field(default_factory=lambda: _each(lambda _, c: c))


Gaps = Callable[[np.random.Generator], Floats]


def _each(name: Callable[[tuple[str, str], str], str]) -> list[str]:
    return [name(dyad, concern) for dyad in DYADS for concern in CONCERNS]


def mixed(rng: np.random.Generator) -> Floats:
    """A level above 0, with parts by dyad, by concern and by cell."""
    dyads, concerns = rng.normal(0, 0.35, (len(DYADS), 1)), rng.normal(0, 0.25, len(CONCERNS))
    return np.asarray(0.35 + dyads + concerns + rng.normal(0, 0.3, (len(DYADS), len(CONCERNS))))


def independent(rng: np.random.Generator) -> Floats:
    """Nothing in common."""
    return rng.normal(0, 0.6, (len(DYADS), len(CONCERNS)))


def null(rng: np.random.Generator) -> Floats:
    """No gap anywhere."""
    return np.zeros((len(DYADS), len(CONCERNS)))


def sparse(rng: np.random.Generator) -> Floats:
    """Half of the gaps are zero, the others large."""
    size = (len(DYADS), len(CONCERNS))
    return np.asarray(rng.normal(0, 0.8, size) * (rng.random(size) < 0.5))


def one_unlike(rng: np.random.Generator) -> Floats:
    """As `mixed` but for one cell a dyad, which is turned around and large."""
    gaps = 0.6 * mixed(rng)
    gaps[np.arange(len(DYADS)), rng.integers(0, len(CONCERNS), len(DYADS))] = -1.2
    return gaps


def one_reversed(rng: np.random.Generator) -> Floats:
    """As `mixed` but for one dyad, which is turned around."""
    gaps = mixed(rng)
    gaps[rng.integers(len(DYADS))] *= -1
    return gaps


def simulated(
    rng: np.random.Generator,
    gaps: Gaps,
    participants: int,
    assessors: int,
    how: Answering = Answering(),
) -> SimulatedRound:
    """Return one round of so many participants on each side, and assessors in the panel."""
    gap = gaps(rng)
    base = rng.normal(0.1, 0.5, gap.shape)
    return round_at(rng, (base + gap, base), participants, assessors, how)


def round_at(
    rng: np.random.Generator,
    locations: tuple[Floats, Floats],
    participants: int,
    assessors: int,
    how: Answering = Answering(),
) -> SimulatedRound:
    """Return a round whose populations are located here, else as `simulated`.

    `locations` are those of the sides and of the panel, shape (dyads, concerns) each.
    """
    cells, persons, arbitrary = locations[0].size, how.persons, how.arbitrary
    others = rng.dirichlet([1, 1, 1, 1], (2, cells))
    panel = answers(rng, locations[1], assessors, persons, how.severity, how.chance)
    sides = np.empty((participants, *locations[0].shape), dtype=np.int64)
    for side in SIDES:
        rows = [place for place, dyad in enumerate(DYADS) if dyad[0] == side]
        sides[:, rows] = answers(rng, locations[0][rows], participants, persons, 0.0, how.chance)
    shares = [
        (1 - arbitrary) * population_shares(each.reshape(-1), how.spread) + arbitrary * other
        for each, other in zip(locations, others, strict=True)
    ]
    left, right = (
        tallies(_some_arbitrary(rng, levels.reshape(len(levels), cells), arbitrary, other))
        for levels, other in zip((sides, panel), others, strict=True)
    )
    delta = np.array([float(delta_of_shares(p, q)) for p, q in zip(*shares, strict=True)])
    return SimulatedRound(
        left=[protect([0, 0, 0, *tally]) for tally in left],
        right=[protect([0, 0, 0, *tally]) for tally in right],
        true_left=left,
        true_right=right,
        delta=delta,
    )


def population_shares(location: Floats, spread: float) -> Floats:
    """Return the shares of the levels in populations: shape (populations, 4)."""
    return shares_at(location / spread, THRESHOLDS / spread)


def answers(
    rng: np.random.Generator,
    location: Floats,
    number: int,
    persons: Persons,
    severity: float,
    chance: float,
) -> Floats:
    """Return the levels, shape (people, dyads, concerns), of one group of people."""
    leniency = rng.normal(0, persons.leniency, (number, 1, 1)) + severity
    towards = rng.normal(0, persons.towards, (number, len(location), 1))
    latent = location + leniency + towards + rng.normal(0, chance, (number, *location.shape))
    return np.searchsorted(THRESHOLDS, latent).astype(np.int64)


def tallies(levels: Floats) -> Floats:
    """Return the people at each level, shape (cells, 4), of levels of shape (people, cells)."""
    return np.stack([(levels == level).sum(axis=0) for level in range(4)], axis=1)


def _some_arbitrary(
    rng: np.random.Generator, levels: Floats, arbitrary: float, others: Floats
) -> Floats:
    """The levels, some of which follow another distribution."""
    if not arbitrary:
        return levels
    edges = np.cumsum(others, axis=1)[:, :-1]
    drawn = (rng.random(levels.shape)[..., np.newaxis] > edges).sum(axis=-1)
    return np.where(rng.random(levels.shape) < arbitrary, drawn, levels)
