"""The rows of tests of a questionnaire: one for each session of the staff, erased within a day."""

from datetime import timedelta
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone

from surveys.models.trial import TrialDraft
from surveys.server_keys import keyed_hashes

# With the worker's hourly purge well within a day.
LASTS = timedelta(hours=12)


def begin(*, trial: TrialDraft, session: SessionBase) -> None:
    """Store an empty test of this session, in the place of any other it had."""
    erase_expired()
    trial.session, *_under_older_keys = _digests(session)
    trial.expires_at = timezone.now() + LASTS
    with transaction.atomic(using="default"):
        TrialDraft.objects.filter(session__in=_digests(session)).delete()
        trial.save(force_insert=True)


def trial_of(session: SessionBase) -> TrialDraft | None:
    """Return the test of this session with its instrument; None if it has none or it is over."""
    trials = TrialDraft.objects.select_related("instrument").defer("instrument__content")
    trial: TrialDraft | None = trials.filter(session__in=_digests(session)).first()
    return None if trial is None or trial.is_over else trial


def trial_locked(pk: UUID | str) -> TrialDraft | None:
    """Return the test, which nobody else may write until the transaction ends."""
    trial: TrialDraft | None = TrialDraft.objects.select_for_update().filter(pk=pk).first()
    return trial


def end(*, session: SessionBase) -> None:
    """Erase the test of this session, if it has one."""
    TrialDraft.objects.filter(session__in=_digests(session)).delete()


def erase_expired() -> int:
    """Erase every test that is over; returns how many."""
    number, _by_model = TrialDraft.objects.filter(expires_at__lte=timezone.now()).delete()
    return number


def _digests(session: SessionBase) -> list[str]:
    """Return what finds the test of a session, under the newest key first.

    The session cannot be told from it.
    """
    hashes = keyed_hashes("surveys.trial_drafts", session.session_key or "")
    return [digest.hex() for digest in hashes]
