"""The rows a release is made of. Pure: no database, no request."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache
from operator import attrgetter
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from analytics.measures.blocks import Block
from analytics.measures.marks import LEVELS, NONE

PANEL = "panel"

Interval = tuple[int, int]
Figures = Mapping[str, Any]
# The fields by which the rows of a table are published in order, whatever the database does.
Order = tuple[str, ...]
# The figures of a change that say how many more people than before answered a level or higher, at
# least and at most.
COUNT_CHANGES = {
    level: (f"more_{name}_least", f"more_{name}_most")
    for level, name in enumerate(LEVELS)
    if level > NONE
}
AnyRow = TypeVar(
    "AnyRow", "BlockRow", "CellRow", "MeanRow", "LevelGapRow", "ChangeRow", "RecordRow"
)


@dataclass(frozen=True)
class AboutAQuestion:
    """The question a row is about. ``domain`` is "" where it belongs to none of the five."""

    perceiver: str
    target: str
    item: str
    item_kind: str
    domain: str
    position: int

    @property
    def key(self) -> str:
        """The question's key in its instrument."""
        return f"{self.perceiver}>{self.target}:{self.item}"

    @property
    def question(self) -> dict[str, Any]:
        """The question's fields, for another row about it."""
        return {field.name: getattr(self, field.name) for field in fields(AboutAQuestion)}


@dataclass(frozen=True)
class BlockRow(AboutAQuestion):
    """The answers of one group to one question as published.

    ``cumulative`` is one (low, high) for each answer but the last; None for a group of fewer than
    five, of which only ``n`` is published.
    """

    order: ClassVar[Order] = ("position", "lens", "group")
    lens: str
    group: str
    n: int
    cumulative: tuple[Interval, ...] | None

    @property
    def block(self) -> Block | None:
        """The block that the figures are computed from; None if unpublished.

        Raises ValueError for intervals such as `analytics.measures.blocks.protect` never gives.
        """
        return None if self.cumulative is None else _block(self.n, self.cumulative)


@lru_cache(maxsize=4096)
def _block(n: int, intervals: tuple[Interval, ...]) -> Block:
    """Checked once, since blocks come back in many rows and are asked for again and again."""
    return Block(n, intervals)


def stored_block(stored: Mapping[str, Any]) -> BlockRow:
    """The row whose intervals are in lists, as JSON and the database have them."""
    intervals = stored["cumulative"]
    if intervals is not None:
        intervals = tuple((low, high) for low, high in intervals)
    return BlockRow(**{**stored, "cumulative": intervals})


@dataclass(frozen=True)
class CellRow(AboutAQuestion):
    """One gap at one question.

    ``panel_without`` is the nominating side whose assessors are left out, "" for the whole panel.
    ``kind``, ``subtype`` and ``direction`` are values of the enumerations in
    `analytics.measures.verdicts`; ``figures`` are those of `PublishedContrast` or, of an empathy
    gap, `PublishedEmpathy`.
    """

    order: ClassVar[Order] = ("position", "gap", "panel_without")
    gap: str
    panel_without: str
    n_left: int
    n_right: int
    kind: str
    subtype: str
    direction: str
    figures: Figures

    @property
    def delta(self) -> float | None:
        return self.number("delta")

    @property
    def point(self) -> str:
        """The name of the figure by which this gap is drawn and coloured."""
        return "empathy_gap" if self.gap == "empathy" else "delta"

    @property
    def pooled_point(self) -> str:
        """The name of the same figure, estimated together with the other gaps of the round."""
        return f"pooled_{self.point}"

    @property
    def is_pooled(self) -> bool:
        """Whether there is such an estimate."""
        return self.number(self.pooled_point) is not None

    @property
    def delta_se(self) -> float | None:
        return self.number("delta_se")

    def number(self, name: str) -> float | None:
        """A figure by its name; None also where this gap has no such figure."""
        value = self.figures.get(name)
        return None if value is None else float(value)

    def estimate(self, name: str) -> tuple[float | None, float | None, float | None]:
        """A figure and the limits of its interval."""
        return self.number(name), self.number(f"{name}_low"), self.number(f"{name}_high")


@dataclass(frozen=True)
class MeanRow:
    """One gap over the common battery, and never over the articulated threats.

    Of a directed dyad; of a perceiver toward all (``target`` is ""); or of all toward a target
    (``perceiver`` is ""). ``mean`` is the mean over those ``n_cells`` of the ``n_concerns`` that
    have a figure (of delta; of an empathy gap in levels), ``mean_low`` and ``mean_high`` its limits
    as if the errors moved together. ``asymmetry`` is by how much it exceeds that of the other
    direction, ``tracking`` the tau-b between predicted and actual medians. ``clustered_mean`` is
    the mean from the records of both groups, with limits that take each person's answers together.
    All are None where there is nothing to compute them from. ``pooled`` holds ``mean``, its limits
    ``mean_low`` and ``mean_high``, and ``above``, the probability that it is above 0, as estimated
    from all gaps of the round together; it is empty where there are none.
    """

    order: ClassVar[Order] = ("gap", "panel_without", "perceiver", "target")
    perceiver: str
    target: str
    gap: str
    panel_without: str
    mean: float | None
    mean_low: float | None
    mean_high: float | None
    n_above: int
    n_below: int
    n_cells: int
    n_concerns: int
    asymmetry: float | None
    tracking: float | None
    clustered_mean: float | None = None
    clustered_mean_low: float | None = None
    clustered_mean_high: float | None = None
    pooled: Mapping[str, float | None] = field(default_factory=dict)

    @property
    def pooled_estimate(self) -> tuple[float | None, float | None, float | None]:
        """The mean as estimated from all gaps of the round together, and its limits."""
        low, high = (self.pooled.get(f"mean_{end}") for end in ("low", "high"))
        return self.pooled.get("mean"), low, high

    def is_over(self, cell: CellRow) -> bool:
        """Whether the cell is one of the concerns that the mean is over."""
        return (
            cell.item_kind == "concern"
            and (cell.gap, cell.panel_without) == (self.gap, self.panel_without)
            and self.perceiver in ("", cell.perceiver)
            and self.target in ("", cell.target)
        )


@dataclass(frozen=True)
class LevelGapRow(AboutAQuestion):
    """How seriously two levels of a side, the perceiver, take one question, one against the other.

    ``kind``, ``subtype``, ``direction`` and ``figures`` are as those of a threat gap, the first
    level standing for the participants and the second for the panel.
    """

    order: ClassVar[Order] = ("position", "first_level", "second_level")
    first_level: str
    second_level: str
    n_left: int
    n_right: int
    kind: str
    subtype: str
    direction: str
    figures: Figures


@dataclass(frozen=True)
class ChangeRow(AboutAQuestion):
    """One group's answers to one question through one lens, against those of an earlier round.

    ``round_before`` is the earlier round's number; ``figures`` are those of `PublishedChange` and
    those of `COUNT_CHANGES`.
    """

    order: ClassVar[Order] = ("position", "lens", "group")
    lens: str
    group: str
    round_before: int
    n_before: int
    n_after: int
    movement: str
    figures: Figures


@dataclass(frozen=True)
class RecordRow:
    """One respondent of a group of a hundred or more, under a random identifier of its own.

    ``about`` holds the declared quasi-identifiers, each combination held by ten or more, None
    where withheld; ``answers`` a mark for each answer's name (`surveys.instruments.sequence`).
    """

    order: ClassVar[Order] = ("group", "id")
    id: UUID
    group: str
    about: Mapping[str, str | None]
    answers: Mapping[str, int]


def in_order(rows: Iterable[AnyRow]) -> list[AnyRow]:
    """Return the rows of one table in the order in which they are published."""
    table = list(rows)
    return sorted(table, key=attrgetter(*table[0].order)) if table else table


@dataclass(frozen=True)
class Content:
    """Everything that a release publishes."""

    blocks: Sequence[BlockRow]
    cells: Sequence[CellRow]
    means: Sequence[MeanRow]
    changes: Sequence[ChangeRow] = ()
    records: Collection[RecordRow] = ()
    level_gaps: Sequence[LevelGapRow] = ()


def is_panel(group: str) -> bool:
    """Whether a group is the panel, or that part of it which one side nominated."""
    return panel_as_one(group) == PANEL


def panel_as_one(group: str) -> str:
    """The group, every part of the panel being the panel."""
    return PANEL if nominator_of(group) else group


def nominator_of(group: str) -> str:
    """The side that nominated this part of the panel; "" of any other group."""
    kind, _slash, side = group.partition("/")
    return side if kind == PANEL else ""


def at_least(block: BlockRow, answer: int) -> Interval | None:
    """How many of the group gave the answer in this place or a later one; None if unpublished.

    The last answers are the levels in ascending order, so this reads "moderate or more".
    """
    if block.cumulative is None:
        return None
    if answer == 0:
        return (block.n, block.n)
    low, high = block.cumulative[answer - 1]
    return (block.n - high, block.n - low)


def exactly(block: BlockRow, answer: int) -> Interval | None:
    """How many of the group may have given the answer in this place; None if unpublished."""
    if block.cumulative is None:
        return None
    edges = [(0, 0), *block.cumulative, (block.n, block.n)]
    (low, high), (next_low, next_high) = edges[answer], edges[answer + 1]
    return (max(0, next_low - high), next_high - low)
