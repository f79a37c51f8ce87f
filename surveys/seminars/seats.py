"""The phones in a seminar: they join, and give an answer that they may change until it is counted.

A phone has a secret, of which the database has a hash; its answer is sealed to the key of the open
step and stands in one row with nothing else but its side.
"""

import hashlib
import secrets
import uuid
from collections import Counter

from django.db import transaction

from surveys import crockford, sealing
from surveys.holding import made, part
from surveys.instruments.loader import document_of
from surveys.models.instrument import Instrument
from surveys.models.seminar import Seminar, SeminarSeat
from surveys.models.study import Study
from surveys.prepared import Prepared
from surveys.seminars.steps import key_of, step_answers

# More than there are in any room, and few enough that whoever has the link cannot fill the disk.
MOST_SEATS = 60
SECRET_BYTES = 16
# Of 5 bits each: enough against guessing for as long as a seminar lasts, and few enough to type.
JOIN_LETTERS = 10
# In what is sealed.
PLACE = "place"

# While somebody answers nobody counts; others may answer at the same time.
SHARED = Prepared(
    lambda key: Seminar.objects.filter(pk=key).values_list("state", "step", "public_key"),
    uuid.UUID(int=0),
    shared=True,
)


class NotJoiningError(Exception):
    """People join before the first step only: all steps have the same people."""


class FullError(Exception):
    """As many have joined as there may be."""


class ClosedStepError(Exception):
    """The step that an answer was given to takes none any more."""


# What a phone's page needs, read by two short queries.
SEMINAR = part(Seminar, "", *(field.attname for field in Seminar._meta.concrete_fields))
STUDY = part(Study, "study__", "id", "side_order", "simulated")
INSTRUMENT = part(Instrument, "instrument__", "id", "checksum")
SEAT = part(SeminarSeat, "", *(field.attname for field in SeminarSeat._meta.concrete_fields))
BY_CODE = Prepared(
    lambda code: Seminar.objects.filter(join_code=code).values_list(
        *(way + name for _model, way, names in (SEMINAR, STUDY, INSTRUMENT) for name in names)
    ),
    "-",
    field="join_code",
)
BY_LOCATOR = Prepared(
    lambda locator: SeminarSeat.objects.filter(pk=locator).values_list(*SEAT[2]), "-"
)


def seminar_of(code: str) -> Seminar | None:
    """Return the seminar with this code in its link, however it is typed; None if there is none."""
    normal = crockford.normal_letters(code, JOIN_LETTERS)
    row = BY_CODE.row(normal) if normal else None
    if row is None:
        return None
    values = iter(row)
    seminar = made(*SEMINAR, values)
    seminar.study, seminar.instrument = made(*STUDY, values), made(*INSTRUMENT, values)
    return seminar


def join(*, seminar: Seminar, side: str) -> str:
    """Add a phone to a seminar; returns its secret, which nobody can find out again.

    Raises NotJoiningError and FullError, and ValueError for a side that does not take part.
    """
    if side not in seminar.sides:
        raise ValueError(f"no such side in this seminar: {side!r}")
    secret = secrets.token_hex(SECRET_BYTES)
    with transaction.atomic(using="default"):
        current = Seminar.objects.select_for_update().only("pk", "state").get(pk=seminar.pk)
        if current.state != Seminar.State.JOINING:
            raise NotJoiningError
        if SeminarSeat.objects.filter(seminar=seminar).count() >= MOST_SEATS:
            raise FullError
        SeminarSeat.objects.create(locator=_locator(secret), seminar_id=seminar.pk, side=side)
    return secret


def seat_of(seminar: Seminar, secret: str) -> SeminarSeat | None:
    """Return the seat that a secret leads to; None if there is none in this seminar."""
    row = BY_LOCATOR.row(_locator(secret))
    seat = made(*SEAT, iter(row)) if row else None
    return seat if seat is not None and seat.seminar_id == seminar.pk else None


def answer(*, seminar: Seminar, seat: SeminarSeat, step: int, place: int) -> None:
    """Seal an answer to the open step, in the place of any before; place 0 takes it back.

    `place` is that among the answers of the step (`step_answers`). Raises ClosedStepError unless
    the step with this number is open, and ValueError for a place that there is not.
    """
    with transaction.atomic(using="default"):
        row = SHARED.row(seminar.pk)
        if row is None or row[:2] != [Seminar.State.OPEN, step]:
            raise ClosedStepError
        answers = step_answers(document_of(seminar.instrument), key_of(seminar, step), seat.side)
        if place not in range(len(answers)):
            raise ValueError(f"no such answer: {place}")
        sealed = sealing.seal({PLACE: place}, public_key=bytes(row[2])) if place else None
        SeminarSeat.objects.filter(pk=seat.pk).update(sealed=sealed)


def sizes(seminar: Seminar) -> dict[str, int]:
    """Return how many phones of each side have joined, 0 for a side of which none has."""
    seats = SeminarSeat.objects.filter(seminar=seminar).values_list("side", flat=True)
    joined = Counter(seats)
    return {side: joined[side] for side in seminar.sides}


def write_anew(seminar: Seminar) -> None:
    """Erase all answers and write the seats in a random order: call in a transaction.

    So the places of rows show neither who joined nor, once a step is over, who answered when.
    """
    seats = list(SeminarSeat.objects.filter(seminar=seminar))
    secrets.SystemRandom().shuffle(seats)
    SeminarSeat.objects.filter(seminar=seminar).delete()
    for seat in seats:
        seat.sealed = None
    SeminarSeat.objects.bulk_create(seats)


def _locator(secret: str) -> str:
    """Return the hash under which a seat is found; the secret has too many bits to be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()
