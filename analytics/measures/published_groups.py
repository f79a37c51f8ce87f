"""What is published of each group alone: expected numbers, medians, agreement, the undecided.

A block stands for many tallies (`candidates`); a figure is its mean over them. It is None for a
group that is not published, and unless it is certain that somebody gave a level (for the share of
the undecided: a level or "cannot be determined").
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.measures.agreement import leik, tastle_wierman, van_der_eijk
from analytics.measures.blocks import ONE
from analytics.measures.candidates import Candidates, Group, candidates, prepare
from analytics.measures.count_arrays import CountArray, Statistic
from analytics.measures.marks import LEVELS
from analytics.measures.medians import grouped_median, median
from analytics.measures.mixtures import group_means, mixed_wilson, typical_median
from analytics.measures.rounding import FIGURE, LIMIT, figure
from analytics.measures.validation import Floats
from surveys.group_sizes import SMALLEST_GROUP

# A sum of weights may fall short of a whole number by a rounding.
NEARLY = 1e-9
MEANS = {
    "median": median,
    "grouped_median": grouped_median,
    "van_der_eijk": van_der_eijk,
    "leik": leik,
    "tastle_wierman": tastle_wierman,
}
UNDETERMINED = ("undetermined", "undetermined_low", "undetermined_high")


@dataclass(frozen=True)
class PublishedGroup:
    """The figures of one group; all None for a group that is not published.

    Attributes
    ----------
    n : people asked.
    expected_rated : expected number who gave a level.
    undetermined : mean share of "cannot be determined" among those who gave that answer or a
        level, with its 95 percent Wilson limits; None unless it is certain that somebody did.
    median, grouped_median : means of the medians, in levels; None, like those below, unless it is
        certain that somebody gave a level.
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
class Groups:
    """One group in every cell, NaN (or 0 people) where it is not published.

    Attributes
    ----------
    published : the figures of each cell.
    n, whole_number : people asked, and the expected number who gave a level, rounded down.
    certain : whether it is certain that somebody gave a level.
    unanimous : whether the block is of a group of which everybody may have given one level.
    sides : of a panel counted by side, how many sides nominated five each; -1 where they did not
        all nominate five, and 0 for a block.
    withstands : how many colluding members the blocks withstand.
    undetermined : expected number who answered "cannot be determined".
    typical_median, agreement : median of the tallies' medians, and mean of van der Eijk's A.
    lowest, highest : mean shares with the undecided put at the lowest and the highest level,
        shape (cells, K); all else is of the shape (cells,).
    """

    published: tuple[PublishedGroup, ...]
    n: CountArray
    whole_number: CountArray
    certain: Any
    unanimous: Any
    sides: CountArray
    withstands: CountArray
    undetermined: Floats
    typical_median: Floats
    agreement: Floats
    lowest: Floats
    highest: Floats


def published_groups(groups: Sequence[Group | None]) -> Groups:
    """Return the figures of one group in every cell; equal blocks are worked out once."""
    distinct = list(dict.fromkeys(groups))
    prepare(distinct)
    figures = _figures([None if group is None else candidates(group) for group in distinct])
    places = {group: place for place, group in enumerate(distinct)}
    order = np.array([places[group] for group in groups], dtype=np.int64)
    arrays = {name: value[order] for name, value in vars(figures).items() if name != "published"}
    return Groups(**arrays, published=tuple(figures.published[place] for place in order))


def flattened(cell: object, sides: Iterable[str]) -> dict[str, Any]:
    """Return the figures of a cell by name, those of each group alone with its side added."""
    figures = dict(vars(cell))
    alone = {side: vars(figures.pop(side)) for side in sides}
    return {f"{name}_{side}": v for side, of in alone.items() for name, v in of.items()} | figures


def means_of_groups(
    groups: Sequence[Candidates | None], statistics: Mapping[str, Callable[[CountArray], Statistic]]
) -> dict[str, Floats]:
    """Return means over each group's tallies, rounded; NaN unless somebody certainly gave a level.

    The statistics are of counts per level, shape (..., K).
    """
    certain = np.array([group is not None and group.certain for group in groups])
    means = evaluated(groups, certain, statistics, lambda chosen: group_means(chosen, statistics))
    return {name: mean.round(FIGURE) for name, mean in means.items()}


def evaluated(
    groups: Sequence[Candidates | None],
    where: Any,
    names: Iterable[str],
    figures: Callable[[list[Candidates]], dict[str, Floats]],
) -> dict[str, Floats]:
    """Return figures of the cells `where` it is true, NaN in the others: shape (cells,) each.

    `figures` is called with the candidates of the chosen cells and returns all the `names`.
    """
    arrays = {name: np.full(len(groups), np.nan) for name in names}
    chosen = [group for group, is_chosen in zip(groups, where, strict=True) if group and is_chosen]
    if chosen:
        for name, values in figures(chosen).items():
            arrays[name][where] = values
    return arrays


def _figures(groups: Sequence[Candidates | None]) -> Groups:
    certain = np.array([group is not None and group.certain for group in groups], bool)
    answered = np.array([group is not None and group.undecided.of.all() for group in groups], bool)
    means = means_of_groups(groups, MEANS)
    typical = evaluated(groups, certain, ["median"], lambda of: {"median": typical_median(of)})
    undetermined = evaluated(groups, answered, UNDETERMINED, _undetermined)
    lowest, highest = np.full((2, len(groups), len(LEVELS)), np.nan)
    for place, group in enumerate(groups):
        if group is not None and answered[place]:
            lowest[place], highest[place] = group.lowest, group.highest
    rated = np.array([group.number if group else 0.0 for group in groups])
    return Groups(
        published=tuple(
            _published(group, {n: figure(v[place]) for n, v in (undetermined | means).items()})
            for place, group in enumerate(groups)
        ),
        n=np.array([group.n if group else 0 for group in groups]),
        whole_number=np.floor(rated + NEARLY).astype(np.int64),
        certain=certain,
        unanimous=np.array([group is not None and _is_unanimous(group) for group in groups], bool),
        sides=np.array([_sides(group) if group else 0 for group in groups], np.int64),
        withstands=np.array([group.withstands if group else ONE for group in groups], np.int64),
        undetermined=np.array([group.undetermined if group else 0.0 for group in groups]),
        typical_median=typical["median"],
        agreement=means["van_der_eijk"],
        lowest=lowest,
        highest=highest,
    )


def _is_unanimous(group: Candidates) -> bool:
    return not group.sides and bool((group.levels == group.n).any())


def _sides(group: Candidates) -> int:
    return len(group.sides) if set(group.sides) <= {SMALLEST_GROUP} else -1


def _undetermined(groups: Sequence[Candidates]) -> dict[str, Floats]:
    """The mean share and its limits, which contain it."""
    undecided = [group.undecided for group in groups]
    share = np.array([u.weights @ (u.people / u.of) for u in undecided]).round(FIGURE)
    low, high = mixed_wilson(undecided)
    limits = np.minimum(low.round(LIMIT), share), np.maximum(high.round(LIMIT), share)
    return dict(zip(UNDETERMINED, (share, *limits), strict=True))


def _published(group: Candidates | None, figures: dict[str, float | None]) -> PublishedGroup:
    if group is None:
        return PublishedGroup()
    return PublishedGroup(n=group.n, expected_rated=figure(group.number), **figures)
