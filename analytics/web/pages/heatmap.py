"""The gap matrix as a page."""

from collections.abc import Callable, Mapping
from typing import Any

from analytics.release.queries import Dyad, cells_of, means_of
from analytics.release.rows import MeanRow
from analytics.release.verdicts import thresholds_of
from analytics.web.access import Reader
from analytics.web.charts.matrix import heatmap as heatmap_chart
from analytics.web.pages import overview
from analytics.web.pages.means import described_mean, legend
from analytics.web.pages.related import related_pages
from analytics.web.pages.shared import Words, of_gap, page_context, words_of

Described = Callable[[MeanRow], dict[str, Any]]


def heatmap(reader: Reader) -> dict[str, Any]:
    """Both mean gaps by perceiver and target, and what can be read off all cells together."""
    release = reader.release
    words, cells, means = words_of(release), cells_of(release), means_of(release)
    thresholds = thresholds_of(release.metadata)
    threat, empathy = (_by_dyad(means, gap) for gap in ("threat", "empathy"))
    links = {dyad: reader.url("dyad", *dyad) for dyad in {**threat, **empathy}}
    to_empathy = {(p, t): f"{link}#empathy-{p}-{t}" for (p, t), link in links.items()}

    def described(mean: MeanRow) -> dict[str, Any]:
        return described_mean(mean, cells, thresholds)

    threats = matrix(words, threat, links, described)
    return page_context(reader) | {
        "related": related_pages(reader),
        "empathy": matrix(words, empathy, to_empathy, described) if empathy else None,
        "empathy_legend": legend("empathy", thresholds),
        "threat": threats,
        "threat_legend": legend("threat", thresholds),
        "chart": heatmap_chart(threats),
        "empty": all(mean.mean is None for mean in threat.values()),
        "answered": any(cell.n_left or cell.n_right for cell in cells),
        "dialogue": overview.dialogue(words, cells, links),
        "both_directions": overview.both_directions(words, threat, links, described),
        "totals": overview.totals(words, means, described),
        "kinds": overview.kind_counts(cells),
    }


def _by_dyad(means: list[MeanRow], gap: str) -> dict[Dyad, MeanRow]:
    """One gap over the common battery, against the whole panel, by directed dyad."""
    return {
        (mean.perceiver, mean.target): mean
        for mean in of_gap(means, gap)
        if mean.perceiver and mean.target
    }


def matrix(
    words: Words, means: Mapping[Dyad, MeanRow], links: Mapping[Dyad, str], described: Described
) -> dict[str, Any]:
    """Perceivers down and targets across; what was not asked has no figure."""
    perceivers = [code for code in words.order if any(dyad[0] == code for dyad in means)]
    targets = [code for code in words.order if any(dyad[1] == code for dyad in means)]
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
                        "url": links.get((perceiver, target), ""),
                        "mean": described(mean) if mean else None,
                    }
                    for target in targets
                    for mean in [means.get((perceiver, target))]
                ],
            }
            for perceiver in perceivers
        ],
    }
