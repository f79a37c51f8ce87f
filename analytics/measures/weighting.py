"""How probable each tally of a block is: the weights of every published mean and mixture.

A block of 8 people says that 0, 1 or 2 of them skipped; that it was none is far likelier than two,
and weighing all tallies alike would count more than one absent person into every group. The
weights are the Dirichlet-multinomial probabilities of the tallies, with few people expected to
skip, prefer not to say or be undecided, and the levels treated alike. They depend on nothing but
the tally, so anybody can work them out from a release. `benchmarks/weighting.py` measures how much
they help.
"""

from collections.abc import Sequence

import numpy as np
from scipy.special import gammaln

from analytics.measures.count_arrays import CountArray, ShareArray

# One for each answer in published order: skipped, preferred not to say, cannot be determined, and
# the four levels, 1/K each as in the intervals. The smaller the number, the likelier it is that
# nobody gave the answer.
ALPHA = (0.1, 0.1, 0.3, 0.25, 0.25, 0.25, 0.25)


def plausible(
    tallies: CountArray, start: CountArray | None = None, alpha: Sequence[float] = ALPHA
) -> ShareArray:
    """Weigh the tallies of a block, all of the same number of people, by how probable each is.

    The weights, shape (m,) or (blocks, m), sum to 1 over the last axis.

    The tally x has probability in proportion to the product of Gamma(x_k + alpha_k) / x_k!: shares
    drawn from Dirichlet(alpha), then people drawn from those shares.

    Parameters
    ----------
    tallies : int array, shape (m, answers)
    start : int array, shape (blocks, answers)
        For several blocks at once, whose tallies are `tallies` plus their row of `start`.
    alpha : a number above 0 for each answer, else ValueError.

    References
    ----------
    Mosimann, J. E. (1962). On the compound multinomial distribution, the multivariate
    beta-distribution, and correlations among proportions. Biometrika, 49(1/2), 65-82.

    >>> plausible(np.array([[0, 0, 0, 0, 0, 0, 8], [1, 0, 0, 0, 0, 0, 7]])).round(3)
    array([0.901, 0.099])
    """
    a = np.asarray(alpha, dtype=np.float64)
    if a.shape != tallies.shape[-1:] or not (a > 0).all():
        raise ValueError(f"alpha: must be {tallies.shape[-1]} numbers above 0; got {alpha!r}")
    first = np.zeros((1, len(a)), np.int64) if start is None else start
    log_weights = np.zeros((len(first), len(tallies)))
    for counts, a_k, from_k in zip(tallies.T, a, first.T, strict=True):
        log_weights += _log_ways(counts, a_k, from_k)
    weights: ShareArray = np.exp(log_weights - log_weights.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return weights[0] if start is None else weights


def _log_ways(counts: CountArray, alpha: float, start: CountArray) -> ShareArray:
    """log(Gamma(x + alpha) / x!), x = start + counts: shape (len(start), len(counts)).

    Worked out once for each x: the counts of a block lie close.
    """
    least = counts.min()
    x = start[:, np.newaxis] + np.arange(least, counts.max() + 1)
    return np.asarray((gammaln(x + alpha) - gammaln(x + 1)).take(counts - least, axis=1))
