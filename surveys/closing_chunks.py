"""Closes a large round in chunks: jobs that any number of workers do at the same time.

Which envelopes are opened together is drawn at random for each of them before anything is opened,
and within a chunk their order is drawn anew, so that the order of all that comes out is as likely
as any other; neither chunk nor place says anything of a person. All chunks are checked before one
of them is opened. Both are safe to repeat: an envelope is destroyed in the transaction that inserts
what it held, so that a chunk that was opened has none left.

The worker that has the job of closing hands out the chunks, does them like the others, and waits
for those that others have in hand.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from surveys import jobs, sealing
from surveys.models.job import Job
from surveys.models.response import Envelope, Response
from surveys.models.round import Round
from surveys.opening_rows import insert_opened
from surveys.unsealing import Content, EnvelopeOpener

CHECK_CHUNK, OPEN_CHUNK = "check chunk", "open chunk"
# A round with no more envelopes is opened in one transaction. In a larger one about so many are
# hidden among each other; a worker that is killed loses the work of one chunk.
ENVELOPES_OF_A_CHUNK = 5_000
READ_AT_ONCE = 500
DRAWN_AT_ONCE = 50_000
# So many chunks wait for a worker at the most: the sweeper sends whatever waits again and again.
MOST_WAITING = 32
# Seconds between two looks at the chunks that others have in hand.
PAUSE = 0.5


class UnreadableEnvelopesError(jobs.JobRefused):
    """Raised when the round's key does not open some envelopes; none of these was destroyed."""

    code = "unreadable_envelopes"


class DamagedEnvelopesError(UnreadableEnvelopesError):
    """Raised for envelopes that were damaged after the check, while others were being opened."""

    code = "damaged_envelopes"


class KeyUnavailableError(jobs.JobRefused):
    """The round's private key cannot be unwrapped with the seal key this server holds."""

    code = "key_unavailable"


class ChunkFailedError(jobs.JobRefused):
    """Raised when the job of some chunk has failed; `code` is that of the job."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.error)
        self.code = job.error_code


# --- Envelopes -----------------------------------------------------------------------------------


def opener_of(round: Round) -> EnvelopeOpener:
    """Return what opens the envelopes of a round. Raises KeyUnavailableError."""
    try:
        return EnvelopeOpener(round)
    except sealing.UnreadableError as problem:
        raise KeyUnavailableError(str(problem)) from problem


def envelopes_to_open(round: Round) -> QuerySet[Envelope]:
    """Return the envelopes that are opened when a round closes: those sealed and not set aside."""
    return Envelope.objects.filter(round=round, sealed__isnull=False, set_aside=False)


def is_large(rows: QuerySet[Envelope] | QuerySet[Response]) -> bool:
    """Return whether so many envelopes or responses are more than one chunk."""
    return rows[ENVELOPES_OF_A_CHUNK : ENVELOPES_OF_A_CHUNK + 1].exists()


def are_needed(round: Round) -> bool:
    """Return whether a round is closed in chunks, or has begun to be."""
    envelopes = envelopes_to_open(round)
    return is_large(envelopes) or envelopes.filter(chunk__isnull=False).exists()


def not_checked(round: Round) -> QuerySet[Envelope]:
    """Return the envelopes of chunks in which some cannot be read; all if there are no chunks."""
    failed = _jobs(round, CHECK_CHUNK, OPEN_CHUNK).filter(state=Job.State.FAILED)
    chunks = [_chunk_of(job) for job in failed]
    envelopes = envelopes_to_open(round)
    return envelopes.filter(chunk__in=chunks) if chunks else envelopes


def draw(round: Round) -> None:
    """Draw a chunk for each envelope that has none, each as likely as any other.

    Repeated after a crash it draws for those that are left.
    """
    undrawn = envelopes_to_open(round).filter(chunk__isnull=True).order_by("pk")
    chunks = -(-undrawn.count() // ENVELOPES_OF_A_CHUNK)
    while locators := list(undrawn.values_list("pk", flat=True)[:DRAWN_AT_ONCE]):
        drawn: dict[int, list[str]] = {}
        for locator in locators:
            drawn.setdefault(secrets.randbelow(chunks), []).append(locator)
        with transaction.atomic(using="default"):
            for chunk, among in drawn.items():
                Envelope.objects.filter(pk__in=among).update(chunk=chunk)


# --- The chunks of a round -----------------------------------------------------------------------


def check_chunks(round: Round, report: jobs.Report) -> None:
    """Have every envelope of a round read before any is destroyed.

    Raises UnreadableEnvelopesError when all of them were looked at, with how many cannot be read;
    KeyUnavailableError, ChunkFailedError.
    """
    opener_of(round)
    report(0, "checking")
    draw(round)
    _work_through(round, CHECK_CHUNK, lambda share: report(int(40 * share), "checking"))


def open_chunks(round: Round, report: jobs.Report) -> None:
    """Have every chunk opened. Raises DamagedEnvelopesError, and as `check_chunks`."""
    report(40, "opening")
    _work_through(round, OPEN_CHUNK, lambda share: report(40 + int(40 * share), "opening"))


def forget(round: Round) -> None:
    """Delete the jobs of the chunks, which are done."""
    _jobs(round, CHECK_CHUNK, OPEN_CHUNK).delete()


def _work_through(round: Round, kind: str, report: Callable[[float], None]) -> None:
    """Do the jobs of this kind for all chunks, together with whatever workers there are."""
    for job in _jobs(round, kind).filter(state=Job.State.FAILED):
        jobs.retry(job)
    chunks = _chunks(round)
    handed_out, done = 0, 0
    while done < len(chunks):
        waiting = _jobs(round, kind).filter(state=Job.State.QUEUED).count()
        more = chunks[handed_out:][: max(0, MOST_WAITING - waiting)]
        for chunk in more:
            jobs.enqueue(kind=kind, argument=f"{round.pk}:{chunk}")
        handed_out += len(more)
        if not _do_one(round, kind):
            time.sleep(PAUSE)
        ended = _jobs(round, kind).filter(state__in=[Job.State.DONE, Job.State.FAILED])
        done = len({_chunk_of(job) for job in ended}.intersection(chunks[:handed_out]))
        report(done / len(chunks))
    if failed := list(_jobs(round, kind).filter(state=Job.State.FAILED)):
        _refuse(failed)


def _chunks(round: Round) -> list[int]:
    """Return the numbers of the chunks that have envelopes, in order."""
    drawn = envelopes_to_open(round).filter(chunk__isnull=False)
    return sorted(number or 0 for number in drawn.values_list("chunk", flat=True).distinct())


def _do_one(round: Round, kind: str) -> bool:
    """Do the last chunk that waits, since others take the first; returns whether there was one."""
    job = _jobs(round, kind).filter(jobs.available()).order_by("created_at").last()
    if job is not None:
        jobs.run(str(job.pk))
    return job is not None


def _refuse(failed: list[Job]) -> None:
    for refusal in (UnreadableEnvelopesError, DamagedEnvelopesError):
        if numbers := [int(job.error) for job in failed if job.error_code == refusal.code]:
            raise refusal(sum(numbers))
    raise ChunkFailedError(failed[0])


def _jobs(round: Round, *kinds: str) -> QuerySet[Job]:
    return Job.objects.filter(kind__in=kinds, argument__startswith=f"{round.pk}:")


def _chunk_of(job: Job) -> int:
    return int(job.argument.partition(":")[2])


# --- One chunk -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Chunk:
    """A chunk of a round that is being closed, and what opens its envelopes."""

    opener: EnvelopeOpener
    envelopes: QuerySet[Envelope]

    def read(self) -> Iterator[tuple[str, Content | None]]:
        """Yield locator and content of each envelope, None where it cannot be read."""
        for envelope in self.envelopes.iterator(READ_AT_ONCE):
            yield envelope.pk, self.opener.read(envelope)


def _chunk(argument: str) -> _Chunk | None:
    """Return the chunk that a job is about; None when its round has been closed meanwhile."""
    round_id, _, number = argument.partition(":")
    round = Round.objects.select_related("instrument").get(pk=round_id)
    if round.state != Round.State.CLOSING:
        return None
    return _Chunk(opener_of(round), envelopes_to_open(round).filter(chunk=int(number)))


@jobs.handles(CHECK_CHUNK)
def check_chunk(argument: str, report: jobs.Report) -> None:
    """Read every envelope of a chunk. Raises UnreadableEnvelopesError."""
    chunk = _chunk(argument)
    unreadable = sum(content is None for _locator, content in chunk.read()) if chunk else 0
    if unreadable:
        raise UnreadableEnvelopesError(unreadable)


@jobs.handles(OPEN_CHUNK)
def open_chunk(argument: str, report: jobs.Report) -> None:
    """Open a chunk in one transaction, all of it or nothing. Raises DamagedEnvelopesError.

    Again and again until none is left: rows that were written anew just now are seen by the next
    look.
    """
    chunk = _chunk(argument)
    while chunk and (contents := dict(chunk.read())):
        if damaged := list(contents.values()).count(None):
            raise DamagedEnvelopesError(damaged)
        _open(chunk, contents)


def _open(chunk: _Chunk, contents: dict[str, Content | None]) -> None:
    """Insert what the envelopes hold that are still there, and destroy these."""
    with transaction.atomic(using="default"):
        # Whoever withdraws now waits for this transaction, or was before it and is left out; so
        # does another worker that believes this one to be dead.
        there = set(chunk.envelopes.select_for_update().values_list("pk", flat=True))
        opened = [(locator, content) for locator, content in contents.items() if locator in there]
        secrets.SystemRandom().shuffle(opened)
        insert_opened(chunk.opener, [content for _locator, content in opened if content])
        Envelope.objects.filter(pk__in=[locator for locator, _content in opened]).delete()
