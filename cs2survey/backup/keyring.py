"""The keys of backups: one for each archive, kept apart from it, so that it can be destroyed.

An archive is encrypted to a key of its own, whose private half lies in the keyring, encrypted to
the recipient: whoever restores needs the archive, its file of the keyring, and the recipient's
private key, which this server never has. Destroying the file of the keyring (and copies of it)
makes every copy of the archive unreadable, wherever it is.
"""

import os
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import pyrage
from django.conf import settings

from cs2survey.backup.streams import DamagedArchiveError

NAME = re.compile(r"(?P<backup>\w+-\w+)\.(?P<part>\w+)\.until-(?P<until>\d{4}-\d\d-\d\d)\.age")


class WrongRecipientError(ValueError):
    """Raised for what is no public (or private) key of the age format."""


def recipient_of(text: str) -> pyrage.x25519.Recipient:
    """Return the public key that begins with age1. Raises WrongRecipientError."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise WrongRecipientError(f"{text!r} is no public key of the age format") from None


def identities_in(text: str) -> list[pyrage.x25519.Identity]:
    """Return the private keys in a file as `age-keygen` writes it. Raises WrongRecipientError."""
    lines = [line.strip() for line in text.splitlines()]
    try:
        keys = [
            pyrage.x25519.Identity.from_str(line)
            for line in lines
            if line and not line.startswith("#")
        ]
    except pyrage.IdentityError:
        keys = []
    if not keys:
        raise WrongRecipientError("there is no private key of the age format")
    return keys


def make_key(
    *, backup: str, part: str, until: date, recipients: Sequence[pyrage.x25519.Recipient]
) -> pyrage.x25519.Recipient:
    """Put the key of a new archive into the keyring; returns its public half."""
    identity = pyrage.x25519.Identity.generate()
    folder: Path = settings.BACKUP_KEYS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{backup}.{part}.until-{until:%Y-%m-%d}.age"
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode=0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(pyrage.encrypt(str(identity).encode(), list(recipients)))
        file.flush()
        os.fsync(handle)
    return identity.to_public()


def read_key(path: Path, private: Sequence[pyrage.x25519.Identity]) -> pyrage.x25519.Identity:
    """Return the key in a file of the keyring. Raises DamagedArchiveError."""
    try:
        text = pyrage.decrypt(path.read_bytes(), list(private)).decode()
        return pyrage.x25519.Identity.from_str(text)
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError) as problem:
        raise DamagedArchiveError(f"{path.name}: {problem}") from problem


def destroy_keys(backup: str) -> list[str]:
    """Overwrite and remove the keys of a backup; returns the names of their files."""
    return _destroy(path for path, found in _files() if found["backup"] == backup)


def destroy_expired_keys(today: date) -> list[str]:
    """Destroy every key whose last day is over; returns the names of their files."""
    return _destroy(path for path, found in _files() if date.fromisoformat(found["until"]) < today)


def _files() -> Iterable[tuple[Path, re.Match[str]]]:
    for path in sorted(settings.BACKUP_KEYS.glob("*.age")):
        if found := NAME.fullmatch(path.name):
            yield path, found


def _destroy(paths: Iterable[Path]) -> list[str]:
    names = []
    for path in list(paths):
        with path.open("r+b") as file:
            file.write(b"\0" * os.fstat(file.fileno()).st_size)
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        names.append(path.name)
    return names
