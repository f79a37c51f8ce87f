"""Opens and closes rounds: makes their keys, and opens, shuffles and destroys the envelopes."""

import secrets
from collections import Counter
from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from surveys import closing_chunks, group_changes, jobs, sealing
from surveys.auditing import audit_answers
from surveys.closing_chunks import (
    READ_AT_ONCE,
    UnreadableEnvelopesError,
    envelopes_to_open,
    opener_of,
)
from surveys.closing_time import set_closing_time
from surveys.few_invited import confirm_few, require_levels
from surveys.instruments.document import draft_languages
from surveys.instruments.loader import document_of
from surveys.models.instrument import Instrument
from surveys.models.job import Job
from surveys.models.response import Envelope, Response
from surveys.models.round import Round
from surveys.models.shown_counts import ShownCounts
from surveys.module_rules import NothingToShowError, require_modules
from surveys.opening_rows import erase_texts_of_few, insert_opened, people_of, turnout
from surveys.passphrases import require_strong
from surveys.respondent_groups import Group
from surveys.scrubbing import SEALED, scrub
from surveys.server_keys import wrap_private_key
from surveys.signals import round_closed, round_opening

CLOSE = "close"


class RoundStateError(Exception):
    """The round is not in the state this act needs."""


class StudyEndedError(Exception):
    """Raised rather than open a round of a study that has ended."""

    def __init__(self) -> None:
        super().__init__("the study has ended, so none of its rounds opens any more")


class DraftTextsError(Exception):
    """Some texts have not been reviewed by a native reader; `languages` lists their tags."""

    def __init__(self, languages: list[str]) -> None:
        super().__init__(f"texts are still machine drafts in: {', '.join(languages)}")
        self.languages = languages


# --- Opening -------------------------------------------------------------------------------------


def open_round(
    *,
    round: Round,
    by: str,
    passphrase: str | None = None,
    allow_drafts: bool = False,
    confirmed_roll: bool = False,
    confirmed_few: bool | None = None,
    without_threats: bool = False,
    closes_at: datetime | None = None,
) -> None:
    """Freeze the instrument, make the round's key pair and let respondents begin.

    With a passphrase the organisers hold the key; without one, the server does. With
    `without_threats` the round leaves out the articulated threats, as one does whose `asks_threats`
    is false. From `closes_at` on no answers are taken. Raises RoundStateError, ClosingTimeError,
    ModulesRefusedError, WeakPassphraseError, DraftTextsError unless `allow_drafts`, and
    GroupChangedError, when one to four of those invited to a group differ from an earlier round,
    unless `confirmed_roll`; StudyEndedError; LevelsRefusedError; FewInvitedError where
    `confirmed_few` is False and fewer than five of a side are invited (None: others come later).
    """
    if passphrase:
        require_strong(passphrase)
    changes = group_changes.changes_in_invited(round)
    with transaction.atomic(using="default"):
        current = _in_state(round, Round.State.DRAFT)
        # Its roll is erased, by which people who differ between rounds are found.
        if current.study.has_ended:
            raise StudyEndedError
        set_closing_time(current, closes_at)
        require_modules(current)
        require_levels(current)
        drafts = drafts_of(current)
        if drafts and not allow_drafts:
            raise DraftTextsError(drafts)
        overridden = {
            "drafts_allowed": drafts,
            **group_changes.confirm(changes, confirmed_roll, current),
            **confirm_few(round, confirmed_few),
        }
        Instrument.objects.filter(pk=current.instrument_id).update(frozen=True)
        _make_keys(current, passphrase)
        current.state = Round.State.OPEN
        current.asks_threats &= not without_threats
        current.opened_on = timezone.localdate()
        round_opening.send(sender=Round, round=current)
        if current.shows_last_round and not current.last_results:
            raise NothingToShowError
        current.save()
        now = timezone.now()
        ShownCounts.objects.create(round=current, counted_at=now, whole_at=now)
        audit_answers(
            by=by,
            act="open_round",
            subject=round.pk,
            widest_audience=current.widest_audience,
            publishes_records=current.publishes_records,
            withstands=current.withstands,
            shows_last_round=current.shows_last_round,
            asks_threats=current.asks_threats,
            **({"levels": current.levels} if current.levels else {}),
            **({"closes_at": current.closes_at.isoformat()} if current.closes_at else {}),
            **overridden,
        )


def drafts_of(round: Round) -> list[str]:
    """Return the round's languages in which some text has not been reviewed by a native reader."""
    unreviewed = draft_languages(document_of(round.instrument))
    # A round that names no languages is offered in all of them.
    return [tag for tag in round.languages or unreviewed if tag in unreviewed]


def _make_keys(round: Round, passphrase: str | None) -> None:
    round.pepper_id = settings.PEPPERS.newest_id
    round.public_key, private = sealing.new_key_pair()
    if passphrase:
        round.key_holder = Round.KeyHolder.ORGANISERS
        round.wrapped_private_key = sealing.wrap_with_passphrase(private, passphrase=passphrase)
    else:
        round.key_holder = Round.KeyHolder.SERVER
        round.wrapped_private_key = wrap_private_key(private)


# --- Closing -------------------------------------------------------------------------------------


def request_closing(*, round: Round, by: str, passphrase: str | None = None) -> Job:
    """Stop taking answers and queue the job that opens the envelopes.

    A passphrase is never sent to the broker: the private key is wrapped anew for the worker here.
    Raises RoundStateError; for a wrong passphrase sealing.UnreadableError, and the round stays
    open.
    """
    with transaction.atomic(using="default"):
        current = _in_state(round, Round.State.OPEN)
        if current.key_holder == Round.KeyHolder.ORGANISERS:
            private = sealing.unwrap_with_passphrase(
                bytes(current.wrapped_private_key), passphrase=passphrase or ""
            )
            current.wrapped_private_key = wrap_private_key(private)
        current.state = Round.State.CLOSING
        current.save()
        audit_answers(by=by, act="close_round", subject=round.pk)
        return jobs.enqueue(kind=CLOSE, argument=round.pk)


@jobs.handles(CLOSE)
def close_round(round_id: str, report: jobs.Report) -> None:
    """Do the job of closing: open every envelope or none, then scrub the files. Safe to repeat.

    The envelopes of a large round are checked and then opened in chunks, each of which is a job of
    its own that any worker does.
    """
    round = Round.objects.select_related("instrument").get(pk=round_id)
    if round.state == Round.State.CLOSING:
        if closing_chunks.are_needed(round):
            closing_chunks.check_chunks(round, report)
            closing_chunks.open_chunks(round, report)
        else:
            _check_envelopes(round, report)
            report(40, "opening")
        # Another worker, whose lease ran out, may have closed the round by now.
        with suppress(RoundStateError):
            open_envelopes(round=round)
    report(80, "scrubbing")
    if closing_chunks.is_large(Response.objects.filter(round=round)):
        scrub(SEALED)
    else:
        scrub()


def _check_envelopes(round: Round, report: jobs.Report) -> None:
    """Read every envelope before any is destroyed. Raises UnreadableEnvelopesError."""
    opener = opener_of(round)
    envelopes = list(envelopes_to_open(round))
    unreadable = 0
    for number, envelope in enumerate(envelopes):
        unreadable += opener.read(envelope) is None
        if number % 50 == 0:
            report(40 * number // len(envelopes), "checking")
    if unreadable:
        raise UnreadableEnvelopesError(unreadable)


def open_envelopes(*, round: Round) -> None:
    """Open all envelopes in one transaction: shuffle, insert, destroy envelopes and key, close.

    Of a large round those that are not opened by then, which are none. A crash before the commit
    leaves every envelope as it was. Raises UnreadableEnvelopesError.
    """
    with transaction.atomic(using="default"):
        current = _in_state(round, Round.State.CLOSING)
        opener = opener_of(current)
        contents = [opener.read(envelope) for envelope in envelopes_to_open(current)]
        if None in contents:
            raise UnreadableEnvelopesError(contents.count(None))
        secrets.SystemRandom().shuffle(contents)
        insert_opened(opener, [content for content in contents if content is not None])
        erase_texts_of_few(current)
        Envelope.objects.filter(round=current).delete()
        ShownCounts.objects.filter(round=current).delete()
        closing_chunks.forget(current)
        current.wrapped_private_key = b""
        current.state = Round.State.CLOSED
        current.closed_on = timezone.localdate()
        current.turnout = turnout(current)
        current.save()
        opened = Response.objects.filter(round=current).count()
        audit_answers(by="worker", act="open_envelopes", subject=current.pk, opened=opened)
        round_closed.send(sender=Round, round=current)


def set_aside_unreadable(*, round: Round, by: str) -> int:
    """Set aside the envelopes that cannot be read and retry closing; returns their number."""
    with transaction.atomic(using="default"):
        current = _in_state(round, Round.State.CLOSING)
        opener = opener_of(current)
        envelopes = closing_chunks.not_checked(current)
        damaged = [e.pk for e in envelopes.iterator(READ_AT_ONCE) if opener.read(e) is None]
        Envelope.objects.filter(pk__in=damaged).update(set_aside=True)
        audit_answers(by=by, act="set_aside", subject=current.pk, envelopes=len(damaged))
        for job in Job.objects.filter(key=f"{CLOSE}:{current.pk}"):
            jobs.retry(job)
        return len(damaged)


def submitted(round: Round) -> Counter[Group]:
    """Return how many of each group have submitted; once closed, as counted at closing."""
    if round.state == Round.State.CLOSED:
        return Counter({tuple(group): n for *group, n in round.turnout})
    sealed = Envelope.objects.filter(round=round, sealed__isnull=False)
    return people_of(sealed) + people_of(Response.objects.filter(round=round))


def _in_state(round: Round, state: str) -> Round:
    """Return the round, locked. Raises RoundStateError unless it is in that state."""
    current: Round = (
        Round.objects.select_for_update(of=("self",)).select_related("instrument").get(pk=round.pk)
    )
    if current.state != state:
        raise RoundStateError(f"the round is {current.state}, not {state}")
    return current
