"""Counts a step of a seminar, once, into blocks, and erases the answers: all in one transaction."""

from collections import Counter
from datetime import timedelta

from django.utils import timezone

from analytics.disclosure.audit import require_promises
from analytics.measures.blocks import Interval, protect, publishable
from analytics.seminars.rows import block_rows
from surveys import sealing
from surveys.instruments.document import Document
from surveys.instruments.loader import document_of
from surveys.models.seminar import Seminar, SeminarCount, SeminarSeat
from surveys.seminars.running import MovedOnError, acting, audit_counting, destroy_answers
from surveys.seminars.seats import PLACE, sizes
from surveys.seminars.steps import is_impression, key_of, step_answers
from surveys.server_keys import unwrap_private_key

# How often the number of those who have answered moves on at the most: whoever looks at each moment
# would see it move when a neighbour taps.
LOOKED_AT_EVERY = timedelta(seconds=10)


def count_step(*, seminar: Seminar, number: int, session_key: str, by: str) -> None:
    """Close the open step: its counts are fixed, and its answers and their key erased.

    Whoever joined and gave no answer is counted as *skipped*, so that all steps count the same
    people. Raises MovedOnError, and sealing.UnreadableError where no seal key of this server opens
    the step.
    """
    with acting(seminar, number, session_key, by) as current:
        if current.state != Seminar.State.OPEN:
            raise MovedOnError
        key, document = key_of(current), document_of(current.instrument)
        tallies = _tallies(current, key, document)
        counts = [
            SeminarCount(
                seminar=current,
                step=current.step,
                side=side,
                target="" if is_impression(key) else current.targets.get(side, ""),
                n=sum(tally),
                cumulative=_cumulative(tally, current.withstands),
            )
            for side, tally in tallies.items()
        ]
        require_promises(block_rows(current, counts), current.withstands)
        SeminarCount.objects.bulk_create(counts)
        current.state = Seminar.State.COUNTED
        destroy_answers(current)
        audit_counting(current, by)


def answered(seminar: Seminar) -> dict[str, Interval]:
    """Return how many of each side have answered the open step, at least and at most.

    They are as coarse as what the counts will say of *skipped*, whose complement they are, and move
    on every ten seconds at the most. A side of fewer than five is left out.
    """
    now = timezone.now()
    due = Seminar.objects.filter(pk=seminar.pk, number=seminar.number)
    due = due.filter(state=Seminar.State.OPEN, answered_at__lt=now - LOOKED_AT_EVERY)
    if due.exists():
        due.update(answered=_answered(seminar), answered_at=now)
        seminar.refresh_from_db(fields=["answered"])
    return {side: (low, high) for side, (low, high) in seminar.answered.items()}


def _answered(seminar: Seminar) -> dict[str, Interval]:
    waiting = Counter(
        SeminarSeat.objects.filter(seminar=seminar, sealed=None).values_list("side", flat=True)
    )
    intervals = {}
    for side, n in sizes(seminar).items():
        if publishable(n):
            skipped = waiting[side]
            ((low, high),) = protect([skipped, n - skipped], seminar.withstands).intervals
            intervals[side] = n - high, n - low
    return intervals


def _tallies(seminar: Seminar, key: str, document: Document) -> dict[str, list[int]]:
    """Return the people per answer, in counted order, of each side of which somebody joined."""
    private = unwrap_private_key(bytes(seminar.wrapped_private_key))
    tallies: dict[str, list[int]] = {}
    for side, sealed in SeminarSeat.objects.filter(seminar=seminar).values_list("side", "sealed"):
        place = 0
        if sealed is not None:
            place = sealing.unseal(bytes(sealed), private_key=private)[PLACE]
        tally = tallies.setdefault(side, [0] * len(step_answers(document, key, side)))
        tally[place] += 1
    return tallies


def _cumulative(tally: list[int], withstands: int) -> list[Interval] | None:
    if not publishable(sum(tally)):
        return None
    block = protect(tally, withstands)
    return list(block.intervals)
