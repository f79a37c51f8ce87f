"""The means of a dyad over its items, from the published figures of its cells.

Only items of the common battery belong here; threats that differ from dyad to dyad are never
averaged. The limits are as if the items' errors moved together, the widest that they can be:
without one person's answers over all items nobody can know how far they do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from analytics.measures.rounding import LIMIT, figure
from analytics.measures.validation import Floats
from analytics.measures.verdicts import EmpathyKind, GapKind

# From a standard error to the 95 percent limits.
Z = float(ndtri(0.975))

# The kinds that show a gap, on either side of 0.
ABOVE = (GapKind.OVERESTIMATION, EmpathyKind.OVERPREDICTED)
BELOW = (GapKind.UNDERESTIMATION, EmpathyKind.UNDERPREDICTED)

Figures = Sequence[float | None]


@dataclass(frozen=True)
class PublishedMean:
    """The mean over the `n_cells` of a dyad's `n_concerns` that have a figure; None without any.

    `mean_low` and `mean_high` are 95 percent limits, `n_above` and `n_below` count the items
    whose kind shows a gap on that side of 0.
    """

    mean: float | None
    mean_low: float | None
    mean_high: float | None
    n_above: int
    n_below: int
    n_cells: int
    n_concerns: int


def mean_delta(deltas: Figures, errors: Figures, kinds: Sequence[str]) -> PublishedMean:
    """Return the mean delta over items, from their deltas, standard errors and kinds.

    The mean of their standard errors is the most that the standard error of their mean can be.

    >>> mean_delta([0.5, 0.1, None], [0.2, 0.2, None],
    ...            ["overestimation", "inconclusive", "insufficient"])
    ... # doctest: +NORMALIZE_WHITESPACE
    PublishedMean(mean=0.3, mean_low=-0.092, mean_high=0.692, n_above=1, n_below=0, n_cells=2,
                  n_concerns=3)
    """
    mean, error = _mean(_array(deltas)), _mean(_array(errors))
    return _published(deltas, kinds, max(mean - Z * error, -1.0), min(mean + Z * error, 1.0))


def mean_empathy_gap(
    gaps: Figures, low: Figures, high: Figures, kinds: Sequence[str]
) -> PublishedMean:
    """Return the mean empathy gap over items, from their gaps and 95 percent limits in levels.

    Quantiles of errors that move together add up, so the limits are means of the limits.

    >>> kinds = ["underpredicted", "inconclusive"]
    >>> mean_empathy_gap([-1.0, -0.5], [-1.5, -1.0], [-0.5, 0.1], kinds).mean_high
    -0.2
    """
    return _published(gaps, kinds, _mean(_array(low)), _mean(_array(high)))


def _published(points: Figures, kinds: Sequence[str], low: float, high: float) -> PublishedMean:
    values = _array(points)
    return PublishedMean(
        mean=figure(_mean(values)),
        mean_low=figure(round(low, LIMIT)),
        mean_high=figure(round(high, LIMIT)),
        n_above=sum(kind in ABOVE for kind in kinds),
        n_below=sum(kind in BELOW for kind in kinds),
        n_cells=len(values),
        n_concerns=len(points),
    )


def _array(figures: Figures) -> Floats:
    """The figures that there are."""
    return np.array([value for value in figures if value is not None], dtype=np.float64)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")
