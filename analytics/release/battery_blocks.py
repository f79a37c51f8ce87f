"""Which further batteries were asked, and the blocks of one question of them. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from analytics.release.rows import BlockRow
from surveys.instruments.batteries import BATTERY, battery_part


class BatteryPlace(NamedTuple):
    """Whose answers about whom: ``target`` is "" where a battery is about no side."""

    perceiver: str
    target: str
    item: str
    group: str


def batteries_asked(blocks: Iterable[BlockRow]) -> set[str]:
    """Return the keys of the further batteries that these blocks of a release are about."""
    return {battery_part(block.item).battery for block in blocks if block.item_kind == BATTERY}


def battery_blocks(
    blocks: Iterable[BlockRow], battery: str, question: str, lens: str
) -> dict[BatteryPlace, BlockRow]:
    """Return the blocks of a battery's question through a lens; {} where the round did not ask."""
    found = {}
    for block in blocks:
        if block.item_kind == BATTERY and block.lens == lens:
            part = battery_part(block.item)
            if (part.battery, part.question) == (battery, question):
                place = BatteryPlace(block.perceiver, block.target, part.item, block.group)
                found[place] = block
    return found
