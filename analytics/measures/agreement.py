"""How far the people of one group agree.

Counts are whole numbers per level: shape (..., K), last axis = levels ascending, leading axes
broadcast over cells; NaN where nobody answered. Two groups with the same figure may look quite
different (5, 5, 0, 0 has A = 0.667 and 3, 0, 0, 1 has A = 0), so the bars belong beside it.
"""

from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from analytics.measures.count_arrays import CountArray, Statistic, as_counts
from analytics.measures.validation import Floats, as_ratings


def van_der_eijk(counts: ArrayLike) -> Statistic:
    """Return van der Eijk's agreement A.

    The tally is peeled into layers, each the same number of people from every level still
    occupied; A is the mean of the layers' agreement, weighted by their size.

    1 at unanimity, 0 when evenly spread, -1 with half at either end; NaN without data. Raises
    ValueError for fewer than three levels.

    References
    ----------
    van der Eijk, C. (2001). Measuring agreement in ordered rating scales. Quality and Quantity,
    35(3), 325-341.

    >>> van_der_eijk([30, 40, 210, 130, 530, 50, 10]).round(7)
    np.float64(0.6113333)
    >>> van_der_eijk([[10, 0, 0, 0], [5, 0, 0, 5], [5, 5, 5, 5], [0, 0, 0, 0]])
    array([ 1., -1.,  0., nan])
    """
    left = as_counts("counts", counts).copy()
    k, n = left.shape[-1], left.sum(axis=-1)
    if k < 3:
        raise ValueError(f"counts: agreement needs at least 3 levels; got {k}")
    table = _layer_agreements(k)
    total = np.zeros(n.shape)
    for _ in range(k):
        occupied = left > 0
        smallest = np.where(occupied, left, n.max(initial=0) + 1).min(axis=-1, keepdims=True)
        layer = np.where(occupied, smallest, 0)
        pattern = (occupied * 2 ** np.arange(k)).sum(axis=-1)
        total += layer.sum(axis=-1) * table[pattern]
        left -= layer
    return np.divide(total, n, out=np.full(n.shape, np.nan), where=n > 0)[()]


def leik(counts: ArrayLike) -> Statistic:
    """Return Leik's consensus, 1 - D.

    1 at unanimity, 0 with half at either end; NaN without data.

    References
    ----------
    Leik, R. K. (1966). A measure of ordinal consensus. Pacific Sociological Review, 9(2), 85-90.

    >>> leik([30, 40, 210, 130, 530, 50, 10]).round(7)
    np.float64(0.7133333)
    """
    tally, n = _counted(counts)
    cumulative = np.cumsum(tally, axis=-1) / n
    dispersion = np.minimum(cumulative, 1 - cumulative).sum(axis=-1)
    return 1 - dispersion / ((tally.shape[-1] - 1) / 2)


def tastle_wierman(counts: ArrayLike) -> Statistic:
    """Return Tastle and Wierman's consensus, 1 + sum of p_k log2(1 - |k - mean| / (K - 1)).

    1 at unanimity, 0 with half at either end; NaN without data.

    References
    ----------
    Tastle, W. J. and Wierman, M. J. (2007). Consensus and dissention: a measure of ordinal
    dispersion. International Journal of Approximate Reasoning, 45(3), 531-545.

    >>> tastle_wierman([30, 40, 210, 130, 530, 50, 10]).round(7)
    np.float64(0.7256876)
    """
    tally, n = _counted(counts)
    p = tally / n
    levels = np.arange(tally.shape[-1])
    mean = (p * levels).sum(axis=-1, keepdims=True)
    nearness = 1 - np.abs(levels - mean) / (tally.shape[-1] - 1)
    terms = p * np.log2(np.where(p > 0, nearness, 1.0))
    return 1 + terms.sum(axis=-1)


def krippendorff_alpha(ratings: ArrayLike) -> float:
    """Return Krippendorff's alpha of a panel over its items, for ordinal ratings.

    Needs one person's answers together, which no release of a small group holds. Ratings are of the
    shape (raters, items); NaN, None and numbers below 0 are no rating; items with fewer than two
    ratings drop out.

    1 at perfect agreement, 0 as by chance, below 0 when worse than chance. NaN when no two ratings
    can be paired and when all ratings are the same: without variation it is undefined.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of
    Pennsylvania, Annenberg School for Communication. The example is the one given there.

    >>> none = float("nan")
    >>> panel = [[1, 2, 3, 3, 2, 1, 4, 1, 2, none, none, none],
    ...          [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, none, 3],
    ...          [none, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, none],
    ...          [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, none]]
    >>> round(krippendorff_alpha(panel), 3)
    0.815
    """
    panel = as_ratings("ratings", ratings)
    if panel.ndim != 2:
        raise ValueError(f"ratings: must have a row per rater; got shape {panel.shape}")
    values = np.unique(panel[~np.isnan(panel)])
    counts = (panel[..., np.newaxis] == values).sum(axis=0).astype(np.float64)
    counts = counts[counts.sum(axis=-1) >= 2]
    # How often two people who rated the same item gave each pair of values.
    scaled = counts / (counts.sum(axis=-1, keepdims=True) - 1)
    pairs = scaled.T @ counts - np.diag(scaled.sum(axis=0))
    totals = pairs.sum(axis=0)
    middle = np.cumsum(totals) - totals / 2
    apart = np.subtract.outer(middle, middle) ** 2
    expected = totals @ apart @ totals
    if not expected > 0:
        return float("nan")
    return float(1 - (totals.sum() - 1) * (pairs * apart).sum() / expected)


def _counted(counts: ArrayLike) -> tuple[CountArray, Floats]:
    """The counts per level and how many people they are of; NaN instead of nobody."""
    tally = as_counts("counts", counts)
    n = tally.sum(axis=-1, keepdims=True)
    return tally, np.where(n > 0, n, np.nan)


@lru_cache(maxsize=16)
def _layer_agreements(k: int) -> Floats:
    """The agreement of a layer for every pattern of occupied levels, coded as bits."""
    patterns = (np.arange(2**k)[:, np.newaxis] >> np.arange(k)) & 1
    return np.array([_layer_agreement(pattern) for pattern in patterns])


def _layer_agreement(pattern: CountArray) -> float:
    """U (1 - (s - 1) / (K - 1)), U from triples in keeping with one peak and against it."""
    k, s = len(pattern), int(pattern.sum())
    if s <= 1:
        return float(s)
    triples = [tuple(pattern[list(places)].tolist()) for places in combinations(range(k), 3)]
    unimodal = triples.count((1, 1, 0)) + triples.count((0, 1, 1))
    bimodal = triples.count((1, 0, 1))
    if unimodal + bimodal == 0:
        return 0.0
    u = ((k - 2) * unimodal - (k - 1) * bimodal) / ((k - 2) * (unimodal + bimodal))
    return u * (1 - (s - 1) / (k - 1))
