"""The tallies that a published group may stand for, and how probable each is.

A group is published as a block, or as the sum of several blocks. Either way what is left of it here
is a list of tallies of the levels with weights, from which every published figure is computed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import numpy as np

from analytics.measures.block_patterns import (
    UNDETERMINED,
    Kinds,
    Pattern,
    lowest,
    pattern_of,
    places_of,
)
from analytics.measures.blocks import ONE, Block
from analytics.measures.count_arrays import CountArray, ShareArray
from analytics.measures.marks import ANSWERS
from analytics.measures.quasirandom import pick, radical_inverse
from analytics.measures.validation import Floats
from analytics.measures.weighting import plausible

# Blocks whose candidates are kept from one call to the next.
MOST_REMEMBERED = 4096
# So many tallies are taken of a sum of blocks, whose tallies are too many to list.
SUM_TALLIES = 256
_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29)


class Undecided(NamedTuple):
    """How many could not determine it, of how many who gave a level or that answer.

    `of` may be 0. Arrays of shape (r,); the weights sum to 1.
    """

    people: CountArray
    of: CountArray
    weights: Floats


@dataclass(frozen=True, eq=False)
class Candidates:
    """The tallies one group may have, weighed.

    Attributes
    ----------
    n : people asked.
    levels : shape (m, K), the different tallies of the levels among those with anybody in them,
        ordered by their mean level.
    weights : shape (m,), summing to 1; both are empty when nobody can have given a level.
    certain : whether it is certain that somebody gave a level; if not, no figure is published.
    number, undetermined : expected numbers of people who gave a level and who answered "cannot be
        determined", over all tallies.
    undecided : the numbers of people who could not determine it.
    shares : shape (K,), the mean shares of the levels; NaN without any.
    lowest, highest : shape (K,), the mean shares with the undecided put at the lowest and the
        highest level; NaN where that leaves nobody.
    sides : how many people each side nominated, of a panel that is counted by side; else empty.
    withstands : how many colluding members the block withstands, or each block of a sum.
    """

    n: int
    levels: CountArray
    weights: Floats
    certain: bool
    number: float
    undetermined: float
    undecided: Undecided
    shares: ShareArray
    lowest: ShareArray
    highest: ShareArray
    sides: tuple[int, ...] = ()
    withstands: int = ONE


Group: TypeAlias = Block | Candidates


def candidates(group: Group) -> Candidates:
    """Return the weighed tallies of a block; candidates are returned as they are.

    Raises ValueError for a block with another number of answers than a mark has.

    >>> from analytics.measures.blocks import protect
    >>> group = candidates(protect([0, 0, 0, 0, 0, 3, 5]))
    >>> group.certain, round(group.number, 3), group.shares.round(3)
    (True, 7.407, array([0.038, 0.038, 0.367, 0.556]))
    """
    if not isinstance(group, Block):
        return group
    if group not in _of_blocks:
        prepare([group])
    return _of_blocks[group]


def panel_sum(sides: Sequence[Block]) -> Candidates:
    """Return the whole panel's tallies when it is published by nominating side.

    A tally of the panel is the sum of one tally of each side. Listing all is out of the question
    for four sides, so 256 of them are taken, evenly in each side's weights (Halton's sequence) and
    each weighing the same. `sides` are the blocks of the assessors that each nominated, 1 to 10.

    >>> from analytics.measures.blocks import protect
    >>> panel = panel_sum([protect([0, 0, 0, 0, 0, 3, 5]), protect([0, 0, 0, 4, 2, 0, 0])])
    >>> panel.n, round(panel.number, 1)
    (14, 12.6)
    """
    if not 1 <= len(sides) <= len(_PRIMES):
        raise ValueError(f"sides: must be 1 to {len(_PRIMES)} blocks; got {len(sides)}")
    if len(sides) == 1:
        return candidates(sides[0])
    # In an order that does not depend on the sides' names, so that equal panels agree.
    return _of_sum(tuple(sorted(sides, key=lambda block: (block.n, block.intervals))))


_of_blocks: dict[Block, Candidates] = {}


def prepare(groups: Iterable[Group | None]) -> None:
    """Work out the candidates of many blocks together, which takes less time than one by one."""
    missing = {g for g in groups if isinstance(g, Block) and g not in _of_blocks}
    if len(_of_blocks) + len(missing) > MOST_REMEMBERED:
        forget()
    patterns: dict[int, list[Block]] = {}
    for block in missing:
        patterns.setdefault(id(pattern_of(block)), []).append(block)
    for blocks in patterns.values():
        _of_blocks.update(zip(blocks, _of_pattern(blocks), strict=True))


def forget() -> None:
    """Forget every block's candidates, as a benchmark must."""
    _of_blocks.clear()
    _of_sum.cache_clear()
    _picked.cache_clear()


def _of_pattern(blocks: Sequence[Block]) -> list[Candidates]:
    """Of blocks of one pattern."""
    pattern = pattern_of(blocks[0])
    start = np.stack([lowest(block) for block in blocks])
    weights = plausible(pattern.tallies, start)
    weighed = _weighed([block.n for block in blocks], pattern, start, weights)
    return [
        replace(group, withstands=block.withstands)
        for group, block in zip(weighed, blocks, strict=True)
    ]


@lru_cache(maxsize=1024)
def _of_sum(blocks: tuple[Block, ...]) -> Candidates:
    pairs = zip(blocks, _PRIMES, strict=False)
    total = np.add.reduce([_picked(block, prime) for block, prime in pairs])
    start, equal = np.zeros((1, len(ANSWERS)), np.int64), np.full((1, SUM_TALLIES), 1 / SUM_TALLIES)
    sides = tuple(block.n for block in blocks)
    (group,) = _weighed([sum(sides)], Pattern(total, places_of(total)), start, equal)
    # The picked tallies may all have somebody in them although there are others.
    certain = any(block.intervals[UNDETERMINED][1] < block.n for block in blocks)
    withstands = max(block.withstands for block in blocks)
    return replace(group, certain=certain, sides=sides, withstands=withstands)


@lru_cache(maxsize=1024)
def _picked(block: Block, prime: int) -> CountArray:
    """Some of a block's tallies, evenly in their weights: shape (SUM_TALLIES, answers)."""
    tallies = pattern_of(block).tallies + lowest(block)
    return tallies.take(pick(plausible(tallies), radical_inverse(SUM_TALLIES, prime)), axis=0)


def _weighed(
    people: Sequence[int], pattern: Pattern, start: CountArray, weights: Floats
) -> list[Candidates]:
    """The candidates of several groups whose tallies are those of the pattern plus their `start`.

    `people` how many are in each group, `start` (groups, answers), `weights` (groups, m).
    """
    first, kinds = pattern.places.answered
    joined = _joined(kinds, weights)
    # Who skipped and who preferred not to say no longer matters.
    counts, base = pattern.tallies[first, UNDETERMINED + 1 :], start[:, UNDETERMINED + 1 :]
    numbers = counts.sum(axis=1) + base.sum(axis=1, keepdims=True)
    undetermined = pattern.tallies[first, UNDETERMINED] + start[:, [UNDETERMINED]]
    everybody = numbers + undetermined
    levels = _levels(counts, base, joined, pattern.places.levels)
    ends = _ends(counts, base, undetermined, joined / np.maximum(everybody, 1))
    few, undecided_kinds = pattern.places.undecided
    undecided = undetermined[:, few], everybody[:, few], _joined(undecided_kinds, joined)
    return [
        Candidates(
            n=n,
            levels=levels[i][0],
            weights=levels[i][1],
            certain=bool(numbers[i].all()),
            number=float(joined[i] @ numbers[i]),
            undetermined=float(joined[i] @ undetermined[i]),
            undecided=Undecided(*(column[i] for column in undecided)),
            shares=_mean_shares(*levels[i]),
            lowest=ends[0][i],
            highest=ends[1][i],
        )
        for i, n in enumerate(people)
    ]


def _levels(
    counts: CountArray, base: CountArray, weights: Floats, places: Kinds
) -> list[tuple[CountArray, Floats]]:
    """Each group's different tallies with anybody in them by mean level, then by their counts."""
    (first, kinds), steps = places, np.arange(counts.shape[1])
    levels, joined = counts[first], _joined(kinds, weights)
    numbers = levels.sum(axis=1) + base.sum(axis=1, keepdims=True)
    totals = levels @ steps + (base @ steps)[:, np.newaxis]
    order = np.argsort((totals / np.maximum(numbers, 1)).round(9), axis=1, kind="stable")
    by_group = []
    for group, given in enumerate(numbers > 0):
        weight, ordered = joined[group], order[group]
        if not given.all():
            weight, ordered = np.where(given, weight, 0), ordered[given[ordered]]
        by_group.append((levels[ordered] + base[group], weight[ordered] / (weight.sum() or 1)))
    return by_group


def _joined(kinds: CountArray, weights: Floats) -> Floats:
    """The weights of rows that are alike, added: shape (groups, kinds)."""
    groups, number = len(weights), int(kinds.max()) + 1
    places = kinds + number * np.arange(groups)[:, np.newaxis]
    sums = np.bincount(places.reshape(-1), weights=weights.reshape(-1))
    return np.asarray(sums.reshape(groups, number))


def _mean_shares(counts: CountArray, weights: Floats) -> ShareArray:
    """Of counts with somebody in each; NaN without any."""
    mean: ShareArray = weights / counts.sum(axis=1) @ counts
    return np.asarray(mean / mean.sum()) if len(counts) else mean + np.nan


def _ends(
    counts: CountArray, base: CountArray, undetermined: CountArray, each: Floats
) -> tuple[ShareArray, ShareArray]:
    """The mean shares with the undecided put at the lowest and at the highest level.

    `each` what one person of a tally weighs; both returned are of the shape (groups, K).
    """
    low: ShareArray = each @ counts + each.sum(axis=1, keepdims=True) * base
    high, undecided = low.copy(), (each * undetermined).sum(axis=1)
    low[:, 0] += undecided
    high[:, -1] += undecided
    total = low.sum(axis=1, keepdims=True)
    total[total == 0] = np.nan
    return low / total, high / total
