"""Search for a fine partition of all tallies that keeps both promises.

By simulated annealing one tally at a time is moved to the block of another that differs by one or
two people, or to a block of its own. What is made small is how far the tallies of a block lie from
their mean, weighed by how probable they are, and how much is amiss with the promises. In the end
blocks that still break one are joined with others until none does. Joining never breaks a promise:
whatever the larger block makes certain, each of the smaller ones did.
"""

import math
import random
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.partitions import Counts, Floats, coalitions

# What moves may cost and what a broken promise costs, at the first move and at the last, in units
# of what a tally loses at the start: the best of five pairs that were tried.
HEAT = (1.0, 1e-4)
PENALTY = (0.3, 100.0)
# How often a tally is given a block of its own, and how often it goes to a second neighbour's.
ALONE, FURTHER = 0.1, 0.5


class Demands(NamedTuple):
    """What a partition has to keep.

    `colluders`: against how many members both promises hold. `sure`: how sure a single one may be,
    by the weights, that one or two of the others and no more hold an answer; 1 for no demand.
    """

    colluders: int = 1
    sure: float = 1.0


ONE_MEMBER = Demands()


def searched(
    tallies: Counts,
    start: Counts,
    weights: Floats,
    points: Floats,
    moves: int,
    demands: Demands = ONE_MEMBER,
    seed: int = 1,
) -> Counts:
    """Return a partition that keeps the demands and in which blocks are narrow.

    All tallies in one block must keep them too, or the result may not.

    Parameters
    ----------
    tallies : shape (tallies, answers), every tally of a group.
    start : shape (tallies,), the partition to begin with.
    weights : shape (tallies,), how probable each is; only their proportions matter.
    points : shape (tallies, 3); the loss is the squared distance from the mean of the block.
    moves : how many are tried.
    """
    chance = random.Random(seed)
    blocks = _Blocks(tallies, start, weights / weights.mean(), points, demands)
    near = neighbours(tallies)
    unit = blocks.loss() / len(tallies)
    for move in range(moves):
        hot, penalty = (
            unit * first * (last / first) ** (move / moves) for first, last in (HEAT, PENALTY)
        )
        tally = chance.randrange(len(tallies))
        if chance.random() < ALONE:
            to = blocks.empty()
        else:
            other = chance.choice(near[tally])
            to = blocks.of[chance.choice(near[other]) if chance.random() < FURTHER else other]
        blocks.move(tally, to, penalty, allowed=-hot * math.log(1 - chance.random()))
    blocks.mend()
    return blocks.numbered()


def neighbours(tallies: Counts) -> list[list[int]]:
    """Return for each tally the rows of those in which one person answered otherwise."""
    answers = tallies.shape[1]
    digits = (int(tallies[0].sum()) + 1) ** np.arange(answers)
    codes = tallies @ digits
    order = np.argsort(codes)
    near: list[list[int]] = [[] for _ in tallies]
    for leaves in range(answers):
        rows = np.flatnonzero(tallies[:, leaves])
        for joins in set(range(answers)) - {leaves}:
            moved = codes[rows] - digits[leaves] + digits[joins]
            there = order[np.searchsorted(codes, moved, sorter=order)]
            for row, other in zip(rows.tolist(), there.tolist(), strict=True):
                near[row].append(other)
    return near


class _Measured(NamedTuple):
    """Of a block: what its mean explains of the loss about 0, and how much is amiss."""

    explained: float
    amiss: int


class _Blocks:
    """Blocks that are changed tally by tally; there is always an empty one."""

    def __init__(
        self, tallies: Counts, start: Counts, weights: Floats, points: Floats, demands: Demands
    ) -> None:
        self.proofs, self.needs = _bits(tallies, demands.colluders)
        self.odds = _odds(tallies, weights, demands.sure) if demands.sure < 1 else None
        self.total = float(weights @ (points**2).sum(axis=1))
        self.rows = list(zip(weights.tolist(), points.tolist(), strict=True))
        self.of: list[int] = start.tolist()
        self.members: list[list[int]] = [[] for _ in range(len(tallies) + 1)]
        for tally, block in enumerate(self.of):
            self.members[block].append(tally)
        self.unused = [block for block, members in enumerate(self.members) if not members]
        self.state = [self.measured(members) for members in self.members]

    def measured(self, members: Sequence[int]) -> _Measured:
        proofs = needs = 0
        weight = x = y = z = 0.0
        for tally in members:
            proofs |= self.proofs[tally]
            needs |= self.needs[tally]
            w, (a, b, c) = self.rows[tally]
            weight += w
            x += w * a
            y += w * b
            z += w * c
        amiss = (needs & ~proofs).bit_count()
        if self.odds is not None and members:
            amiss += int((self.odds[members].sum(axis=0) > 1e-9).sum())
        return _Measured((x * x + y * y + z * z) / weight if weight else 0.0, amiss)

    def loss(self) -> float:
        return self.total - sum(state.explained for state in self.state)

    def empty(self) -> int:
        return self.unused[-1]

    def move(self, tally: int, to: int, penalty: float, allowed: float) -> None:
        """Move a tally to another block, unless that costs more than is allowed."""
        source = self.of[tally]
        if source == to:
            return
        rest = [one for one in self.members[source] if one != tally]
        more = [*self.members[to], tally]
        left, joined = self.measured(rest), self.measured(more)
        before, there = self.state[source], self.state[to]
        cost = before.explained + there.explained - left.explained - joined.explained
        cost += penalty * (left.amiss + joined.amiss - before.amiss - there.amiss)
        if cost <= allowed:
            if not self.members[to]:
                self.unused.remove(to)
            if not rest:
                self.unused.append(source)
            self.members[source], self.members[to] = rest, more
            self.state[source], self.state[to] = left, joined
            self.of[tally] = to

    def mend(self) -> None:
        """Join each block with which something is amiss to the one at which it costs least."""
        amiss = [block for block, state in enumerate(self.state) if state.amiss]
        while amiss and len(self.unused) + 1 < len(self.members):
            block = amiss.pop()
            if not self.state[block].amiss:
                continue
            others = (o for o, members in enumerate(self.members) if members and o != block)
            to = min(others, key=lambda other: self._cost_of_joining(block, other))
            self.members[to] += self.members[block]
            self.members[block] = []
            self.unused.append(block)
            for changed in (block, to):
                self.state[changed] = self.measured(self.members[changed])
            if self.state[to].amiss:
                amiss.append(to)

    def _cost_of_joining(self, block: int, other: int) -> tuple[int, float]:
        joined = self.measured([*self.members[block], *self.members[other]])
        gone = self.state[block].explained + self.state[other].explained - joined.explained
        return int(joined.amiss > 0), gone

    def numbered(self) -> Counts:
        """The partition, with the blocks numbered from 0 without gaps."""
        numbers = np.empty(len(self.of), dtype=np.int64)
        for number, members in enumerate(filter(None, self.members)):
            numbers[members] = number
        return numbers


def _bits(tallies: Counts, colluders: int) -> tuple[list[int], list[int]]:
    """What each tally proves of its block, and what it needs to be proved, as bits of an integer.

    A coalition has one bit for each answer, proved where the others, less the coalition, hold it
    not at all or three and more of them do, and one that they hold two answers at least, which is
    a little more than the first promise asks for.
    """
    answers = tallies.shape[1]
    powers = 1 << np.arange(answers + 1)
    proofs, needs = [0] * len(tallies), [0] * len(tallies)
    for number, held in enumerate(coalitions(answers, colluders)):
        others = tallies - held
        proved = (others == 0) | (others > 2)
        bits = np.column_stack([proved, (others > 0).sum(axis=1) > 1]) @ powers
        shift = number * (answers + 1)
        for tally in np.flatnonzero((others >= 0).all(axis=1)).tolist():
            proofs[tally] |= int(bits[tally]) << shift
            needs[tally] |= int(powers.sum()) << shift
    return proofs, needs


def _odds(tallies: Counts, weights: Floats, sure: float) -> Floats:
    """How far each tally raises the chance of one or two above the allowed one: (tallies, pairs).

    For each answer that a member holds and each that the others may; the sum over a block is above
    0 where the member may be too sure.
    """
    columns = []
    for held in coalitions(tallies.shape[1], 1):
        others = tallies - held
        few = (others >= 1) & (others <= 2)
        columns.append((few - sure) * (weights * (tallies @ held))[:, np.newaxis])
    return np.hstack(columns)
