"""Adjusted p-values for the many cells of one matrix.

The whole array is one family, whatever its shape. NaN, a cell that was not tested, stays NaN and
does not count among the tests.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from analytics.measures.validation import Floats, as_probabilities


def benjamini_hochberg(p: ArrayLike) -> Any:
    """Return the smallest false discovery rate at which each test would still be rejected.

    Holds for independent tests and for those of positive regression dependence.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate: a practical and
    powerful approach to multiple testing. Journal of the Royal Statistical Society B, 57(1),
    289-300.

    >>> benjamini_hochberg([0.01, 0.04, float("nan"), 0.03])
    array([0.03, 0.04,  nan, 0.04])
    """
    return _step_up(as_probabilities("p", p), harmonic=False)


def benjamini_yekutieli(p: ArrayLike) -> Any:
    """Return the same as `benjamini_hochberg`, times 1 + 1/2 + ... + 1/m, at most 1.

    Holds under every kind of dependence; cells that share raters are dependent.

    References
    ----------
    Benjamini, Y. and Yekutieli, D. (2001). The control of the false discovery rate in multiple
    testing under dependency. The Annals of Statistics, 29(4), 1165-1188.

    >>> benjamini_yekutieli([0.01, 0.04]).round(3)
    array([0.03, 0.06])
    """
    return _step_up(as_probabilities("p", p), harmonic=True)


def in_families(adjust: Callable[[Floats], Any], p: Floats, families: ArrayLike) -> Floats:
    """Return p-values adjusted by one of these functions within each family alone.

    `families` has the shape of `p` and says by any value which family a test belongs to.

    >>> in_families(benjamini_hochberg, np.array([0.01, 0.04, 0.03]), ["a", "a", "b"])
    array([0.02, 0.04, 0.03])
    """
    adjusted = np.full(np.shape(p), np.nan)
    for family in np.unique(families):
        within = np.asarray(families) == family
        adjusted[within] = adjust(p[within])
    return adjusted


def _step_up(p: Floats, harmonic: bool) -> Any:
    tested = ~np.isnan(p)
    adjusted = np.full(p.shape, np.nan)
    family = p[tested]
    m = family.size
    order = np.argsort(family)
    ranks = np.arange(1, m + 1)
    penalty = (1 / ranks).sum() if harmonic else 1.0
    scaled = family[order] * m * penalty / ranks
    stepped = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    adjusted[tested] = stepped[np.argsort(order)]
    return adjusted[()]
