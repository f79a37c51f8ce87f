"""Mean levels of groups, as narrowly as the published counts allow: certain, not estimated."""

from collections.abc import Iterable, Sequence
from math import ceil, floor

import numpy as np
import numpy.typing as npt

from analytics.measures.blocks import Block, members
from analytics.measures.marks import SUBSTANTIVE
from analytics.release.rows import BlockRow
from analytics.web.charts.dumbbells import Range
from analytics.web.wording import DASH

# Of each possible tally of a group: the people who gave a level, and the sum of their levels.
Part = tuple[npt.NDArray[np.int_], npt.NDArray[np.int_]]
NEARLY = 1e-9


def level_range(rows: Iterable[BlockRow]) -> Range | None:
    """The least and the greatest mean level, 0 to 3, that the published counts allow.

    Of a group, or of several taken together, such as the parts of a panel. None without a group,
    where one is not published, and where perhaps nobody gave a level.
    """
    blocks = [row.block for row in rows]
    parts = [_people_and_levels(block) for block in blocks if block is not None]
    if not parts or len(parts) < len(blocks) or not sum(people.min() for people, _sum in parts):
        return None
    return _extreme(parts, 1), _extreme(parts, -1)


def _people_and_levels(block: Block) -> Part:
    """Of each tally that is possible, how many gave a level and the sum of their levels."""
    counts = members(block)[:, SUBSTANTIVE]
    return counts.sum(axis=1), counts @ np.arange(counts.shape[1])


def _extreme(parts: Sequence[Part], sign: int) -> float:
    """The least mean of all parts together, or with ``sign`` -1 the greatest.

    A ratio of two sums is least where their difference, weighted with that ratio, is (Dinkelbach):
    the tally of each part is then chosen by itself. Each turn comes nearer, so that it ends.
    """
    chosen = [(people[0], levels[0]) for people, levels in parts]
    while True:
        mean = _mean(chosen)
        best = [np.argmin(sign * (levels - mean * people)) for people, levels in parts]
        chosen = [
            (people[place], levels[place])
            for (people, levels), place in zip(parts, best, strict=True)
        ]
        if sign * _mean(chosen) >= sign * mean - NEARLY:
            return mean


def _mean(chosen: Iterable[tuple[float, float]]) -> float:
    people, levels = np.sum(list(chosen), axis=0)
    return float(levels / people)


def range_words(span: Range | None) -> str:
    """Rounded outwards, so that it contains what is possible."""
    if span is None:
        return DASH
    low, high = floor(span[0] * 100 + NEARLY) / 100, ceil(span[1] * 100 - NEARLY) / 100
    return f"{low:.2f}{DASH}{high:.2f}"
