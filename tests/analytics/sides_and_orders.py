"""Blocks of statements about sides and of orders of the region, of our making."""

from collections.abc import Sequence
from itertools import count

from analytics.release.rows import BlockRow
from tests.analytics.made import block_row

Tally = tuple[int, ...]

# People per answer: skipped, prefer not to say, cannot determine, then the levels from the lowest.
SAY: Tally = (0, 0, 0, 0, 1, 3, 8)
DENY: Tally = (0, 0, 0, 7, 2, 1, 0)
FEW: Tally = (0, 0, 0, 0, 0, 0, 4)
SPLIT: Tally = (0, 0, 0, 2, 2, 2, 2)

_places = count(200)


def battery_row(item: str, perceiver: str, target: str, tally: Tally, **fields: object) -> BlockRow:
    """The block of a battery's question; those who answer for themselves are the perceivers."""
    about = {"lens": "stated", "group": perceiver, "domain": "", "position": next(_places)}
    return block_row(
        tally,
        item=item,
        item_kind="battery",
        perceiver=perceiver,
        target=target,
        **about | fields,  # type: ignore[arg-type]
    )


# --- Statements about sides ----------------------------------------------------------------------


def statement(
    speaker: str, about: str, tally: Tally, key: str = "keeps-rules", **fields: object
) -> BlockRow:
    """What participants of one side answered to a statement about another, or about their own."""
    return battery_row(f"self-image.{key}.agree", speaker, about, tally, **fields)


def self_image_blocks(sides: Sequence[str]) -> list[BlockRow]:
    """One statement: each side says it of itself, all others deny it and expect no more."""
    said = [statement(p, t, SAY if p == t else DENY) for p in sides for t in sides]
    expected = [
        statement(t, t, DENY, lens="predicted", group=p) for p in sides for t in sides if p != t
    ]
    return said + expected


# --- Orders of the region ------------------------------------------------------------------------


def order(
    side: str,
    tally: Tally,
    key: str = "shared-loose",
    question: str = "acceptable",
    **fields: object,
) -> BlockRow:
    """What participants of one side answered about an order."""
    return battery_row(f"orders.{key}.{question}", side, "", tally, **fields)


def order_blocks(sides: Sequence[str]) -> list[BlockRow]:
    """All sides accept one order, which the others do not expect, and none the other."""
    accepted = {"shared-loose": SAY, "great-powers-close": DENY}
    said = [order(s, tally, key) for key, tally in accepted.items() for s in sides]
    likely = [order(s, DENY, key, "likely") for key in accepted for s in sides]
    expected = [
        order(s, DENY, key, lens="predicted", group=other)
        for key in accepted
        for s in sides
        for other in sides
        if other != s
    ]
    return said + likely + expected
