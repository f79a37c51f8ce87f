"""What the room should talk about: the few gaps of a release most worth it, in words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from analytics.measures.verdicts import Thresholds
from analytics.release.queries import Dyad
from analytics.release.rows import CellRow, MeanRow
from analytics.release.verdicts import for_dialogue
from analytics.web import wording
from analytics.web.colours import pooled_class, question_class
from analytics.web.pages.likely import likely_sentence, pooled_dyads
from analytics.web.pages.shared import Words, of_gap

MOST_TOPICS = 3


def chosen_topics(
    words: Words,
    cells: Sequence[CellRow],
    means: Sequence[MeanRow],
    links: Mapping[Dyad, str],
    thresholds: Thresholds,
) -> list[dict[str, Any]]:
    """Up to three gaps, each of another directed dyad, the most telling first.

    First come questions at which one side is shown to stand above the panel while the other
    predicted less: of each directed dyad that with the greatest gap. The places left are for
    dyads whose participants are at least likely to be more concerned than the panel over all common
    concerns.
    """
    named = [_of_question(words, cell, cells, thresholds) for cell in _foremost(cells, links)]
    taken = {topic["dyad"] for topic in named}
    others = [
        _of_dyad(words, mean, thresholds)
        for mean in _likeliest(means, thresholds)
        if (mean.perceiver, mean.target) in links and (mean.perceiver, mean.target) not in taken
    ]
    return [
        topic
        | {
            "perceiver": words.name(topic["dyad"][0]),
            "target": words.name(topic["dyad"][1]),
            "url": links[topic["dyad"]],
        }
        for topic in [*named, *others][:MOST_TOPICS]
    ]


def _foremost(cells: Sequence[CellRow], links: Mapping[Dyad, str]) -> list[CellRow]:
    """The question for dialogue with the greatest gap of each directed dyad, greatest first."""
    found: dict[Dyad, CellRow] = {}
    for cell in sorted(for_dialogue(cells), key=lambda cell: -_size(cell)):
        if (cell.perceiver, cell.target) in links:
            found.setdefault((cell.perceiver, cell.target), cell)
    return [*found.values()]


def _size(cell: CellRow) -> float:
    return cell.number(cell.pooled_point) or cell.number(cell.point) or 0.0


def _likeliest(means: Iterable[MeanRow], thresholds: Thresholds) -> list[MeanRow]:
    """The directed dyads likely to stand above the panel, the likeliest first."""
    rows = [
        mean
        for mean in pooled_dyads(of_gap(means, "threat"))
        if (mean.pooled["above"] or 0.0) >= thresholds.likely
    ]
    return sorted(rows, key=lambda mean: (_chance(mean), mean.pooled["mean"] or 0.0), reverse=True)


def _chance(mean: MeanRow) -> int:
    """As it is shown, so that of two that read alike the greater gap comes first."""
    return wording.whole_percent(mean.pooled["above"] or 0.0)


# --- In words ------------------------------------------------------------------------------------


def _of_question(
    words: Words, cell: CellRow, cells: Sequence[CellRow], thresholds: Thresholds
) -> dict[str, Any]:
    predicted = next(c for c in of_gap(cells, "empathy") if c.key == cell.key)
    return {
        "dyad": (cell.perceiver, cell.target),
        "question": words.short_name(cell),
        "sentence": "",
        "findings": [
            _finding(cell, thresholds, _("Participants and the panel's view")),
            _finding(predicted, thresholds, _("Predictions of the other side")),
        ],
    }


def _finding(cell: CellRow, thresholds: Thresholds, about: str) -> dict[str, Any]:
    """A gap by its likelihood and its size, in words, with the figure behind them."""
    point = cell.pooled_point if cell.is_pooled else cell.point
    likely = (
        wording.likelihood_words(cell.gap, cell.number("pooled_above") or 0.0, thresholds)
        if cell.is_pooled
        else wording.kind_words(cell)
    )
    return wording.estimate(*cell.estimate(point)) | {
        "about": about,
        "words": likely,
        "size": wording.size_words(cell.gap, question_class(cell)),
    }


def _of_dyad(words: Words, mean: MeanRow, thresholds: Thresholds) -> dict[str, Any]:
    value, low, high = mean.pooled_estimate
    size = wording.size_words("threat", pooled_class("threat", low, high))
    return {
        "dyad": (mean.perceiver, mean.target),
        "question": "",
        "sentence": likely_sentence(words, mean, thresholds),
        "findings": [
            wording.estimate(value, low, high)
            | {"about": _("All common concerns"), "words": "", "size": size}
        ],
    }
