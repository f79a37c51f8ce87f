"""How probable a block is, wherever its group stands on a latent scale: no error is assumed normal.

A person's level is the number of thresholds below the group's location plus a normal deviation of
standard deviation 1. The probability of a block is the sum over its tallies, each the probability
of the levels times that of the answers that are no level, which have the weights of `weighting`.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy.special import gammaln, log_ndtr, logsumexp, ndtri

from analytics.measures.blocks import Block, members
from analytics.measures.candidates import candidates
from analytics.measures.marks import LEVELS
from analytics.measures.validation import Floats
from analytics.measures.weighting import ALPHA

K = len(LEVELS)
# People added to every level before the thresholds are set, so that an empty level has a place.
ADDED = 0.5


def thresholds_of(shares: Floats, spread: float) -> Floats:
    """Return the thresholds between the levels.

    `shares` are the shares of the levels in the whole round, `spread` the standard deviation of all
    its answers, within and between groups.
    """
    return np.asarray(ndtri(np.cumsum(shares)[:-1]) * spread)


def log_shares(location: Floats, thresholds: Floats) -> Floats:
    """Return the logarithms of the level shares at each location: shape (K, locations)."""
    above = thresholds[:, np.newaxis] - location
    upper = np.concatenate([log_ndtr(above), np.zeros((1, len(location)))])
    lower = np.concatenate([np.full((1, len(location)), -np.inf), log_ndtr(above)])
    # Where both are near 1 their difference is that of the opposite tails.
    flipped_upper = np.concatenate([log_ndtr(-above), np.full((1, len(location)), -np.inf)])
    flipped_lower = np.concatenate([np.zeros((1, len(location))), log_ndtr(-above)])
    straight = upper + np.log1p(-np.exp(np.minimum(lower - upper, -1e-12)))
    mirrored = flipped_lower + np.log1p(
        -np.exp(np.minimum(flipped_upper - flipped_lower, -1e-12))
    )
    return np.asarray(np.where(upper < -0.7, straight, mirrored))


def log_likelihood(block: Block, logs: Floats) -> Floats:
    """Return the logarithm of the block's probability, up to a constant, where `logs` were taken.

    Raises ValueError for a block of fewer answers than there are levels.
    """
    levels, ways = _levels(block)
    return np.asarray(logsumexp(levels @ logs + ways[:, np.newaxis], axis=0))


@lru_cache(maxsize=4096)
def _levels(block: Block) -> tuple[Floats, Floats]:
    """The tallies of the levels, shape (m, K), and the logarithm of how many ways lead to each."""
    others = block.answers - K
    if not 0 <= others <= len(ALPHA) - K:
        raise ValueError(f"block: must be of {K} to {len(ALPHA)} answers; got {block.answers}")
    tallies = members(block)
    beside, levels = tallies[:, :others], tallies[:, others:]
    alpha = np.array(ALPHA[len(ALPHA) - K - others : len(ALPHA) - K])
    ways = (gammaln(beside + alpha) - gammaln(beside + 1)).sum(axis=1)
    ways += gammaln(levels.sum(axis=1) + 1) - gammaln(levels + 1).sum(axis=1)
    rows, kinds = np.unique(levels, axis=0, return_inverse=True)
    return rows.astype(np.float64), np.log(np.bincount(kinds.reshape(-1), np.exp(ways)))


def mean_shares(groups: Sequence[Block]) -> Floats:
    """Return the mean shares of the levels over many groups, with half a person added to each."""
    expected = np.full(K, ADDED)
    for group in groups:
        one = candidates(group)
        if len(one.levels):
            expected += one.number * one.shares
    return np.asarray(expected / expected.sum())
