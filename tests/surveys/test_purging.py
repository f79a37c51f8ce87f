import datetime
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from analytics.models import Release
from analytics.release.queries import blocks_of
from surveys import inviting, jobs, purging, tasks
from surveys.models.audit import AnswerAudit, IdentityAudit
from surveys.models.invitation import Invitation
from surveys.models.job import Job
from surveys.models.mail import Mail
from surveys.models.response import Rating, Response
from surveys.models.round import Round
from surveys.models.scrub_due import ScrubDue
from surveys.models.study import Study
from surveys.purging import NotYetError, due, purge
from surveys.scrubbing import PEOPLE
from tests import factories


@pytest.fixture(scope="module")
def study(module_db):
    return factories.make_study(slug="forum")


@pytest.fixture(scope="module")
def closed(study):
    return factories.make_closed_round(study)


@pytest.fixture
def closed_round(closed):
    return Round.objects.select_related("study").get(pk=closed.pk)


def closed_days_ago(round, days):
    closed_on = timezone.localdate() - datetime.timedelta(days=days)
    Round.objects.filter(pk=round.pk).update(closed_on=closed_on)
    round.refresh_from_db()
    return round


@pytest.mark.parametrize(
    ("retention", "days", "is_due"),
    [(30, 29, False), (30, 30, True), (30, 400, True), (7, 6, False), (7, 7, True)],
)
def test_answers_are_due_from_their_day_on(closed_round, retention, days, is_due):
    closed_round.study.retention_days = retention
    closed_round.study.save()
    assert due() == []
    closed_days_ago(closed_round, days)
    assert due() == ([closed_round] if is_due else [])


def test_only_answers_are_destroyed_and_it_is_audited(closed_round):
    other = factories.close(_answered(factories.make_round(closed_round.study)))
    release = Release.objects.get(round=closed_round)
    blocks, kept = blocks_of(release), Response.objects.filter(round=other).count()
    assert purge(round=closed_round, by="operator") == 40
    assert not Response.objects.filter(round=closed_round).exists()
    assert not Rating.objects.filter(round=closed_round).exists()
    assert Response.objects.filter(round=other).count() == kept == 5
    assert blocks_of(release) == blocks
    entry = AnswerAudit.objects.get(act="purge")
    assert (entry.actor, entry.subject) == ("operator", str(closed_round.pk))
    assert entry.detail == {"responses": 40}


def _answered(round):
    for _ in range(5):
        factories.respond(round)
    return round


def test_purging_again_does_nothing(closed_round):
    purge(round=closed_round, by="operator")
    assert purge(round=closed_round, by="operator") == 0
    assert AnswerAudit.objects.filter(act="purge").count() == 1
    closed_days_ago(closed_round, 31)
    assert due() == []


def test_nothing_is_destroyed_before_the_figures_are_published(closed_round, open_round):
    closed_days_ago(closed_round, 31)
    Job.objects.filter(kind="compute").update(state=Job.State.FAILED)
    with pytest.raises(NotYetError):
        purge(round=closed_round, by="operator")
    assert purging.enqueue_purges() == 0
    with (
        mock.patch("surveys.management.commands.purge.scrub"),
        pytest.raises(CommandError, match="not published yet"),
    ):
        call_command("purge")
    assert Response.objects.filter(round=closed_round).count() == 40
    with pytest.raises(NotYetError):
        purge(round=open_round, by="operator")


def test_a_worker_whose_clock_is_wrong_destroys_nothing(closed_round, caplog):
    closed_days_ago(closed_round, 30)
    with mock.patch("surveys.worker_life.clock_agrees", return_value=False):
        tasks.purge()
    assert not Job.objects.filter(kind="purge").exists()
    assert "clock differs" in caplog.text


def test_a_worker_does_it_when_the_scheduler_asks(closed_round, django_capture_on_commit_callbacks):
    closed_days_ago(closed_round, 30)
    with mock.patch("surveys.jobs.send") as send, django_capture_on_commit_callbacks(execute=True):
        tasks.purge()
        tasks.purge()
    job = Job.objects.get(kind="purge")
    assert {call.args for call in send.call_args_list} == {(job.pk,)}
    with mock.patch("surveys.purging.scrub") as scrub:
        jobs.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, scrub.call_count) == ("done", 1)
    assert not Response.objects.filter(round=closed_round).exists()


def test_the_command_tells_and_does(closed_round, capsys):
    closed_days_ago(closed_round, 45)
    call_command("purge", "--dry-run")
    assert capsys.readouterr().out.startswith("due: forum, round 1, closed ")
    assert Response.objects.filter(round=closed_round).count() == 40
    with mock.patch("surveys.management.commands.purge.scrub") as scrub:
        call_command("purge")
        assert capsys.readouterr().out.endswith(": 40 people\n")
        call_command("purge")
    assert capsys.readouterr().out == "Nothing is due.\n"
    both = [mock.call(), mock.call(PEOPLE)]
    assert scrub.mock_calls == both * 2, "an earlier run may have stopped before"


def mail_to(address, round):
    invitation, _token = inviting.invite(round=round, seat="participant", side="PRC", by="test")
    Mail.objects.create(invitation=invitation, address=address, language="en")


@pytest.mark.parametrize("by", ["worker", "command"])
def test_addresses_are_erased_on_the_same_day_also_of_a_round_without_answers(
    closed_round, study, by
):
    empty = factories.make_round(study)
    for round in (closed_round, empty):
        mail_to("wang@example.org", round)
    Round.objects.filter(pk=empty.pk).update(state="closed", wrapped_private_key=b"")
    mail_to("of.an@open.example", factories.make_round(study))
    closed_days_ago(closed_round, 29)
    closed_days_ago(empty, 29)
    assert purging.erase_mails() == 0
    assert not ScrubDue.objects.filter(name="mails").exists()
    closed_days_ago(closed_round, 30)
    closed_days_ago(empty, 30)
    if by == "worker":
        tasks.purge()
    else:
        with mock.patch("surveys.management.commands.purge.scrub"):
            call_command("purge")
    assert ScrubDue.objects.filter(name="mails").exists()
    assert [mail.address for mail in Mail.objects.all()] == ["of.an@open.example"]
    assert Invitation.objects.filter(round=empty.pk).count() == 1, "the roll stays"


def invite_to(round):
    inviting.invite(round=round, seat="participant", side="PRC", label="Wang", by="test")


@pytest.mark.parametrize("by", ["worker", "command"])
def test_the_roll_is_erased_on_the_day_on_which_the_study_ends(closed, by, capsys):
    ended, running = factories.make_study("ended"), factories.make_study("running")
    rounds = {
        "draft": factories.make_round(ended, state="draft"),
        "open": factories.make_round(ended),
        "elsewhere": factories.make_round(running),
        "never": factories.make_round(),
    }
    for round in rounds.values():
        invite_to(round)
    mail_to("wang@example.org", rounds["draft"])
    today = timezone.localdate()
    Study.objects.filter(pk=ended.pk).update(ends_on=today)
    Study.objects.filter(pk=running.pk).update(ends_on=today + datetime.timedelta(days=1))
    with (
        mock.patch("surveys.purging.scrub") as scrub,
        mock.patch("surveys.management.commands.purge.scrub"),
    ):
        if by == "worker":
            tasks.purge()
            tasks.purge()
        else:
            call_command("purge", "--dry-run")
            assert f"due: ended, ended {today}: 2 invitations\n" in capsys.readouterr().out
            assert Invitation.objects.filter(study=ended.pk).count() == 3
            call_command("purge")
            assert "erased: 2 invitations of studies that have" in capsys.readouterr().out
    assert scrub.mock_calls == [mock.call(PEOPLE)]
    left = set(Invitation.objects.values_list("round", flat=True))
    assert left == {closed.pk, *(rounds[name].pk for name in ("open", "elsewhere", "never"))}
    assert not Mail.objects.exists()
    (entry,) = IdentityAudit.objects.filter(act="erase_roll")
    assert (entry.actor, entry.subject) == (
        "operator" if by == "command" else "worker",
        str(ended.pk),
    )
    assert entry.detail == {"invitations": 2}


def test_the_roll_of_a_round_that_was_still_open_goes_when_it_has_closed(db):
    round = factories.make_round()
    invite_to(round)
    Study.objects.filter(pk=round.study_id).update(ends_on=timezone.localdate())
    with mock.patch("surveys.purging.scrub"):
        for state, number in (("open", 0), ("closing", 0), ("closed", 1)):
            key = b"" if state == "closed" else b"key"
            Round.objects.filter(pk=round.pk).update(state=state, wrapped_private_key=key)
            assert purging.erase_rolls(by="worker") == number


def test_a_round_that_cannot_be_purged_does_not_keep_the_others(closed_round, capsys):
    stuck = factories.close(_answered(factories.make_round(closed_round.study)))
    Job.objects.filter(kind="compute", argument=str(stuck.pk)).update(state=Job.State.FAILED)
    closed_days_ago(stuck, 60)
    closed_days_ago(closed_round, 40)
    with (
        mock.patch("surveys.management.commands.purge.scrub") as scrub,
        pytest.raises(CommandError, match=f"{stuck.pk} is not published yet"),
    ):
        call_command("purge")
    assert scrub.call_count == 2
    assert not Response.objects.filter(round=closed_round).exists()
    assert Response.objects.filter(round=stuck).count() == 5


def test_a_purge_that_failed_is_tried_again(closed_round):
    closed_days_ago(closed_round, 30)
    tasks.purge()
    Job.objects.filter(kind="purge").update(state=Job.State.FAILED, attempts=5)
    purge(round=closed_round, by="worker")
    tasks.purge()
    job = Job.objects.get(kind="purge")
    assert (job.state, job.attempts) == ("queued", 0), "its files may not be rewritten yet"


def test_a_round_that_nothing_was_computed_of_is_not_purged(closed_round):
    Job.objects.filter(kind="compute").delete()
    with pytest.raises(NotYetError):
        purge(round=closed_round, by="operator")
