from datetime import date
from unittest import mock

import pytest
from django.core import mail

from surveys.audit_verifying import Kind, verify
from surveys.auditing import audit_answers, audit_identity
from surveys.delivering.anchor_mails import enqueue_anchor_mails
from surveys.delivering.notices import retry_notices
from surveys.models.audit import AnswerAudit
from surveys.models.job import Job
from surveys.models.staff import User
from surveys.models.study import Study
from tests import factories

DAY, NEXT_DAY = date(2026, 11, 29), date(2026, 11, 30)


@pytest.fixture
def study(db):
    study = factories.make_study(slug="forum", mails_audit_anchor=True)
    owner = factories.make_staff(study, "owner", "ada")
    User.objects.filter(pk=owner.pk).update(email="ada@example.org")
    other = factories.make_staff(study, "facilitator", "bea")
    User.objects.filter(pk=other.pk).update(email="bea@example.org")
    factories.make_staff(study, "owner", "cem")
    audit_answers(by="ada", act="open_round", subject="it")
    audit_identity(by="ada", act="invite", subject="it")
    return study


def test_owners_with_an_address_get_one_mail_a_day(study):
    factories.make_study()
    assert (enqueue_anchor_mails(DAY), enqueue_anchor_mails(DAY)) == (1, 0)
    factories.run_jobs()
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]
    assert enqueue_anchor_mails(NEXT_DAY) == 1
    factories.run_jobs()
    assert len(mail.outbox) == 2


def test_the_mail_names_no_study_and_its_lines_are_anchors(study, settings, tmp_path):
    settings.AUDIT_ANCHORS = tmp_path / "none"
    enqueue_anchor_mails(DAY)
    factories.run_jobs()
    (message,) = mail.outbox
    assert message.subject == "The head of the audit"
    assert "forum" not in (message.subject + message.body).lower()
    saved = tmp_path / "mailed"
    saved.write_text("\n".join(line for line in message.body.splitlines() if line[:1] == "{"))
    assert verify([saved]) == []
    AnswerAudit.objects.all().delete()
    assert [fault.kind for fault in verify([saved])] == [Kind.REMOVED]


def test_nothing_is_sent_when_it_was_switched_off_or_there_is_no_mail(study, settings):
    enqueue_anchor_mails(DAY)
    Study.objects.update(mails_audit_anchor=False)
    factories.run_jobs()
    Study.objects.update(mails_audit_anchor=True)
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    enqueue_anchor_mails(NEXT_DAY)
    factories.run_jobs()
    assert mail.outbox == []
    assert set(Job.objects.values_list("state", flat=True)) == {Job.State.DONE}


def test_a_mail_server_that_is_away_only_delays_the_mail(study):
    enqueue_anchor_mails(DAY)
    with mock.patch("django.core.mail.EmailMessage.send", side_effect=OSError("ada@example.org")):
        factories.run_jobs()
    job = Job.objects.get()
    assert (job.state, job.error, job.error_code) == ("failed", "OSError", "mail_server")
    retry_notices()
    factories.run_jobs()
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]
