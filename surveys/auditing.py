"""The audit: in each database an append-only chain of what the staff did.

The digest of an entry is an HMAC over the entry and the digest before it, under a key that is in
neither database: whoever has a database alone cannot write a chain that holds.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from django.utils import timezone

from surveys.audit_anchors import anchor_head
from surveys.key_files import key_id
from surveys.models.audit import AnswerAudit, Entry, IdentityAudit

GENESIS = "0" * 64
# Of PostgreSQL's advisory locks, the one for whoever appends an entry.
TURN = 7_265_187_401
BEGIN_KEYED_ENTRIES = "begin_keyed_entries"


def audit_answers(*, by: str, act: str, subject: object, **detail: Any) -> None:
    """Append an act to the chain of rounds and releases, inside the transaction that it records."""
    _append(AnswerAudit, by, act, subject, detail)


def audit_identity(*, by: str, act: str, subject: object, **detail: Any) -> None:
    """Append an act to the chain of people and invitations, inside its own transaction."""
    _append(IdentityAudit, by, act, subject, detail)


def _append(chain: type[Entry], by: str, act: str, subject: object, detail: dict[str, Any]) -> None:
    with transaction.atomic(using=chain.database):
        _take_turn(chain)
        last = chain._default_manager.order_by("number").last()
        key, keys = current_key_id(), audit_keys()
        entry = chain(
            number=last.number + 1 if last else 1,
            at=timezone.now(),
            actor=by,
            act=act,
            subject=str(subject),
            detail=detail,
            previous=last.digest if last else GENESIS,
            key=key,
        )
        entry.digest = digest(entry, keys)
        entry.save(force_insert=True)
        # Committed is committed, even where the anchor cannot be written: the worker tries again.
        transaction.on_commit(lambda: anchor_head(chain), using=chain.database, robust=True)


def _take_turn(chain: type[Entry]) -> None:
    """Wait until no other transaction appends to the chain; then others wait for this one's end.

    Not by a lock on a row or the table: to take one, PostgreSQL wants the right to change entries,
    which the application has not. On SQLite whoever writes is alone from the first statement.
    """
    connection = connections[chain.database]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


# --- Digests -------------------------------------------------------------------------------------


def audit_keys() -> dict[str, bytes]:
    """Return the audit keys of this installation by their ids, the one that writes first."""
    return {key_id(key): bytes.fromhex(key) for key in settings.AUDIT_KEYS.keys}


def current_key_id() -> str:
    """Return the id of the key that writes. Raises ImproperlyConfigured where there is none."""
    if not settings.AUDIT_KEYS.keys:
        raise ImproperlyConfigured(
            f"there is no audit key at {settings.AUDIT_KEY_FILE}; `manage.py make_keys` makes one"
        )
    return str(settings.AUDIT_KEYS.newest_id)


def digest(entry: Entry, keys: Mapping[str, bytes]) -> str:
    """Return the HMAC-SHA-256 of the entry's canonical JSON, which has the previous digest in it.

    Of an entry from before there were keys, the SHA-256. Raises KeyError when the entry's key is
    not among `keys`.
    """
    fields: list[object] = [
        entry.number,
        entry.at.isoformat(timespec="microseconds"),
        entry.actor,
        entry.act,
        entry.subject,
        entry.detail,
        entry.previous,
    ]
    if entry.key:
        fields += [entry.name, entry.key]
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    if not entry.key:
        return hashlib.sha256(text).hexdigest()
    return hmac.new(keys[entry.key], text, hashlib.sha256).hexdigest()


def begin_keyed_entries(chain: type[Entry]) -> None:
    """Append a first entry with a key to a chain from before there were keys.

    What precedes it keeps its plain digests, which the new entry fixes. Once, in the migration that
    brings keys: an entry like this made later would vouch for a chain that somebody rewrote.
    """
    last = chain._default_manager.order_by("number").last()
    if last is not None and not last.key:
        detail = {"entries_without_key": last.number}
        _append(chain, "operator", BEGIN_KEYED_ENTRIES, chain.name, detail)
