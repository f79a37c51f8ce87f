"""What one side's own participants answered, and nothing else, as a page."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from analytics.measures.marks import ANSWERS
from analytics.release.audience import Bearer
from analytics.release.groups import level_of, whole_group
from analytics.release.queries import blocks_of
from analytics.release.rows import BlockRow, at_least
from analytics.web.access import Reader
from analytics.web.charts.answers import counted
from analytics.web.pages.impressions import first_and_revised
from analytics.web.pages.own_batteries import battery_tables
from analytics.web.pages.reported_changes import sides_with_changes
from analytics.web.pages.shared import (
    AT_LEAST,
    Words,
    count_columns,
    count_words,
    page_context,
    words_of,
)
from surveys.instruments.document import KINDS_WITH_OWN_ANSWERS
from surveys.instruments.loader import document_of
from surveys.instruments.optional_parts import REPORTED_CHANGES
from surveys.respondent_groups import with_level


def preview(reader: Reader) -> dict[str, Any] | None:
    """The published counts of the participants of the reader's own side.

    No other side's answers, no panel and no gap. None if the side was not asked anything.
    """
    release, side = reader.release, reader.side
    words = words_of(release)
    document = document_of(release.round.instrument)
    blocks = [block for block in blocks_of(release) if whole_group(block.group) == side]
    if not blocks:
        return None
    marked = [block for block in blocks if block.item_kind not in KINDS_WITH_OWN_ANSWERS]
    return page_context(reader) | {
        "whole": reader.who == Bearer.ROOM,
        "name": words.name(side),
        "participants": words.labels.participants[side],
        "n": _people_asked(blocks),
        "published": blocks[0].cumulative is not None,
        "impressions": first_and_revised(release, words, blocks),
        "reported": [
            side
            for kind in REPORTED_CHANGES
            for side in sides_with_changes(words, document, blocks, kind)
        ],
        "parts": [
            {
                "id": lens,
                "title": title,
                "text": text,
                "tables": [
                    _dyad(words, of_group)
                    for of_dyad in words.by_dyad(of_lens)
                    for of_group in _by_level(words, of_dyad)
                ],
            }
            for lens, (title, text) in _lens_words().items()
            if (of_lens := [block for block in marked if block.lens == lens])
        ],
        "batteries": battery_tables(words, blocks),
        "situations": _situations(words, blocks),
        "count_columns": count_columns(words.labels),
    }


def _lens_words() -> dict[str, tuple[str, str]]:
    return {
        "perceived": (
            _("Your own side's concerns"),
            _("How serious a concern each matter is, as participants of your side see it."),
        ),
        "predicted": (
            _("What your side predicted of the others"),
            _(
                "Which answer is probably the most common among the participants of each other "
                "side, as participants of your side predicted it."
            ),
        ),
        "avowed": (
            _("What the others' answers should be, according to your side"),
            _(
                "How serious a concern each matter should be for each other side, according to "
                "participants of your side, who know their own."
            ),
        ),
    }


def _people_asked(blocks: Sequence[BlockRow]) -> int:
    """How many of the side were asked a question, the first: all were asked the same."""
    first = blocks[0]
    same = [block for block in blocks if (block.key, block.lens) == (first.key, first.lens)]
    return sum(block.n for block in same)


def _by_level(words: Words, blocks: Sequence[BlockRow]) -> list[list[BlockRow]]:
    """The blocks of each group among those of a dyad: of the side, or of its levels in order."""
    groups = sorted({block.group for block in blocks}, key=words.place_of)
    return [[block for block in blocks if block.group == group] for group in groups]


def _dyad(words: Words, blocks: list[BlockRow]) -> dict[str, Any]:
    first = blocks[0]
    rows = [(words.short_name(block), block) for block in blocks]
    level = level_of(first.group)
    names = [first.lens, first.perceiver, first.target, *([level] if level else [])]
    return {
        "perceiver": with_level(words.name(first.perceiver), level),
        "target": words.name(first.target),
        **_counts(words, "-".join(names), rows),
    }


def _situations(words: Words, blocks: Sequence[BlockRow]) -> dict[str, Any] | None:
    """The invented situations with their texts; None if they were not asked."""
    shown = [block for block in blocks if block.lens == "anchored"]
    if not shown:
        return None
    names = [_("Situation %(number)s") % {"number": n} for n in range(1, len(shown) + 1)]
    texts = [words.labels.vignettes[block.item] for block in shown]
    rows = list(zip(names, shown, strict=True))
    return {"texts": list(zip(names, texts, strict=True)), **_counts(words, "situations", rows)}


def _counts(words: Words, id: str, rows: Sequence[tuple[str, BlockRow]]) -> dict[str, Any]:
    """All counts as a table, and a chart of how many stand at the two upper levels."""
    upper = list(zip(AT_LEAST[:2], count_columns(words.labels), strict=False))
    questions = [
        (name, [(column, at_least(block, ANSWERS.index(mark))) for mark, column in upper])
        for name, block in rows
    ]
    return {
        "id": id,
        "rows": [{"name": name, "cells": count_words(block)} for name, block in rows],
        "chart_id": f"chart-{id}",
        "chart": counted(questions, rows[0][1].n),
    }
