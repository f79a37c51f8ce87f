"""The mean of one gap by perceiver and target: the cells of its matrix."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from analytics.measures.verdicts import Thresholds
from analytics.release.queries import Dyad
from analytics.release.rows import CellRow, MeanRow
from analytics.web.pages.means import described_mean
from analytics.web.pages.shared import SYMBOLS, Words, of_gap

Links = Mapping[Dyad, str]
# Means of one gap as `means.described_mean` shows them; "" stands for all perceivers or targets.
Means = Mapping[Dyad, dict[str, Any]]
# What is quoted of each directed dyad: a symbol and the label that its author gave it.
Quoted = Mapping[Dyad, Sequence[tuple[str, str]]]


def described_means(
    means: Iterable[MeanRow], gap: str, cells: Sequence[CellRow], thresholds: Thresholds
) -> Means:
    """The means of one gap by directed dyad, as pages show them."""
    return {
        (mean.perceiver, mean.target): described_mean(mean, cells, thresholds)
        for mean in of_gap(means, gap)
    }


def of_dyads(means: Means) -> list[dict[str, Any]]:
    """The means of directed dyads, which stand in the cells of a matrix."""
    return [mean for dyad, mean in means.items() if all(dyad)]


def matrix_table(
    words: Words, means: Means, links: Links, quoted: Quoted | None = None
) -> dict[str, Any]:
    """Perceivers down and targets across; what was not asked has no figure."""
    return grid(
        words,
        [dyad for dyad in means if all(dyad)],
        links,
        lambda dyad: {"mean": means.get(dyad), "quoted": (quoted or {}).get(dyad, ())},
    )


def grid(
    words: Words,
    dyads: Collection[Dyad],
    links: Links,
    content: Callable[[Dyad], dict[str, Any]],
) -> dict[str, Any]:
    """Perceivers down and targets across, as far as these directed dyads have them.

    `content` is what stands in the cell of a dyad beside its ends and its address.
    """
    perceivers = [code for code in words.order if any(dyad[0] == code for dyad in dyads)]
    targets = [code for code in words.order if any(dyad[1] == code for dyad in dyads)]
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
                        **content((perceiver, target)),
                    }
                    for target in targets
                ],
            }
            for perceiver in perceivers
        ],
    }


def quotations(words: Words, cells: Iterable[CellRow]) -> Quoted:
    """What the instrument quotes of each directed dyad, in the order of its questions."""
    found: dict[Dyad, dict[str, tuple[str, str]]] = {}
    for cell in cells:
        quotation = words.labels.questions[cell.key].quotation
        if quotation:
            symbol = SYMBOLS[quotation.mark]
            found.setdefault((cell.perceiver, cell.target), {})[cell.key] = (
                symbol,
                quotation.label,
            )
    return {dyad: tuple(by_key.values()) for dyad, by_key in found.items()}
