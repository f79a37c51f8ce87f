"""Puts new keys in the place of the server's own, and destroys old ones once nothing needs them.

A key file holds one key, or several while they rotate (`cs2survey.keys.KeyFile`). Both acts may be
interrupted anywhere and are then called again: a key is added before anything is made under it,
what can be made anew under it is, and the act is audited last; a key is destroyed only after its
destruction has been audited and nothing needs it.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.timesince import timesince

from surveys import sealing, second_factors
from surveys.auditing import audit_identity
from surveys.key_files import KeyFile
from surveys.models.audit import CHAINS, IdentityAudit
from surveys.models.mail import Mail
from surveys.models.round import Round
from surveys.models.seminar import Seminar
from surveys.server_keys import lock_token, unlock_token, unwrap_private_key, wrap_private_key

ROTATED, DESTROYED = "rotate_key", "destroy_key"
# Whoever forgot a password waits an hour at most for a message under the old key (`PATIENCE`), and
# no transaction that wraps a key lasts nearly as long.
A_FEW_HOURS = timedelta(hours=3)


class TooEarlyError(Exception):
    """Raised rather than destroy a key that something under way may still be made with."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until:%Y-%m-%d %H:%M} UTC, in {timesince(until)}")
        self.until = until


class RotatingKey(NamedTuple):
    """One of the keys of the server.

    `renew` makes anew under the newest key whatever can be; `needs` yields what still needs the key
    with an id; `wait` is how long what is under way may go on with an old key.
    """

    file: KeyFile
    renew: Callable[[], None]
    needs: Callable[[str], Iterator[str]]
    wait: timedelta


class Held(NamedTuple):
    """A key that is held, its id, whether it is the one in use, and what needs it."""

    id: str
    newest: bool
    needs: list[str]


def rotating_keys() -> dict[str, RotatingKey]:
    """Return the keys of this server by name."""
    # Addresses at which somebody chooses a password are signed with the secret key.
    lasts = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    return {
        "secret_key": RotatingKey(settings.SECRET_KEYS, _nothing, _in_browsers, lasts),
        "pepper": RotatingKey(settings.PEPPERS, _renew_peppers, _rounds_with, A_FEW_HOURS),
        "seal_key": RotatingKey(settings.SEAL_KEYS, _rewrap, _wrapped_under, A_FEW_HOURS),
        "audit_key": RotatingKey(settings.AUDIT_KEYS, _nothing, _entries_under, timedelta(0)),
    }


def rotate_key(*, name: str, by: str) -> str:
    """Put a new key before the others of its file; returns its id.

    Called again after it was interrupted, it goes on with the key that it has added. Raises
    KeyError for an unknown name, MissingKeyError where there is no key yet.
    """
    key = rotating_keys()[name]
    with key.file.locked():
        newest = key.file.newest_id
        if len(key.file.ids) == 1 or _is_audited(ROTATED, newest):
            key.file.add()
        key.renew()
        new, *old = key.file.ids
        audit_identity(by=by, act=ROTATED, subject=new, key=name, before=old)
    return new


def destroy_old_keys(*, name: str, by: str, at_once: bool = False) -> list[Held]:
    """Destroy every older key of a file that nothing needs; returns those left, newest first.

    Raises TooEarlyError before what was under way at the rotation is over, unless `at_once`.
    """
    key = rotating_keys()[name]
    with key.file.locked():
        until = key.file.changed_at + key.wait
        if len(key.file.keys) > 1 and not at_once and timezone.now() < until:
            raise TooEarlyError(until)
        key.renew()
        unneeded = [old for old in key.file.ids[1:] if not any(key.needs(old))]
        for old in unneeded:
            if not _is_audited(DESTROYED, old):
                audit_identity(by=by, act=DESTROYED, subject=old, key=name)
        if unneeded:
            key.file.remove(unneeded)
    return held(key)


def held(key: RotatingKey) -> list[Held]:
    """Return the keys of a file, the newest first, and what needs each."""
    ids = key.file.ids
    return [Held(each, each == ids[0], list(key.needs(each))) for each in ids]


def _is_audited(act: str, subject: str) -> bool:
    return bool(IdentityAudit.objects.filter(act=act, subject=subject).exists())


# --- The secret key ------------------------------------------------------------------------------


def _nothing() -> None:
    """What is in browsers and in links, and what is chained, cannot be made anew here."""


def _in_browsers(_id: str) -> Iterator[str]:
    """Nobody can count the cookies and links that were made under a key."""
    return iter(())


# --- The pepper ----------------------------------------------------------------------------------


def _renew_peppers() -> None:
    """Give the newest pepper to rounds of which no envelope, answer or text is left to be found."""
    file = settings.PEPPERS
    others = Round.objects.exclude(pepper_id__in=["", file.newest_id])
    nothing_left = others.filter(
        state=Round.State.CLOSED,
        envelopes__isnull=True,
        responses__isnull=True,
        own_concerns__isnull=True,
    )
    for pk in nothing_left.values_list("pk", flat=True):
        Round.objects.filter(pk=pk).update(pepper_id=file.newest_id)


def _rounds_with(pepper: str) -> Iterator[str]:
    rounds = Round.objects.filter(pepper_id=pepper).select_related("study")
    for round in rounds.defer("instrument").order_by("study__slug", "number"):
        yield f"round {round.number} of {round.study.slug}, {round.state}"


# --- The seal key --------------------------------------------------------------------------------


def _rewrap() -> None:
    """Wrap anew, each by itself, what is not under the newest key.

    What is closed or sent meanwhile is left alone, and so is what no key opens.
    """
    newest = settings.SEAL_KEYS.newest
    for round in wrapped_rounds():
        wrapped = bytes(round.wrapped_private_key)
        with suppress(sealing.UnreadableError):
            if not _opens(sealing.unwrap, wrapped, newest):
                unchanged = Round.objects.filter(pk=round.pk, wrapped_private_key=wrapped)
                private = unwrap_private_key(wrapped)
                unchanged.update(wrapped_private_key=wrap_private_key(private))
    for seminar in _seminars_with_a_key():
        wrapped = bytes(seminar.wrapped_private_key)
        with suppress(sealing.UnreadableError):
            if not _opens(sealing.unwrap, wrapped, newest):
                still_open = Seminar.objects.filter(pk=seminar.pk, wrapped_private_key=wrapped)
                private = unwrap_private_key(wrapped)
                still_open.update(wrapped_private_key=wrap_private_key(private))
    for mail in _mails_with_a_token():
        locked = bytes(mail.sealed_token)
        with suppress(sealing.UnreadableError):
            if not _opens(sealing.unlock_token, locked, newest):
                waiting = Mail.objects.filter(pk=mail.pk, sealed_token=locked)
                waiting.update(sealed_token=lock_token(unlock_token(locked)))
    second_factors.renew_secrets()


def _wrapped_under(seal_key: str) -> Iterator[str]:
    key = settings.SEAL_KEYS.with_id(seal_key)
    for round in wrapped_rounds():
        if _opens(sealing.unwrap, bytes(round.wrapped_private_key), key):
            yield f"round {round.number} of {round.study.slug}, {round.state}"
    for seminar in _seminars_with_a_key():
        if _opens(sealing.unwrap, bytes(seminar.wrapped_private_key), key):
            yield f"a seminar of {seminar.study.slug}, of which a step is open"
    mails = sum(
        _opens(sealing.unlock_token, bytes(mail.sealed_token), key)
        for mail in _mails_with_a_token()
    )
    if mails:
        yield f"links that wait to be mailed: {mails}"
    if factors := second_factors.count_under(key):
        yield f"second factors: {factors}"


def wrapped_rounds() -> QuerySet[Round]:
    """Return the rounds whose private key is wrapped by the server and not by a passphrase."""
    by_passphrase = Q(key_holder=Round.KeyHolder.ORGANISERS, state=Round.State.OPEN)
    wrapped = Round.objects.exclude(wrapped_private_key=b"").exclude(by_passphrase)
    return wrapped.select_related("study").defer("instrument").order_by("study__slug", "number")


def _seminars_with_a_key() -> list[Seminar]:
    rows = Seminar.objects.exclude(wrapped_private_key=b"").select_related("study")
    return list(rows.order_by("study__slug", "created_at"))


def _mails_with_a_token() -> QuerySet[Mail]:
    return Mail.objects.exclude(sealed_token=b"")


def _opens(opened: Callable[..., object], wrapped: bytes, key: str) -> bool:
    try:
        opened(wrapped, seal_key=key)
    except sealing.UnreadableError:
        return False
    return True


# --- The audit key -------------------------------------------------------------------------------


def _entries_under(audit_key: str) -> Iterator[str]:
    """Entries stay, and with them the key without which nobody can verify them."""
    for chain in CHAINS:
        if entries := chain._default_manager.filter(key=audit_key).count():
            yield f"entries of the audit of {chain.name}: {entries}"
