"""How the levels of one side differ in what they are concerned about, from their blocks alone.

Imported by the worker alone, since scipy is slow to load.
"""

from collections.abc import Iterable
from itertools import combinations

from analytics.computing.gap_matrix import by_lens
from analytics.measures.published_contrast import published_contrast
from analytics.measures.verdicts import Thresholds
from analytics.release.groups import level_of
from analytics.release.rows import BlockRow, LevelGapRow
from analytics.release.schema.level_gaps import FIGURES
from surveys.models.base import Level
from surveys.models.response import Lens

ORDER = list(Level.values)
DESCRIBED = {column.name for column in FIGURES}


def level_gaps(
    blocks: Iterable[BlockRow], thresholds: Thresholds | None = None
) -> list[LevelGapRow]:
    """Return each pair of levels of a side at each question that both were asked.

    Nothing of a side that is published as one. All of them are one family when they are corrected
    for their number.
    """
    pairs = [
        pair
        for rows in by_lens(blocks).get(Lens.PERCEIVED, {}).values()
        for pair in combinations(sorted(filter(_is_of_a_level, rows), key=_place), 2)
    ]
    if not pairs:
        return []
    left, right = ([row.block for row in rows] for rows in zip(*pairs, strict=True))
    found = published_contrast(left, right, thresholds)
    return [
        LevelGapRow(
            **first.question,
            first_level=level_of(first.group),
            second_level=level_of(second.group),
            n_left=first.n,
            n_right=second.n,
            kind=contrast.kind,
            subtype=contrast.subtype,
            direction=contrast.direction,
            figures={name: v for name, v in contrast.flat().items() if name in DESCRIBED},
        )
        for (first, second), contrast in zip(pairs, found, strict=True)
    ]


def _is_of_a_level(row: BlockRow) -> bool:
    return bool(level_of(row.group))


def _place(row: BlockRow) -> int:
    return ORDER.index(level_of(row.group))
