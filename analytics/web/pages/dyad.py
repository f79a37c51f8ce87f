"""Both directions of a dyad as a page."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from analytics.measures.verdicts import Thresholds
from analytics.models import ReferenceFigure
from analytics.reference.queries import figures_of
from analytics.release.grounds import grounds_of
from analytics.release.queries import blocks_of, cells_of, means_of
from analytics.release.rows import BlockRow
from analytics.release.verdicts import thresholds_of
from analytics.web.access import Reader
from analytics.web.pages.certain import certain_section
from analytics.web.pages.elsewhere import described_figure, figures_about, quoted_here
from analytics.web.pages.gaps import DirectedDyad, gap_section, without_nominators
from analytics.web.pages.glance import at_a_glance, group_names
from analytics.web.pages.grounds import dyad_grounds
from analytics.web.pages.reassurance import measures_between, measures_of_release
from analytics.web.pages.self_image import of_directed_dyad
from analytics.web.pages.shared import (
    SYMBOLS,
    count_columns,
    group_counts,
    page_context,
    take_away,
    words_of,
)
from surveys.instruments.loader import document_of

# The groups behind the counts, in the order in which they are shown.
LENSES = ("perceived", "predicted", "avowed", "assessed")
KINDS = ("concern", "threat")


def dyad(reader: Reader, perceiver: str, target: str) -> dict[str, Any] | None:
    """Both directions of a dyad, the one in the address first; None if there is no such dyad."""
    release = reader.release
    words = words_of(release)
    every_block = blocks_of(release)
    blocks = [block for block in every_block if block.lens in LENSES and block.item_kind in KINDS]
    measures = measures_of_release(reader, every_block)
    cells, means = cells_of(release), means_of(release)
    thresholds = thresholds_of(release.metadata)
    elsewhere = figures_of(release.round.study)
    quoted = quoted_here(words, elsewhere)
    directions = [
        DirectedDyad(words, *ends, _of(cells, *ends), _of(blocks, *ends), _of(means, *ends), quoted)
        for ends in ((perceiver, target), (target, perceiver))
    ]
    if not directions[0].cells:
        return None
    document = document_of(release.round.instrument)
    of_grounds = grounds_of(document, every_block)
    shown = [
        _direction(direction, thresholds)
        | {
            "elsewhere": _elsewhere(direction, elsewhere),
            "take_away": take_away(reader, direction.id),
            "measures": measures_between(
                words, _of(measures, direction.perceiver, direction.target)
            ),
            "grounds": dyad_grounds(
                words, document, of_grounds, (direction.perceiver, direction.target)
            ),
            "self_image": of_directed_dyad(
                words, every_block, thresholds, direction.perceiver, direction.target
            ),
        }
        for direction in directions
        if direction.cells
    ]
    certain = [direction["certain"] for direction in shown if direction["certain"]]
    for section in certain:
        section["explained"] = section is certain[0]
        section["asks_predictions"] = any(each["asks_predictions"] for each in certain)
    return page_context(reader) | {
        "perceiver": words.name(perceiver),
        "target": words.name(target),
        "brief_url": reader.url("release-brief", perceiver, target),
        "measures_url": reader.url("reassurance") if measures else "",
        "presentation_url": reader.url("presentation", perceiver, target),
        "grounds_url": reader.url("grounds"),
        "directions": shown,
        "count_columns": count_columns(words.labels),
        "symbols": [(symbol, words.labels.marks[mark]) for mark, symbol in SYMBOLS.items()],
    }


def _of(rows: Sequence[Any], perceiver: str, target: str) -> list[Any]:
    return [row for row in rows if (row.perceiver, row.target) == (perceiver, target)]


def _elsewhere(direction: DirectedDyad, figures: list[ReferenceFigure]) -> list[dict[str, Any]]:
    words, ends = direction.words, (direction.perceiver, direction.target)
    return [described_figure(words, figure) for figure in figures_about(words, figures, *ends)]


def _direction(direction: DirectedDyad, thresholds: Thresholds) -> dict[str, Any]:
    words = direction.words
    return {
        "id": direction.id,
        "perceiver": words.name(direction.perceiver),
        "target": words.name(direction.target),
        "perceiver_side": words.labels.sides[direction.perceiver],
        "target_side": words.labels.sides[direction.target],
        "glance": at_a_glance(direction, thresholds),
        "certain": certain_section(direction),
        "asks_dialogue": bool(direction.of("empathy") and direction.of("threat")),
        "dialogue": [*direction.for_dialogue.values()],
        "empathy": gap_section(direction, "empathy", thresholds),
        "threat": gap_section(direction, "threat", thresholds),
        "image": gap_section(direction, "image", thresholds),
        "without": without_nominators(direction),
        "counts": _counts(direction),
    }


# --- The counts as published ---------------------------------------------------------------------


def _counts(direction: DirectedDyad) -> list[dict[str, Any]]:
    """One entry a question, with a row for each group that was asked it."""
    return [
        {
            "name": direction.words.short_name(blocks[0]),
            "groups": _groups(direction, blocks),
        }
        for _key, of_question in groupby(direction.blocks, key=lambda block: block.key)
        for blocks in [list(of_question)]
    ]


def _groups(direction: DirectedDyad, blocks: list[BlockRow]) -> list[dict[str, Any]]:
    """The rows of a question; a panel that is published by nominating side has one for each."""
    words, names = direction.words, group_names(direction)
    blocks.sort(key=lambda block: (LENSES.index(block.lens), words.place_of(block.group)))
    return [
        group_counts(
            words.group_name(block.group) if block.lens == "assessed" else names[block.lens], block
        )
        for block in blocks
    ]
