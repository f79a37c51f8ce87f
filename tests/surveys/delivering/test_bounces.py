"""Delivery status notifications, as mail servers of several makes return them."""

import uuid

import pytest

from surveys.delivering.bounces import NotANotificationError, record_bounce
from surveys.delivering.messages import message_id
from surveys.models.mail import Mail
from tests import factories

REPORT = """\
From: MAILER-DAEMON@relay.example
To: forum@survey.example
Message-ID: <20261129.0001@relay.example>
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I could not deliver your message.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; wang@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <wang@example.org>: no such
 mailbox

--b
Content-Type: {returned}

From: forum@survey.example
To: wang@example.org
Message-ID: {message_id}
Subject: Your invitation

--b--
"""


@pytest.fixture
def mail(open_round) -> Mail:
    holder = factories.inviting.invite(round=open_round, seat="participant", side="PRC", by="t")
    return Mail.objects.create(
        invitation=holder[0], address="wang@example.org", language="en", state="sent"
    )


def report(mail: Mail, **fields) -> bytes:
    fields = {"action": "failed", "returned": "message/rfc822"} | fields
    return REPORT.format(**{"message_id": message_id(mail)} | fields).encode()


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_a_returned_mail_is_marked_with_the_reason(mail, returned, newline):
    notification = report(mail, returned=returned).replace(b"\n", newline)
    assert record_bounce(notification) == 1
    mail.refresh_from_db()
    assert mail.state == "bounced"
    assert mail.reason == "5.1.1 smtp; 550 5.1.1 <wang@example.org>: no such mailbox"


def test_a_token_that_still_waited_is_erased(mail):
    Mail.objects.update(state="sending", sealed_token=b"x")
    record_bounce(report(mail))
    mail.refresh_from_db()
    assert (mail.state, mail.sealed_token) == ("bounced", b"")


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_late_or_has_arrived_is_no_bounce(mail, action):
    assert record_bounce(report(mail, action=action)) == 0
    mail.refresh_from_db()
    assert mail.state == "sent"


@pytest.mark.parametrize(
    "message_id",
    [f"<{uuid.UUID(int=7)}@survey.example>", "<x@survey.example>", "<" + "-" * 36 + "@x>"],
)
def test_a_mail_that_is_not_ours_is_refused(mail, message_id):
    with pytest.raises(NotANotificationError, match="no mail of this server"):
        record_bounce(report(mail, message_id=message_id))
    mail.refresh_from_db()
    assert mail.state == "sent"


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"Subject: I am away\n\nUntil Monday.\n",
        b"\xff\x00 not a message",
        b"Content-Type: multipart/report; boundary=b\n\n--b",
    ],
)
def test_other_messages_are_refused(db, message):
    with pytest.raises(NotANotificationError, match="no part message/delivery-status"):
        record_bounce(message)
