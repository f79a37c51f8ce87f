"""What participants say has changed, as it stands on several pages."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.measures.certain_counts import certain_surplus
from analytics.release.rows import BlockRow, exactly
from analytics.web import wording
from analytics.web.pages.shared import Words
from surveys.instruments.document import NO_LEVEL, Document, answers_of
from surveys.instruments.optional_parts import REPORTED_CHANGES


def sides_with_changes(
    words: Words, document: Document, blocks: Sequence[BlockRow], kind: str
) -> list[dict[str, Any]]:
    """The counts of every side that was asked a question of this kind, and what they prove."""
    asked = [block for block in blocks if block.item_kind == kind]
    by_side = {code: [b for b in asked if b.perceiver == code] for code in words.order}
    return [_side(words, document, code, of_side) for code, of_side in by_side.items() if of_side]


def _side(
    words: Words, document: Document, side: str, blocks: Sequence[BlockRow]
) -> dict[str, Any]:
    kind = blocks[0].item_kind
    # The answers for a change come first and those without a choice last, as in other tables.
    shown = list(reversed(list(enumerate(answers_of(document, kind)))))
    labels = words.labels.reported_answers | words.labels.marks | {"skipped": _("Skipped")}
    in_order = sorted(blocks, key=lambda block: _place(words, block))
    return {
        "id": f"{kind}-{side}",
        "name": words.name(side),
        "participants": words.labels.participants[side],
        "n": blocks[0].n,
        "published": blocks[0].cumulative is not None,
        "columns": [labels[answer] for _place, answer in shown],
        "rows": [
            {
                "question": words.labels.reported_changes[block.key],
                "cells": [wording.count_words(exactly(block, place)) for place, _answer in shown],
                "certain": _certain(block, answers_of(document, kind), labels),
            }
            for block in in_order
        ],
    }


def _place(words: Words, block: BlockRow) -> int:
    return words.order.index(block.target) if block.target else -1


def _certain(block: BlockRow, answers: Sequence[str], labels: dict[str, str]) -> list[str]:
    """How many certainly gave an answer, and which of two opposite ones certainly more gave."""
    if block.block is None:
        return []
    one, *_rest, other = REPORTED_CHANGES[block.item_kind]
    sentences = []
    for place, answer in reversed(list(enumerate(answers))):
        fewest, _most = exactly(block, place) or (0, 0)
        if fewest and answer not in NO_LEVEL:
            sentences.append(_at_least(fewest, block.n, labels[answer]))
    for more, fewer in ((other, one), (one, other)):
        surplus = certain_surplus(block.block, answers.index(more), answers.index(fewer))
        if surplus > 0:
            sentences.append(_more(surplus, labels[more], labels[fewer]))
    return sentences


def _at_least(people: int, n: int, answer: str) -> str:
    words = _("At least %(people)s of the %(n)s answered “%(answer)s”.")
    return words % {"people": people, "n": n, "answer": answer}


def _more(people: int, more: str, fewer: str) -> str:
    words = ngettext(
        "At least %(people)s more person answered “%(more)s” than “%(fewer)s”.",
        "At least %(people)s more people answered “%(more)s” than “%(fewer)s”.",
        people,
    )
    return words % {"people": people, "more": more, "fewer": fewer}
