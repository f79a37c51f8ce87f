from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from surveys import jobs, scheduling, tasks
from surveys.closing_time import ClosingTimeError
from surveys.facilitating import RoundStateError
from surveys.models.audit import AnswerAudit
from surveys.models.job import Job
from surveys.models.round import Round
from surveys.models.staff import User
from tests import factories

SEOUL = ZoneInfo("Asia/Seoul")
MEETING = datetime(2040, 12, 5, 18, 0, tzinfo=SEOUL)


def let_the_hour_come(round: Round, seconds: int = 1) -> None:
    closes_at = timezone.now() - timedelta(seconds=seconds)
    Round.objects.filter(pk=round.pk).update(closes_at=closes_at)


@pytest.fixture
def with_passphrase(study) -> Round:
    return factories.make_round(study, passphrase="four words of ours")


# --- Changing it ---------------------------------------------------------------------------------


def test_it_is_set_and_put_off_and_brought_forward_and_each_is_recorded(open_round):
    hours = [MEETING, MEETING + timedelta(days=1), MEETING - timedelta(days=1)]
    for hour in hours:
        scheduling.change_closing_time(round=open_round, closes_at=hour, by="ada")
        open_round.refresh_from_db()
        assert (open_round.closes_at, open_round.closes_zone) == (hour, "Asia/Seoul")
    acts = AnswerAudit.objects.filter(act="change_closing_time")
    assert [(act.actor, act.detail["before"], act.detail["closes_at"][:10]) for act in acts] == [
        ("ada", "", "2040-12-05"),
        ("ada", "2040-12-05T09:00:00+00:00", "2040-12-06"),
        ("ada", "2040-12-06T09:00:00+00:00", "2040-12-04"),
    ]


def test_a_round_whose_hour_has_passed_takes_answers_again_after_a_later_one(with_passphrase):
    let_the_hour_come(with_passphrase)
    with_passphrase.refresh_from_db()
    assert not with_passphrase.takes_answers
    scheduling.change_closing_time(round=with_passphrase, closes_at=MEETING, by="ada")
    with_passphrase.refresh_from_db()
    assert with_passphrase.takes_answers
    factories.respond(with_passphrase)


@pytest.mark.parametrize("minutes", [-60, 0, 14])
def test_participants_have_a_quarter_of_an_hour_at_least(open_round, minutes):
    soon = datetime.now(SEOUL) + timedelta(minutes=minutes)
    with pytest.raises(ClosingTimeError):
        scheduling.change_closing_time(round=open_round, closes_at=soon, by="ada")
    open_round.refresh_from_db()
    assert open_round.closes_at is None
    assert not AnswerAudit.objects.filter(act="change_closing_time").exists()


@pytest.mark.parametrize("state", ["draft", "closing", "closed"])
def test_only_an_open_round_has_one_to_change(open_round, state):
    Round.objects.update(state=state, wrapped_private_key=b"" if state == "closed" else b"x")
    with pytest.raises(RoundStateError, match=f"the round is {state}, not open"):
        scheduling.change_closing_time(round=open_round, closes_at=MEETING, by="ada")


# --- When it has come ----------------------------------------------------------------------------


@pytest.mark.parametrize("days", [1, -1])
def test_the_hour_is_the_databases_whatever_the_workers_clock_says(open_round, monkeypatch, days):
    factories.respond(open_round)
    wrong = timezone.now() + timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: wrong)
    true = wrong - timedelta(days=days)
    Round.objects.filter(pk=open_round.pk).update(closes_at=true + timedelta(hours=1))
    assert scheduling.act_on_closing_times() == 0
    Round.objects.filter(pk=open_round.pk).update(closes_at=true - timedelta(hours=1))
    assert scheduling.act_on_closing_times() == 1


def test_a_round_whose_key_the_server_holds_closes_by_itself_once(open_round):
    factories.respond(open_round)
    let_the_hour_come(open_round, seconds=-60)
    assert scheduling.act_on_closing_times() == 0
    let_the_hour_come(open_round)
    tasks.close_due()
    open_round.refresh_from_db()
    assert open_round.state == "closing"
    assert AnswerAudit.objects.get(act="close_round").actor == "closing time"
    assert scheduling.act_on_closing_times() == 0
    factories.run_jobs()
    open_round.refresh_from_db()
    assert (open_round.state, open_round.turnout) == ("closed", [["participant", "PRC", 1]])
    assert Job.objects.filter(kind="close").count() == 1


def test_rounds_without_an_hour_and_drafts_are_left_alone(open_round, draft_round):
    let_the_hour_come(draft_round)
    assert scheduling.act_on_closing_times() == 0
    assert set(Round.objects.values_list("state", flat=True)) == {"open", "draft"}


def test_a_round_with_a_passphrase_waits_and_those_who_run_it_are_told_once(
    with_passphrase, study, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for role in ("owner", "facilitator", "auditor", "researcher"):
        factories.make_staff(study, role, username=role)
    User.objects.exclude(username="owner").update(email="f@example.org")
    factories.make_staff(factories.make_study(), "owner", username="elsewhere")
    User.objects.filter(username="elsewhere").update(email="elsewhere@example.org")
    let_the_hour_come(with_passphrase)
    for _ in range(2):
        assert scheduling.act_on_closing_times() == 0
        factories.run_jobs()
    with_passphrase.refresh_from_db()
    assert with_passphrase.state == "open"
    (message,) = mail.outbox
    assert message.to == ["f@example.org"]
    assert message.subject == "A round waits for its passphrase"
    assert f"/staff/rounds/{with_passphrase.pk}/" in message.body
    assert study.title["en"] not in message.subject + message.body
    let_the_hour_come(with_passphrase, seconds=30)
    scheduling.act_on_closing_times()
    factories.run_jobs()
    assert len(mail.outbox) == 2, "another hour has come"


def test_without_a_mail_server_or_an_address_nobody_is_told_and_nothing_fails(
    with_passphrase, study, settings
):
    factories.make_staff(study, "owner", username="owner")
    let_the_hour_come(with_passphrase)
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    scheduling.act_on_closing_times()
    factories.run_jobs()
    assert Job.objects.get(kind="hour_passed").state == "done"


def test_who_closed_or_put_the_hour_off_in_the_meantime_is_not_told(
    with_passphrase, study, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    factories.make_staff(study, "owner", username="owner")
    User.objects.update(email="owner@example.org")
    let_the_hour_come(with_passphrase)
    scheduling.act_on_closing_times()
    scheduling.change_closing_time(round=with_passphrase, closes_at=MEETING, by="ada")
    factories.run_jobs()
    assert mail.outbox == []


def test_the_scheduler_asks_for_it_every_ten_seconds(settings):
    entry = settings.CELERY_BEAT_SCHEDULE["close"]
    assert (entry["task"], entry["schedule"]) == (tasks.close_due.name, 10)


def test_the_worker_knows_what_to_do():
    assert jobs.HANDLERS["hour_passed"] is scheduling.mail_for_the_passphrase
