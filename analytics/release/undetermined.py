"""Where people say that it cannot be told how serious a concern is. Pure: no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analytics.measures.marks import ANSWERS
from analytics.release.rows import BlockRow, Interval, exactly, panel_as_one
from surveys.instruments.document import LENSES

ALL_CONCERNS = ""
CANNOT_DETERMINE = ANSWERS.index("cannot_determine")
# Through which a group answers for itself; what others expect it to answer is no view of its own.
OWN_VIEWS = ("perceived", "assessed")


@dataclass(frozen=True)
class Undetermined:
    """How many answers of a group say that a concern cannot be determined.

    Attributes
    ----------
    concern : key of a concern of the common battery; "" for all of them together.
    answers : how many were asked for, summed over the concerns.
    low, high : how many of them say so, at least and at most; None if a block is unpublished.
        Over several concerns the limits are sums, so that they hold whoever gave which answers.
    """

    perceiver: str
    target: str
    concern: str
    lens: str
    group: str
    answers: int
    low: int | None
    high: int | None

    @property
    def share_low(self) -> float | None:
        return None if self.low is None else self.low / self.answers

    @property
    def share_high(self) -> float | None:
        return None if self.high is None else self.high / self.answers


def undetermined(blocks: Iterable[BlockRow], *, whole_panel: bool = False) -> list[Undetermined]:
    """Return a row for each group, directed dyad and common concern, and one for all its concerns.

    Of the blocks through `OWN_VIEWS` alone, in the order in which groups and questions are
    published. With `whole_panel` the parts of a panel published by nominating side are one group.
    """
    groups: dict[tuple[str, str, str, str], list[BlockRow]] = {}
    for block in blocks:
        if block.item_kind == "concern" and block.lens in OWN_VIEWS:
            group = panel_as_one(block.group) if whole_panel else block.group
            groups.setdefault((block.perceiver, block.target, block.lens, group), []).append(block)
    ordered = sorted(groups, key=lambda place: (*place[:2], LENSES.index(place[2]), place[3]))
    return [row for place in ordered for row in _of_group(place, groups[place])]


def _of_group(place: tuple[str, str, str, str], blocks: Sequence[BlockRow]) -> list[Undetermined]:
    perceiver, target, lens, group = place
    concerns = {ALL_CONCERNS: list(blocks)}
    for block in blocks:
        concerns.setdefault(block.item, []).append(block)
    return [
        Undetermined(perceiver, target, concern, lens, group, _asked(own), *_limits(own))
        for concern, own in concerns.items()
    ]


def _asked(blocks: Sequence[BlockRow]) -> int:
    return sum(block.n for block in blocks)


def _limits(blocks: Sequence[BlockRow]) -> Interval | tuple[None, None]:
    counts = [exactly(block, CANNOT_DETERMINE) for block in blocks]
    known = [count for count in counts if count is not None]
    if len(known) < len(counts):
        return None, None
    return sum(low for low, _high in known), sum(high for _low, high in known)
