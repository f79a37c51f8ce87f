"""What a file of a release holds until it is stored: kept in memory, a large one on the disk."""

import hashlib
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings

# In bytes: of a file in memory, and of what is read of it at once.
MOST_IN_MEMORY, PIECE = 8 << 20, 1 << 20

Write = Callable[[BinaryIO], object]


class FileContents:
    """The bytes that ``write_to`` has written, with their number and their SHA-256 in hex."""

    def __init__(self, write_to: Write) -> None:
        # It has no name on the disk, and is gone with the process.
        self._kept = tempfile.SpooledTemporaryFile(MOST_IN_MEMORY, dir=_folder())  # noqa: SIM115
        weakref.finalize(self, self._kept.close)
        write_to(cast(BinaryIO, self._kept))
        self.size = self._kept.tell()
        digest = hashlib.sha256()
        for piece in self.pieces():
            digest.update(piece)
        self.sha256 = digest.hexdigest()

    def pieces(self) -> Iterator[bytes]:
        """Some of them at a time; several may read at once."""
        place = 0
        while place < self.size:
            self._kept.seek(place)
            piece = self._kept.read(PIECE)
            place += len(piece)
            yield piece


def _folder() -> str | None:
    """Where there is room for files of releases; None: wherever temporary files are put."""
    folder = Path(settings.RELEASE_FILES)
    return str(folder) if folder.is_dir() else None


def whole(make: Callable[..., bytes], *arguments: Any) -> Write:
    """What writes a file that is made in one piece."""
    return lambda out: out.write(make(*arguments))


def in_pieces(make: Callable[..., Iterable[bytes]], *arguments: Any) -> Write:
    """What writes a file that is made piece by piece."""
    return lambda out: out.writelines(make(*arguments))
