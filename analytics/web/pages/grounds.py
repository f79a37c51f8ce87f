"""What the answers rest on, group by group, and which grounds go with wide gaps, as a page."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from analytics.release.grounds import (
    BATTERY,
    OTHERS,
    GroundGap,
    GroundsRow,
    answer_keys,
    ground_gaps,
    grounds_of,
    named,
    observed_first,
    question_of,
)
from analytics.release.queries import blocks_of, means_of
from analytics.release.rows import Interval, MeanRow
from analytics.vocabulary.grounds import DIRECTIONS, OBSERVED_WORDS, OTHERS_WORDS, WITHOUT_WORDS
from analytics.web import wording
from analytics.web.access import Reader
from analytics.web.charts.answers import counted
from analytics.web.pages.shared import Words, page_context, words_of
from surveys.instruments.batteries import STATED
from surveys.instruments.document import Document
from surveys.instruments.loader import document_of

Ends = tuple[str, str]


def grounds(reader: Reader) -> dict[str, Any] | None:
    """Every directed dyad, that with the widest gap first; None where it was not asked."""
    release = reader.release
    words, document = words_of(release), document_of(release.round.instrument)
    blocks, means = blocks_of(release), means_of(release)
    rows = grounds_of(document, blocks)
    if not rows:
        return None
    gaps = _mean_gaps(means)
    ends = list(dict.fromkeys((row.perceiver, row.target) for row in rows))
    ends.sort(key=lambda each: (-gaps.get(each, -2.0), [words.order.index(c) for c in each]))
    dyads = [
        _dyad(words, document, rows, each) | _of_page(reader, each, gaps.get(each)) for each in ends
    ]
    return page_context(reader) | {
        "question": words.labels.battery_questions[_question_key(document)],
        "dyads": dyads,
        "gaps": [_gap(words, document, each) for each in ground_gaps(document, blocks, means)],
        "split": observed_first(answer_keys(document)) > 0,
        "chart": _chart(words, rows, ends, gaps),
        "observed_words": OBSERVED_WORDS,
        "others_words": OTHERS_WORDS,
    }


def dyad_grounds(
    words: Words, document: Document, rows: Sequence[GroundsRow], ends: Ends
) -> dict[str, Any] | None:
    """What stands of it on the page of a dyad; None where it was not asked."""
    if any((row.perceiver, row.target) == ends for row in rows):
        return _dyad(words, document, rows, ends)
    return None


def ground_words(words: Words, document: Document) -> dict[str, str]:
    """Return the grounds in words, by key, in the order in which they are published."""
    return words.labels.battery_answers[_question_key(document)]


def _question_key(document: Document) -> str:
    question = question_of(document)
    assert question is not None
    return f"{BATTERY}.{question.key}"


def _mean_gaps(means: Iterable[MeanRow]) -> dict[Ends, float]:
    return {
        (mean.perceiver, mean.target): mean.mean
        for mean in means
        if (mean.gap, mean.panel_without) == ("threat", "") and mean.mean is not None
    }


# --- A dyad --------------------------------------------------------------------------------------


def _dyad(
    words: Words, document: Document, rows: Sequence[GroundsRow], ends: Ends
) -> dict[str, Any]:
    """A table with the grounds down and the groups across, and what is certain in words."""
    groups = [row for row in rows if (row.perceiver, row.target) == ends]
    groups.sort(key=lambda row: words.place_of(row.group))
    lines: list[tuple[Any, list[Interval | None]]] = [
        (text, [named(row, key) for row in groups])
        for key, text in ground_words(words, document).items()
    ]
    lines.append((WITHOUT_WORDS, [row.without for row in groups]))
    sums: list[tuple[Any, list[Interval | None]]] = []
    if observed_first(answer_keys(document)):
        sums = [
            (OBSERVED_WORDS, [row.observed for row in groups]),
            (OTHERS_WORDS, [row.others for row in groups]),
        ]
    return {
        "id": "-".join(ends),
        "perceiver": words.name(ends[0]),
        "target": words.name(ends[1]),
        "groups": [{"name": words.group_name(row.group), "n": row.n} for row in groups],
        "rows": [_line(*line) for line in lines],
        "sums": [_line(*line) for line in sums],
        "certain": [text for row in groups if (text := _most_named(words, document, row))],
    }


def _line(text: Any, counts: Sequence[Interval | None]) -> dict[str, Any]:
    return {"name": text, "counts": [wording.count_words(count) for count in counts]}


def most_named(row: GroundsRow) -> str:
    """Return the ground that certainly more of a group named than any other; "" if none was."""
    counts = row.counts or {}
    for key, (least, _most) in counts.items():
        if all(least > most for other, (_least, most) in counts.items() if other != key):
            return key
    return ""


def _most_named(words: Words, document: Document, row: GroundsRow) -> str:
    key = most_named(row)
    if not key or row.counts is None:
        return ""
    return _("%(group)s: named most often for certain, by %(count)s of %(n)s: %(ground)s.") % {
        "group": words.group_name(row.group),
        "count": wording.count_words(row.counts[key]),
        "n": row.n,
        "ground": ground_words(words, document)[key],
    }


def _of_page(reader: Reader, ends: Ends, gap: float | None) -> dict[str, Any]:
    return {"url": reader.url("dyad", *ends), "gap": wording.signed(gap)}


# --- All dyads -----------------------------------------------------------------------------------


def _gap(words: Words, document: Document, found: GroundGap) -> dict[str, Any]:
    others = found.ground == OTHERS
    limits = found.order.limits
    return {
        "name": OTHERS_WORDS if others else ground_words(words, document)[found.ground],
        "all_others": others,
        "together": found.order.together,
        "against": found.order.against,
        "undecided": found.order.undecided,
        "limits": wording.between(*limits) if limits else wording.DASH,
        "words": DIRECTIONS[found.order.direction],
    }


def _chart(
    words: Words, rows: Iterable[GroundsRow], ends: Sequence[Ends], gaps: dict[Ends, float]
) -> dict[str, Any] | None:
    """Bars of both sums of participants for every directed dyad, in the order of the page."""
    stated = {(row.perceiver, row.target): row for row in rows if row.lens == STATED}
    shown = [stated[each] for each in ends if each in stated and stated[each].others]
    if not shown:
        return None
    questions = []
    for row in shown:
        dyad = f"{words.name(row.perceiver)} → {words.name(row.target)}"
        gap = _("mean delta %(gap)s") % {
            "gap": wording.signed(gaps.get((row.perceiver, row.target)))
        }
        answers = [(_("other grounds"), row.others), (_("what it has, does or says"), row.observed)]
        questions.append((f"{dyad}, {gap}", answers))
    return counted(questions, max(row.n for row in shown))
