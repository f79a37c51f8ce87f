"""What became of an envelope whose round takes no more answers, for the holder of its code.

Nothing more is stored for it. The holder of a code could already learn as much by withdrawing.
"""

from enum import Enum

from surveys.locating import locator_of, tag_of
from surveys.models.audit import AnswerAudit
from surveys.models.response import Envelope, Response
from surveys.models.round import Round


class Outcome(Enum):
    COUNTED = "counted"
    NOT_COUNTED = "not counted"
    UNKNOWN = "unknown"


def outcome_of(code: str, round: Round) -> Outcome:
    """Return whether answers sent with this code are counted in a closing or closed round.

    NOT_COUNTED is what was only saved, was withdrawn, or could not be read and was set aside; and
    any code that the round does not know. UNKNOWN once answers of the round have been destroyed on
    the day that the study promised.
    """
    # Envelopes first: one that is opened in between is a response by then.
    envelopes = Envelope.objects.filter(pk=locator_of(round, code))
    if (
        envelopes.filter(sealed__isnull=False, set_aside=False).exists()
        or Response.objects.filter(withdrawal_tag=tag_of(round, code)).exists()
    ):
        return Outcome.COUNTED
    purges = AnswerAudit.objects.filter(act="purge", subject=str(round.pk))
    return Outcome.UNKNOWN if purges.exists() else Outcome.NOT_COUNTED


def closed_round_that_counts(code: str) -> Round | None:
    """Return the closed round in which answers sent with this code are counted, or None."""
    rounds = Round.objects.filter(state=Round.State.CLOSED).defer("instrument")
    counted = (round for round in rounds if outcome_of(code, round) == Outcome.COUNTED)
    return next(counted, None)
