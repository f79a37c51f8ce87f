"""What the round as a whole makes likely: pooled gaps beside those of single cells."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from django.utils.translation import gettext as _

from analytics.measures.verdicts import Thresholds
from analytics.release.queries import Dyad
from analytics.release.rows import CellRow, MeanRow
from analytics.release.verdicts import Likelihood, likelihood
from analytics.vocabulary.likelihood import SENTENCES
from analytics.web import wording
from analytics.web.pages.shared import Words

# A pooled figure and the figure alone; None where there is none.
Pair = tuple[float | None, float | None]


def likely_dyads(
    words: Words, means: Sequence[MeanRow], links: Mapping[Dyad, str], thresholds: Thresholds
) -> list[dict[str, Any]]:
    """Every directed dyad with what is likely of its mean gap, the likeliest above first."""
    rows = pooled_dyads(means)
    rows.sort(key=lambda mean: -(mean.pooled["above"] or 0.0))
    return [
        {
            "perceiver": words.name(mean.perceiver),
            "target": words.name(mean.target),
            "url": links.get((mean.perceiver, mean.target), ""),
            "sentence": likely_sentence(words, mean, thresholds),
            "pooled": wording.estimate(*mean.pooled_estimate),
            "alone": wording.estimate(mean.mean, mean.mean_low, mean.mean_high),
            "changed": changed(mean.pooled["mean"], mean.mean),
        }
        for mean in rows
    ]


def pooled_dyads(means: Iterable[MeanRow]) -> list[MeanRow]:
    """The means of directed dyads that were estimated together."""
    return [mean for mean in means if mean.pooled and mean.perceiver and mean.target]


def likely_order(names: dict[str, str], cells: Sequence[CellRow]) -> list[dict[str, Any]]:
    """The common concerns of a directed dyad by their pooled gaps, the greatest first.

    ``greatest`` is how likely each is to be the greatest, in percent.
    """
    return [
        {
            "name": names[cell.key],
            "greatest": wording.percent(cell.number("pooled_greatest") or 0.0),
        }
        for cell in by_pooled(cells)
        if cell.item_kind == "concern" and cell.is_pooled
    ]


def likely_gap(cell: CellRow, thresholds: Thresholds) -> dict[str, Any] | None:
    """A question's gap as estimated together with all others; None where it was not."""
    if not cell.is_pooled:
        return None
    return wording.estimate(*cell.estimate(cell.pooled_point)) | {
        "words": wording.likelihood_words(cell.gap, cell.number("pooled_above") or 0.0, thresholds),
        "changed": changed(cell.number(cell.pooled_point), cell.number(cell.point)),
        "unstable": not cell.figures.get("pooled_stable"),
    }


def by_pooled(cells: Iterable[CellRow]) -> list[CellRow]:
    """Concerns before threats, each by their pooled gaps, the greatest first.

    Cells without one come last, in the order of their questions.
    """

    def place(cell: CellRow) -> tuple[bool, float]:
        value = cell.number(cell.pooled_point)
        return cell.item_kind != "concern", float("inf") if value is None else -value

    return sorted(cells, key=place)


def likely_sentence(words: Words, mean: MeanRow, thresholds: Thresholds) -> str:
    """How likely it is that a directed dyad's participants are more, or less, concerned."""
    above = mean.pooled["above"] or 0.0
    word = likelihood(above, thresholds)
    is_below = above < 0.5 and word != Likelihood.EVEN_CHANCE
    return str(SENTENCES[word]) % {
        "chance": wording.percent(1 - above if is_below else above),
        "participants": words.labels.participants[mean.perceiver],
        "target": words.labels.sides[mean.target],
    }


# --- How far a figure is drawn by the others -----------------------------------------------------


def changed(pooled: float | None, alone: float | None) -> str:
    """How far the rest of the round changes a figure: the difference of both as they are shown."""
    if pooled is None or alone is None:
        return wording.DASH
    distance = round(pooled, 2) - round(alone, 2)
    if abs(distance) < 0.005:
        return _("changed by less than 0.01")
    words = _("raised by %(distance)s") if distance > 0 else _("lowered by %(distance)s")
    return words % {"distance": f"{abs(distance):.2f}"}


def changed_at_most(pairs: Iterable[Pair]) -> str:
    """How far the figures of a page are changed, at most and typically; "" where there are none."""
    distances = [
        abs(round(pooled, 2) - round(alone, 2))
        for pooled, alone in pairs
        if pooled is not None and alone is not None
    ]
    if not distances:
        return ""
    return _(
        "The rest of the round changes these figures by %(most)s at most from what each is alone, "
        "and half of them by %(half)s or less."
    ) % {"most": f"{max(distances):.2f}", "half": f"{median(distances):.2f}"}
