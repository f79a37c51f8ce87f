"""What an archive of a release shows by itself: that it is whole, and that its checksums hold.

Standard library alone and nothing of this program, since `docs/verify_release.py` loads this very
file where there is no more than Python.
"""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Contents = Mapping[str, bytes]
SUMS, RELEASE, CHANGES, INSTRUMENT = "SHA256SUMS", "release.json", "changes.json", "instrument.json"
# No release comes near these: an archive beyond them is made to fill a memory.
MOST_FILES, LARGEST_TOTAL = 5_000, 4 * 2**30
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class UnreadableArchiveError(ValueError):
    """An archive that cannot be read; the message says what is wrong with it."""


@dataclass(frozen=True)
class Problem:
    """A file that is not as it was released; "" is the archive itself."""

    file: str
    words: str

    def __str__(self) -> str:
        return f"{self.file}: {self.words}" if self.file else self.words


def read_archive(archive: bytes, largest: int = LARGEST_TOTAL) -> dict[str, bytes]:
    """Return the files of a ZIP archive by their names without folders.

    Nothing is unpacked of an archive whose files are more than a release has, or together larger
    than ``largest`` bytes. Raises UnreadableArchiveError for such, for what is no ZIP archive or a
    damaged one, and for two files of one name.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            entries = [entry for entry in packed.infolist() if not entry.is_dir()]
            # No entry gives more bytes than it declares.
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > largest:
                raise UnreadableArchiveError("This archive is too large to be one of a release.")
            contents = {entry.filename.rpartition("/")[2]: packed.read(entry) for entry in entries}
    except UNREADABLE:
        raise UnreadableArchiveError("This is not a whole ZIP archive.") from None
    if len(contents) < len(entries):
        raise UnreadableArchiveError("This archive has two files of one name.")
    return contents


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def against_sums(contents: Contents) -> Iterator[Problem]:
    """Files that are not those whose checksums are listed, and files that are not listed."""
    if SUMS not in contents:
        yield Problem(SUMS, "is missing.")
        return
    lines = contents[SUMS].decode(errors="replace").splitlines()
    listed = {name: checksum for checksum, _, name in (line.partition("  ") for line in lines)}
    for name, expected in sorted(listed.items()):
        if name not in contents:
            yield Problem(name, "is missing.")
        elif sha256(contents[name]) != expected:
            yield Problem(name, f"was changed: {SUMS} has another checksum.")
    for name in sorted(set(contents) - set(listed) - {SUMS}):
        yield Problem(name, f"is not in {SUMS}.")


def against(checksum: str, expected: str | None) -> Iterator[Problem]:
    """A release.json that is another one; ``expected`` may be the beginning of its checksum."""
    if checksum and expected and not checksum.startswith(expected.lower()):
        words = f"is not what was released: its SHA-256 is {checksum} and not {expected}."
        yield Problem(RELEASE, words)


def against_metadata(metadata: Mapping[str, Any], contents: Contents) -> Iterator[Problem]:
    """A questionnaire, or changes where there are any, of other checksums than the release names.

    Raises KeyError or TypeError for metadata of no release, and where there is no questionnaire.
    """
    if sha256(contents[INSTRUMENT]) != metadata["instrument"]["checksum"]:
        yield Problem(INSTRUMENT, "is not the questionnaire whose checksum is in release.json.")
    changes = metadata["changes"]["checksum"]
    if CHANGES in contents and sha256(contents[CHANGES]) != changes:
        yield Problem(CHANGES, "is not what release.json has the checksum of.")
