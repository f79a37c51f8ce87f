"""One mail for each invitation, handed to a real SMTP server."""

import re
from unittest import mock

import pytest
from django.test import Client

from surveys import inviting, jobs
from surveys.delivering import outbox
from surveys.delivering.handing_out import hand_out
from surveys.delivering.outbox import enqueue_sending, send_mails
from surveys.delivering.refusals import MOST_ATTEMPTS
from surveys.models.invitation import Invitation
from surveys.models.job import Job
from surveys.models.mail import Mail
from surveys.models.round import Round
from tests import factories
from tests.key_files import key_file
from tests.surveys.delivering.lists import three

WANG, TAKAHASHI, PARK = "wang@example.org", "takahashi@example.org", "park@example.org"
LINK = re.compile(r"^https://survey\.example/i/([0-9A-Z-]{23})/$", re.MULTILINE)


def queue(round) -> None:
    hand_out(round=round, guests=three(round), way="email", by="ada")


def send() -> None:
    send_mails("outbox", lambda percent, step: None)


def state_of(address: str) -> tuple[str, str]:
    mail = Mail.objects.get(address=address)
    return mail.state, mail.reason


def text_of(message) -> str:
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


# --- What is sent --------------------------------------------------------------------------------


def test_everybody_gets_one_mail_whose_link_leads_in(round, smtp, keeper):
    queue(round)
    send()
    send()
    assert sorted(keeper.recipients) == sorted([WANG, TAKAHASHI, PARK])
    for address, message in keeper.messages:
        (token,) = LINK.findall(text_of(message))
        invitation = inviting.find_invitation(token)
        assert invitation.mails.get().address == address
        assert Client().get(f"/i/{token}/").status_code == 200
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}


def test_nothing_readable_of_a_link_is_stored_and_nothing_at_all_once_it_is_sent(
    round, smtp, keeper
):
    queue(round)
    stored = [bytes(sealed) for sealed in Mail.objects.values_list("sealed_token", flat=True)]
    assert all(stored)
    send()
    assert {bytes(m.sealed_token) for m in Mail.objects.all()} == {b""}
    for _address, message in keeper.messages:
        (token,) = LINK.findall(text_of(message))
        assert not any(token.encode() in sealed for sealed in stored)
        assert Invitation.objects.filter(token_digest=inviting.digest(token)).exists()


def test_mails_wait_until_the_round_is_open_and_none_goes_out_after_it(study, smtp, keeper):
    round = factories.make_round(study, state="draft", document=factories.short())
    queue(round)
    enqueue_sending()
    send()
    assert keeper.messages == []
    assert not Job.objects.filter(kind="mail").exists()
    Round.objects.filter(pk=round.pk).update(state="closed")
    send()
    assert keeper.messages == []


def test_a_revoked_invitation_is_not_mailed(round, smtp, keeper):
    queue(round)
    inviting.revoke(invitation=Invitation.objects.get(side="PRC"), by="ada")
    send()
    assert WANG not in keeper.recipients
    assert len(keeper.recipients) == 2


def test_no_more_than_a_minutes_worth_is_sent_at_once_and_with_pauses(round, smtp, keeper):
    smtp.MAILS_PER_MINUTE = 2
    queue(round)
    with mock.patch.object(outbox.time, "sleep") as sleep:
        send()
        assert len(keeper.messages) == 2
        assert sleep.call_args_list == [mock.call(20), mock.call(20)]
        smtp.MAILS_PER_MINUTE = 120
        send()
        assert sleep.call_args == mock.call(0.5)
    assert len(keeper.messages) == 3


# --- What goes wrong -----------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_refusal_for_good_is_kept_with_its_reason_and_stops_no_other(
    round, smtp, keeper, command
):
    keeper.refusals[WANG] = (command, "550 5.1.1 no\tsuch \x07mailbox")
    queue(round)
    send()
    assert state_of(WANG) == ("bounced", "550 5.1.1 no such mailbox")
    assert Mail.objects.get(address=WANG).sealed_token == b""
    assert sorted(keeper.recipients) == sorted([TAKAHASHI, PARK])


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_what_is_put_off_is_tried_again_with_the_same_link(round, smtp, keeper, command):
    keeper.refusals[WANG] = (command, "451 4.7.1 try later")
    queue(round)
    send()
    assert state_of(WANG) == ("queued", "451 4.7.1 try later")
    keeper.refusals.clear()
    send()
    assert state_of(WANG) == ("sent", "")
    (token,) = LINK.findall(text_of(keeper.to(WANG)))
    assert inviting.find_invitation(token).side == "PRC"


def test_what_is_put_off_for_hours_is_given_up(round, smtp, keeper):
    keeper.refusals[WANG] = ("RCPT", "451 4.7.1 try later")
    queue(round)
    Mail.objects.filter(address=WANG).update(attempts=MOST_ATTEMPTS - 1)
    send()
    assert state_of(WANG) == ("bounced", "451 4.7.1 try later")


def test_a_mail_that_no_server_ever_answers_for_is_given_up(round, smtp, keeper):
    queue(round)
    Mail.objects.filter(address=WANG).update(attempts=MOST_ATTEMPTS)
    send()
    assert state_of(WANG) == ("bounced", "the mail server never took it")
    assert len(keeper.messages) == 2


def test_a_link_whose_key_was_replaced_is_not_sent(round, smtp, keeper, tmp_path):
    queue(round)
    smtp.SEAL_KEYS = key_file(tmp_path, "5e" * 32)
    send()
    assert keeper.messages == []
    assert state_of(WANG)[0] == "bounced"
    assert "seal key" in state_of(WANG)[1]


def test_a_mail_server_that_is_away_fails_the_job_which_is_tried_again(round, smtp, keeper):
    port, smtp.EMAIL_PORT = smtp.EMAIL_PORT, 1
    queue(round)
    enqueue_sending()
    job = Job.objects.get(kind="mail")
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.error, job.error_code) == (
        "failed",
        "ConnectionRefusedError",
        "mail_server",
    )
    smtp.EMAIL_PORT = port
    enqueue_sending()
    jobs.run(str(job.pk))
    assert len(keeper.messages) == 3


def test_a_mail_in_the_hands_of_a_dead_worker_is_sent_again_as_the_same(round, smtp, keeper):
    queue(round)
    dying = mock.patch.object(outbox, "_settle", side_effect=KeyboardInterrupt)
    with dying, pytest.raises(KeyboardInterrupt):
        send()
    assert Mail.objects.filter(state="sending").count() == 1
    send()
    assert len(keeper.messages) == 4
    twice = [m for to, m in keeper.messages if keeper.recipients.count(to) == 2]
    assert twice[0]["Message-ID"] == twice[1]["Message-ID"]
    assert text_of(twice[0]) == text_of(twice[1])
    assert len({message["Message-ID"] for _to, message in keeper.messages}) == 3


def test_a_mail_that_another_worker_has_sent_is_left_alone(round, smtp, keeper):
    queue(round)

    def other_worker(percent, step):
        Mail.objects.update(state="sent", sealed_token=b"")

    send_mails("outbox", other_worker)
    assert keeper.messages == []


# --- The job -------------------------------------------------------------------------------------


def test_one_job_sends_for_all_rounds_and_again_when_there_is_more(study, round, smtp, keeper):
    queue(round)
    enqueue_sending()
    enqueue_sending()
    job = Job.objects.get(kind="mail")
    assert (job.argument, job.state) == ("outbox", "queued")
    jobs.run(str(job.pk))
    enqueue_sending()
    assert Job.objects.get(pk=job.pk).state == "done"
    queue(factories.make_round(document=factories.short()))
    enqueue_sending()
    assert Job.objects.get(pk=job.pk).state == "queued"
    jobs.run(str(job.pk))
    assert len(keeper.messages) == 6


def test_the_worker_looks_twice_a_minute(settings):
    assert settings.CELERY_BEAT_SCHEDULE["mail"]["task"] == "surveys.mail"
    assert settings.CELERY_BEAT_SCHEDULE["mail"]["schedule"] == 30


def test_no_address_name_or_link_is_logged(round, smtp, keeper, caplog):
    keeper.refusals[WANG] = ("RCPT", f"550 no {WANG}")
    caplog.set_level("DEBUG")
    queue(round)
    enqueue_sending()
    jobs.run(str(Job.objects.get(kind="mail").pk))
    # Not what the server of this test writes, nor statements, which no handler of ours lets pass.
    ours = [r for r in caplog.records if not r.name.startswith(("mail.log", "django.db"))]
    written = " ".join(record.getMessage() for record in ours)
    tokens = [LINK.findall(text_of(message))[0] for _to, message in keeper.messages]
    for secret in (WANG, PARK, "Wang", "高橋", *tokens):
        assert secret not in written
