"""Over the items of a dyad, from published cells: means, the two directions, and without each side.

Only items of the common battery belong here; threats that differ from dyad to dyad are never
averaged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from analytics.measures.aggregate import item_mean, items_above
from analytics.measures.blocks import Block
from analytics.measures.candidates import Group, panels_without_each
from analytics.measures.classify import Thresholds
from analytics.measures.published import PublishedContrast, published_contrast
from analytics.measures.resampling import RESAMPLES, SEED
from analytics.measures.rounding import LIMIT, difference, figure

Dyad = tuple[str, str]


class Item(Protocol):
    """What a mean is taken of: a published delta and its standard error."""

    @property
    def delta(self) -> float | None: ...

    @property
    def delta_se(self) -> float | None: ...


@dataclass(frozen=True)
class PublishedMean:
    """The mean delta over the `n_cells` of a dyad's `n_concerns` that have one; None without any.

    `mean_low` and `mean_high` are 95 percent limits as if the items' errors moved together, the
    widest that they can be; `n_above` and `n_below` count the items on either side of 0.
    """

    mean: float | None
    mean_low: float | None
    mean_high: float | None
    n_above: int
    n_below: int
    n_cells: int
    n_concerns: int


def published_mean(cells: Iterable[Item]) -> PublishedMean:
    """Return the mean delta over cells.

    >>> published_mean([]).mean is None
    True
    """
    items = [(cell.delta, cell.delta_se) for cell in cells]
    if not items:
        return PublishedMean(None, None, None, 0, 0, 0, 0)
    deltas, errors = np.array(items, dtype=np.float64).T
    found = item_mean(deltas, errors)
    above, known = items_above(deltas)
    below, _ = items_above(-deltas)
    mean = figure(found.mean)
    low, high = (figure(round(float(limit), LIMIT)) for limit in (found.low, found.high))
    return PublishedMean(mean, low, high, int(above), int(below), int(known), len(items))


def published_asymmetry(means: Mapping[Dyad, PublishedMean]) -> dict[Dyad, float | None]:
    """Return by how much each perceiver's mean delta exceeds the one the other way round.

    Both means stand beside it and are never averaged into one; None where either is not known.

    >>> mean = PublishedMean(0.5, 0.2, 0.8, 6, 0, 6, 6)
    >>> published_asymmetry({("PRC", "JPN"): mean})
    {('PRC', 'JPN'): None}
    """
    mean = {dyad: found.mean for dyad, found in means.items()}
    return {(p, t): difference(mean[p, t], mean.get((t, p))) for p, t in mean}


def without_each_side(
    left: Sequence[Group | None],
    panels: Sequence[Mapping[str, Block]],
    thresholds: Thresholds | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> dict[str, list[PublishedContrast]]:
    """Return the cells of a matrix again without the assessors of each nominating side in turn.

    Parameters
    ----------
    left : as in `published.published_contrast`.
    panels : for each cell the blocks of the panel by nominating side; the same two or more sides
        in every cell.
    """
    sides = sorted({side for panel in panels for side in panel})
    uneven = next((panel for panel in panels if sorted(panel) != sides), None)
    if uneven is not None:
        raise ValueError(f"panels: must all be of the sides {sides}; got {sorted(uneven)}")
    without = [panels_without_each(panel) for panel in panels]
    return {
        side: published_contrast(
            left, [panel[side] for panel in without], thresholds, resamples, seed
        )
        for side in sides
    }
