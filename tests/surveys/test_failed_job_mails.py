"""Mails on jobs that were put aside: once for each failure, to who can act, and none of itself."""

import smtplib
from datetime import timedelta
from unittest import mock

import pytest
from django.core import mail
from django.utils import timezone

from surveys import failed_job_mails, job_kinds, jobs
from surveys.failed_job_mails import enqueue_failure_mails
from surveys.job_subjects import try_again
from surveys.models.job import Job
from surveys.models.staff import User
from tests import factories
from tests.surveys.test_job_subjects import make_job


@pytest.fixture
def round(study):
    for role, name in (("owner", "ada"), ("facilitator", "bea"), ("auditor", "cem")):
        user = factories.make_staff(study, role, name)
        User.objects.filter(pk=user.pk).update(email=f"{name}@example.org")
    factories.make_staff(study, "owner", "without-address")
    return factories.make_round(study)


@pytest.fixture
def failed(round) -> Job:
    return put_aside(make_job("compute", round.pk))


def put_aside(job: Job, *, error: str = "MemoryError", code: str = "unexpected") -> Job:
    """As a worker does, each time at another second."""
    before = Job.objects.get(pk=job.pk).stopped_at or timezone.now()
    stopped_at = before + timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(
        state="failed", error=error, error_code=code, stopped_at=stopped_at, attempts=3
    )
    job.refresh_from_db()
    return job


def sent() -> list[str]:
    return sorted(address for message in mail.outbox for address in message.to)


def test_those_who_run_the_study_get_one_mail_of_a_failure(failed):
    assert (enqueue_failure_mails(), enqueue_failure_mails()) == (1, 0)
    factories.run_jobs()
    assert enqueue_failure_mails() == 0
    factories.run_jobs()
    assert sent() == ["ada@example.org", "bea@example.org"]


def test_the_mail_says_what_and_why_and_where_and_names_neither_study_nor_people(failed, round):
    enqueue_failure_mails()
    factories.run_jobs()
    message = mail.outbox[0]
    assert message.subject == "A job was put aside"
    assert message.body.split("\n\n") == [
        "What was put aside: Computing and publishing a release",
        f"The page of the round: http://localhost:8000/staff/rounds/{round.pk}/",
        "The work stopped with an unexpected error (MemoryError). Nothing was lost. Please try "
        "again, and tell the operator if it stops once more.",
        "Once what stopped it is mended, have it tried again: http://localhost:8000/staff/jobs/\n",
    ]
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_the_study_is_named_where_the_settings_say_so_and_in_its_language(failed, round, settings):
    settings.MAIL_NAMES_STUDY = True
    round.study.languages = ["ja"]
    round.study.save()
    enqueue_failure_mails()
    factories.run_jobs()
    assert round.study.title["en"] in mail.outbox[0].body
    assert mail.outbox[0].extra_headers["Content-Language"] == "ja"


def test_operators_are_mailed_of_every_job(failed, settings):
    settings.OPERATOR_MAIL = ["ops@example.org", "night@example.org"]
    put_aside(make_job("other", "of no study"))
    enqueue_failure_mails()
    factories.run_jobs()
    assert sent().count("ops@example.org") == sent().count("night@example.org") == 2
    assert sent().count("ada@example.org") == 1


def test_a_failure_after_somebody_had_it_tried_again_is_another(failed):
    enqueue_failure_mails()
    factories.run_jobs()
    assert try_again(job=failed, by="ada")
    assert enqueue_failure_mails() == 0
    put_aside(failed)
    enqueue_failure_mails()
    Job.objects.filter(kind="compute").update(state="failed")
    with mock.patch.dict(jobs.HANDLERS, {"compute": mock.Mock()}):
        factories.run_jobs()
    assert len(sent()) == 4


def test_what_is_tried_again_by_itself_is_mailed_once_until_it_is_done(failed):
    enqueue_failure_mails()
    for _ in range(3):
        jobs.retry(failed)
        put_aside(failed)
        assert enqueue_failure_mails() == 0
    Job.objects.filter(pk=failed.pk).update(state="done")
    assert enqueue_failure_mails() == 0
    put_aside(failed)
    assert enqueue_failure_mails() == 1


def test_nothing_is_sent_of_a_failure_that_is_over(failed):
    enqueue_failure_mails()
    Job.objects.filter(pk=failed.pk).update(state="done")
    factories.run_jobs()
    assert mail.outbox == []
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


def test_a_crash_between_mark_and_queue_loses_nothing(failed):
    with (
        mock.patch.object(failed_job_mails.jobs, "enqueue", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        enqueue_failure_mails()
    assert enqueue_failure_mails() == 1


def test_a_mail_server_that_is_away_delays_the_mail_and_makes_no_other(failed, settings):
    settings.OPERATOR_MAIL = ["ops@example.org"]
    enqueue_failure_mails()
    put_aside(make_job("mail", "outbox"), error="OSError", code="mail_server")
    with mock.patch("django.core.mail.EmailMessage.send", side_effect=OSError("ada@example.org")):
        for _ in range(3):
            factories.run_jobs()
            enqueue_failure_mails()
    own = Job.objects.filter(kind="failed_mail")
    assert own.count() == 3
    assert "ada" not in str(list(own.values_list("error", flat=True)))
    enqueue_failure_mails()
    factories.run_jobs()
    assert sent() == ["ada@example.org", "bea@example.org", "ops@example.org"]


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (smtplib.SMTPRecipientsRefused({"a": (550, b"no such")}), "mail_refused"),
        (smtplib.SMTPRecipientsRefused({"a": (450, b"later")}), "mail_server"),
        (smtplib.SMTPDataError(554, b"spam"), "mail_refused"),
        (smtplib.SMTPDataError(451, b"later"), "mail_server"),
        (smtplib.SMTPAuthenticationError(535, b"who"), "mail_server"),
        (smtplib.SMTPServerDisconnected(), "mail_server"),
    ],
)
def test_what_is_refused_for_good_is_put_aside_and_all_else_tried_again(failed, problem, code):
    enqueue_failure_mails()
    with mock.patch("django.core.mail.EmailMessage.send", side_effect=problem):
        factories.run_jobs()
    own = Job.objects.filter(kind="failed_mail")
    assert {(job.state, job.error_code) for job in own} == {("failed", code)}
    assert enqueue_failure_mails() == 0
    states = set(own.values_list("state", flat=True))
    assert states == {"failed" if code == "mail_refused" else "queued"}


def test_a_mail_that_breaks_makes_no_mail_about_itself(failed):
    enqueue_failure_mails()
    for job in Job.objects.filter(kind="failed_mail"):
        put_aside(job)
    assert enqueue_failure_mails() == 0


def test_sent_again_after_a_crash_it_is_the_same_message(failed):
    enqueue_failure_mails()
    own = Job.objects.filter(kind="failed_mail").order_by("pk").first()
    for _ in range(2):
        failed_job_mails.mail_failure(own.argument, mock.Mock())
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert first.to == second.to


def test_who_runs_the_study_no_more_and_an_operator_of_before_get_none(failed, settings):
    settings.OPERATOR_MAIL = ["ops@example.org"]
    enqueue_failure_mails()
    settings.OPERATOR_MAIL = []
    User.objects.filter(username="ada").update(is_active=False)
    factories.run_jobs()
    assert sent() == ["bea@example.org"]


def test_without_a_mail_server_nothing_is_sent_and_nothing_waits(failed, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    enqueue_failure_mails()
    factories.run_jobs()
    assert set(Job.objects.filter(kind="failed_mail").values_list("state", flat=True)) == {"done"}


def test_the_log_says_once_which_job_was_put_aside(failed, caplog):
    enqueue_failure_mails()
    enqueue_failure_mails()
    messages = [r.getMessage() for r in caplog.records if r.name == failed_job_mails.__name__]
    assert messages == [f"job {failed.key} was put aside: unexpected"]


def test_of_the_parts_of_a_job_there_is_no_mail_beside_that_of_the_job(failed, monkeypatch):
    monkeypatch.setitem(job_kinds.KINDS, "part", job_kinds.Kind("A part", str, is_part=True))
    for number in range(3):
        put_aside(make_job("part", f"{failed.argument}:{number}"))
    assert enqueue_failure_mails() == 1
