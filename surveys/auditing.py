"""The audit: in each database an append-only chain of what the staff did."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from surveys.models.audit import AnswerAudit, Entry, IdentityAudit

GENESIS = "0" * 64


def audit_answers(*, by: str, act: str, subject: object, **detail: Any) -> None:
    """Append an act to the chain of rounds and releases, inside the transaction that it records."""
    _append(AnswerAudit, by, act, subject, detail)


def audit_identity(*, by: str, act: str, subject: object, **detail: Any) -> None:
    """Append an act to the chain of people and invitations, inside its own transaction."""
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
    """Return the SHA-256 of the entry's canonical JSON, which includes the previous digest."""
    fields = [
        entry.number,
        entry.at.isoformat(timespec="microseconds"),
        entry.actor,
        entry.act,
        entry.subject,
        entry.detail,
        entry.previous,
    ]
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def faults(chain: type[Entry]) -> Iterator[str]:
    """Yield each fault of a chain: an entry that is altered, missing or out of order."""
    previous, expected = GENESIS, 1
    for entry in chain._default_manager.order_by("number").iterator():
        if entry.number != expected:
            yield f"entry {expected} is missing"
        if entry.previous != previous:
            yield f"entry {entry.number} does not follow the one before it"
        if entry.digest != digest(entry):
            yield f"entry {entry.number} was altered"
        previous, expected = entry.digest, entry.number + 1
