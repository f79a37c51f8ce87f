"""How published figures are rounded: so far that a release comes out the same on every machine.

Sums come out different in the last digits from one processor to the next. Ten decimals hide that
and take nothing from anybody. Limits are exact to two decimals at best, since they come from some
thousand draws; four are given. A p-value may be very small, so it keeps six significant digits.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from analytics.measures.validation import Floats

FIGURE, LIMIT, PROBABILITY = 10, 4, 6


def figure(value: float | np.floating[Any]) -> float | None:
    """Return a plain number with at most ten decimals; None for NaN.

    >>> figure(np.float64(-0.0)), figure(np.float64("nan")), figure(1 / 3)
    (0.0, None, 0.3333333333)
    """
    number = float(value)
    return None if math.isnan(number) else round(number, FIGURE) + 0.0


def figures(values: Floats) -> list[float | None]:
    """Return an array as plain numbers, each as by `figure`.

    >>> figures(np.array([1 / 3, float("nan")]))
    [0.3333333333, None]
    """
    return [None if v != v else round(v, FIGURE) + 0.0 for v in values.tolist()]


def difference(left: float | None, right: float | None) -> float | None:
    """Return left - right as a figure; None where either is None.

    >>> difference(0.3, 0.1), difference(None, 0.1)
    (0.2, None)
    """
    return None if left is None or right is None else figure(left - right)


def probability(p: float | np.floating[Any]) -> float | None:
    """Return a p-value with six significant digits; None for NaN.

    >>> probability(0.04719846123), probability(1.08251789e-15)
    (0.0471985, 1.08252e-15)
    """
    number = float(p)
    return None if math.isnan(number) else float(f"{number:.{PROBABILITY}g}")


def probabilities(p: ArrayLike) -> Floats:
    """Return an array of p-values with six significant digits; NaN stays.

    >>> probabilities([0.04719846123, float("nan")])
    array([0.0471985,       nan])
    """
    return np.array([float(f"{v:.{PROBABILITY}g}") for v in np.asarray(p, np.float64).tolist()])
