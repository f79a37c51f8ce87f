"""Rules of publication as partitions of all tallies, and what each of them would reveal.

Whatever is published of tallies, those of which the same is published form one block. So a rule
that depends on the number of people alone is a partition of all tallies of so many people, and both
promises can be checked by listing for any such rule, not only for the one that the program uses.

Here a partition is an array of block numbers from 0, one for each row of the tallies, shape
(tallies,); the tallies are those of `null_listing.compositions`, shape (tallies, answers).
"""

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement
from math import comb
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from analytics.measures.blocks import cuts

Counts: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[np.float64]


class Revealed(NamedTuple):
    """What colluding members learn from each block, shape (blocks,) each.

    `certain`: the answer of the other members; `few`: that one or two of them, and no more, hold
    some answer.
    """

    certain: Flags
    few: Flags

    @property
    def anything(self) -> bool:
        """Whether either promise is broken in any block."""
        return bool(self.certain.any() or self.few.any())


def partition(shown: NDArray[np.generic]) -> Counts:
    """Return the partition by what is shown of each tally: (tallies, columns) to (tallies,)."""
    return np.unique(shown, axis=0, return_inverse=True)[1].ravel().astype(np.int64)


def in_steps(cumulative: Counts, edges: Sequence[int] | Counts) -> Counts:
    """Return the number of the interval that each count lies in; `edges` as those of `cuts`."""
    return np.searchsorted(edges, cumulative, side="right").astype(np.int64)


def published(tallies: Counts, order: Sequence[int] | None = None) -> Counts:
    """Return the partition by which the program publishes, with the answers in another order."""
    placed = tallies if order is None else tallies[:, list(order)]
    cumulative = placed.cumsum(axis=1)
    return partition(in_steps(cumulative[:, :-1], cuts(int(cumulative[0, -1]))))


def coalitions(answers: int, colluders: int) -> Iterator[Counts]:
    """Yield how many of the colluding members hold each answer, in every way: (answers,)."""
    for held in combinations_with_replacement(range(answers), colluders):
        yield np.bincount(held, minlength=answers)


def learnt(tallies: Counts, blocks: Counts, held: Counts) -> Revealed:
    """Return what is learnt from each block by members who together hold these answers.

    A block in which no tally has them reveals nothing: nobody who holds them could be in it.
    """
    certain, few = np.zeros((2, int(blocks.max()) + 1), dtype=bool)
    others = tallies - held
    place = np.flatnonzero((others >= 0).all(axis=1))
    if len(place):
        place = place[np.argsort(blocks[place], kind="stable")]
        first = np.flatnonzero(np.diff(blocks[place], prepend=-1))
        fewest = np.minimum.reduceat(others[place], first)
        most = np.maximum.reduceat(others[place], first)
        block = blocks[place[first]]
        certain[block] = (most > 0).sum(axis=1) < 2
        few[block] = ((fewest >= 1) & (most <= 2)).any(axis=1)
    return Revealed(certain, few)


def revealed(tallies: Counts, blocks: Counts, colluders: int = 1) -> Revealed:
    """Return what is learnt from each block by some members, so many, whatever they hold."""
    tallies, blocks = _by_block(tallies, blocks)
    each = [learnt(tallies, blocks, held) for held in coalitions(tallies.shape[1], colluders)]
    return Revealed(*(np.any(flags, axis=0) for flags in zip(*each, strict=True)))


def chance_of_learning(tallies: Counts, blocks: Counts, colluders: int) -> Floats:
    """Return how often so many members, drawn from a tally's people, learn something: (2, tallies).

    The first row is of certain answers, the second of a certain one or two.
    """
    chance = np.zeros((2, len(tallies)))
    people = int(tallies[0].sum())
    in_order = _by_block(tallies, blocks)
    for held in coalitions(tallies.shape[1], colluders):
        ways = np.ones(len(tallies))
        for counts, needed in zip(tallies.T, held.tolist(), strict=True):
            ways *= np.array([comb(count, needed) for count in range(people + 1)])[counts]
        chance += ways * np.stack(learnt(*in_order, held))[:, blocks]
    return chance / comb(people, colluders)


def sureness(tallies: Counts, blocks: Counts, weights: Floats) -> tuple[Floats, Floats]:
    """Return how sure members can be that one or two of the others, and no more, hold an answer.

    A promise speaks of what is certain; this is how near a member comes to certainty who takes the
    weights for the chances of the tallies. The answer counts of which that member is surest.
    The first array, shape (blocks,), is for the answer held that reveals most; the second, shape
    (tallies,), is the mean over the tally's people, each taken as the one who wants to know.
    """
    number, people = int(blocks.max()) + 1, int(tallies[0].sum())
    surest, mean = np.zeros(number), np.zeros(len(tallies))
    for held in coalitions(tallies.shape[1], 1):
        chance = weights * (tallies @ held)
        total = np.bincount(blocks, chance, number)
        others = tallies - held
        few = (others >= 1) & (others <= 2)
        sums = np.max([np.bincount(blocks, chance * column, number) for column in few.T], axis=0)
        sure = np.divide(sums, total, out=np.zeros(number), where=total > 0)
        surest = np.maximum(surest, sure)
        mean += (tallies @ held) / people * sure[blocks]
    return surest, mean


def _by_block(tallies: Counts, blocks: Counts) -> tuple[Counts, Counts]:
    """Order the tallies by block, so that `learnt` finds them in order each time."""
    order = np.argsort(blocks, kind="stable")
    return tallies[order], blocks[order]
