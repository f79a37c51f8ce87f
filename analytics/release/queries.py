"""Where pages, charts and the API read releases, and nothing else is read."""

import uuid
from dataclasses import dataclass, fields
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet, Subquery
from django.http import Http404

from analytics.models import Block, Change, GapCell, GapMatrix, GapMean, Record, Release
from analytics.release.audience import Who, audiences_of, may_read
from analytics.release.rows import (
    BlockRow,
    CellRow,
    ChangeRow,
    Content,
    MeanRow,
    RecordRow,
    in_order,
)
from surveys.access import role_of
from surveys.models.staff import ApiToken, User

Dyad = tuple[str, str]
QUESTION = ("perceiver", "target", "item", "item_kind", "domain", "position")


def find_release(
    user: User | AnonymousUser | None, token: ApiToken | None = None, **which: Any
) -> Release:
    """The release with this id, or of this round, if its audience reaches the user; otherwise 404.

    A release that is not there and one that may not be seen get the same answer.
    """
    return find_with_role(user, token, **which)[0]


def find_with_role(
    user: User | AnonymousUser | None, token: ApiToken | None = None, **which: Any
) -> tuple[Release, Who]:
    """The same, with the role by which the user reads it; None: as anybody may."""
    release = releases_with_rounds().filter(**which).first()
    role = role_of(user, release.round.study_id, token) if release else None
    if release is None or not may_read(release, role):
        raise Http404
    return release, role


def releases_of(study: uuid.UUID, role: Who) -> list[Release]:
    """The releases of a study whose audience reaches this role, by number of their rounds."""
    releases = releases_with_rounds().filter(round__study=study, audience__in=audiences_of(role))
    return list(releases.order_by("round__number"))


def releases_with_rounds() -> QuerySet[Release]:
    # The questionnaire is built once for each checksum; its text need not be fetched every time.
    releases: QuerySet[Release] = Release.objects.select_related(
        "round__study", "round__instrument"
    )
    return releases.defer("round__instrument__content", "round__wrapped_private_key")


def blocks_of(release: Release) -> list[BlockRow]:
    """The blocks in the order of their questions, the panel's before the participants'."""
    names = (*QUESTION, "lens", "group", "n", "cumulative")
    rows = Block.objects.filter(release=release).values(*names)
    return in_order(BlockRow(**row | {"cumulative": _intervals(row["cumulative"])}) for row in rows)


def _intervals(stored: list[list[int]] | None) -> tuple[tuple[int, int], ...] | None:
    return None if stored is None else tuple((low, high) for low, high in stored)


def cells_of(release: Release, revision: int | None = None) -> list[CellRow]:
    """The gap cells of the release in the order of their questions.

    They are of the latest revision, like all that is computed, unless another is requested.
    """
    rows = GapCell.objects.filter(_of(release, revision))
    return in_order(CellRow(**row) for row in rows.values(*_names(CellRow)))


def means_of(release: Release, revision: int | None = None) -> list[MeanRow]:
    """The gaps over the common battery."""
    rows = GapMean.objects.filter(_of(release, revision))
    return in_order(MeanRow(**row) for row in rows.values(*_names(MeanRow)))


def changes_of(release: Release, revision: int | None = None) -> list[ChangeRow]:
    """What changed since an earlier round, in the order of the questions."""
    rows = Change.objects.filter(_of(release, revision))
    return in_order(ChangeRow(**row) for row in rows.values(*_names(ChangeRow)))


def visible_changes_of(release: Release, role: Who, revision: int | None = None) -> list[ChangeRow]:
    """What changed since those earlier rounds of which somebody of this role may read the release.

    A change shows both rounds, and the audience of the earlier one may be the narrower.
    """
    readable = _readable_rounds(release, role)
    return [change for change in changes_of(release, revision) if change.round_before in readable]


def has_visible_changes(release: Release, role: Who, revision: int | None = None) -> bool:
    """Whether `visible_changes_of` has any."""
    readable = _readable_rounds(release, role)
    rows = Change.objects.filter(_of(release, revision))
    return rows.filter(round_before__in=readable).exists()


def _readable_rounds(release: Release, role: Who) -> set[int]:
    """The numbers of the study's rounds whose releases may be read."""
    return {other.round.number for other in releases_of(release.round.study_id, role)}


def records_of(release: Release) -> list[RecordRow]:
    """The records of groups of a hundred and more; none where the round publishes none."""
    rows = Record.objects.filter(release=release)
    return in_order(RecordRow(**row) for row in rows.values(*_names(RecordRow)))


def content_of(release: Release, revision: int | None = None) -> Content:
    """All that the release publishes."""
    return Content(
        blocks_of(release),
        cells_of(release, revision),
        means_of(release, revision),
        changes_of(release, revision),
        records_of(release),
    )


@dataclass(frozen=True)
class Revision:
    """What was computed from a release's blocks by one method.

    `metadata` and `checksum` of the first are the release's.
    """

    number: int
    metadata: dict[str, Any]
    checksum: str

    @property
    def method(self) -> dict[str, Any]:
        return dict(self.metadata["method"])

    @property
    def software(self) -> dict[str, Any]:
        return dict(self.metadata["software"])


def revisions_of(release: Release) -> list[Revision]:
    """Every revision of the release, the latest last."""
    matrices = GapMatrix.objects.filter(release=release).order_by("revision")
    return [
        Revision(
            matrix.revision,
            matrix.metadata or release.metadata,
            matrix.checksum or release.checksum,
        )
        for matrix in matrices
    ]


def _of(release: Release, revision: int | None) -> Q:
    """What belongs to this revision of the release; None: the latest."""
    if revision is not None:
        return Q(matrix__release=release, matrix__revision=revision)
    latest = GapMatrix.objects.filter(release=release).order_by("-revision").values("pk")[:1]
    return Q(matrix=Subquery(latest))


def _names(row: type[CellRow | MeanRow | ChangeRow | RecordRow]) -> list[str]:
    return [field.name for field in fields(row)]
