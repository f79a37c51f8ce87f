"""The image gap of a dyad with each person's answers taken together, from published records alone.

Imported by the worker alone, since scipy is slow to load.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from analytics.measures.aggregate import clustered_delta
from analytics.measures.rounding import LIMIT, figure
from analytics.release.record_columns import RecordColumns
from analytics.release.rows import MeanRow, RecordRow
from surveys.instruments.document import Document, question_key
from surveys.instruments.sequence import name_of

GAP, LENSES = "image", ("perceived", "avowed")


def with_clustered(
    means: Sequence[MeanRow], records: Collection[RecordRow], document: Document
) -> list[MeanRow]:
    """The means, those of a dyad of which both groups have records with their clustered mean.

    Of the gaps only the image gap has participants on both sides.
    """
    groups = groups_of(records)
    return [
        _clustered(mean, records, document)
        if mean.gap == GAP and not mean.panel_without and {mean.perceiver, mean.target} <= groups
        else mean
        for mean in means
    ]


def groups_of(records: Collection[RecordRow]) -> set[str]:
    """The groups of which there are records."""
    if isinstance(records, RecordColumns):
        return set(records.groups)
    return {record.group for record in records}


def marks_of(
    records: Collection[RecordRow], group: str, names: Sequence[str]
) -> npt.NDArray[np.float64]:
    """A row a person of the group, a column for each answer; NaN without a level."""
    if isinstance(records, RecordColumns):
        return _marks_in_columns(records, group, names)
    rows = [[r.answers.get(name, -1) for name in names] for r in records if r.group == group]
    marks = np.array(rows, dtype=np.float64).reshape(len(rows), len(names))
    return np.where(marks < 0, np.nan, marks)


def _marks_in_columns(
    records: RecordColumns, group: str, names: Sequence[str]
) -> npt.NDArray[np.float64]:
    columns = records.groups[group]
    marks = np.full((len(columns), len(names)), np.nan)
    for place, name in enumerate(names):
        if name in columns.names:
            given = columns.marks[:, columns.names.index(name)]
            marks[:, place] = np.where(given < 0, np.nan, given)
    return marks


def _clustered(mean: MeanRow, records: Collection[RecordRow], document: Document) -> MeanRow:
    keys = [question_key(mean.perceiver, mean.target, c.key) for c in document.concerns]
    left, right = (
        marks_of(records, group, [name_of(lens, key) for key in keys])
        for lens, group in zip(LENSES, (mean.perceiver, mean.target), strict=True)
    )
    clustered = clustered_delta(left, right)
    low, high = (figure(np.round(limit, LIMIT)) for limit in (clustered.low, clustered.high))
    return replace(
        mean,
        clustered_mean=figure(clustered.mean),
        clustered_mean_low=low,
        clustered_mean_high=high,
    )
