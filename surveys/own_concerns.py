"""What becomes of texts in participants' own words: a person releases them, one by one.

Every act stands in the audit chain, with the side and the party or question it was about, and never
the text.
"""

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import QuerySet

from surveys.auditing import audit_answers
from surveys.group_sizes import SMALLEST_GROUP
from surveys.instruments.document import questions
from surveys.instruments.drafting import draft_threats
from surveys.instruments.loader import document_of
from surveys.instruments.own_answers import OWN_ANSWERS
from surveys.instruments.own_concerns import OWN_CONCERNS
from surveys.models.base import Seat
from surveys.models.own_concern import OwnConcern, ReleasedConcern
from surveys.models.round import Round
from surveys.scrubbing import mark_due


class ConcernGoneError(Exception):
    """There is no such text any more: released before, withdrawn or destroyed on its day."""


def release_concern(
    *, round: Round, concern: uuid.UUID, by: str, words: str | None = None
) -> ReleasedConcern:
    """Release a text as it is, or reworded as `words`, and erase what was written.

    Raises ConcernGoneError.
    """
    with _locked(round, concern) as written:
        released = ReleasedConcern.objects.create(
            round=round,
            perceiver=written.perceiver,
            target=written.target,
            question=written.question,
            text=written.text if words is None else words,
        )
        written.delete()
        mark_due()
        _audit(by, "release_concern", written, reworded=words is not None)
    return released


def withhold_concern(*, round: Round, concern: uuid.UUID, by: str, withheld: bool = True) -> None:
    """Put a text aside, or back among those to be decided on. Raises ConcernGoneError."""
    with _locked(round, concern) as written:
        written.withheld = withheld
        written.save(update_fields=["withheld"])
        _audit(by, "withhold_concern" if withheld else "reconsider_concern", written)


def share_concerns(*, round: Round, by: str, shared: bool) -> int:
    """Show all concerns released so far to participants of later rounds, or no more.

    Returns how many. What is released afterwards is not shown until this is done again.
    """
    with transaction.atomic(using="default"):
        changed = released_concerns(round).filter(shared=not shared).update(shared=shared)
        if changed:
            act = "share_concerns" if shared else "hide_concerns"
            audit_answers(by=by, act=act, subject=round.pk, texts=changed)
    return changed


def released_concerns(round: Round) -> QuerySet[ReleasedConcern]:
    """Return the released texts that are concerns, and not written beside a question."""
    return ReleasedConcern.objects.filter(round=round, question="")


def shared_before(round: Round) -> list[ReleasedConcern]:
    """Return the texts of the study's earlier rounds that participants of this one may read."""
    earlier = Round.objects.filter(
        study=round.study_id, simulated=round.simulated, number__lt=round.number
    )
    return list(ReleasedConcern.objects.filter(round__in=earlier, shared=True).order_by("pk"))


def drafted_threats(round: Round) -> str:
    """Return the released texts as YAML: threats for the next version of the questionnaire."""
    document = document_of(round.instrument)
    order = [(spec.perceiver, spec.target) for spec in questions(document)]
    released = released_concerns(round).order_by("pk")
    rows = [(concern.perceiver, concern.target, concern.text) for concern in released]
    return draft_threats(document, sorted(rows, key=lambda row: order.index(row[:2])))


def asks_for_texts(round: Round) -> bool:
    """Return whether participants of the round may write something in their own words."""
    return not {OWN_CONCERNS, OWN_ANSWERS}.isdisjoint(round.modules)


def too_few(round: Round) -> list[str]:
    """Return the sides of which no text was kept, since fewer than five people submitted."""
    if round.state != Round.State.CLOSED or not asks_for_texts(round):
        return []
    people: Counter[str] = Counter()
    for seat, side, *_level, n in round.turnout:
        people[side] += n if seat == Seat.PARTICIPANT else 0
    return [side for side, n in people.items() if 0 < n < SMALLEST_GROUP]


@contextmanager
def _locked(round: Round, concern: uuid.UUID) -> Iterator[OwnConcern]:
    """Yield a text that nobody else decides on, withdraws or purges meanwhile."""
    with transaction.atomic(using="default"):
        Round.objects.select_for_update().only("pk").get(pk=round.pk)
        written = OwnConcern.objects.filter(round=round, pk=concern).first()
        if written is None:
            raise ConcernGoneError
        yield written


def _audit(by: str, act: str, written: OwnConcern, **detail: bool) -> None:
    about = {"perceiver": written.perceiver, "target": written.target}
    if written.question:
        about["question"] = written.question
    audit_answers(by=by, act=act, subject=written.round_id, **about, **detail)
