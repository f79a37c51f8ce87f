"""A better method gives a new revision of a release, computed from what it publishes alone.

The release and its earlier revisions stay as they are. Imported by commands and workers alone,
since scipy is slow to load.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from analytics import SOFTWARE
from analytics.computing import changes, clustered_means, level_gaps, pooled_gaps, vignette_ranks
from analytics.measures.verdicts import Thresholds, stored_rules
from analytics.models import GapMatrix, Release
from analytics.release.canonical import canonical, canonical_bytes, checksum_of_changes
from analytics.release.citation import pooling_metadata
from analytics.release.method import method
from analytics.release.publish import write_matrix
from analytics.release.queries import content_of, revisions_of
from analytics.release.rows import CellRow, ChangeRow, Content
from analytics.release.verdicts import withstands_of
from surveys.auditing import audit_answers
from surveys.instruments.loader import document_of
from surveys.instruments.optional_parties import optional_parties

# Figures that need one person's answers together: a release without records may have some.
OF_PEOPLE = ("c_delta_uniform", "c_delta_minimum_entropy")


class NothingNewError(Exception):
    """The last revision was computed by the very method that this program has."""


def revise_release(*, release: Release, by: str) -> GapMatrix:
    """Compute the release anew by the method of this program, under the next number.

    Raises NothingNewError when the method is the one of the last revision. The version of the
    software does not count: whoever makes a figure come out differently changes the method too.
    """
    with transaction.atomic(using="default"):
        Release.objects.select_for_update().only("pk").get(pk=release.pk)
        last = revisions_of(release)[-1]
        method = method_for(release)
        if canonical_bytes(method) == canonical_bytes(last.metadata["method"]):
            raise NothingNewError(
                f"revision {last.number} was computed by this very method; there is nothing new"
            )
        matrix = GapMatrix(release=release, revision=last.number + 1)
        content = recomputed(release)
        apart = optional_parties(document_of(release.round.instrument))
        problem = pooled_gaps.pooling_problem(content.cells, content.blocks, apart)
        matrix.metadata = _metadata(matrix, content, method) | pooling_metadata(problem)
        matrix.checksum = hashlib.sha256(canonical(matrix.metadata, content)).hexdigest()
        write_matrix(matrix, content)
        detail = {"revision": matrix.revision, "checksum": matrix.checksum}
        audit_answers(by=by, act="revise", subject=release.pk, **detail)
    return matrix


def method_for(release: Release) -> dict[str, Any]:
    """This program's method with the thresholds that were fixed when the round opened."""
    return method(_thresholds(release), withstands_of(release.metadata))


def recomputed(release: Release) -> Content:
    """The release with everything computed from its blocks and records once more.

    What the first revision had and they cannot give is carried over.
    """
    first, thresholds = content_of(release, revision=1), _thresholds(release)
    records, document = list(first.records), document_of(release.round.instrument)
    rules = stored_rules(Thresholds, thresholds.get("gaps", {}))
    apart = optional_parties(document)
    cells, means = pooled_gaps.cells_and_means(first.blocks, rules, apart)
    cells = _carried_over(vignette_ranks.with_ranks(cells, records, document), first.cells)
    means = clustered_means.with_clustered(means, records, document)
    return replace(
        first,
        cells=cells,
        means=means,
        changes=_changes(release, first),
        level_gaps=level_gaps.level_gaps(first.blocks, rules),
    )


def _thresholds(release: Release) -> dict[str, Any]:
    thresholds: dict[str, Any] = release.metadata["method"]["thresholds"]
    return thresholds


def _changes(release: Release, first: Content) -> list[ChangeRow]:
    """Against the round with which the first revision was compared; nothing if with none."""
    if not first.changes:
        return []
    earlier = Release.objects.select_related("round").get(
        round__study=release.round.study_id, round__number=first.changes[0].round_before
    )
    return changes.changes_since(earlier, first.blocks, _thresholds(release))


def _carried_over(cells: Iterable[CellRow], first: Sequence[CellRow]) -> list[CellRow]:
    """The cells with those figures of the first revision that cannot be computed any more."""
    of_first = {_place(cell): _of_people(cell) for cell in first}
    return [replace(c, figures={**of_first.get(_place(c), {}), **c.figures}) for c in cells]


def _place(cell: CellRow) -> tuple[str, str, str]:
    return cell.gap, cell.panel_without, cell.key


def _of_people(cell: CellRow) -> dict[str, Any]:
    return {name: value for name, value in cell.figures.items() if name in OF_PEOPLE}


def _metadata(matrix: GapMatrix, content: Content, method: dict[str, Any]) -> dict[str, Any]:
    names = (
        {name for c in content.cells for name in _of_people(c)} if not content.records else set()
    )
    return {
        "release": str(matrix.release_id),
        "revision": matrix.revision,
        "revises": matrix.release.checksum,
        "method": method,
        "software": SOFTWARE,
        "changes": {"rows": len(content.changes), "checksum": checksum_of_changes(content)},
        "carried_over": {"from_revision": 1, "figures": sorted(names)},
    }
