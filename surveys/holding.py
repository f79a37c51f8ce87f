"""Reads an envelope, with what the pages need of its round, by one short query."""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db import connections
from django.db.models import Exists, Model, OuterRef, QuerySet

from surveys.models.instrument import Instrument
from surveys.models.own_concern import ReleasedConcern
from surveys.models.response import Envelope
from surveys.models.round import Round
from surveys.prepared import Prepared

M = TypeVar("M", bound=Model)

# The states of a round in which its envelopes are still there.
ANSWERABLE = (Round.State.OPEN, Round.State.CLOSING)


def part(model: type[M], way: str, *names: str) -> tuple[type[M], str, tuple[str, ...]]:
    """A model, the way to it from the row that is read, and fields in the order of the model.

    Other fields are read when somebody asks for them.
    """
    declared = [field.attname for field in model._meta.concrete_fields]
    return model, way, tuple(sorted(names, key=declared.index))


ENVELOPE = part(Envelope, "", "locator", "round_id", "seat", "side", "level", "draft", "sealed")
ROUND = part(
    Round,
    "round__",
    "id",
    "study_id",
    "instrument_id",
    "number",
    "languages",
    "state",
    "simulated",
    "pepper_id",
    "modules",
    "asks_threats",
    "shows_last_round",
    "last_results",
    "closes_at",
    "closes_zone",
)
INSTRUMENT = part(Instrument, "round__instrument__", "id", "checksum")


def _with_round(locator: str) -> QuerySet[Any, Any]:
    parts = (ENVELOPE, ROUND, INSTRUMENT)
    names = [way + name for _model, way, names in parts for name in names]
    envelopes = Envelope.objects.filter(pk=locator, round__state__in=ANSWERABLE)
    return envelopes.values_list(*names, Exists(_shared_in_earlier_rounds()))


def _shared_in_earlier_rounds() -> QuerySet[ReleasedConcern]:
    return ReleasedConcern.objects.filter(
        shared=True,
        round__study=OuterRef("round__study"),
        round__simulated=OuterRef("round__simulated"),
        round__number__lt=OuterRef("round__number"),
    )


def _alone(locator: str) -> QuerySet[Any, Any]:
    return Envelope.objects.select_for_update().filter(pk=locator).values_list(*ENVELOPE[2])


# Django finds the words of it anew each time, which takes longer than to write the draft.
WRITE_DRAFT = "UPDATE surveys_envelope SET draft = %s WHERE locator = %s"
WITH_ROUND, LOCKED = Prepared(_with_round, "-"), Prepared(_alone, "-")


def envelope_with(locator: str) -> Envelope | None:
    """Return the envelope with its round and instrument; None if there is none.

    Nor is there any once its round has closed.
    """
    row = WITH_ROUND.row(locator)
    if row is None:
        return None
    values = iter(row)
    envelope, round = made(*ENVELOPE, values), made(*ROUND, values)
    round.instrument, envelope.round = made(*INSTRUMENT, values), round
    round.follows_shared_concerns = bool(next(values))
    return envelope


def envelope_locked(locator: str) -> Envelope | None:
    """Return the envelope, which nobody else may write until the transaction ends."""
    row = LOCKED.row(locator)
    return None if row is None else made(*ENVELOPE, iter(row))


def write_draft(envelope: Envelope) -> None:
    """Write the draft of an envelope that is locked, and nothing else of it."""
    with connections["default"].cursor() as cursor:
        cursor.execute(WRITE_DRAFT, [bytes(envelope.draft or b""), envelope.pk])


def made(model: type[M], _way: str, names: tuple[str, ...], values: Iterator[Any]) -> M:
    """Return a part, as `part` describes it, of the next values of a row."""
    return model.from_db("default", names, [next(values) for _name in names])
