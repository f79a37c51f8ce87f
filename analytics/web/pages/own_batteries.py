"""What a side's participants answered to further batteries, for that side before all others."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from analytics.release.rows import BlockRow, exactly
from analytics.vocabulary.questions import LENSES
from analytics.web import wording
from analytics.web.pages.shared import Words
from surveys.instruments.batteries import BATTERY, battery_part
from surveys.instruments.document import NO_LEVEL


def battery_tables(words: Words, blocks: Sequence[BlockRow]) -> list[dict[str, Any]]:
    """A table for each question of a battery and lens, with a row for each item and other side."""
    own = sorted((b for b in blocks if b.item_kind == BATTERY), key=_table_of)
    return [_table(words, list(rows)) for _key, rows in groupby(own, key=_table_of)]


def _table_of(block: BlockRow) -> tuple[str, str, str]:
    part = battery_part(block.item)
    return part.battery, part.question, block.lens


def _table(words: Words, blocks: Sequence[BlockRow]) -> dict[str, Any]:
    battery, question, lens = _table_of(blocks[0])
    labels = words.labels
    # The highest answers come first and those without a level last, as in other tables.
    answers = [*labels.battery_answers[f"{battery}.{question}"].values()]
    without = [{**labels.marks, "skipped": _("Skipped")}[answer] for answer in NO_LEVEL]
    shown = [*reversed(range(len(NO_LEVEL) + len(answers)))]
    names = [*without, *answers]
    in_order = sorted(blocks, key=lambda block: block.position)
    return {
        "id": f"{battery}-{question}-{lens}",
        "title": labels.batteries[battery],
        "question": labels.battery_questions[f"{battery}.{question}"],
        "lens": LENSES[lens],
        "columns": [names[place] for place in shown],
        "rows": [
            {
                "perceiver": words.name(block.perceiver),
                "target": words.name(block.target) if block.target else "",
                "item": labels.battery_items[block.key],
                "cells": [wording.count_words(exactly(block, place)) for place in shown],
            }
            for block in in_order
        ],
    }
