"""What would reassure: every measure of a directed dyad from both sides. Pure: no database.

A measure is one that the target might take toward the perceiver. Of each there may be four blocks:
the perceiver's participants say how much it would lessen their concern, the target's how acceptable
it would be to take it, and each group what the other side's most common answer was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from typing import NamedTuple

from analytics.measures.blocks import Block
from analytics.measures.contract_zone import (
    Awareness,
    Support,
    Verdict,
    Zone,
    awareness,
    contract_zone,
    support,
)
from analytics.measures.verdicts import Thresholds
from analytics.release.battery_blocks import BatteryPlace, battery_blocks
from analytics.release.rows import BlockRow
from surveys.instruments.batteries import PREDICTED, STATED, BatteryItem
from surveys.instruments.document import Document
from surveys.instruments.reassurance import ACCEPTABLE, FROM, KEY, LESSENS


class Answered(NamedTuple):
    """Of one group: how many were asked, and how many of them answered `FROM` or higher.

    ``support`` is None where nothing is published, and the number alone is known.
    """

    n: int
    support: Support | None
    block: Block | None


class PredictionGap(NamedTuple):
    """By how many levels predictions lie above the median of the answers, and what it is called.

    ``low`` and ``high`` are the 95 percent limits; ``kind`` is a value of `EmpathyKind`.
    """

    gap: float | None
    low: float | None
    high: float | None
    kind: str


@dataclass(frozen=True)
class MeasureRow:
    """A measure that the target might take toward the perceiver, ``item`` by its key.

    Attributes
    ----------
    wanted : the perceiver's participants, on how much it would lessen their side's concern.
    acceptable : the target's participants, on how acceptable it would be to take it.
    wanted_predicted : the target's participants, on what the perceiver's answered.
    acceptable_predicted : the perceiver's participants, on what the target's answered.
    verdict : whether it lies in the contract zone.
    known_acceptable : whether the perceiver's participants expect that it is acceptable.
    known_wanted : whether the target's participants expect that it is wanted.

    A group that was not asked is None.
    """

    perceiver: str
    target: str
    item: str
    basket: str
    wanted: Answered | None
    acceptable: Answered | None
    wanted_predicted: Answered | None
    acceptable_predicted: Answered | None
    verdict: Verdict
    known_acceptable: Awareness
    known_wanted: Awareness

    @property
    def zone(self) -> Zone:
        return self.verdict.zone

    @property
    def in_zone(self) -> bool:
        """Whether it is certain or likely to lie in the contract zone."""
        return self.zone in (Zone.CERTAIN, Zone.LIKELY)

    @property
    def is_unrecognised(self) -> bool:
        """Whether the target accepts it and the perceiver's participants do not expect so."""
        return self.known_acceptable is Awareness.UNAWARE

    @property
    def acceptance_gap(self) -> PredictionGap | None:
        """How far predictions of what is acceptable miss it; None without both groups."""
        return _gap(self.acceptable_predicted, self.acceptable)

    @property
    def wanting_gap(self) -> PredictionGap | None:
        """How far predictions of what is wanted miss it; None without both groups."""
        return _gap(self.wanted_predicted, self.wanted)


def measure_rows(
    blocks: Sequence[BlockRow], document: Document, thresholds: Thresholds
) -> list[MeasureRow]:
    """Return every directed measure that was asked about, in the order of the questionnaire.

    The perceivers come in the order of the sides, then the targets, then the items. No row without
    the battery.
    """
    found = {
        (question, lens): battery_blocks(blocks, KEY, question, lens)
        for question in (LESSENS, ACCEPTABLE)
        for lens in (STATED, PREDICTED)
    }
    if not any(found.values()):
        return []

    def row(perceiver: str, target: str, item: BatteryItem) -> MeasureRow | None:
        def answered(question: str, lens: str, group: str) -> Answered | None:
            # Of what is acceptable the side that would do it is the one whose answers count.
            ends = (perceiver, target) if question == LESSENS else (target, perceiver)
            return _answered(found[question, lens].get(BatteryPlace(*ends, item.key, group)))

        wanted = answered(LESSENS, STATED, perceiver)
        acceptable = answered(ACCEPTABLE, STATED, target)
        if wanted is None and acceptable is None:
            return None
        wanted_predicted = answered(LESSENS, PREDICTED, target)
        acceptable_predicted = answered(ACCEPTABLE, PREDICTED, perceiver)
        return MeasureRow(
            perceiver=perceiver,
            target=target,
            item=item.key,
            basket=item.group,
            wanted=wanted,
            acceptable=acceptable,
            wanted_predicted=wanted_predicted,
            acceptable_predicted=acceptable_predicted,
            verdict=contract_zone(_of(wanted), _of(acceptable), thresholds),
            known_acceptable=awareness(_of(acceptable), _of(acceptable_predicted), thresholds),
            known_wanted=awareness(_of(wanted), _of(wanted_predicted), thresholds),
        )

    items = document.battery(KEY).items
    every = (row(*dyad, item) for dyad in permutations(document.sides, 2) for item in items)
    return [each for each in every if each is not None]


def most_likely_first(rows: Sequence[MeasureRow]) -> list[MeasureRow]:
    """The measures that lie in a contract zone, certain ones first, then the likeliest."""
    found = [row for row in rows if row.in_zone]
    return sorted(found, key=lambda row: -(row.verdict.likelihood or 0.0))


def unrecognised(rows: Sequence[MeasureRow]) -> list[MeasureRow]:
    """The measures that a side accepts and the other does not expect it to accept.

    Those that the other wants come first: there somebody has only to say so.
    """
    found = [row for row in rows if row.is_unrecognised]
    return sorted(found, key=lambda row: -(row.verdict.likelihood or 0.0))


def _answered(row: BlockRow | None) -> Answered | None:
    if row is None:
        return None
    block = row.block
    return Answered(row.n, None if block is None else support(block, FROM), block)


def _of(answered: Answered | None) -> Support | None:
    return None if answered is None else answered.support


def _gap(predicted: Answered | None, answered: Answered | None) -> PredictionGap | None:
    if predicted is None or answered is None or predicted.block is None or answered.block is None:
        return None
    return _gap_of_blocks(predicted.block, answered.block)


@lru_cache(maxsize=2048)
def _gap_of_blocks(predicted: Block, answered: Block) -> PredictionGap:
    # What computes it needs SciPy, which no page but this one waits for.
    from analytics.measures.published_empathy import published_empathy

    (found,) = published_empathy([predicted], [answered])
    limits = found.empathy_gap_low, found.empathy_gap_high
    return PredictionGap(found.empathy_gap, *limits, found.kind)
