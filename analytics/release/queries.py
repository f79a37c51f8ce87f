"""Where pages, charts and the API read releases, and nothing else is read."""

import uuid
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from analytics.models import (
    Block,
    Change,
    GapCell,
    GapMatrix,
    GapMean,
    LevelGap,
    ReferenceFigure,
    Release,
    ReleaseDOI,
)
from analytics.release.audience import Who, audiences_of
from analytics.release.rows import (
    AnyRow,
    BlockRow,
    CellRow,
    ChangeRow,
    Content,
    LevelGapRow,
    MeanRow,
    in_order,
    stored_block,
)
from analytics.release.stored_records import StoredRecords
from surveys.access import roles_of
from surveys.models.audit import AnswerAudit
from surveys.models.staff import ApiToken, User

Dyad = tuple[str, str]


def find_release(
    user: User | AnonymousUser | None, token: ApiToken | None = None, **which: Any
) -> tuple[Release, Who]:
    """The release with this id, or of this round, if its audience reaches the user; otherwise 404.

    With it the role by which the user reads it; None: as anybody may. A release that is not there
    and one that may not be seen get the same answer.
    """
    roles = roles_of(user, token)
    reached = Q(audience__in=audiences_of(None))
    for study, role in roles.items():
        reached |= Q(round__study=study, audience__in=audiences_of(role))
    # What may not be seen is not fetched, so that its time does not tell it from what is not there.
    release = releases_with_rounds().filter(reached, **which).first()
    if release is None:
        raise Http404
    return release, roles.get(release.round.study_id)


def releases_of(study: uuid.UUID, role: Who) -> list[Release]:
    """The releases of a study whose audience reaches this role, by number of their rounds."""
    releases = releases_with_rounds().filter(round__study=study, audience__in=audiences_of(role))
    return list(releases.order_by("round__number"))


def releases_with_rounds() -> QuerySet[Release]:
    # The questionnaire is built once for each checksum; its text need not be fetched every time.
    releases: QuerySet[Release] = Release.objects.select_related(
        "round__study", "round__instrument"
    )
    recorded = ReleaseDOI.objects.filter(release=OuterRef("pk")).values("doi")[:1]
    releases = releases.annotate(doi=Coalesce(Subquery(recorded), Value("")))
    return releases.defer("round__instrument__content", "round__wrapped_private_key")


def blocks_of(release: Release) -> list[BlockRow]:
    """The blocks in the order of their questions, the panel's before the participants'."""
    stored = Block.objects.filter(release=release).values(*_names(BlockRow))
    return in_order(map(stored_block, stored))


def cells_of(release: Release, revision: int | None = None) -> list[CellRow]:
    """The gap cells of the release in the order of their questions.

    They are of the latest revision, like all that is computed, unless another is requested.
    """
    return _rows(CellRow, GapCell.objects.filter(_of(release, revision)))


def means_of(release: Release, revision: int | None = None) -> list[MeanRow]:
    """The gaps over the common battery."""
    return _rows(MeanRow, GapMean.objects.filter(_of(release, revision)))


def level_gaps_of(release: Release, revision: int | None = None) -> list[LevelGapRow]:
    """How the levels of each side differ; nothing where no side is published by level."""
    return _rows(LevelGapRow, LevelGap.objects.filter(_of(release, revision)))


def has_level_gaps(release: Release) -> bool:
    """Whether `level_gaps_of` has any."""
    return LevelGap.objects.filter(_of(release, None)).exists()


def changes_of(release: Release, revision: int | None = None) -> list[ChangeRow]:
    """What changed since an earlier round, in the order of the questions."""
    return _rows(ChangeRow, Change.objects.filter(_of(release, revision)))


def visible_changes_of(release: Release, role: Who, revision: int | None = None) -> list[ChangeRow]:
    """What changed since those earlier rounds of which somebody of this role may read the release.

    A change shows both rounds, and the audience of the earlier one may be the narrower.
    """
    return _rows(ChangeRow, _visible_changes(release, role, revision))


def has_visible_changes(release: Release, role: Who, revision: int | None = None) -> bool:
    """Whether `visible_changes_of` has any."""
    return _visible_changes(release, role, revision).exists()


def _visible_changes(release: Release, role: Who, revision: int | None) -> QuerySet[Change]:
    readable = [other.round.number for other in releases_of(release.round.study_id, role)]
    return Change.objects.filter(_of(release, revision), round_before__in=readable)


def records_of(release: Release) -> StoredRecords:
    """The records of groups of a hundred and more; none where the round publishes none."""
    return StoredRecords(release.pk)


def content_of(release: Release, revision: int | None = None) -> Content:
    """All that the release publishes."""
    return Content(
        blocks_of(release),
        cells_of(release, revision),
        means_of(release, revision),
        changes_of(release, revision),
        list(records_of(release)),
        level_gaps_of(release, revision),
    )


@dataclass(frozen=True)
class Revision:
    """What was computed from a release's blocks by one method.

    `metadata` and `checksum` of the first are the release's.
    """

    number: int
    metadata: dict[str, Any]
    checksum: str


def readable_editions(study: uuid.UUID, role: Who) -> list[tuple[uuid.UUID, str]]:
    """What tells all that this role may read in the study from what it could read before.

    Of every revision of the releases that `releases_of` has: the release, and its checksum, which
    is "" for a first revision; and of every figure published elsewhere its key, and "".
    """
    revisions = GapMatrix.objects.filter(
        release__round__study=study, release__audience__in=audiences_of(role)
    )
    figures = ReferenceFigure.objects.filter(study=study)
    # One query for both: every look at a page asks this.
    both = (
        revisions.order_by().values_list("release", "checksum"),
        figures.order_by().values_list("pk", Value("", CharField())),
    )
    return sorted(both[0].union(both[1], all=True))


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


def last_act_on(release: Release, *, and_others: bool = False) -> date | None:
    """The day on which the release was last published, revised or opened further.

    With ``and_others`` any release of its study: which changes one sees of a release depends on
    the audience of another. None where the audit has no such act.
    """
    subjects = [str(release.pk)]
    if and_others:
        of_study = Release.objects.filter(round__study=release.round.study_id)
        subjects = [str(pk) for pk in of_study.values_list("pk", flat=True)]
    acts = AnswerAudit.objects.filter(subject__in=subjects)
    last: datetime | None = acts.aggregate(last=Max("at"))["last"]
    return last.date() if last else None


def _of(release: Release, revision: int | None) -> Q:
    """What belongs to this revision of the release; None: the latest."""
    if revision is not None:
        return Q(matrix__release=release, matrix__revision=revision)
    latest = GapMatrix.objects.filter(release=release).order_by("-revision").values("pk")[:1]
    return Q(matrix=Subquery(latest))


def _rows(row: type[AnyRow], stored: QuerySet[Any]) -> list[AnyRow]:
    return in_order(row(**values) for values in stored.values(*_names(row)))


def _names(row: type[AnyRow]) -> list[str]:
    return [field.name for field in fields(row)]
