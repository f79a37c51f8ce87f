"""What a published group may be: every tally of its blocks, and how probable each is."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import gammaln

# In published order: skipped, prefers not to say, cannot be determined, and the four levels.
ALPHA = np.array([0.1, 0.1, 0.3, 0.25, 0.25, 0.25, 0.25])
NO_LEVEL, UNDETERMINED, LEVELS = 3, 2, 4
SUM_TALLIES = 256
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29)
FIVE = 5

# A block: how many people, and (low, high) of each cumulative count but the last.
Block = tuple[int, tuple[tuple[int, int], ...]]


@cache
def members(block: Block) -> np.ndarray:
    """Every tally of a block, in the order of the cumulative counts: shape (tallies, answers)."""
    n, intervals = block
    cumulative = [()]
    for low, high in intervals:
        cumulative = [
            (*counts, value)
            for counts in cumulative
            for value in range(max(low, counts[-1] if counts else 0), high + 1)
        ]
    edges = np.array(cumulative, dtype=np.int64)
    return np.diff(edges, axis=1, prepend=0, append=n)


def weights_of(tallies: np.ndarray, alpha: np.ndarray = ALPHA) -> np.ndarray:
    """The Dirichlet-multinomial weights of tallies of as many people; they sum to 1."""
    logs = (gammaln(tallies + alpha) - gammaln(tallies + 1)).sum(axis=1)
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()


def pick(weights: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The positions at which the cumulated weights first exceed each place between 0 and 1."""
    reached = np.cumsum(weights)
    return np.searchsorted(reached[:-1] / reached[-1], places, side="right")


@cache
def halton(number: int, base: int) -> np.ndarray:
    """The first numbers of Halton's sequence in a base, from that of 1 on."""
    values = []
    for index in range(1, number + 1):
        value, scale = 0.0, 1.0
        while index:
            scale /= base
            value += index % base * scale
            index //= base
        values.append(value)
    return np.array(values)


@dataclass(frozen=True, eq=False)
class Group:
    """The tallies of the levels that a group may have, those without anybody left out.

    ``levels`` (m, 4) ascend by their mean level, then by their counts; ``weights`` sum to 1.
    ``n`` were asked, ``number`` is the expected number who gave a level and ``undetermined`` of
    those who could not determine it. ``certain``: somebody gave a level in every tally;
    ``answered``: or could not determine it. ``undecided`` are (of them, of how many, weight).
    ``sides``: 0 for a block; of a sum, how many parts of five each, or -1 if they are of others.
    """

    n: int
    sides: int
    withstands: int
    certain: bool
    answered: bool
    number: float
    undetermined: float
    undecided: tuple[np.ndarray, np.ndarray, np.ndarray]
    levels: np.ndarray
    weights: np.ndarray
    shares: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray

    @property
    def whole_number(self) -> int:
        return int(np.floor(self.number + 1e-9))

    @property
    def may_be_unanimous(self) -> bool:
        return not self.sides and bool((self.levels == self.n).any())


def group_of(blocks: list[Block | None], withstands: int = 1) -> Group | None:
    """A group of one block, or of the sum of several; None unless all of them are published."""
    found = tuple(sorted(block for block in blocks if block is not None))
    return _group(found, withstands) if len(found) == len(blocks) else None


@cache
def _group(blocks: tuple[Block, ...], withstands: int) -> Group:
    if len(blocks) == 1:
        (block,) = blocks
        tallies = members(block)
        return _weighed(block[0], 0, withstands, None, tallies, weights_of(tallies))
    taken = [
        members(block)[pick(weights_of(members(block)), halton(SUM_TALLIES, prime))]
        for block, prime in zip(blocks, PRIMES, strict=False)
    ]
    sizes = [n for n, _ in blocks]
    sides = len(sizes) if set(sizes) == {FIVE} else -1
    certain = any(intervals[UNDETERMINED][1] < n for n, intervals in blocks)
    equal = np.full(SUM_TALLIES, 1 / SUM_TALLIES)
    return _weighed(sum(sizes), sides, withstands, certain, sum(taken), equal)


def _weighed(
    n: int,
    sides: int,
    withstands: int,
    certain: bool | None,
    tallies: np.ndarray,
    weights: np.ndarray,
) -> Group:
    counts, undetermined = tallies[:, NO_LEVEL:], tallies[:, UNDETERMINED]
    numbers = counts.sum(axis=1)
    answered = numbers + undetermined
    levels, of = _merged(counts[numbers > 0], weights[numbers > 0])
    means = (levels @ np.arange(LEVELS) / levels.sum(axis=1)).round(9)
    order = np.argsort(means, kind="stable")
    levels, of = levels[order], of[order]
    of = of / (of.sum() or 1)
    ends = []
    for place in (0, LEVELS - 1):
        moved = counts.copy()
        moved[:, place] += undetermined
        ends.append(_mean_shares(moved[answered > 0], weights[answered > 0]))
    return Group(
        n=n,
        sides=sides,
        withstands=withstands,
        certain=bool(numbers.all()) if certain is None else certain,
        answered=bool(answered.all()),
        number=float(weights @ numbers),
        undetermined=float(weights @ undetermined),
        undecided=(undetermined, answered, weights),
        levels=levels,
        weights=of,
        shares=_mean_shares(levels, of),
        lowest=ends[0],
        highest=ends[1],
    )


def _merged(rows: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows that differ, in lexicographic order, and the weights of equal ones added."""
    different, kinds = np.unique(rows, axis=0, return_inverse=True)
    return different, np.bincount(kinds.reshape(-1), weights, minlength=len(different))


def _mean_shares(counts: np.ndarray, weights: np.ndarray) -> np.ndarray:
    if not len(counts):
        return np.full(LEVELS, np.nan)
    shares = weights @ (counts / counts.sum(axis=1, keepdims=True))
    return shares / shares.sum()
