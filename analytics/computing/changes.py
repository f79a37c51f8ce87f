"""What changed between a round and the one before it, from the blocks of both.

Imported by the worker alone, since scipy is slow to load.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from analytics.computing.gap_matrix import published_group
from analytics.measures.blocks import Block
from analytics.measures.certain_counts import count_changes
from analytics.measures.change import StopRules
from analytics.measures.published_change import PublishedChange, published_change
from analytics.measures.verdicts import stored_rules
from analytics.models import Release
from analytics.release.groups import by_group, published
from analytics.release.queries import blocks_of
from analytics.release.rows import COUNT_CHANGES, BlockRow, ChangeRow
from surveys.instruments.batteries import BATTERY
from surveys.models.response import Lens
from surveys.models.round import Round

# Their answers are no levels, so that nothing rises or falls. Those of batteries are not marks.
WITHOUT_LEVELS = (Lens.FIRST, Lens.REVISED, Lens.RECALLED, Lens.REFLECTED)


def changes(round: Round, blocks: Sequence[BlockRow]) -> list[ChangeRow]:
    """Every group's answers against those of the last released round with the same questionnaire.

    Nothing when there is no such round. Simulated rounds are compared with simulated ones only.
    """
    earlier = previous_release(round)
    return changes_since(earlier, blocks, round.thresholds) if earlier else []


def changes_since(
    earlier: Release, blocks: Sequence[BlockRow], thresholds: Mapping[str, Any]
) -> list[ChangeRow]:
    """Every group's answers against those of an earlier release.

    The panel is one group, also where it is published by nominating side. A group that one of the
    two rounds did not have is left out; one that is too small says "too few to say".
    """
    before, after = by_group(_with_levels(blocks_of(earlier))), by_group(_with_levels(blocks))
    both = [place for place in after if place in before]
    found = published_change(
        [published_group(before[place]) for place in both],
        [published_group(after[place]) for place in both],
        stored_rules(StopRules, thresholds.get("changes", {})),
    )
    return [
        _row(group, earlier.round.number, before[lens, group, key], after[lens, group, key], change)
        for (lens, group, key), change in zip(both, found, strict=True)
    ]


def _row(
    group: str,
    number: int,
    before: Sequence[BlockRow],
    after: Sequence[BlockRow],
    change: PublishedChange,
) -> ChangeRow:
    return ChangeRow(
        **after[0].question,
        lens=after[0].lens,
        group=group,
        round_before=number,
        n_before=sum(block.n for block in before),
        n_after=sum(block.n for block in after),
        movement=change.movement,
        figures=change.flat() | _count_changes(published(before), published(after)),
    )


def _count_changes(before: Sequence[Block], after: Sequence[Block]) -> dict[str, int | None]:
    """How many more people answered each level or higher, at least and at most, by figure."""
    if not before or not after:
        return dict.fromkeys(name for names in COUNT_CHANGES.values() for name in names)
    return {
        name: value
        for level, ends in count_changes(before, after).items()
        for name, value in zip(COUNT_CHANGES[level], ends, strict=True)
    }


def previous_release(round: Round) -> Release | None:
    """The release to compare with: of the round before with the very same questionnaire."""
    earlier = Release.objects.filter(
        round__study=round.study_id,
        round__instrument=round.instrument_id,
        round__number__lt=round.number,
        round__simulated=round.simulated,
    )
    return earlier.select_related("round").order_by("-round__number").first()


def _with_levels(blocks: Iterable[BlockRow]) -> Iterator[BlockRow]:
    return (
        block for block in blocks if block.lens not in WITHOUT_LEVELS and block.item_kind != BATTERY
    )
