"""The groups behind the rows of a release: whose part a group is, and its parts together. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from analytics.measures.blocks import Block
from analytics.release.rows import PANEL, BlockRow


def whole_group(group: str) -> str:
    """The group with all its parts: the panel of a nominating side's, the side of a level's."""
    return group.partition("/")[0]


def level_of(group: str) -> str:
    """The level of a side's participants; "" of a whole side and of the panel."""
    whole, _slash, level = group.partition("/")
    return "" if whole == PANEL else level


def is_by_level(blocks: Iterable[BlockRow]) -> bool:
    """Whether some of these blocks are of a level of a side."""
    return any(level_of(block.group) for block in blocks)


def by_group(blocks: Iterable[BlockRow]) -> dict[tuple[str, str, str], list[BlockRow]]:
    """The blocks by lens, group with all its parts and key of the question, in their order."""
    groups: dict[tuple[str, str, str], list[BlockRow]] = {}
    for block in blocks:
        groups.setdefault((block.lens, whole_group(block.group), block.key), []).append(block)
    return groups


def published(rows: Iterable[BlockRow]) -> list[Block]:
    """The blocks that make up a group; none where one of them is not published."""
    blocks = [row.block for row in rows]
    return [block for block in blocks if block] if all(blocks) else []


def together(rows: Sequence[BlockRow]) -> BlockRow:
    """The counts of a group's parts at one question, added: of one part alone that very row.

    The ends of the sums are no cuts of a block, so that a sum has no `block`. Unpublished where one
    of the parts is.
    """
    if len(rows) == 1:
        return rows[0]
    parts = [row.cumulative for row in rows if row.cumulative is not None]
    sums = tuple(
        (sum(low for low, _high in ends), sum(high for _low, high in ends))
        for ends in zip(*parts, strict=True)
    )
    return replace(
        rows[0],
        group=whole_group(rows[0].group),
        n=sum(row.n for row in rows),
        cumulative=sums if len(parts) == len(rows) else None,
    )
