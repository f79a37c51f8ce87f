"""A gap's mean over the common battery, as every page shows it."""

from collections.abc import Sequence
from typing import Any

from analytics.measures.verdicts import Thresholds
from analytics.release.rows import CellRow, MeanRow
from analytics.release.verdicts import MeanVerdict, equivalence_bound, mean_verdict
from analytics.vocabulary.gaps import VERDICTS_BY_GAP
from analytics.web import wording
from analytics.web.colours import CLASSES, mean_class


def described_mean(
    mean: MeanRow, cells: Sequence[CellRow], thresholds: Thresholds
) -> dict[str, Any]:
    """The mean with its interval, its verdict and its colour; `cells` are those of the release."""
    concerns = [cell for cell in cells if mean.is_over(cell)]
    return wording.estimate(mean.mean, mean.mean_low, mean.mean_high) | {
        "verdict": VERDICTS_BY_GAP[mean.gap][mean_verdict(mean, thresholds)],
        "class": mean_class(mean, thresholds),
        "asymmetry": wording.signed(mean.asymmetry),
        "concerns": wording.concern_count(mean.gap, concerns),
    }


def legend(gap: str, thresholds: Thresholds) -> dict[str, Any]:
    """Every word that may stand in a cell, with its colours from the palest to the deepest."""
    classes = {verdict: [name] for verdict, name in CLASSES.items()} | {
        MeanVerdict.ABOVE: ["gap-above-1", "gap-above-2", "gap-above-3"],
        MeanVerdict.BELOW: ["gap-below-1", "gap-below-2", "gap-below-3"],
    }
    return {
        "entries": [
            {"words": word, "classes": classes[MeanVerdict(verdict)]}
            for verdict, word in VERDICTS_BY_GAP[gap].items()
        ],
        "bound": f"{equivalence_bound(gap, thresholds):.2g}",
    }
