"""Makes a backup: two archives, neither of which says anything of what is in the other."""

import hashlib
import os
import secrets
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pyrage
from django.utils import timezone

from cs2survey.backup.contents import PARTS, lines
from cs2survey.backup.keyring import destroy_expired_keys, make_key
from cs2survey.backup.snapshots import snapshot
from cs2survey.backup.streams import write_archive
from surveys.auditing import audit_identity
from surveys.models.round import Round

Recipients = Mapping[str, Sequence[pyrage.x25519.Recipient]]


class RoundClosingError(Exception):
    """Raised rather than keep a worker waiting that opens envelopes and destroys them."""


def back_up(*, to: Path, recipients: Recipients, days: int, by: str) -> list[Path]:
    """Write an archive of each part into a folder; returns their paths.

    `recipients` are the public keys for each part; the archives can be read for `days` days, after
    which the next backup destroys their keys. Raises RoundClosingError, and ValueError for fewer
    days than one.
    """
    if days < 1:
        raise ValueError("a backup is kept for one day at least")
    if Round.objects.filter(state=Round.State.CLOSING).exists():
        raise RoundClosingError
    until = timezone.localdate() + timedelta(days=days)
    backup = f"{timezone.now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    paths = {part: to / f"{backup}.{part}.age" for part in PARTS}
    with snapshot():
        for part, path in paths.items():
            key = make_key(backup=backup, part=part, until=until, recipients=recipients[part])
            _write(path, part, backup, key)
    digests = {part: _digest(path) for part, path in paths.items()}
    expired = destroy_expired_keys(timezone.localdate())
    audit_identity(
        by=by, act="back_up", subject=backup, until=str(until), sha256=digests, expired=expired
    )
    return list(paths.values())


def _write(path: Path, part: str, backup: str, key: pyrage.x25519.Recipient) -> None:
    """Write an archive under another name, so that one of this name is whole."""
    unfinished = path.with_suffix(".unfinished")
    with ExitStack() as stack:
        stack.callback(unfinished.unlink, missing_ok=True)
        handle = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode=0o600)
        file = stack.enter_context(os.fdopen(handle, "wb"))
        write_archive(lines(part, backup), file, [key])
        file.flush()
        os.fsync(handle)
        unfinished.rename(path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
