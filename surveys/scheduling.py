"""The closing time of an open round: how it is changed, and what follows when it has come."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from surveys import jobs
from surveys.access import RUNS
from surveys.auditing import audit_answers
from surveys.closing_time import ClosingTimeError, closing_time_in_words, set_closing_time
from surveys.delivering.notices import send_notice
from surveys.delivering.outbox import NoMailServerError, require_mail_server
from surveys.facilitating import RoundStateError, request_closing
from surveys.languages import django_code
from surveys.models.job import Job
from surveys.models.round import Round
from surveys.models.staff import User

# As long as it may take until those who run a round see a number move (`watching.PAUSE`).
SHORTEST_NOTICE = timedelta(minutes=15)
HOUR_PASSED = "hour_passed"
BY_THE_HOUR = "closing time"


def change_closing_time(*, round: Round, closes_at: datetime, by: str) -> None:
    """Set until when an open round takes answers, earlier or later than before, or again.

    Participants read it on their next page. Raises RoundStateError, and ClosingTimeError for a
    time without a named zone or that leaves them no quarter of an hour.
    """
    with transaction.atomic(using="default"):
        current = Round.objects.select_for_update().get(pk=round.pk)
        if current.state != Round.State.OPEN:
            raise RoundStateError(f"the round is {current.state}, not open")
        before = current.closes_at
        set_closing_time(current, closes_at)
        if closes_at - timezone.now() < SHORTEST_NOTICE:
            raise ClosingTimeError("leave participants at least a quarter of an hour")
        current.save(update_fields=["closes_at", "closes_zone"])
        audit_answers(
            by=by,
            act="change_closing_time",
            subject=current.pk,
            closes_at=closes_at.isoformat(),
            before=before.isoformat() if before else "",
        )


# --- When it has come ----------------------------------------------------------------------------


def act_on_closing_times() -> int:
    """Close every round whose time has come; returns how many.

    One whose key the organisers hold takes no answers any more and waits for their passphrase: they
    are told by mail, once for each hour that they set. The hour is the database's: a worker whose
    clock is wrong must close no round early.
    """
    over = Round.objects.filter(state=Round.State.OPEN, closes_at__lte=Now())
    closed = 0
    for round in over.defer("instrument"):
        if round.key_holder == Round.KeyHolder.ORGANISERS:
            _ask_for_the_passphrase(round)
            continue
        with suppress(RoundStateError):
            request_closing(round=round, by=BY_THE_HOUR)
            closed += 1
    return closed


def _ask_for_the_passphrase(round: Round) -> None:
    assert round.closes_at is not None
    argument = f"{round.pk}/{int(round.closes_at.timestamp())}"
    if not Job.objects.filter(key=f"{HOUR_PASSED}:{argument}").exists():
        with transaction.atomic(using="default"):
            jobs.enqueue(kind=HOUR_PASSED, argument=argument)


@jobs.handles(HOUR_PASSED)
def mail_for_the_passphrase(argument: str, report: jobs.Report) -> None:
    """Tell those who run the study that a round waits for its passphrase, if there is mail.

    Only who has an address in their account can be told. The mail names neither study nor round.
    Raises MailServerError, and MailRefusedError.
    """
    round_id, _slash, hour = argument.partition("/")
    round = Round.objects.select_related("study").defer("instrument").get(pk=round_id)
    waits = round.state == Round.State.OPEN and round.closes_at is not None
    if not waits or int(round.closes_at.timestamp()) != int(hour):
        return
    try:
        require_mail_server()
    except NoMailServerError:
        return
    runners = User.objects.filter(
        roles__study=round.study_id, roles__role__in=RUNS, is_active=True
    ).exclude(email="")
    with translation.override(django_code(_language(round))):
        for address in runners.values_list("email", flat=True).distinct():
            send_notice(_message(round, address))


def _message(round: Round, address: str) -> EmailMessage:
    return EmailMessage(
        subject=_("A round waits for its passphrase"),
        body=_(
            "Answers were taken until %(moment)s. The envelopes stay sealed until somebody who "
            "knows the passphrase closes the round or sets a later closing time: %(address)s"
        )
        % {
            "moment": closing_time_in_words(round),
            "address": f"{settings.BASE_URL}/staff/rounds/{round.pk}/",
        },
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _language(round: Round) -> str:
    """Return the first language of the study: accounts name none."""
    return next(iter(round.study.languages), "en")
