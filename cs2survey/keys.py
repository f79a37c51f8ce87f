"""The three keys of an installation: files only their owner can read, made once by set-up."""

import os
import secrets
from pathlib import Path

KEY_BYTES = 32


def read_key(path: Path) -> str:
    """The key in the file at `path`, or "" when there is none yet.

    Nothing that needs a key works with an empty one: Django refuses an empty SECRET_KEY, and the
    system checks name the missing file and the command that makes it.
    """
    return path.read_text().strip() if path.exists() else ""


def make_key(path: Path) -> bool:
    """Write 32 random bytes, in hexadecimal, to a new 0600 file; False when it already exists."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode=0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
    return True


def is_whole(path: Path) -> bool:
    """Whether the file holds 32 bytes in hexadecimal, as the pepper and the seal key must."""
    try:
        return len(bytes.fromhex(read_key(path))) == KEY_BYTES
    except ValueError:
        return False


def is_private(path: Path) -> bool:
    """Whether nobody but the owner can read the file."""
    return path.stat().st_mode & 0o077 == 0
