"""Files of keys that only their owner can read, each with one key or several while they rotate."""

import fcntl
import hashlib
import os
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from surveys.durable_files import make_entries_durable

KEY_BYTES = 32


class MissingKeyError(Exception):
    """Raised when a key is needed that the file does not hold, or there is no file."""


class RotationUnderWayError(Exception):
    """Raised when another process rotates a key of the same folder."""


def key_id(key: str) -> str:
    """Return the name of a key, from which nothing can be learned of the key: 16 letters."""
    return hashlib.sha256(f"cs2survey key {key}".encode()).hexdigest()[:16]


def new_key() -> str:
    """Return 32 random bytes in hexadecimal."""
    return secrets.token_hex(KEY_BYTES)


class KeyFile:
    """The keys in one file, one a line, the newest first: that one is used, all are accepted.

    The file is read again whenever it has changed, so that no process that runs uses a key that
    has been replaced. Of a file that is not there the list of keys is empty.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: tuple[object, tuple[str, ...]] = (None, ())

    @property
    def keys(self) -> tuple[str, ...]:
        try:
            # Until it was read without being replaced meanwhile.
            while (version := self._version()) != self._read[0]:
                self._read = (version, tuple(self.path.read_text(errors="replace").split()))
        except FileNotFoundError:
            return ()
        return self._read[1]

    def _version(self) -> tuple[int, int, int]:
        found = self.path.stat()
        return found.st_ino, found.st_mtime_ns, found.st_size

    @property
    def newest(self) -> str:
        """The key that is used. Raises MissingKeyError."""
        if not self.keys:
            raise MissingKeyError(f"there is no key in {self.path}; `manage.py make_keys` makes it")
        return self.keys[0]

    @property
    def newest_id(self) -> str:
        """The id of the key that is used. Raises MissingKeyError."""
        return key_id(self.newest)

    @property
    def ids(self) -> list[str]:
        """The ids of all keys, the newest first."""
        return [key_id(key) for key in self.keys]

    def with_id(self, wanted: str) -> str:
        """Return the key of this id. Raises MissingKeyError."""
        for key in self.keys:
            if key_id(key) == wanted:
                return key
        raise MissingKeyError(f"{self.path} does not hold the key {wanted}; put your copy back")

    @property
    def changed_at(self) -> datetime:
        """When a key was last added or removed."""
        return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)

    def add(self) -> None:
        """Put a new key before the others. A crash leaves the old file or the new one, whole."""
        self._replace([new_key(), *self.keys])

    def remove(self, ids: Collection[str]) -> None:
        """Take keys out, and overwrite the file that held them."""
        self._replace([key for key in self.keys if key_id(key) not in ids])

    def _replace(self, keys: Collection[str]) -> None:
        new = self.path.with_name(f"{self.path.name}.new")
        new.unlink(missing_ok=True)  # of an attempt that was interrupted
        with self.path.open("r+b") as old:
            write_private(new, keys)
            new.replace(self.path)
            make_entries_durable(self.path.parent)
            old.write(b"\0" * os.fstat(old.fileno()).st_size)
            old.flush()
            os.fsync(old.fileno())

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let nobody else rotate a key of this folder meanwhile. Raises RotationUnderWayError."""
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError:
            raise RotationUnderWayError(
                f"another process rotates a key in {self.path.parent}"
            ) from None
        finally:
            os.close(folder)


def write_private(path: Path, keys: Collection[str]) -> None:
    """Write keys to a new file of mode 0600. Raises FileExistsError."""
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode=0o600)
    with os.fdopen(handle, "w") as file:
        file.write("".join(f"{key}\n" for key in keys))
        file.flush()
        os.fsync(handle)
