"""What the measures accept: counts or shares per level, checked once and named in every complaint.

The last axis is always the levels, ascending (none ... serious); leading axes are cells.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

CountArray: TypeAlias = NDArray[np.int64]
ShareArray: TypeAlias = NDArray[np.float64]
# An np.float64 for a single cell, an array of them for several, as numpy itself returns.
Statistic: TypeAlias = Any

LARGEST_COUNT = 2**53
SUM_TOLERANCE = 1e-9


def as_counts(name: str, value: ArrayLike, levels: int | None = None) -> CountArray:
    """Return `value` as counts per level, shape (..., K), or say what is wrong with it.

    Counts are whole numbers from 0 to 2**53; floats are taken when they are whole. `levels` is K;
    when not given any K of 2 or more will do. The ValueError has the argument's name, the rule and
    the offending value: no levels on the last axis, another number of them, not a number, missing
    (NaN), negative, not whole, too large.

    >>> as_counts("left", [0, 1, 3, 8])
    array([0, 1, 3, 8])
    >>> as_counts("left", [0, 1, -3, 8])
    Traceback (most recent call last):
        ...
    ValueError: left: counts must not be negative; got -3 at [2]
    """
    numbers = _as_numbers(name, value, "counts")
    _check_levels(name, numbers, levels)
    _refuse(name, "counts must not be missing", numbers, np.isnan(numbers))
    _refuse(name, "counts must not be negative", numbers, numbers < 0)
    _refuse(name, "counts must be at most 2**53", numbers, numbers > LARGEST_COUNT)
    _refuse(name, "counts must be whole numbers", numbers, numbers != np.floor(numbers))
    return numbers.astype(np.int64)


def as_shares(name: str, value: ArrayLike, levels: int | None = None) -> ShareArray:
    """Return `value` as shares per level, shape (..., K), or say what is wrong as `as_counts` does.

    Shares are from 0 to 1 and sum to 1 over the last axis; a cell that is NaN throughout has no
    data.

    >>> as_shares("left", [0.5, 0.25, 0.25, 0.25])
    Traceback (most recent call last):
        ...
    ValueError: left: shares must sum to 1; got 1.25
    """
    numbers = _as_numbers(name, value, "shares").astype(np.float64)
    _check_levels(name, numbers, levels)
    missing = np.isnan(numbers)
    partly = missing & ~missing.all(axis=-1, keepdims=True)
    _refuse(name, "shares must be missing for the whole cell or for none of it", numbers, partly)
    _refuse(name, "shares must not be negative", numbers, numbers < 0)
    totals = numbers.sum(axis=-1)
    _refuse(name, "shares must sum to 1", totals, np.abs(totals - 1) > SUM_TOLERANCE)
    return numbers


def _as_numbers(name: str, value: ArrayLike, what: str) -> NDArray[Any]:
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name}: {what} must form a regular array; got {value!r}") from None
    if array.dtype.kind not in "iuf":
        offender = next((x for x in array.flat if not _is_number(x)), value)
        raise ValueError(f"{name}: {what} must be numbers; got {offender!r}")
    return array


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.integer | np.floating)


def _check_levels(name: str, array: NDArray[Any], levels: int | None) -> None:
    if array.ndim == 0:
        raise ValueError(f"{name}: the last axis must be the levels; got the scalar {array}")
    length = array.shape[-1]
    if levels is None and length < 2:
        raise ValueError(f"{name}: the last axis must have at least 2 levels; got {length}")
    if levels is not None and length != levels:
        raise ValueError(f"{name}: the last axis must have {levels} levels; got {length}")


def _refuse(name: str, rule: str, array: NDArray[Any], wrong: NDArray[np.bool_]) -> None:
    """Raise for the first place where `wrong` is true."""
    if wrong.any():
        place = np.argwhere(wrong)[0]
        where = f" at {place.tolist()}" if place.size else ""
        raise ValueError(f"{name}: {rule}; got {array[tuple(place)]}{where}")
