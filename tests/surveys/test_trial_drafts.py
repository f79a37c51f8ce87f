from datetime import timedelta

import pytest
from django.utils import timezone

from surveys import trial_drafts
from surveys.models.trial import TrialDraft
from surveys.sessions import SessionStore
from surveys.trying import trial_of_version


def session() -> SessionStore:
    store = SessionStore()
    store.create()
    return store


@pytest.fixture
def new_trial(instrument):
    def make(side: str = "PRC") -> TrialDraft:
        return trial_of_version(
            instrument,
            seat="participant",
            side=side,
            languages=["en"],
            modules=[],
            asks_threats=True,
        )

    return make


def test_a_session_finds_its_own_test_alone(new_trial):
    mine, other = session(), session()
    for side, of in (("PRC", mine), ("JPN", other)):
        trial_drafts.begin(trial=new_trial(side), session=of)
    assert trial_drafts.trial_of(mine).side == "PRC"
    assert trial_drafts.trial_of(other).side == "JPN"
    assert trial_drafts.trial_of(session()) is None
    trial_drafts.end(session=mine)
    assert trial_drafts.trial_of(mine) is None
    assert trial_drafts.trial_of(other).side == "JPN"


def test_another_test_takes_the_place_of_the_first(new_trial):
    mine, first, second = session(), new_trial(), new_trial("JPN")
    trial_drafts.begin(trial=first, session=mine)
    trial_drafts.begin(trial=second, session=mine)
    assert set(TrialDraft.objects.all()) == {second}
    assert trial_drafts.trial_locked(first.pk) is None
    assert trial_drafts.trial_locked(second.pk) == second


def test_what_is_over_is_not_found_and_is_erased_by_the_next(new_trial):
    mine, trial = session(), new_trial()
    trial_drafts.begin(trial=trial, session=mine)
    assert timedelta(hours=11) < trial.expires_at - timezone.now() <= trial_drafts.LASTS
    TrialDraft.objects.update(expires_at=timezone.now())
    assert trial_drafts.trial_of(mine) is None
    trial_drafts.begin(trial=new_trial(), session=session())
    assert TrialDraft.objects.count() == 1
    assert not TrialDraft.objects.filter(pk=trial.pk).exists()
    assert trial_drafts.erase_expired() == 0


def test_of_what_was_submitted_is_kept_only_that_it_was(new_trial):
    trial = new_trial()
    trial_drafts.begin(trial=trial, session=session())
    assert trial.sealed is None
    trial.sealed = b"answers"
    trial.save(update_fields=["sealed"])
    trial.refresh_from_db()
    assert bytes(trial.sealed) == b""
