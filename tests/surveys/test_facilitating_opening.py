import datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from surveys import facilitating
from surveys.facilitating import DraftTextsError, RoundStateError, StudyEndedError
from surveys.models.audit import AnswerAudit
from surveys.models.instrument import Instrument
from surveys.models.job import Job
from surveys.models.round import Round
from tests import factories
from tests.html import parse
from tests.surveys.closing_rounds import everything, request, work


def test_opening_freezes_the_instrument_makes_keys_and_is_audited(draft_round):
    facilitating.open_round(round=draft_round, by="ada", allow_drafts=True)
    draft_round.refresh_from_db()
    assert draft_round.state == "open"
    assert draft_round.key_holder == "server"
    assert draft_round.opened_on == datetime.datetime.now(datetime.UTC).date()
    assert len(draft_round.public_key) == 32
    assert Instrument.objects.get(pk=draft_round.instrument_id).frozen
    entry = AnswerAudit.objects.get(act="open_round")
    assert (entry.actor, entry.subject) == ("ada", str(draft_round.pk))
    assert entry.detail["drafts_allowed"] == ["zh-Hans", "ja", "ko"]


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("without", [True, False])
def test_a_round_may_be_opened_without_the_threats(draft_round, stored, without):
    Round.objects.update(asks_threats=stored)
    facilitating.open_round(round=draft_round, by="ada", allow_drafts=True, without_threats=without)
    draft_round.refresh_from_db()
    assert draft_round.asks_threats == (stored and not without)
    detail = AnswerAudit.objects.get(act="open_round").detail
    assert detail["asks_threats"] == draft_round.asks_threats


def test_every_round_has_a_key_pair_of_its_own(study):
    keys = {bytes(factories.make_round(study).public_key) for _ in range(3)}
    assert len(keys) == 3


@pytest.mark.parametrize("languages", [["en", "ko"], []])
def test_unreviewed_texts_keep_a_round_from_opening(draft_round, languages):
    Round.objects.update(languages=languages)
    with pytest.raises(DraftTextsError) as refusal:
        facilitating.open_round(round=draft_round, by="ada")
    assert refusal.value.languages == (languages[1:] or ["zh-Hans", "ja", "ko"])
    draft_round.refresh_from_db()
    assert draft_round.state == "draft"
    assert not Instrument.objects.get().frozen


def test_a_round_in_reviewed_languages_opens(draft_round):
    Round.objects.update(languages=["en"])
    facilitating.open_round(round=draft_round, by="ada")
    assert AnswerAudit.objects.get(act="open_round").detail["drafts_allowed"] == []


@pytest.mark.parametrize("state", ["open", "closing", "closed"])
def test_a_round_opens_once(open_round, state):
    if state != "open":
        request(open_round)
    if state == "closed":
        work(Job.objects.get())
    before = everything()
    with pytest.raises(RoundStateError, match=state):
        facilitating.open_round(round=open_round, by="ada", allow_drafts=True)
    assert everything() == before


def test_no_round_of_a_study_that_has_ended_is_opened(client, draft_round):
    study = draft_round.study
    study.ends_on = timezone.localdate()
    study.save()
    with pytest.raises(StudyEndedError):
        facilitating.open_round(round=draft_round, by="test", allow_drafts=True)
    with pytest.raises(CommandError, match="the study has ended"):
        call_command("open_round", str(draft_round.pk))
    client.force_login(factories.make_staff(study, "facilitator"))
    page = parse(client.post(f"/staff/rounds/{draft_round.pk}/open/", {"confirmed_few": "on"}))
    assert "The study has ended, so none of its rounds opens any more." in page.text
    draft_round.refresh_from_db()
    assert draft_round.state == "draft"
    study.ends_on += datetime.timedelta(days=1)
    study.save()
    draft_round = Round.objects.get(pk=draft_round.pk)
    facilitating.open_round(round=draft_round, by="test", allow_drafts=True)
