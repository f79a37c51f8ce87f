"""The image gap on ranks among anchoring vignettes, from published records alone.

A rank needs one person's own rating and their ratings of the vignettes together, so that it is no
function of blocks: groups without records have none. Imported by the worker alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from analytics.computing.clustered_means import GAP, LENSES, groups_of, marks_of
from analytics.measures.rounding import figure
from analytics.measures.vignettes import c_delta, c_scale
from analytics.release.rows import CellRow, Figures, RecordRow
from surveys.instruments.document import Document
from surveys.instruments.sequence import name_of

RULES = ("uniform", "minimum_entropy")


def with_ranks(
    cells: Sequence[CellRow], records: Collection[RecordRow], document: Document
) -> list[CellRow]:
    """The cells, those in the vignettes' domain whose groups have records with delta on C ranks.

    The figures are ``c_delta_uniform`` and ``c_delta_minimum_entropy``, after what becomes of
    people whose ratings allow several ranks; None when nobody in a group rated all of them.
    """
    anchors = _anchors(records, document)
    groups = groups_of(records)
    return [
        replace(cell, figures={**cell.figures, **_ranked(cell, records, anchors)})
        if anchors and _is_ranked(cell, document) and {cell.perceiver, cell.target} <= groups
        else cell
        for cell in cells
    ]


def _anchors(records: Collection[RecordRow], document: Document) -> list[str]:
    """The names of the answers to the vignettes, the least severe first; none if not asked."""
    situations = document.vignettes.situations if document.vignettes else ()
    names = [name_of("anchored", situation.key) for situation in situations]
    first = next(iter(records), None)
    return names if first and all(name in first.answers for name in names) else []


def _is_ranked(cell: CellRow, document: Document) -> bool:
    assert document.vignettes is not None
    return cell.gap == GAP and not cell.panel_without and cell.domain == document.vignettes.domain


def _ranked(cell: CellRow, records: Collection[RecordRow], anchors: Sequence[str]) -> Figures:
    by_group = (
        marks_of(records, group, [name_of(lens, cell.key), *anchors])
        for lens, group in zip(LENSES, (cell.perceiver, cell.target), strict=True)
    )
    left, right = (c_scale(marks[:, 0], marks[:, 1:]) for marks in by_group)
    top = 2 * len(anchors) + 1
    return {f"c_delta_{rule}": figure(c_delta(left, right, top, rule)) for rule in RULES}
