"""Anchors of the audit by mail: each day to the owners of the studies that wish it."""

from datetime import date

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from surveys import jobs
from surveys.audit_anchors import head_of
from surveys.delivering.notices import send_notice
from surveys.delivering.outbox import NoMailServerError, require_mail_server
from surveys.languages import django_code
from surveys.models.audit import CHAINS
from surveys.models.job import Job
from surveys.models.staff import StudyRole, User
from surveys.models.study import Study

ANCHOR_MAIL = "anchor_mail"


def enqueue_anchor_mails(today: date | None = None) -> int:
    """Queue the mails of today that are not queued yet; returns of how many studies."""
    today, queued = today or timezone.localdate(), 0
    for study in Study.objects.filter(mails_audit_anchor=True).values_list("pk", flat=True):
        argument = f"{study}/{today.isoformat()}"
        if not Job.objects.filter(key=f"{ANCHOR_MAIL}:{argument}").exists():
            with transaction.atomic(using="default"):
                jobs.enqueue(kind=ANCHOR_MAIL, argument=argument)
            queued += 1
    return queued


@jobs.handles(ANCHOR_MAIL)
def mail_audit_anchor(argument: str, report: jobs.Report) -> None:
    """Send the owners of a study the heads of both chains, as `verify_audit --anchors` reads them.

    Only who has an address in their account is sent one, if there is a mail server. The mail names
    no study; the chains are those of the whole installation. Raises MailServerError, and
    MailRefusedError.
    """
    study = Study.objects.filter(pk=argument.partition("/")[0], mails_audit_anchor=True).first()
    if study is None:
        return
    try:
        require_mail_server()
    except NoMailServerError:
        return
    owners = User.objects.filter(
        roles__study=study.pk, roles__role=StudyRole.Role.OWNER, is_active=True
    ).exclude(email="")
    lines = [head.line() for chain in CHAINS if (head := head_of(chain))]
    with translation.override(django_code(next(iter(study.languages), "en"))):
        for address in owners.values_list("email", flat=True).distinct():
            send_notice(_message(lines, address))


def _message(lines: list[str], address: str) -> EmailMessage:
    parts = [
        _(
            "Keep this mail where whoever manages the server cannot reach it. If entries are ever "
            "removed from the audit, these lines tell:"
        ),
        "\n".join(lines),
        _(
            "To compare, save the lines as a file and give it to: manage.py verify_audit "
            "--anchors FILE"
        ),
    ]
    return EmailMessage(
        subject=_("The head of the audit"),
        body="\n\n".join(parts),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
