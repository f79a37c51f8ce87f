"""Normal approximations to the permutation tests, for groups too large to sum over.

Counts are arrays of shape (cells, K), nobody's group empty; p-values of shape (cells,).
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import erfc, ndtri

from analytics.measures.count_arrays import CountArray
from analytics.measures.quasirandom import radical_inverse
from analytics.measures.validation import Floats

# Points of the joint normal distribution that are counted.
POINTS = 4096
# Cells at a time, so that their points fit a processor's cache.
CHUNK = 16


def centred_midranks(pooled: CountArray) -> NDArray[np.int64]:
    """Twice the midrank of each level minus its mean: sums to delta n m over the left group."""
    cumulative = np.cumsum(pooled, axis=-1)
    return np.asarray(2 * cumulative - pooled - cumulative[..., -1:])


def normal_delta_p(x: CountArray, y: CountArray) -> Floats:
    """The tie-corrected normal approximation, two-sided, without continuity correction."""
    pooled = (x + y).astype(np.float64)
    ranks = centred_midranks(x + y).astype(np.float64)
    n, m = x.sum(axis=-1, dtype=np.float64), y.sum(axis=-1, dtype=np.float64)
    variance = n * m / ((n + m) * (n + m - 1)) * (pooled * ranks**2).sum(axis=-1)
    z = np.abs((x * ranks).sum(axis=-1)) / np.sqrt(np.where(variance > 0, variance, 1))
    return np.asarray(erfc(z / np.sqrt(2)))


def normal_distance_p(x: CountArray, y: CountArray) -> Floats:
    """Count the points of a joint normal distribution at least as far out as the observed.

    The observed distance moves half of its smallest step inwards, as a continuity correction.
    """
    n, m = (z.sum(axis=-1, keepdims=True, dtype=np.float64) for z in (x, y))
    pooled = (x + y) / (n + m)
    excess = x / n - y / m
    spread = pooled[:, :, np.newaxis] * (np.eye(x.shape[-1]) - pooled[:, np.newaxis, :])
    spread *= ((n + m) ** 2 / (n * m * (n + m - 1)))[:, :, np.newaxis]
    half_step = (n + m) / (2 * n * m)
    excess = np.cumsum(excess, axis=-1)[:, :-1]
    spread = np.cumsum(np.cumsum(spread, axis=1), axis=2)[:, :-1, :-1]
    observed = np.abs(excess).sum(axis=-1) - half_step[:, 0]
    free = x.shape[-1] - 1
    values, vectors = np.linalg.eigh(spread)
    roots = vectors * np.sqrt(np.maximum(values, 0))[:, np.newaxis, :]
    roots, points = roots[:, :, -free:].astype(np.float32), _normal_points(free)
    hits = np.empty(len(x))
    # Written over again and again: fresh memory would cost more than the arithmetic.
    apart = np.empty((min(CHUNK, len(x)), roots.shape[1], POINTS), np.float32)
    for i in range(0, len(x), CHUNK):
        part = slice(i, i + CHUNK)
        drawn = np.matmul(roots[part], points, out=apart[: len(roots[part])])
        reached = np.abs(drawn, out=drawn).sum(axis=1)
        hits[part] = (reached >= observed[part, np.newaxis]).sum(axis=1)
    return np.asarray((1 + hits) / (1 + POINTS))


@lru_cache(maxsize=8)
def _normal_points(dimensions: int) -> NDArray[np.float32]:
    """Evenly spread points of a standard normal distribution: shape (dimensions, points)."""
    primes = [p for p in range(2, 400) if all(p % q for q in range(2, p))][:dimensions]
    points = np.stack([radical_inverse(POINTS, prime) for prime in primes])
    return np.asarray(ndtri(points), dtype=np.float32)
