"""Trying a questionnaire as a seat of it: on the real pages, without a round, kept nowhere.

A test has a round that is never saved and a return code that only the browser has. So the pages
and all that saves them are those of participants, and what they save is a `TrialDraft`.
"""

from collections.abc import Collection
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from surveys import sealing, trial_drafts
from surveys.envelope_contents import Holder
from surveys.models.instrument import Instrument
from surveys.models.response import Envelope
from surveys.models.round import Round
from surveys.models.trial import TrialDraft
from surveys.server_keys import lock_cookie, unlock_cookie


def cookie_name() -> str:
    return f"{settings.COOKIE_PREFIX}cs2survey-test"


def trial_of_version(
    instrument: Instrument,
    *,
    seat: str,
    side: str,
    languages: Collection[str],
    modules: Collection[str],
    asks_threats: bool,
) -> TrialDraft:
    """Return a new test of a version of a questionnaire."""
    return TrialDraft(
        instrument=instrument,
        seat=seat,
        side=side,
        languages=list(languages),
        modules=list(modules),
        asks_threats=asks_threats,
    )


def trial_of_round(round: Round, *, seat: str, side: str) -> TrialDraft:
    """Return a new test of what a round would ask; the round itself is not in it."""
    trial = trial_of_version(
        round.instrument,
        seat=seat,
        side=side,
        languages=round.languages,
        modules=round.modules,
        asks_threats=round.asks_threats,
    )
    trial.round, trial.study, trial.number = round.pk, round.study_id, round.number
    trial.simulated = round.simulated
    return trial


def begin(request: HttpRequest, response: HttpResponse, trial: TrialDraft) -> HttpResponse:
    """Begin a test in this session; the browser is given the code that it is read with."""
    trial_drafts.begin(trial=trial, session=request.session)
    content = {"trial": str(trial.pk), "code": sealing.new_code()}
    response.set_cookie(
        cookie_name(),
        lock_cookie(content),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


def end(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Erase the test of this session, and its code."""
    trial_drafts.end(session=request.session)
    response.delete_cookie(cookie_name(), samesite="Lax")
    return response


def holder_from(request: HttpRequest) -> Holder | None:
    """Return whoever fills in the test of this session; None where there is none any more."""
    trial = trial_drafts.trial_of(request.session)
    try:
        content = unlock_cookie(request.COOKIES[cookie_name()])
    except (KeyError, sealing.UnreadableError):
        return None
    if trial is None or content["trial"] != str(trial.pk):
        return None
    # It has of an envelope all that is read and written of one.
    return Holder(_round(trial), cast(Envelope, trial), content["code"])


def draft_of(holder: Holder) -> Round | None:
    """Return the draft round that is tried, which then cannot be saved; None where there is none.

    None as well once it has been opened.
    """
    tried = cast(TrialDraft, holder.envelope).round
    drafts = Round.objects.select_related("study", "instrument").filter(state=Round.State.DRAFT)
    round: Round | None = drafts.filter(pk=tried).first() if tried else None
    if round is not None:
        round.is_test = True
    return round


def _round(trial: TrialDraft) -> Round:
    """Return a round that is open, and that no database has or ever takes."""
    round = Round(
        pk=trial.pk,
        # Where it is of no study, of one that is nowhere.
        study_id=trial.study or trial.pk,
        number=trial.number,
        instrument=trial.instrument,
        languages=trial.languages,
        modules=trial.modules,
        asks_threats=trial.asks_threats,
        simulated=trial.simulated,
        state=Round.State.OPEN,
        # Nobody has the private key that goes with it.
        public_key=sealing.new_key_pair()[0],
    )
    round.is_test = True
    return round
