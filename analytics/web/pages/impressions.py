"""What gives each side most cause for concern, before all other questions and after, as a page."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from analytics.measures.certain_counts import least_changed
from analytics.models import Release
from analytics.release.queries import blocks_of
from analytics.release.rows import BlockRow, Interval, exactly
from analytics.web import wording
from analytics.web.access import Reader
from analytics.web.charts.answers import before_and_after
from analytics.web.pages.reported_changes import sides_with_changes
from analytics.web.pages.shared import Words, page_context, words_of
from surveys.instruments.document import NO_LEVEL, Document, answers_of, impression_options
from surveys.instruments.loader import document_of


def impressions(reader: Reader) -> dict[str, Any] | None:
    """Both distributions of every side, or whether it names another first; None if not asked."""
    release = reader.release
    words, blocks = words_of(release), blocks_of(release)
    sides = first_and_revised(release, words, blocks)
    document = document_of(release.round.instrument)
    reflections = sides_with_changes(words, document, blocks, "reflection")
    if not sides and not reflections:
        return None
    return page_context(reader) | {"sides": sides, "reflections": reflections}


def first_and_revised(
    release: Release, words: Words, blocks: Sequence[BlockRow]
) -> list[dict[str, Any]]:
    """Both distributions of every side that has them among these blocks, and what they prove."""
    by_lens = {(b.perceiver, b.lens): b for b in blocks if b.item_kind == "impression"}
    sides = [code for code in words.order if {(code, "first"), (code, "revised")} <= set(by_lens)]
    document = document_of(release.round.instrument)
    return [
        _side(words, document, by_lens[code, "first"], by_lens[code, "revised"]) for code in sides
    ]


def _side(words: Words, document: Document, before: BlockRow, after: BlockRow) -> dict[str, Any]:
    side = before.perceiver
    described = {
        "id": side,
        "name": words.name(side),
        "participants": words.labels.participants[side],
        "question": words.labels.impressions[side],
        "n": after.n,
        "certain": certainly_changed(before, after),
        "rows": [],
    }
    if before.cumulative is None or after.cumulative is None:
        return described
    counts = {
        answer: (exactly(before, place) or (0, 0), exactly(after, place) or (0, 0))
        for place, answer in enumerate(answers_of(document, "impression", side))
    }
    order = dict.fromkeys([*words.order, *impression_options(document, side)])
    named = [(words.labels.options[code], counts[code]) for code in order if code in counts]
    without_level = words.labels.marks | {"skipped": _("Skipped")}
    unnamed = [(without_level[answer], counts[answer]) for answer in reversed(NO_LEVEL)]
    return described | {
        "rows": [_row(answer, *times) for answer, times in (*named, *unnamed)],
        "chart": before_and_after(named, after.n),
        "chart_id": f"chart-{side}",
    }


def certainly_changed(before: BlockRow, after: BlockRow) -> str:
    """How many certainly changed their answer; "" where it may be nobody."""
    if before.block is None or after.block is None:
        return ""
    changed = least_changed(before.block, after.block)
    if changed == 0:
        return ""
    words = _("Certain: at least %(changed)s of the %(n)s did not give the same answer both times.")
    return words % {"changed": changed, "n": after.n}


def _row(answer: str, before: Interval, after: Interval) -> dict[str, str]:
    return {
        "answer": answer,
        "before": wording.count_words(before),
        "after": wording.count_words(after),
        "compared": compared(before, after),
    }


def compared(before: Interval, after: Interval) -> str:
    """What the published counts prove: the same people were asked both times."""
    if after[0] > before[1]:
        return _("more afterwards")
    if after[1] < before[0]:
        return _("fewer afterwards")
    return _("cannot be told")
