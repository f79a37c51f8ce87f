"""The one door out: a round is published once, whole, and only its audience widens."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, transaction

from analytics import SOFTWARE
from analytics.anonymity import require_hidden, summary
from analytics.attacking import require_promises
from analytics.gaps.blocks import SMALLEST_GROUP
from analytics.gaps.marks import ANSWERS
from analytics.method import METHOD
from analytics.models import Block, Change, GapCell, GapMatrix, GapMean, Record, Release
from analytics.rows import AnyRow, BlockRow, Content, in_order
from surveys.auditing import audit_answers
from surveys.instruments.loading import document_of
from surveys.languages import text_in
from surveys.models.round import Round
from surveys.models.staff import StudyRole

Role = StudyRole.Role
Audience = Release.Audience


class Bearer(StrEnum):
    """Whoever comes by a link instead of signing in."""

    SIDE = "a side's own answers"
    ROOM = "the whole release"


# A role in the study, the bearer of a link, or None: anybody at all.
Who = Role | Bearer | None
# From the narrowest audience to the widest.
AUDIENCES = list(Audience)
FIRST_SEEN_BY: dict[Who, Audience] = {
    Role.OWNER: Audience.HELD,
    Role.FACILITATOR: Audience.HELD,
    Role.AUDITOR: Audience.HELD,
    Role.RESEARCHER: Audience.RESEARCHERS,
    Bearer.SIDE: Audience.SIDES,
    Bearer.ROOM: Audience.ROOM,
    None: Audience.PUBLIC,
}
NOTHING_TO_SHOW = (
    f"Every group has fewer than {SMALLEST_GROUP} people: only their sizes are published, and no "
    "count and no figure."
)
LICENCE = "For use as agreed with the participants of the study. Please cite the release."


class AudienceError(Exception):
    """An audience that is not wider than the one the release has."""


class ConsentError(Exception):
    """An audience beyond the widest to which participants agreed when they began."""


class AnswersChangedError(Exception):
    """Somebody has withdrawn since the answers were counted."""


# --- Publishing ----------------------------------------------------------------------------------


def publish(*, round: Round, content: Content, responses: int = 0) -> Release:
    """Write the release of a round, or return the one that is there: the first writer wins.

    `responses` is how many people were counted. Raises PromiseBrokenError when a block would give
    somebody away, and AnswersChangedError when somebody has withdrawn since the counting; then
    nothing is written.
    """
    try:
        with transaction.atomic(using="default"):
            _require_the_same_people(round, responses)
            return _write(round, content)
    except IntegrityError:
        published: Release | None = Release.objects.filter(round=round).first()
        if published is None:
            raise
        return published


def _require_the_same_people(round: Round, responses: int) -> None:
    """Whoever withdraws takes the same lock: before this and is not counted, or after it."""
    Round.objects.select_for_update().only("pk").get(pk=round.pk)
    if round.responses.count() != responses:
        raise AnswersChangedError(f"round {round.pk} must be counted anew")


def _write(round: Round, content: Content) -> Release:
    document = document_of(round.instrument)
    release = Release(id=uuid.uuid4(), round=round)
    release.metadata = metadata(round, release.id) | {
        "disclosure": _disclosure(content.blocks),
        "records": summary(require_hidden(content.records, document.about_questions)),
        "changes": {"rows": len(content.changes), "checksum": checksum_of_changes(content)},
    }
    release.checksum = hashlib.sha256(canonical(release.metadata, content)).hexdigest()
    # The database takes rows only until that to which they belong is there, so it comes last.
    Block.objects.bulk_create(Block(release=release, **vars(row)) for row in content.blocks)
    Record.objects.bulk_create(Record(release=release, **vars(row)) for row in content.records)
    write_matrix(GapMatrix(release=release), content)
    release.save(force_insert=True)
    audit_answers(by="worker", act="publish", subject=release.pk, checksum=release.checksum)
    return release


def _disclosure(blocks: Sequence[BlockRow]) -> dict[str, object]:
    """What an attacker learns. Raises PromiseBrokenError when that is too much."""
    found = require_promises(blocks)
    return found.summary() | ({} if found.blocks else {"note": NOTHING_TO_SHOW})


def write_matrix(matrix: GapMatrix, content: Content) -> None:
    """Write what was computed from the blocks, and then the matrix itself, which closes it."""
    GapCell.objects.bulk_create(GapCell(matrix=matrix, **vars(row)) for row in content.cells)
    GapMean.objects.bulk_create(GapMean(matrix=matrix, **vars(row)) for row in content.means)
    Change.objects.bulk_create(Change(matrix=matrix, **vars(row)) for row in content.changes)
    matrix.save(force_insert=True)


def canonical(metadata: dict[str, Any], content: Content) -> bytes:
    """The release as bytes: JSON in UTF-8, keys sorted, rows in the order in which they are told.

    Changes are told to those alone who may read the earlier release too; the metadata hold their
    own checksum, so that everybody can verify the rest.
    """
    tables = {
        "blocks": _told(content.blocks),
        "cells": _told(content.cells),
        "means": _told(content.means),
        "records": _told(content.records),
    }
    return canonical_bytes({"metadata": metadata, **tables})


def checksum_of_changes(content: Content) -> str:
    return hashlib.sha256(canonical_bytes(_told(content.changes))).hexdigest()


def _told(rows: Iterable[AnyRow]) -> list[dict[str, Any]]:
    return [vars(row) for row in in_order(rows)]


def canonical_bytes(told: object) -> bytes:
    """JSON in UTF-8, keys sorted, without spaces."""
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return text.encode()


def metadata(round: Round, release_id: uuid.UUID) -> dict[str, Any]:
    """What a reader needs to understand, cite and recompute the figures."""
    study, instrument = round.study, round.instrument
    return {
        "release": str(release_id),
        "study": {"slug": study.slug, "title": study.title},
        "round": {
            "number": round.number,
            "title": round.title,
            "opened_on": round.opened_on.isoformat() if round.opened_on else None,
            "closed_on": round.closed_on.isoformat() if round.closed_on else None,
        },
        "instrument": {
            "slug": instrument.slug,
            "version": instrument.version,
            "checksum": instrument.checksum,
            "source": instrument.content["citation"]["text"],
        },
        "simulated": round.simulated,
        "consent": {
            "widest_audience": str(round.widest_audience),
            "records": round.publishes_records,
        },
        "licence": LICENCE,
        "answers": list(ANSWERS),
        "method": {**METHOD, "thresholds": round.thresholds},
        "software": SOFTWARE,
    }


def citation(release: Release) -> str:
    """How to cite the release, in English."""
    study, round = release.metadata["study"], release.metadata["round"]
    parts = [
        f"{text_in(study['title'], 'en')}, {text_in(round['title'], 'en')}",
        f"closed {round['closed_on']}",
        f"release {release.pk}",
        f"SHA-256 {release.checksum[:16]}",
    ]
    simulated = " Simulated data." if release.metadata["simulated"] else ""
    return f"{'; '.join(parts)}.{simulated}"


# --- Audience ------------------------------------------------------------------------------------


def widen(*, release: Release, to: str, by: str) -> Release:
    """Let a wider audience read the release; it can never be taken back.

    Raises AudienceError unless `to` is wider than the audience it has, and ConsentError when it is
    wider than what participants agreed to.
    """
    with transaction.atomic(using="default"):
        current: Release = Release.objects.select_for_update().get(pk=release.pk)
        before = Audience(current.audience)
        if to not in AUDIENCES or AUDIENCES.index(Audience(to)) <= AUDIENCES.index(before):
            raise AudienceError(f"an audience only widens: {before} cannot become {to}")
        widest = current.metadata["consent"]["widest_audience"]
        if AUDIENCES.index(Audience(to)) > AUDIENCES.index(widest):
            raise ConsentError(f"participants agreed to {widest} and nobody beyond, not to {to}")
        Release.objects.filter(pk=current.pk).update(audience=to)
        audit_answers(by=by, act="widen", subject=current.pk, before=before, after=str(to))
    current.audience = to
    return current


def wider(release: Release) -> list[Audience]:
    """The audiences the release may still be widened to, the next first."""
    widest = AUDIENCES.index(release.metadata["consent"]["widest_audience"])
    return AUDIENCES[AUDIENCES.index(Audience(release.audience)) + 1 : widest + 1]


def audiences_of(who: Who) -> list[Audience]:
    """The audiences that reach somebody of this role in the study, or with this kind of link."""
    return AUDIENCES[AUDIENCES.index(FIRST_SEEN_BY[who]) :]


def may_read(release: Release, who: Who) -> bool:
    return release.audience in audiences_of(who)
