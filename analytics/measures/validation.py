"""What the measures accept besides counts per level, and the pair of limits they return."""

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.measures.count_arrays import Statistic

Floats: TypeAlias = NDArray[np.float64]


class Interval(NamedTuple):
    """Lower and upper limits: scalars for one cell, arrays of the cells' shape for several."""

    low: Statistic
    high: Statistic


def as_ratings(name: str, value: ArrayLike) -> Floats:
    """Return one number per person or item, NaN where there is none.

    Marks below 0 (cannot determine, prefer not to say, skipped), None and NaN all become NaN.
    Raises ValueError for text, truth values, infinities and ragged rows.

    >>> as_ratings("before", [3, -1, None, 0])
    array([ 3., nan, nan,  0.])
    """
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name}: ratings must form a regular array; got {value!r}") from None
    if array.dtype.kind not in "iuf":
        _refuse_what_is_no_number(name, array)
    ratings = array.astype(np.float64)
    if np.isinf(ratings).any():
        raise ValueError(f"{name}: ratings must be finite; got {ratings[np.isinf(ratings)][0]}")
    return np.where(ratings < 0, np.nan, ratings)


def as_marks(name: str, value: ArrayLike, levels: int) -> Floats:
    """Return ratings that are levels 0 to `levels` - 1, NaN where there is none."""
    ratings = as_ratings(name, value)
    wrong = (ratings > levels - 1) | (ratings != np.floor(ratings)) & ~np.isnan(ratings)
    if wrong.any():
        rule = f"marks must be whole numbers from 0 to {levels - 1}"
        raise ValueError(f"{name}: {rule}; got {ratings[wrong][0]:g}")
    return ratings


def as_probabilities(name: str, value: ArrayLike) -> Floats:
    """Return numbers from 0 to 1, NaN where there is none."""
    numbers = as_ratings(name, np.asarray(value))
    raw = np.asarray(value, dtype=np.float64)
    wrong = (raw < 0) | (numbers > 1)
    if wrong.any():
        raise ValueError(f"{name}: must lie between 0 and 1; got {raw[wrong][0]:g}")
    return numbers


def check_level(level: float) -> float:
    """Return a confidence level strictly between 0 and 1, or say what is wrong with it."""
    if isinstance(level, bool) or not isinstance(level, int | float | np.number):
        raise ValueError(f"level: must be a number between 0 and 1; got {level!r}")
    if not 0 < level < 1:
        raise ValueError(f"level: must lie between 0 and 1, both excluded; got {level}")
    return float(level)


def check_whole(name: str, value: int, least: int) -> int:
    """Return a whole number of at least `least`, or say what is wrong with it."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ValueError(f"{name}: must be a whole number of at least {least}; got {value!r}")
    return int(value)


def _refuse_what_is_no_number(name: str, array: NDArray[Any]) -> None:
    for value in array.reshape(-1).tolist():
        if isinstance(value, bool) or not (value is None or isinstance(value, int | float)):
            raise ValueError(f"{name}: ratings must be numbers; got {value!r}")
