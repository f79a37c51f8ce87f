"""The keys of an installation: files only their owner can read, made once by set-up."""

import os
import secrets
from pathlib import Path

KEY_BYTES = 32


def read_key(path: Path) -> str:
    """Return the key in the file at `path`, or "" when there is no such file.

    Nothing that needs a key works with an empty one: Django refuses an empty SECRET_KEY, and the
    system checks name the missing file and the command that makes it.
    """
    return path.read_text().strip() if path.exists() else ""


def make_key(path: Path) -> bool:
    """Write 32 random bytes, in hexadecimal, to a new file of mode 0600.

    Returns False, and writes nothing, when the file already exists.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode=0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
    return True


def is_valid_key(path: Path) -> bool:
    """Return whether the file holds a key, which is 32 bytes in hexadecimal."""
    try:
        return len(bytes.fromhex(read_key(path))) == KEY_BYTES
    except ValueError:
        return False


def is_private(path: Path) -> bool:
    """Return whether nobody but the owner can read the file."""
    return path.stat().st_mode & 0o077 == 0
