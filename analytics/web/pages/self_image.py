"""What each side says of itself against what the others say of it, as a page and of a dyad."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.measures.marks import ANSWERS, LEVELS
from analytics.measures.verdicts import GapKind, Thresholds
from analytics.release.battery_blocks import BatteryPlace, battery_blocks
from analytics.release.battery_items import items_of
from analytics.release.queries import blocks_of
from analytics.release.rows import BlockRow, at_least
from analytics.release.self_images import SelfImageRow, self_images
from analytics.release.verdicts import UNDECIDED, thresholds_of
from analytics.vocabulary.self_images import COMPARED, DIRECTIONS, PREDICTED
from analytics.web import wording
from analytics.web.access import Reader
from analytics.web.charts.answers import Span, named_levels
from analytics.web.pages.levels import level_range, range_words
from analytics.web.pages.shared import Words, page_context, words_of
from surveys.instruments.batteries import STATED
from surveys.instruments.sides_and_orders import AGREE, SELF_IMAGE, YES
from surveys.languages import join_sentences

APART = (GapKind.OVERESTIMATION, GapKind.UNDERESTIMATION)
# Where the answers begin that agree, however hesitantly.
RATHER_AGREE = ANSWERS.index(LEVELS[0]) + YES

Stated = Mapping[BatteryPlace, BlockRow]


def self_image(reader: Reader) -> dict[str, Any] | None:
    """Every statement by speaker and side, and what stands out; None if the round did not ask."""
    blocks, words = blocks_of(reader.release), words_of(reader.release)
    stated = battery_blocks(blocks, SELF_IMAGE, AGREE, STATED)
    if not stated:
        return None
    rows = in_order(words, self_images(blocks, thresholds_of(reader.release.metadata)))
    answers = answers_of_battery(words)
    return page_context(reader) | {
        "heading": words.labels.batteries[SELF_IMAGE],
        "answers": answers,
        "standing_out": _standing_out(words, rows),
        "counted": _counted(rows),
        "asks_predictions": any(row.prediction for row in rows),
        "statements": [
            _statement(words, item, stated, [row for row in rows if row.item == item])
            for item in items_of(SELF_IMAGE, words.labels)
            if any(place.item == item for place in stated)
        ],
    }


def answers_of_battery(words: Words) -> list[str]:
    """The answers from disagreement to agreement."""
    return [*words.labels.battery_answers[f"{SELF_IMAGE}.{AGREE}"].values()]


def in_order(words: Words, rows: Sequence[SelfImageRow]) -> list[SelfImageRow]:
    """The rows by the side that is spoken of and the one that speaks, as the study has them."""
    return sorted(rows, key=lambda r: (words.order.index(r.about), words.order.index(r.speaker)))


def statement_text(words: Words, item: str) -> str:
    """A statement as a sentence of its own."""
    return capfirst(items_of(SELF_IMAGE, words.labels)[item])


# --- What stands out -----------------------------------------------------------------------------


def _standing_out(words: Words, rows: Sequence[SelfImageRow]) -> list[dict[str, Any]]:
    """The statements with which a side agrees more, or less, than the side that it is about."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.kind in APART:
            found.setdefault(row.item, []).append(dispute(words, row))
    return [
        {"id": item, "statement": statement_text(words, item), "sentences": sentences}
        for item, sentences in found.items()
    ]


def dispute(words: Words, row: SelfImageRow) -> str:
    """What one side disputes of what another says of itself, and whether it knew that."""
    return join_sentences(*filter(None, (disputed(words, row), expected(words, row))))


def disputed(words: Words, row: SelfImageRow) -> str:
    """That the speakers agree more with a statement about a side than that side, or less."""
    more = _("%(speakers)s agree more with this of %(side)s than %(own)s themselves.")
    less = _("%(speakers)s agree less with this of %(side)s than %(own)s themselves.")
    sentence = more if row.kind == GapKind.OVERESTIMATION else less
    return sentence % {
        "speakers": capfirst(words.labels.participants[row.speaker]),
        "side": words.labels.sides[row.about],
        "own": words.labels.participants[row.about],
    }


def expected(words: Words, row: SelfImageRow) -> str:
    """What the speakers expected the side to say of itself; "" where that is not shown."""
    sentences = {
        "overpredicted": _("They expected %(own)s to agree more than these do."),
        "underpredicted": _("They expected %(own)s to agree less than these do."),
        "accurate": _("They knew what %(own)s would say."),
    }
    own = {"own": words.labels.participants[row.about]}
    return sentences.get(row.prediction, "") % own


def _counted(rows: Sequence[SelfImageRow]) -> str:
    """At how many of all comparisons something is shown; the others are open, not alike."""
    apart = sum(row.kind in APART for row in rows)
    alike = sum(row.kind == GapKind.ALIGNED for row in rows)
    words = ngettext(
        "Of %(all)s comparison of a side's own answers with those of another about it %(apart)s "
        "is shown to differ and %(alike)s to be alike; the rest stays open.",
        "Of %(all)s comparisons of a side's own answers with those of another about it %(apart)s "
        "are shown to differ and %(alike)s to be alike; the rest stays open.",
        len(rows),
    )
    return words % {"all": len(rows), "apart": apart, "alike": alike}


# --- A statement ---------------------------------------------------------------------------------


def _statement(
    words: Words, item: str, stated: Stated, rows: Sequence[SelfImageRow]
) -> dict[str, Any]:
    sides = [side for side in words.order if BatteryPlace(side, side, item, side) in stated]
    ranges = {
        (speaker, about): level_range([stated[BatteryPlace(speaker, about, item, speaker)]])
        for speaker in sides
        for about in sides
    }
    return {
        "id": item,
        "text": statement_text(words, item),
        "columns": [words.name(about) for about in sides],
        "rows": [
            {
                "name": words.name(speaker),
                "cells": [
                    {
                        "own": speaker == about,
                        "n": stated[BatteryPlace(speaker, about, item, speaker)].n,
                        "people": agreeing(stated[BatteryPlace(speaker, about, item, speaker)]),
                        "levels": range_words(ranges[speaker, about]),
                    }
                    for about in sides
                ],
            }
            for speaker in sides
        ],
        "compared": [compared(words, stated, row) for row in rows],
        "published": any(ranges.values()),
        "chart_id": f"chart-{item}",
        "chart": named_levels(
            [
                (
                    _("About %(side)s") % {"side": words.labels.sides[about]},
                    [
                        Span(words.name(speaker), ranges[speaker, about], speaker == about)
                        for speaker in sorted(sides, key=lambda side: side != about)
                    ],
                )
                for about in sides
            ],
            answers_of_battery(words),
        ),
    }


def agreeing(block: BlockRow) -> str:
    """How many rather agree or agree: "6–8"."""
    return wording.count_words(at_least(block, RATHER_AGREE))


def _of_all(block: BlockRow) -> str:
    """The same, and of how many: "6–8 of 10"."""
    return _("%(people)s of %(n)s") % {"people": agreeing(block), "n": block.n}


def compared(words: Words, stated: Stated, row: SelfImageRow) -> dict[str, Any]:
    """What one side says of another beside what that side says of itself, and what it expects."""
    said = stated[BatteryPlace(row.speaker, row.about, row.item, row.speaker)]
    own = stated[BatteryPlace(row.about, row.about, row.item, row.about)]
    return {
        "speaker": words.name(row.speaker),
        "about": words.name(row.about),
        "said": _of_all(said),
        "own": _of_all(own),
        "kind": str(COMPARED[row.kind]),
        "is_verdict": row.kind not in UNDECIDED,
        "note": str(DIRECTIONS.get(row.direction, "")),
        "delta": wording.estimate(*row.estimate("delta")),
        "prediction": str(PREDICTED.get(row.prediction, wording.DASH)),
        "gap": wording.estimate(*row.estimate("empathy_gap")),
    }


# --- Of a dyad -----------------------------------------------------------------------------------


def of_directed_dyad(
    words: Words,
    blocks: Sequence[BlockRow],
    thresholds: Thresholds,
    speaker: str,
    about: str,
) -> dict[str, Any] | None:
    """What one side says of another against what that side says of itself; None if not asked."""
    stated = battery_blocks(blocks, SELF_IMAGE, AGREE, STATED)
    rows = [
        row
        for row in self_images(blocks, thresholds)
        if (row.speaker, row.about) == (speaker, about)
    ]
    if not rows:
        return None
    return {
        "id": f"self-image-{speaker}-{about}",
        "answers": answers_of_battery(words),
        "asks_predictions": any(row.prediction for row in rows),
        "rows": [
            compared(words, stated, row) | {"statement": statement_text(words, row.item)}
            for row in rows
        ],
    }
