"""Lines of JSON, compressed and encrypted in the age format, written and read piece by piece."""

import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

import pyrage

Line = dict[str, Any]
GZIP = 31  # zlib's name for a window of 32 KiB with the header of gzip
PIECE = 64 * 1024


class DamagedArchiveError(Exception):
    """Raised when an archive was altered, cut short or is of another key; nothing of it is kept."""


def write_archive(
    lines: Iterator[Line], to: BinaryIO, recipients: Sequence[pyrage.x25519.Recipient]
) -> None:
    """Write lines so that whoever holds a private key of one of the recipients can read them."""
    pyrage.encrypt_io(_Compressed(lines), to, list(recipients))


def read_archive(
    archive: BinaryIO, identities: Sequence[pyrage.x25519.Identity], take: Callable[[Line], None]
) -> None:
    """Hand over each line of an archive in its order. Raises DamagedArchiveError.

    A cut is noticed only at the end: undo what was taken if this raises.
    """
    taken = _Decompressed(take)
    try:
        pyrage.decrypt_io(archive, taken, list(identities))
    except (pyrage.DecryptError, OSError, zlib.error) as problem:
        raise DamagedArchiveError(str(problem)) from problem
    if not taken.is_whole:
        raise DamagedArchiveError("the archive ends in the middle of a line")


class _Compressed:
    """What is read of it are the lines, compressed."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._compressor = zlib.compressobj(wbits=GZIP)
        self._waiting = b""
        self._is_done = False

    def read(self, size: int) -> bytes:
        while len(self._waiting) < size and not self._is_done:
            line = next(self._lines, None)
            if line is None:
                self._waiting += self._compressor.flush()
                self._is_done = True
            else:
                text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
                self._waiting += self._compressor.compress(text.encode() + b"\n")
        piece, self._waiting = self._waiting[:size], self._waiting[size:]
        return piece


class _Decompressed:
    """What is written to it is decompressed, and handed over line by line."""

    def __init__(self, take: Callable[[Line], None]) -> None:
        self._take = take
        self._decompressor = zlib.decompressobj(wbits=GZIP)
        self._rest = b""

    @property
    def is_whole(self) -> bool:
        return self._decompressor.eof and not self._rest

    def write(self, data: bytes) -> int:
        waiting = bytes(data)
        while waiting:
            *lines, self._rest = (self._rest + self._decompressor.decompress(waiting, PIECE)).split(
                b"\n"
            )
            for line in lines:
                self._take(json.loads(line))
            waiting = self._decompressor.unconsumed_tail
        return len(data)

    def flush(self) -> None:
        """Everything has been handed over already."""
