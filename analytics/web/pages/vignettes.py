"""How each group marked the same invented situations, as a page."""

from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from analytics.release.queries import blocks_of
from analytics.release.rows import BlockRow
from analytics.web.access import Reader
from analytics.web.charts.answers import levels
from analytics.web.charts.dumbbells import Range
from analytics.web.pages.levels import level_range, range_words
from analytics.web.pages.shared import (
    Words,
    count_columns,
    group_counts,
    page_context,
    words_of,
)

# As the chart's scale runs, from the lowest level up.
LEVELS = ("none", "low", "moderate", "serious")


def vignettes(reader: Reader) -> dict[str, Any] | None:
    """The counts and the order of the situations by group; None if the round did not ask."""
    release = reader.release
    blocks = [block for block in blocks_of(release) if block.item_kind == "vignette"]
    if not blocks:
        return None
    words = words_of(release)
    items = list(dict.fromkeys(block.item for block in blocks))
    by_place = {(block.item, block.group): block for block in blocks}
    groups = sorted({block.group for block in blocks}, key=words.place_of)
    group_rows = [
        _group_ranges(words, [by_place[item, group] for item in items]) for group in groups
    ]
    return page_context(reader) | {
        "domain": words.labels.domains.get(blocks[0].domain, ""),
        "situations": [
            {
                "number": number,
                "text": words.labels.vignettes[item],
                "rows": [
                    group_counts(words.group_name(group), by_place[item, group]) for group in groups
                ],
            }
            for number, item in enumerate(items, start=1)
        ],
        "groups": group_rows,
        "count_columns": count_columns(words.labels),
        "lowest": words.labels.marks[LEVELS[0]],
        "highest": words.labels.marks[LEVELS[-1]],
        "chart": levels(
            [(group["name"], group["ranges"]) for group in group_rows],
            [words.labels.marks[level] for level in LEVELS],
        ),
        "published": any(span for group in group_rows for span in group["ranges"]),
    }


def _group_ranges(words: Words, blocks: list[BlockRow]) -> dict[str, Any]:
    """One group's mean levels, the least severe situation first."""
    ranges = [level_range([block]) for block in blocks]
    return {
        "name": words.group_name(blocks[0].group),
        "n": blocks[0].n,
        "ranges": ranges,
        "levels": [range_words(span) for span in ranges],
        "order": order_words(ranges) if blocks[0].cumulative else _("not published"),
    }


def order_words(ranges: list[Range | None]) -> str:
    """Whether each situation certainly stands above the one before it."""
    pairs = [(low, high) for low, high in pairwise(ranges) if low and high]
    if any(below[0] >= above[1] for below, above in pairs):
        return _("not in order")
    if len(pairs) == len(ranges) - 1 and all(below[1] < above[0] for below, above in pairs):
        return _("in order")
    return _("cannot be told")
