"""A gap's mean over the common battery, as every page shows it."""

from collections.abc import Iterable, Sequence
from typing import Any

from analytics.measures.verdicts import GapKind, Thresholds
from analytics.release.rows import CellRow, MeanRow
from analytics.release.verdicts import (
    Likelihood,
    MeanVerdict,
    equivalence_bound,
    mean_verdict,
    shown_jointly,
)
from analytics.vocabulary.gaps import KINDS, VERDICTS_BY_GAP
from analytics.vocabulary.likelihood import LIKELIHOODS_BY_GAP
from analytics.web import wording
from analytics.web.colours import (
    ABOVE,
    BELOW,
    CLASSES,
    UNDETERMINABLE,
    mean_class,
    missing_class,
    pooled_class,
)

HATCHED = CLASSES[MeanVerdict.CANNOT_BE_TOLD]


def described_mean(
    mean: MeanRow, cells: Sequence[CellRow], thresholds: Thresholds
) -> dict[str, Any]:
    """The mean with its interval, words and colour; `cells` are those of the release.

    Where it was estimated together with the other gaps of the round that is what is shown, in words
    of likelihood, and ``alone`` holds the same of its own answers, with their verdict.
    """
    over = [cell for cell in cells if mean.is_over(cell)]
    alone = _alone(mean, over, thresholds)
    shown = _pooled(mean, thresholds) | {"alone": alone} if mean.pooled else alone
    return shown | {
        "asymmetry": wording.signed(mean.asymmetry),
        "concerns": wording.concern_count(mean.gap, over),
        "jointly": wording.joint_count(shown_jointly(mean, cells, thresholds), len(over)),
    }


def _alone(mean: MeanRow, over: Sequence[CellRow], thresholds: Thresholds) -> dict[str, Any]:
    words = VERDICTS_BY_GAP[mean.gap][mean_verdict(mean, thresholds)]
    name = mean_class(mean, thresholds)
    if mean.mean is None and missing_class(over) == UNDETERMINABLE:
        words, name = KINDS[GapKind.INDETERMINATE], UNDETERMINABLE
    return wording.estimate(mean.mean, mean.mean_low, mean.mean_high) | {
        "words": words,
        "class": name,
        "alone": None,
    }


def _pooled(mean: MeanRow, thresholds: Thresholds) -> dict[str, Any]:
    value, low, high = mean.pooled_estimate
    return wording.estimate(value, low, high) | {
        "words": wording.likelihood_words(mean.gap, mean.pooled["above"] or 0.0, thresholds),
        "class": pooled_class(mean.gap, low, high),
    }


def legend(gap: str, thresholds: Thresholds, shown: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Every word that may stand in a cell, with its colours; `shown` are the means in the cells."""
    pooled = [mean["alone"] is not None for mean in shown if mean["published"]]
    entries = _likelihoods(gap) if any(pooled) else []
    verdicts = VERDICTS_BY_GAP[gap]
    if pooled and all(pooled):
        verdicts = {MeanVerdict.NO_FIGURE: verdicts[MeanVerdict.NO_FIGURE]}
    classes = {verdict: [name] for verdict, name in CLASSES.items()} | {
        MeanVerdict.ABOVE: ABOVE,
        MeanVerdict.BELOW: BELOW,
    }
    entries += [
        {"words": word, "classes": classes[MeanVerdict(verdict)]}
        for verdict, word in verdicts.items()
    ]
    if gap != "empathy":
        entries.append({"words": KINDS[GapKind.INDETERMINATE], "classes": [UNDETERMINABLE]})
    return {
        "entries": entries,
        "pooled": any(pooled),
        "bound": f"{equivalence_bound(gap, thresholds):.2g}",
    }


def _likelihoods(gap: str) -> list[dict[str, Any]]:
    """Only where an interval excludes 0 is there a colour, and then the word is the surest."""
    colours = {
        Likelihood.ALMOST_CERTAINLY_ABOVE: [*ABOVE, HATCHED],
        Likelihood.ALMOST_CERTAINLY_BELOW: [*BELOW, HATCHED],
    }
    return [
        {"words": word, "classes": colours.get(Likelihood(value), [HATCHED])}
        for value, word in LIKELIHOODS_BY_GAP[gap].items()
    ]
