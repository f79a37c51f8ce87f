"""The messages to those invited, in their language: plain text and HTML with nothing remote."""

from dataclasses import dataclass
from datetime import date
from email.charset import QP, Charset
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from surveys import inviting
from surveys.languages import django_code, text_in
from surveys.models.mail import Mail
from surveys.models.round import Round
from surveys.plain_text import one_line, without_unseen

# Only ASCII letters travel, whatever the servers on the way make of others.
UTF8 = Charset("utf-8")
UTF8.body_encoding = QP


@dataclass(frozen=True)
class Message:
    """What somebody reads: paragraphs, and between them the link, or "" without one."""

    subject: str
    opening: tuple[str, ...]
    link: str
    closing: tuple[str, ...]


def invitation_message(round: Round, token: str, tag: str) -> Message:
    with translation.override(django_code(tag)):
        return Message(
            subject=_subject(round, tag),
            opening=(
                _(
                    "You are invited to answer a confidential questionnaire for “%(study)s”. This "
                    "link leads to it:"
                )
                % {"study": _study_title(round, tag)},
            ),
            link=inviting.link(token),
            closing=(
                _(
                    "The first page says what it is about, who sees what, and what is promised. "
                    "Looking at it commits you to nothing."
                ),
                _(
                    "The link is meant for you alone and can be used once, until the questionnaire "
                    "closes. Please do not pass it on. If you type it by hand, capitals and "
                    "hyphens make no difference."
                ),
                _("Please never send answers by mail. For questions, turn to whoever invited you."),
            ),
        )


def reminder_message(round: Round, sent_on: date, tag: str) -> Message:
    """Return what everybody invited gets, whether or not they have begun."""
    with translation.override(django_code(tag)):
        subject = _subject(round, tag)
        return Message(
            subject=_("Reminder: %(subject)s") % {"subject": subject},
            opening=(
                _(
                    "The questionnaire for “%(study)s” is still open. Everybody invited receives "
                    "this same message; if you have already answered, please disregard it."
                )
                % {"study": _study_title(round, tag)},
            ),
            link="",
            closing=(
                _(
                    "If you have not begun, use the link in our message of %(day)s, “%(subject)s”. "
                    "It is not repeated here, because no copy of it is kept. If you cannot find "
                    "it, ask whoever invited you for another."
                )
                % {"day": date_format(sent_on), "subject": subject},
                _("If you have begun, your return code leads back to your answers: %(address)s")
                % {"address": f"{settings.BASE_URL}/return/"},
            ),
        )


def _subject(round: Round, tag: str) -> str:
    if settings.MAIL_NAMES_STUDY:
        return _("Your invitation: %(study)s") % {"study": _study_title(round, tag)}
    return _("Your invitation")


def _study_title(round: Round, tag: str) -> str:
    """Return the title on one line, as a header must be, whichever version of us stored it."""
    return without_unseen(one_line(text_in(round.study.title, tag)))


def as_mail(message: Message, mail: Mail) -> EmailMultiAlternatives:
    """Return the message to the address of `mail`, with the same Message-ID at every attempt."""
    context = {"message": message, "language": mail.language}
    lines = [*message.opening, *filter(None, [message.link]), *message.closing]
    envelope = EmailMultiAlternatives(
        subject=message.subject,
        body="\n\n".join(lines) + "\n",
        to=[mail.address],
        headers={
            "Message-ID": message_id(mail),
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
        },
        alternatives=[(render_to_string("surveys/mail.html", context), "text/html")],
    )
    envelope.encoding = UTF8
    return envelope


def message_id(mail: Mail) -> str:
    return message_id_of(mail.pk)


def message_id_of(name: object) -> str:
    """Return the Message-ID of the one message of this name."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{name}@{domain}>"
