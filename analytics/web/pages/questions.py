"""One gap at every question of a release: what lies inside the cells of its matrix."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from analytics.measures.verdicts import Thresholds
from analytics.release.queries import Dyad
from analytics.release.rows import CellRow
from analytics.web import wording
from analytics.web.colours import question_class
from analytics.web.pages.matrix import grid
from analytics.web.pages.shared import SYMBOLS, Words, of_gap


def by_concern(
    words: Words,
    cells: Sequence[CellRow],
    gap: str,
    links: Mapping[Dyad, str],
    thresholds: Thresholds,
) -> dict[str, Any] | None:
    """Directed dyads down and the common concerns across; None where none is asked."""
    own = [cell for cell in of_gap(cells, gap) if cell.item_kind == "concern"]
    asked = {cell.item for cell in own}
    concerns = [key for key in words.labels.concerns if key in asked]
    if not concerns:
        return None
    return {
        "columns": [words.labels.concerns[key] for key in concerns],
        "rows": [
            _row(words, of_dyad, concerns, links, thresholds) for of_dyad in words.by_dyad(own)
        ],
    }


def _row(
    words: Words,
    cells: Sequence[CellRow],
    concerns: Sequence[str],
    links: Mapping[Dyad, str],
    thresholds: Thresholds,
) -> dict[str, Any]:
    found = {cell.item: described_question(words, cell, thresholds) for cell in cells}
    perceiver, target = cells[0].perceiver, cells[0].target
    return {
        "perceiver": words.name(perceiver),
        "target": words.name(target),
        "url": links.get((perceiver, target), ""),
        "cells": [found.get(key) for key in concerns],
    }


def described_question(words: Words, cell: CellRow, thresholds: Thresholds) -> dict[str, Any]:
    """A question's gap in words: from all gaps of the round together where it is so estimated."""
    point = cell.pooled_point if cell.is_pooled else cell.point
    quotation = words.labels.questions[cell.key].quotation
    return wording.estimate(*cell.estimate(point)) | {
        "name": words.short_name(cell),
        "words": wording.likelihood_words(cell.gap, cell.number("pooled_above") or 0.0, thresholds)
        if cell.is_pooled
        else wording.kind_words(cell),
        "class": question_class(cell),
        "quoted": quotation and (SYMBOLS[quotation.mark], quotation.label),
    }


# --- By domain -----------------------------------------------------------------------------------


def domains(words: Words, cells: Iterable[CellRow]) -> dict[str, str]:
    """The domains that a release has questions of, by key, as they are called."""
    asked = {cell.domain for cell in cells}
    return {key: name for key, name in words.labels.domains.items() if key in asked}


def inside_cells(
    words: Words,
    cells: Sequence[CellRow],
    gap: str,
    domain: str,
    links: Mapping[Dyad, str],
    thresholds: Thresholds,
) -> dict[str, Any]:
    """Perceivers down and targets across, with the concerns and threats of each directed dyad.

    Of one domain, or with "" of all. A dyad that was not asked has no questions.
    """
    own = [cell for cell in of_gap(cells, gap) if domain in ("", cell.domain)]
    described = {
        dyad: [described_question(words, cell, thresholds) for cell in of_dyad]
        for dyad, of_dyad in groupby(
            sorted(own, key=lambda cell: (cell.perceiver, cell.target)),
            key=lambda cell: (cell.perceiver, cell.target),
        )
    }
    return grid(words, described, links, lambda dyad: {"questions": described.get(dyad, [])})
