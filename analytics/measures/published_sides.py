"""What is published of one group alone: expected numbers, medians, agreement, the undecided."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.measures.candidates import Candidates, Group, candidates, prepare
from analytics.measures.count_arrays import CountArray
from analytics.measures.marks import LEVELS
from analytics.measures.mixtures import mixed_wilson, within
from analytics.measures.rounding import FIGURE, LIMIT, figure
from analytics.measures.validation import Floats

# A sum of weights may fall short of a whole number by a rounding.
NEARLY = 1e-9


@dataclass(frozen=True)
class PublishedSide:
    """One group's figures; all None for a group that is not published.

    Attributes
    ----------
    n : people asked.
    expected_rated : expected number who gave a level.
    undetermined : mean share of "cannot be determined" among those who gave that answer or a
        level, with its 95 percent Wilson limits; None unless it is certain that somebody did.
    median, grouped_median : means of the medians; None, like those below, unless it is certain
        that somebody gave a level.
    van_der_eijk, leik, tastle_wierman : means of the measures of agreement.
    """

    n: int | None = None
    expected_rated: float | None = None
    undetermined: float | None = None
    undetermined_low: float | None = None
    undetermined_high: float | None = None
    median: float | None = None
    grouped_median: float | None = None
    van_der_eijk: float | None = None
    leik: float | None = None
    tastle_wierman: float | None = None


@dataclass(frozen=True)
class Sides:
    """One side of all cells, NaN (or 0 people) where there is nothing: (cells,) or (cells, K).

    `whole_number` is the expected number who gave a level, rounded down; `undetermined` the
    expected number of the undecided; `lowest` and `highest` the mean shares with them put at the
    lowest and the highest level; `agreement` is van der Eijk's A.
    """

    n: CountArray
    certain: Any
    whole_number: CountArray
    undetermined: Floats
    typical_median: Floats
    agreement: Floats
    lowest: Floats
    highest: Floats
    published: tuple[PublishedSide, ...]


def published_sides(groups: Sequence[Group | None]) -> Sides:
    """Return what is said of one side in every cell; a block met twice is worked out once."""
    distinct = list(dict.fromkeys(groups))
    prepare(distinct)
    found = _sides([None if group is None else candidates(group) for group in distinct])
    places = {group: place for place, group in enumerate(distinct)}
    order = np.array([places[group] for group in groups], dtype=np.int64)
    arrays = {name: value[order] for name, value in vars(found).items() if name != "published"}
    return Sides(**arrays, published=tuple(found.published[place] for place in order))


def at_known(values: Floats, known: Any, cells: int) -> Floats:
    """Return the values at their places among all cells, NaN elsewhere."""
    every = np.full(cells, np.nan)
    every[known] = values
    return every


def _sides(groups: Sequence[Candidates | None]) -> Sides:
    cells, empty = len(groups), np.full(len(LEVELS), np.nan)
    certain = np.array([group is not None and group.certain for group in groups])
    answered = np.array([group is not None and bool(group.undecided.of.all()) for group in groups])
    numbers = np.array([group.number if group else 0.0 for group in groups])
    alone = _alone(groups, np.flatnonzero(certain), cells)
    undecided = _undecided(groups, np.flatnonzero(answered), cells)
    typical = alone.pop("typical_median")
    lowest = [g.lowest if g and ok else empty for g, ok in zip(groups, answered, strict=True)]
    highest = [g.highest if g and ok else empty for g, ok in zip(groups, answered, strict=True)]
    return Sides(
        n=np.array([group.n if group else 0 for group in groups]),
        certain=certain,
        whole_number=np.floor(numbers + NEARLY).astype(np.int64),
        undetermined=np.array([group.undetermined if group else 0.0 for group in groups]),
        typical_median=typical,
        agreement=alone["van_der_eijk"],
        lowest=np.stack(lowest),
        highest=np.stack(highest),
        published=tuple(
            _published(group, {k: figure(v[place]) for k, v in (undecided | alone).items()})
            for place, group in enumerate(groups)
        ),
    )


def _alone(groups: Sequence[Candidates | None], known: Any, cells: int) -> dict[str, Floats]:
    chosen = [group for group in (groups[place] for place in known) if group]
    names = (
        "median",
        "typical_median",
        "grouped_median",
        "van_der_eijk",
        "leik",
        "tastle_wierman",
    )
    if not chosen:
        return {name: np.full(cells, np.nan) for name in names}
    found = within(chosen)
    return {name: at_known(getattr(found, name).round(FIGURE), known, cells) for name in names}


def _undecided(groups: Sequence[Candidates | None], known: Any, cells: int) -> dict[str, Floats]:
    chosen = [group.undecided for group in (groups[place] for place in known) if group]
    names = ("undetermined", "undetermined_low", "undetermined_high")
    if not chosen:
        return {name: np.full(cells, np.nan) for name in names}
    share = np.array([u.weights @ (u.people / u.of) for u in chosen]).round(FIGURE)
    low, high = mixed_wilson(chosen)
    limits = np.minimum(low.round(LIMIT), share), np.maximum(high.round(LIMIT), share)
    return {
        name: at_known(values, known, cells)
        for name, values in zip(names, (share, *limits), strict=True)
    }


def _published(group: Candidates | None, figures: dict[str, float | None]) -> PublishedSide:
    if group is None:
        return PublishedSide()
    return PublishedSide(n=group.n, expected_rated=figure(group.number), **figures)
