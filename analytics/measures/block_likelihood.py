"""How probable a block is, wherever its group stands on a latent scale: no error is assumed normal.

A person's level is the number of thresholds below the group's location plus a normal deviation of
standard deviation 1. The probability of a block is the sum over its tallies, each the probability
of the levels times that of the answers that are no level, which have the weights of `weighting`.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy.special import gammaln, log_ndtr, logsumexp, ndtr, ndtri

from analytics.measures.blocks import Block, members
from analytics.measures.candidates import candidates
from analytics.measures.count_arrays import CountArray
from analytics.measures.marks import LEVELS
from analytics.measures.validation import Floats
from analytics.measures.weighting import ALPHA

K = len(LEVELS)
# People added to every level before the thresholds are set, so that an empty level has a place.
ADDED = 0.5
RATES = (0.1, 0.25, 0.5, 1.0, 2.0)


def thresholds_of(shares: Floats, spread: float) -> Floats:
    """Return the thresholds between the levels.

    `shares` are the shares of the levels in the whole round, `spread` the standard deviation of all
    its answers, within and between groups.
    """
    return np.asarray(ndtri(np.cumsum(shares)[:-1]) * spread)


def shares_at(location: Floats, thresholds: Floats) -> Floats:
    """Return the level shares of groups at these locations, of any shape: the last axis is new."""
    below = ndtr(thresholds - location[..., np.newaxis])
    return np.asarray(np.diff(below, axis=-1, prepend=0, append=1))


def log_shares(location: Floats, thresholds: Floats) -> Floats:
    """Return the logarithms of the level shares at each location: shape (K, locations)."""
    above = thresholds[:, np.newaxis] - location
    upper = np.concatenate([log_ndtr(above), np.zeros((1, len(location)))])
    lower = np.concatenate([np.full((1, len(location)), -np.inf), log_ndtr(above)])
    # Where both are near 1 their difference is that of the opposite tails.
    flipped_upper = np.concatenate([log_ndtr(-above), np.full((1, len(location)), -np.inf)])
    flipped_lower = np.concatenate([np.zeros((1, len(location))), log_ndtr(-above)])
    straight = upper + np.log1p(-np.exp(np.minimum(lower - upper, -1e-12)))
    mirrored = flipped_lower + np.log1p(-np.exp(np.minimum(flipped_upper - flipped_lower, -1e-12)))
    return np.asarray(np.where(upper < -0.7, straight, mirrored))


def log_likelihood(block: Block, logs: Floats, rate: float = 1.0) -> Floats:
    """Return the logarithm of the block's probability, up to a constant, where `logs` were taken.

    `rate` is that of `no_level_rate`. Raises ValueError for a block of fewer answers than there are
    levels, or of more than a mark has.
    """
    levels, ways = _levels(block, rate)
    return np.asarray(logsumexp(levels @ logs + ways[:, np.newaxis], axis=0))


def no_level_rate(blocks: Sequence[Block]) -> float:
    """Return by how much the weights of answers that are no level are multiplied in this round.

    Of `RATES` the one under which the blocks are most probable. In a block of a small group two of
    eight people may have skipped the question; whether anybody did the whole round can tell.
    """
    times = Counter(blocks)
    likelihoods = [sum(n * _log_marginal(b, rate) for b, n in times.items()) for rate in RATES]
    return RATES[int(np.argmax(likelihoods))]


@lru_cache(maxsize=8192)
def _levels(block: Block, rate: float) -> tuple[Floats, Floats]:
    """The tallies of the levels, shape (m, K), and the logarithm of how many ways lead to each."""
    others, alpha = _alpha(block, rate)
    tallies = members(block)
    levels = tallies[:, others:]
    ways = _log_ways(tallies[:, :others], alpha[:others])
    ways += gammaln(levels.sum(axis=1) + 1) - gammaln(levels + 1).sum(axis=1)
    rows, kinds = np.unique(levels, axis=0, return_inverse=True)
    most = ways.max()
    sums = np.bincount(kinds.reshape(-1), np.exp(ways - most))
    # Of large groups what is rarer by hundreds of powers of ten does not matter.
    return rows.astype(np.float64), np.log(np.maximum(sums, np.finfo(np.float64).tiny)) + most


@lru_cache(maxsize=8192)
def _log_marginal(block: Block, rate: float) -> float:
    """The logarithm of the block's probability, shares being drawn from their prior."""
    _, alpha = _alpha(block, rate)
    total = gammaln(alpha.sum()) - gammaln(block.n + alpha.sum()) - gammaln(alpha).sum()
    return float(logsumexp(_log_ways(members(block), alpha)) + total)


def _alpha(block: Block, rate: float) -> tuple[int, Floats]:
    """How many answers are no level, and the prior of all answers."""
    others = block.answers - K
    if not 0 <= others <= len(ALPHA) - K:
        raise ValueError(f"block: must be of {K} to {len(ALPHA)} answers; got {block.answers}")
    alpha = np.array(ALPHA[-block.answers :])
    alpha[:others] *= rate
    return others, alpha


def _log_ways(counts: CountArray, alpha: Floats) -> Floats:
    return np.asarray((gammaln(counts + alpha) - gammaln(counts + 1)).sum(axis=1))


def mean_shares(groups: Sequence[Block]) -> Floats:
    """Return the mean shares of the levels over many groups, with half a person added to each."""
    expected = np.full(K, ADDED)
    for group in groups:
        one = candidates(group)
        if len(one.levels):
            expected += one.number * one.shares
    return np.asarray(expected / expected.sum())
