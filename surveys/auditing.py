"""One append-only chain of the staff's acts in each database."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from surveys.models.audit import AnswerAudit, Entry, IdentityAudit

GENESIS = "0" * 64


def audit_answers(*, by: str, act: str, subject: object, **detail: Any) -> None:
    """Append to the chain of rounds and releases; call inside the transaction it records."""
    _append(AnswerAudit, by, act, subject, detail)


def audit_identity(*, by: str, act: str, subject: object, **detail: Any) -> None:
    """Append to the chain of people and invitations; call inside the transaction it records."""
    _append(IdentityAudit, by, act, subject, detail)


def _append(chain: type[Entry], by: str, act: str, subject: object, detail: dict[str, Any]) -> None:
    try:
        _write(chain, by, act, subject, detail)
    except IntegrityError:
        # Two began an empty chain at once, when there was no entry to wait on; now there is.
        _write(chain, by, act, subject, detail)


def _write(chain: type[Entry], by: str, act: str, subject: object, detail: dict[str, Any]) -> None:
    with transaction.atomic(using=chain.database):  # type: ignore[attr-defined]
        entries = chain._default_manager
        # Every writer waits on the first entry, so that two never follow the same one.
        first = list(entries.select_for_update().order_by("number")[:1])
        last = entries.order_by("number").last() if first else None
        entry = chain(
            number=last.number + 1 if last else 1,
            at=timezone.now(),
            actor=by,
            act=act,
            subject=str(subject),
            detail=detail,
            previous=last.digest if last else GENESIS,
        )
        entry.digest = digest(entry)
        entry.save(force_insert=True)


def digest(entry: Entry) -> str:
    """SHA-256 over the entry's canonical JSON and the digest before it."""
    at: datetime = entry.at
    told = [
        entry.number,
        at.isoformat(timespec="microseconds"),
        entry.actor,
        entry.act,
        entry.subject,
        entry.detail,
        entry.previous,
    ]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def faults(chain: type[Entry]) -> Iterator[str]:
    """What is wrong with a chain: an entry altered, missing or out of order. Nothing when whole."""
    previous, expected = GENESIS, 1
    for entry in chain._default_manager.order_by("number").iterator():
        if entry.number != expected:
            yield f"entry {expected} is missing"
        if entry.previous != previous:
            yield f"entry {entry.number} does not follow the one before it"
        if entry.digest != digest(entry):
            yield f"entry {entry.number} was altered"
        previous, expected = entry.digest, entry.number + 1
