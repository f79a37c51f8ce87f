"""A round is published once, whole, in one transaction."""

import uuid
from collections.abc import Iterable, Sequence, Set

from django.db import IntegrityError, transaction

from analytics.disclosure.audit import require_promises
from analytics.disclosure.k_anonymity import require_hidden, summary
from analytics.measures.verdicts import PoolingProblem
from analytics.models import Block, Change, GapCell, GapMatrix, GapMean, LevelGap, Record, Release
from analytics.release.anchoring import audit_metadata
from analytics.release.canonical import checksum, checksum_of_changes
from analytics.release.citation import metadata, pooling_metadata
from analytics.release.rows import BlockRow, Content, RecordRow
from surveys.auditing import audit_answers
from surveys.bulk_rows import insert_rows
from surveys.group_sizes import SMALLEST_GROUP
from surveys.instruments.loader import document_of
from surveys.models.round import Round

NOTHING_TO_SHOW = (
    f"Every group has fewer than {SMALLEST_GROUP} people: only their sizes are published, and no "
    "count and no figure."
)


class AnswersChangedError(Exception):
    """Somebody has withdrawn since the answers were counted."""


def publish_round(
    *,
    round: Round,
    content: Content,
    responses: int = 0,
    problem: PoolingProblem = PoolingProblem.NONE,
) -> Release:
    """Write the release of a round, or return the one that is there: the first writer wins.

    `responses` is how many people were counted, `problem` why gaps are not estimated together.
    Raises PromiseBrokenError when a block would give somebody away, and AnswersChangedError when
    somebody has withdrawn since the counting; then nothing is written.
    """
    try:
        with transaction.atomic(using="default"):
            _require_the_same_people(round, responses)
            return _write(round, content, problem)
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


def _write(round: Round, content: Content, problem: PoolingProblem) -> Release:
    document = document_of(round.instrument)
    _require_the_same_names(content.records)
    release = Release(id=uuid.uuid4(), round=round)
    release.metadata = metadata(round, release.id) | {
        "disclosure": _disclosure(content.blocks, round.withstands),
        "records": summary(require_hidden(content.records, document.about_questions)),
        "changes": {"rows": len(content.changes), "checksum": checksum_of_changes(content)},
        **pooling_metadata(problem),
        **audit_metadata(),
    }
    release.checksum = checksum(release.metadata, content)
    # The database takes rows only until that to which they belong is there, so it comes last.
    Block.objects.bulk_create(Block(release=release, **vars(row)) for row in content.blocks)
    records = ((r.id, release.pk, r.group, r.about, r.answers) for r in content.records)
    insert_rows(Record, ("id", "release", "group", "about", "answers"), records)
    write_matrix(GapMatrix(release=release), content)
    release.save(force_insert=True)
    audit_answers(by="worker", act="publish", subject=release.pk, checksum=release.checksum)
    return release


def _require_the_same_names(records: Iterable[RecordRow]) -> None:
    """Everybody of a group has the same names of answers: `with_every_name` relies on it."""
    names: dict[str, tuple[Set[str], Set[str]]] = {}
    for row in records:
        of_row = row.about.keys(), row.answers.keys()
        if names.setdefault(row.group, of_row) != of_row:
            raise ValueError(f"records of {row.group} differ in what was asked")


def _disclosure(blocks: Sequence[BlockRow], withstands: int) -> dict[str, object]:
    """What an attacker learns. Raises PromiseBrokenError when that is too much."""
    audit = require_promises(blocks, withstands)
    return audit.summary() | ({} if audit.blocks else {"note": NOTHING_TO_SHOW})


def write_matrix(matrix: GapMatrix, content: Content) -> None:
    """Write what was computed from the blocks, and then the matrix itself, which closes it."""
    GapCell.objects.bulk_create(GapCell(matrix=matrix, **vars(row)) for row in content.cells)
    GapMean.objects.bulk_create(GapMean(matrix=matrix, **vars(row)) for row in content.means)
    LevelGap.objects.bulk_create(LevelGap(matrix=matrix, **vars(r)) for r in content.level_gaps)
    Change.objects.bulk_create(Change(matrix=matrix, **vars(row)) for row in content.changes)
    matrix.save(force_insert=True)
