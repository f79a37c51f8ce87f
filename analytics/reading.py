"""Where pages, charts and the API read releases, and nothing else is read."""

import uuid
from dataclasses import fields
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from analytics.models import Block, Change, GapCell, GapMean, Record, Release
from analytics.releasing import audiences_of, may_read
from analytics.rows import BlockRow, CellRow, ChangeRow, Content, MeanRow, RecordRow, in_order
from surveys.access import Role, role_of
from surveys.models.staff import ApiToken, User

Dyad = tuple[str, str]
QUESTION = ("perceiver", "target", "item", "item_kind", "domain", "position")


def find_release(
    user: User | AnonymousUser | None, token: ApiToken | None = None, **which: Any
) -> Release:
    """The release with this id, or of this round, if its audience reaches the user; otherwise 404.

    A release that is not there and one that may not be seen are told apart by nothing.
    """
    release = _releases().filter(**which).first()
    if release is None or not may_read(release, role_of(user, release.round.study_id, token)):
        raise Http404
    return release


def releases_of(study: uuid.UUID, role: Role) -> list[Release]:
    """The releases of a study whose audience reaches this role, by number of their rounds."""
    found = _releases().filter(round__study=study, audience__in=audiences_of(role))
    return list(found.order_by("round__number"))


def _releases() -> QuerySet[Release]:
    # The questionnaire is built once for each checksum; its text need not be fetched every time.
    known: QuerySet[Release] = Release.objects.select_related("round__study", "round__instrument")
    return known.defer("round__instrument__content", "round__wrapped_private_key")


def blocks_of(release: Release) -> list[BlockRow]:
    """The blocks in the order of their questions, the panel's before the participants'."""
    names = (*QUESTION, "lens", "group", "n", "cumulative")
    rows = Block.objects.filter(release=release).values(*names)
    return in_order(BlockRow(**row | {"cumulative": _intervals(row["cumulative"])}) for row in rows)


def _intervals(stored: list[list[int]] | None) -> tuple[tuple[int, int], ...] | None:
    return None if stored is None else tuple((low, high) for low, high in stored)


def cells_of(release: Release) -> list[CellRow]:
    """The gap cells of the release in the order of their questions."""
    rows = GapCell.objects.filter(matrix__release=release, matrix__revision=1)
    return in_order(CellRow(**row) for row in rows.values(*_names(CellRow)))


def means_of(release: Release) -> list[MeanRow]:
    """The gaps over the common battery."""
    rows = GapMean.objects.filter(matrix__release=release, matrix__revision=1)
    return in_order(MeanRow(**row) for row in rows.values(*_names(MeanRow)))


def changes_of(release: Release) -> list[ChangeRow]:
    """What changed since an earlier round, in the order of the questions."""
    rows = Change.objects.filter(matrix__release=release, matrix__revision=1)
    return in_order(ChangeRow(**row) for row in rows.values(*_names(ChangeRow)))


def visible_changes_of(release: Release, role: Role | None) -> list[ChangeRow]:
    """What changed since those earlier rounds of which somebody of this role may read the release.

    A change tells of both rounds, and the audience of the earlier one may be the narrower.
    """
    readable = _readable_rounds(release, role)
    return [change for change in changes_of(release) if change.before in readable]


def has_visible_changes(release: Release, role: Role | None) -> bool:
    """Whether `visible_changes_of` has any."""
    readable = _readable_rounds(release, role)
    rows = Change.objects.filter(matrix__release=release, matrix__revision=1)
    return rows.filter(before__in=readable).exists()


def _readable_rounds(release: Release, role: Role | None) -> set[int]:
    """The numbers of the study's rounds whose releases may be read."""
    if role is None:
        return set()
    return {other.round.number for other in releases_of(release.round.study_id, role)}


def records_of(release: Release) -> list[RecordRow]:
    """The records of groups of a hundred and more; none where the round publishes none."""
    rows = Record.objects.filter(release=release)
    return in_order(RecordRow(**row) for row in rows.values(*_names(RecordRow)))


def content_of(release: Release) -> Content:
    """All that the release publishes."""
    return Content(
        blocks_of(release),
        cells_of(release),
        means_of(release),
        changes_of(release),
        records_of(release),
    )


def _names(row: type[CellRow | MeanRow | ChangeRow | RecordRow]) -> list[str]:
    return [field.name for field in fields(row)]
