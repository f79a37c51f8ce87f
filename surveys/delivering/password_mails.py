"""Mails the address at which somebody who forgot their password chooses a new one.

Nobody who asks learns whether there is such an account: the same is said, by the same work, in
the same time, whatever the address; a worker looks for the account. The message to the worker
holds the address encrypted.
"""

import base64
import json
import logging
import smtplib
from collections.abc import Iterator
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from surveys.auditing import audit_identity
from surveys.delivering.messages import UTF8
from surveys.languages import django_code
from surveys.models.audit import IdentityAudit
from surveys.models.staff import User
from surveys.server_keys import lock_token, unlock_token
from surveys.setting_up import password_path

logger = logging.getLogger(__name__)
TASK, ACT = "surveys.mail_password_address", "mail_password_address"
# In an hour: more would fill a mailbox, or have a mail provider take this server for another kind.
MOST_FOR_AN_ACCOUNT, MOST_IN_ALL = 3, 30
# Seconds for which a message waits for a worker.
PATIENCE = 3600


class NotTakenError(Exception):
    """The broker is away, so that no worker will hear of it; whatever the address."""


def ask_for_password_mail(*, address: str, language: str) -> None:
    """Have a worker mail every account with this address, if any. Raises NotTakenError."""
    asked = lock_token(json.dumps([address, language]))
    message = base64.b64encode(asked).decode()
    try:
        current_app.send_task(TASK, args=[message], retry=False, expires=PATIENCE)
    except Exception as problem:
        raise NotTakenError(type(problem).__name__) from None


def mail_password_address(message: str) -> int:
    """Mail the accounts of a message; returns to how many. Refusals are logged without address."""
    asked = unlock_token(base64.b64decode(message))
    address, language = json.loads(asked)
    sent = 0
    for user in _accounts(address):
        try:
            sent += _message(user, language).send()
        except (smtplib.SMTPException, OSError) as problem:
            logger.warning("a mail about a password was not sent: %s", type(problem).__name__)
    return sent


def _accounts(address: str) -> Iterator[User]:
    """Yield the accounts that may be mailed now; each mail is in the audit, by which it counts."""
    for user in PasswordResetForm().get_users(address):
        hour = timezone.now() - timedelta(hours=1)
        recent = IdentityAudit.objects.filter(act=ACT, at__gte=hour)
        if recent.count() < MOST_IN_ALL and (
            recent.filter(subject=str(user.pk)).count() < MOST_FOR_AN_ACCOUNT
        ):
            audit_identity(by="worker", act=ACT, subject=user.pk)
            yield user


def _message(user: User, tag: str) -> EmailMessage:
    with translation.override(django_code(tag)):
        lines = [
            _(
                "Somebody, probably you, asked for a new password for the account %(name)s. Choose "
                "it at this address, which works once, for three days:"
            )
            % {"name": user.get_username()},
            f"{settings.BASE_URL}{password_path(user)}",
            _("If it was not you, nothing has to be done: your password is as before."),
        ]
        message = EmailMessage(
            subject=_("A new password"),
            body="\n\n".join(lines) + "\n",
            to=[user.email],
            headers={"Auto-Submitted": "auto-generated", "Content-Language": tag},
        )
    message.encoding = UTF8
    return message
