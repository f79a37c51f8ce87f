"""Reads what mail servers return hours later (delivery status notifications, RFC 3464)."""

import re
import uuid
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

from surveys.delivering.refusals import plain_reason
from surveys.models.mail import Mail

MESSAGE_ID = re.compile(r"<([0-9a-f-]{36})@[^>]*>")


class NotANotificationError(ValueError):
    """The message is not a delivery status notification, or not one about a mail of ours."""


def record_bounce(notification: bytes) -> int:
    """Mark the mail that a notification returns as bounced, with the reason; returns how many.

    That is 0 when it only says that a mail is late or has arrived. Raises NotANotificationError.
    """
    message = message_from_bytes(notification, policy=policy.default)
    reasons = list(_failures(message))
    mail = _mail_of(message)
    if not reasons:
        return 0
    return Mail.objects.filter(pk=mail.pk).update(
        state=Mail.State.BOUNCED, reason=reasons[0], sealed_token=b""
    )


def _failures(message: EmailMessage) -> Iterator[str]:
    """Yield why each recipient was not reached, for good."""
    blocks = [part for part in message.walk() if part.get_content_type() == STATUS]
    if not blocks:
        raise NotANotificationError("the message has no part message/delivery-status")
    for recipient in (block for part in blocks for block in part.get_payload()):
        if isinstance(recipient, Message) and _field(recipient, "Action").lower() == "failed":
            words = f"{_field(recipient, 'Status')} {_field(recipient, 'Diagnostic-Code')}"
            yield plain_reason(words) or "returned without a reason"


STATUS = "message/delivery-status"


def _field(block: Message, name: str) -> str:
    return str(block.get(name, "")).strip()


def _mail_of(message: EmailMessage) -> Mail:
    """Return our mail, by the Message-ID of the copy that a notification carries of it."""
    for part in message.walk():
        if part is message:
            continue
        copy = part.get_payload() if part.get_content_type() == "text/rfc822-headers" else ""
        text = f"{part.get('Message-ID', '')}\n{copy}"
        for name in MESSAGE_ID.findall(text):
            with suppress(Mail.DoesNotExist, ValueError):
                return Mail.objects.get(pk=uuid.UUID(name))
    raise NotANotificationError("the message returns no mail of this server")
