"""What the round as a whole makes likely: pooled gaps beside those of single cells."""

from collections.abc import Sequence
from typing import Any

from analytics.measures.verdicts import Thresholds
from analytics.release.queries import Dyad
from analytics.release.rows import CellRow, MeanRow
from analytics.release.verdicts import Likelihood, likelihood
from analytics.vocabulary.likelihood import LIKELIHOODS, SENTENCES
from analytics.web import wording
from analytics.web.pages.shared import Words


def likely_dyads(
    words: Words, means: Sequence[MeanRow], links: dict[Dyad, str], thresholds: Thresholds
) -> list[dict[str, Any]]:
    """Every directed dyad with what is likely of its mean gap, the likeliest above first."""
    rows = [mean for mean in means if mean.pooled and mean.perceiver and mean.target]
    rows.sort(key=lambda mean: -(mean.pooled["above"] or 0.0))
    return [
        {
            "perceiver": words.name(mean.perceiver),
            "target": words.name(mean.target),
            "url": links.get((mean.perceiver, mean.target), ""),
            "sentence": _sentence(words, mean, thresholds),
            "pooled": wording.estimate(
                *(mean.pooled[f"mean{end}"] for end in ("", "_low", "_high"))
            ),
            "alone": wording.estimate(mean.mean, mean.mean_low, mean.mean_high),
        }
        for mean in rows
    ]


def likely_order(
    names: dict[str, str], cells: Sequence[CellRow], thresholds: Thresholds
) -> list[dict[str, Any]]:
    """The common concerns of a directed dyad by their pooled gaps, the greatest first.

    ``greatest`` is how likely each is to be the greatest, in percent.
    """
    rows = [c for c in cells if c.item_kind == "concern" and c.number("pooled_delta") is not None]
    rows.sort(key=lambda cell: -(cell.number("pooled_delta") or 0.0))
    return [
        {
            "name": names[cell.key],
            "pooled": wording.estimate(*cell.estimate("pooled_delta")),
            "alone": wording.estimate(*cell.estimate("delta")),
            "likelihood": LIKELIHOODS[likelihood(above, thresholds)],
            "chance": wording.percent(max(above, 1 - above)),
            "greatest": wording.percent(cell.number("pooled_greatest") or 0.0),
            "unstable": not cell.figures.get("pooled_stable"),
        }
        for cell in rows
        for above in [cell.number("pooled_above") or 0.0]
    ]


def _sentence(words: Words, mean: MeanRow, thresholds: Thresholds) -> str:
    above = mean.pooled["above"] or 0.0
    word = likelihood(above, thresholds)
    is_below = above < 0.5 and word != Likelihood.EVEN_CHANCE
    return str(SENTENCES[word]) % {
        "chance": wording.percent(1 - above if is_below else above),
        "participants": words.labels.participants[mean.perceiver],
        "target": words.labels.sides[mean.target],
    }
