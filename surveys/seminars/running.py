"""Runs a seminar: sets it up, opens its steps, shows counts and ends it.

Where it has come to is in its row alone, so that whoever may run it goes on from any browser. Every
act says from which number of that row it starts, so that of two who act at once only one does.
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from surveys import crockford, sealing
from surveys.auditing import audit_answers
from surveys.group_sizes import SMALLEST_GROUP
from surveys.instruments.loader import document_of
from surveys.models.round import Round
from surveys.models.seminar import Seminar, SeminarCount, SeminarSeat
from surveys.models.study import Study
from surveys.scrubbing import SEMINARS, keeps_old_rows, mark_due
from surveys.seminars.seats import JOIN_LETTERS, sizes, write_anew
from surveys.seminars.steps import is_impression, is_last, key_of, steps_of, targets_of
from surveys.server_keys import keyed_hashes, wrap_private_key

# With the worker's hourly purge well within a day.
LASTS = timedelta(hours=12)
# Of the hash of a session.
PURPOSE = "surveys.seminars"
FEWEST_DIFFERENT, MOST_DIFFERENT = 1, 4


class MovedOnError(Exception):
    """The seminar has moved on since whoever acts looked at it, or the act is none of its state."""


class NobodyJoinedError(Exception):
    """There is nobody whom the first question could be put to."""


class TargetsError(Exception):
    """For a side that has joined it is not said which other side its concerns are about."""


class AlmostSamePeopleError(Exception):
    """One to four people of a side differ from an earlier seminar; `sides` has their codes."""

    def __init__(self, sides: list[str]) -> None:
        super().__init__(f"the people differ by one to four: {', '.join(sides)}")
        self.sides = sides


# --- From setting up to the end ------------------------------------------------------------------


def create_seminar(*, seminar: Seminar, session_key: str, by: str) -> Seminar:
    """Save a new seminar, which people can join from then on; returns it."""
    seminar.join_code = crockford.random_letters(JOIN_LETTERS)
    seminar.created_at = seminar.answered_at = timezone.now()
    seminar.withstands = withstood_in(seminar.study)
    seminar.run_from = _hash(session_key)
    with transaction.atomic(using="default"):
        seminar.save(force_insert=True)
        _audit(seminar, "create_seminar", by)
    return seminar


def open_step(
    *,
    seminar: Seminar,
    number: int,
    session_key: str,
    by: str,
    targets: Mapping[str, str] | None = None,
    confirmed: bool = False,
) -> None:
    """Open the next step, after which nobody joins any more.

    `targets` are given with the first concern. Raises MovedOnError, NobodyJoinedError and
    TargetsError, and before the first step AlmostSamePeopleError unless it is `confirmed`.
    """
    with acting(seminar, number, session_key, by) as current:
        _require_next(current)
        document = document_of(current.instrument)
        key = steps_of(document)[current.step]
        joined = [side for side, people in sizes(current).items() if people]
        if not joined:
            raise NobodyJoinedError
        if current.step == 0:
            changed = almost_the_same(current)
            if changed and not confirmed:
                raise AlmostSamePeopleError(changed)
        if not is_impression(key) and not current.targets:
            chosen = {side: (targets or {}).get(side, "") for side in joined}
            if any(chosen[side] not in targets_of(document, side) for side in joined):
                raise TargetsError
            current.targets = chosen
        public, private = sealing.new_key_pair()
        current.public_key, current.wrapped_private_key = public, wrap_private_key(private)
        current.step += 1
        current.state = Seminar.State.OPEN
        current.answered = {}
        write_anew(current)


def admit_again(*, seminar: Seminar, number: int, session_key: str, by: str) -> None:
    """Go back from the first step to joining, without the answers given so far.

    Raises MovedOnError once the step has been counted.
    """
    with acting(seminar, number, session_key, by) as current:
        if (current.state, current.step) != (Seminar.State.OPEN, 1):
            raise MovedOnError
        current.state, current.step = Seminar.State.JOINING, 0
        destroy_answers(current)


def show_counts(*, seminar: Seminar, number: int, session_key: str, by: str) -> None:
    """Show the counts of the step to the room. Raises MovedOnError."""
    with acting(seminar, number, session_key, by) as current:
        if current.state != Seminar.State.COUNTED:
            raise MovedOnError
        current.state = Seminar.State.SHOWN


def end_seminar(*, seminar: Seminar, number: int, session_key: str, by: str) -> None:
    """End the seminar: everything but what was counted is erased. Raises MovedOnError."""
    with acting(seminar, number, session_key, by) as current:
        if current.state == Seminar.State.ENDED:
            raise MovedOnError
        _end(current, by)


def end_abandoned() -> int:
    """End every seminar that nobody has ended for half a day; returns how many."""
    old = Seminar.objects.filter(created_at__lt=timezone.now() - LASTS)
    ended = 0
    for pk in old.exclude(state=Seminar.State.ENDED).values_list("pk", flat=True):
        with transaction.atomic(using="default"):
            seminar = _locked(pk)
            if seminar.state != Seminar.State.ENDED:
                _end(seminar, "worker")
                seminar.number += 1
                seminar.save()
                ended += 1
    return ended


# --- What other rooms need -----------------------------------------------------------------------


@contextmanager
def acting(seminar: Seminar, number: int, session_key: str, by: str) -> Iterator[Seminar]:
    """Hold the seminar while somebody acts on it, and store what has become of it.

    Yields its row as it is now. Whoever acts from another browser than the last takes the seminar
    over, which is audited. Raises MovedOnError unless it still has this number.
    """
    with transaction.atomic(using="default"):
        current = _locked(seminar.pk)
        if current.number != number:
            raise MovedOnError
        if not is_run_from(current, session_key):
            _audit(current, "take_over_seminar", by)
            current.run_from = _hash(session_key)
        yield current
        current.number += 1
        current.save()


def destroy_answers(seminar: Seminar) -> None:
    """Erase the answers to the open step and its key; the row of the seminar is not saved."""
    seminar.public_key = seminar.wrapped_private_key = b""
    seminar.answered = {}
    SeminarSeat.objects.filter(seminar=seminar).update(sealed=None)
    if keeps_old_rows(SEMINARS.database):
        mark_due(SEMINARS)


def is_run_from(seminar: Seminar, session_key: str) -> bool:
    """Whether the last act on a seminar came from this session of the staff."""
    return seminar.run_from in {digest.hex() for digest in keyed_hashes(PURPOSE, session_key)}


def withstood_in(study: Study) -> int:
    """Return how many colleagues the last round of a study withstands, one if it has none."""
    last = Round.objects.filter(study=study).order_by("-number").first()
    return last.withstands if last else Round.Withstands.ONE


def almost_the_same(seminar: Seminar) -> list[str]:
    """Return the sides of which one to four people more or fewer were in an earlier seminar.

    Sides of which nothing would be shown, or was, are left out.
    """
    now = {side: people for side, people in sizes(seminar).items() if people >= SMALLEST_GROUP}
    earlier = SeminarCount.objects.filter(seminar__study=seminar.study_id, side__in=now)
    counted = earlier.exclude(cumulative=None).exclude(seminar=seminar)
    differing = {
        side
        for side, people in counted.values_list("side", "n").distinct()
        if FEWEST_DIFFERENT <= abs(people - now[side]) <= MOST_DIFFERENT
    }
    return [side for side in seminar.sides if side in differing]


# --- Inside --------------------------------------------------------------------------------------


def _hash(session_key: str) -> str:
    """Return what recognises a session, which cannot be told from it."""
    return next(keyed_hashes(PURPOSE, session_key)).hex()


def _locked(pk: uuid.UUID) -> Seminar:
    rows = Seminar.objects.select_for_update(of=("self",)).select_related("instrument", "study")
    seminar: Seminar = rows.defer("instrument__content", "instrument__file_text").get(pk=pk)
    return seminar


def _require_next(seminar: Seminar) -> None:
    between = seminar.state in (Seminar.State.COUNTED, Seminar.State.SHOWN)
    if seminar.state != Seminar.State.JOINING and not (between and not is_last(seminar)):
        raise MovedOnError


def _end(seminar: Seminar, by: str) -> None:
    seminar.state, seminar.join_code, seminar.run_from = Seminar.State.ENDED, "", ""
    destroy_answers(seminar)
    SeminarSeat.objects.filter(seminar=seminar).delete()
    mark_due(SEMINARS)
    _audit(seminar, "end_seminar", by, step=seminar.step)


def _audit(seminar: Seminar, act: str, by: str, **detail: object) -> None:
    audit_answers(by=by, act=act, subject=seminar.pk, study=str(seminar.study_id), **detail)


def audit_counting(seminar: Seminar, by: str) -> None:
    """Record that a step was counted."""
    _audit(seminar, "count_seminar_step", by, step=key_of(seminar))
