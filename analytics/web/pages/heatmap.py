"""The gap matrix as a page."""

from collections.abc import Callable, Mapping
from typing import Any

from analytics.models import Release
from analytics.release.queries import Dyad, cells_of, means_of
from analytics.release.rows import MeanRow
from analytics.web import charts, wording
from analytics.web.pages import overview
from analytics.web.pages.shared import Words, about, words_of
from analytics.web.readers import Reader

Described = Callable[[float | None], dict[str, str]]


def heatmap(release: Release, url: Callable[..., str] | None = None) -> dict[str, Any]:
    """Both mean gaps by perceiver and target, and what can be read off all cells together.

    `url` gives the address of a page for its reader (`Reader.url`), without it for staff.
    """
    url = url or Reader(release).url
    words, cells, means = words_of(release), cells_of(release), means_of(release)
    threat, empathy = (_by_dyad(means, gap) for gap in ("threat", "empathy"))
    links = {dyad: url("dyad", *dyad) for dyad in {**threat, **empathy}}
    inward = {(p, t): f"{link}#empathy-{p}-{t}" for (p, t), link in links.items()}
    perceivers, targets = _sides(words, threat)
    return about(release) | {
        "empathy": _matrix(words, empathy, inward, _predicted) if empathy else None,
        "level_bands": _level_bands(),
        "threat": _matrix(words, threat, links, _against_panel),
        "chart": charts.heatmap(threat, perceivers, targets, words.labels.parties, links),
        "empty": all(mean.mean is None for mean in threat.values()),
        "answered": any(cell.n_left or cell.n_right for cell in cells),
        "dialogue": overview.dialogue(words, cells, links),
        "both_ways": overview.both_ways(words, threat, links),
        "totals": overview.totals(words, means),
        "kinds": overview.kinds_met(cells),
    }


def _by_dyad(means: list[MeanRow], gap: str) -> dict[Dyad, MeanRow]:
    """One gap over the common battery, against the whole panel, by directed dyad."""
    wanted = (mean for mean in means if (mean.gap, mean.panel_without) == (gap, ""))
    return {
        (mean.perceiver, mean.target): mean for mean in wanted if mean.perceiver and mean.target
    }


def _sides(words: Words, means: Mapping[Dyad, MeanRow]) -> tuple[list[str], list[str]]:
    perceivers = [code for code in words.order if any(dyad[0] == code for dyad in means)]
    targets = [code for code in words.order if any(dyad[1] == code for dyad in means)]
    return perceivers, targets


def _matrix(
    words: Words, means: Mapping[Dyad, MeanRow], links: Mapping[Dyad, str], described: Described
) -> dict[str, Any]:
    """Perceivers down and targets across; what was not asked has neither figure nor link."""
    perceivers, targets = _sides(words, means)
    return {
        "columns": [words.name(code) for code in targets],
        "rows": [
            {
                "name": words.name(perceiver),
                "cells": [
                    {
                        "same": perceiver == target,
                        "perceiver": words.name(perceiver),
                        "target": words.name(target),
                        "url": links[perceiver, target] if (perceiver, target) in means else "",
                        **described(_mean(means.get((perceiver, target)))),
                    }
                    for target in targets
                ],
            }
            for perceiver in perceivers
        ],
    }


def _mean(mean: MeanRow | None) -> float | None:
    return mean.mean if mean else None


def _against_panel(mean: float | None) -> dict[str, str]:
    return {
        "class": wording.band_class(mean),
        "value": wording.signed(mean),
        "word": wording.one_word(mean),
        "against": wording.against_panel(mean),
    }


def _predicted(mean: float | None) -> dict[str, str]:
    return {
        "class": wording.level_class(mean),
        "value": wording.signed(mean),
        "word": wording.one_word_predicted(mean),
        "against": wording.against_answers(mean),
    }


def _level_bands() -> list[dict[str, str]]:
    told = wording.level_band_words().items()
    return [{"words": words, "class": wording.level_class(step / 2)} for step, words in told]
