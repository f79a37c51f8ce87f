"""The files of releases on disk, where a worker writes them once and the web only reads.

    <RELEASE_FILES>/<checksum of the release>/<variant>/<name of the file>

A variant has all of its files or is not there: it is written to a temporary folder beside and then
renamed. Its index is written last and describes every file; a variant whose index cannot be read,
or does not agree with what lies beside it, counts as not there.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings

from analytics.export.archive import WHOLE
from analytics.export.labels import Texts

INDEX = "index.json"
SHA256_LENGTH = 64


class Variant(StrEnum):
    """Whether what changed since the earlier round is in the files.

    Only those who may read the release of that round see the changes. A release has changes since
    one earlier round at most, and without any it has no first variant.
    """

    WITH_CHANGES = "with-changes"
    WITHOUT_CHANGES = "without-changes"


@dataclass(frozen=True)
class StoredFile:
    """A file as its index describes it.

    ``kind`` is the name without the language, ``size`` in bytes, ``sha256`` in hex. The
    descriptions, of the file and of all files of its kind, are in every language of the program.
    """

    name: str
    media_type: str
    part: str
    language: str
    kind: str
    size: int
    sha256: str
    description: Texts
    kind_description: Texts


@dataclass(frozen=True)
class StoredFiles:
    """One variant of a release's files in its folder, the archive first.

    ``languages`` are those of the round; ``tables`` are the titles of each table by language, in
    the order in which tables are shown.
    """

    folder: Path
    languages: tuple[str, ...]
    tables: Mapping[str, Texts]
    files: tuple[StoredFile, ...]

    @property
    def archive(self) -> StoredFile:
        return next(file for file in self.files if file.part == WHOLE)

    def has(self, file: StoredFile) -> bool:
        """Whether it lies in this very folder and is as long as it was when it was written."""
        path = self.folder / file.name
        return (
            path.name == file.name
            and len(file.sha256) == SHA256_LENGTH
            and path.lstat().st_size == file.size
        )

    def named(self, name: str) -> StoredFile | None:
        return next((file for file in self.files if file.name == name), None)

    def index(self) -> bytes:
        """What stands in the folder's index: all but the folder."""
        index = {
            "languages": self.languages,
            "tables": self.tables,
            "files": [asdict(file) for file in self.files],
        }
        return json.dumps(index, ensure_ascii=False, indent=1).encode()


def folder_of(checksum: str, variant: Variant) -> Path:
    return Path(settings.RELEASE_FILES) / checksum / variant


def stored_files(checksum: str, variant: Variant) -> StoredFiles | None:
    """The files of the release with this checksum; None unless all of them are there and whole."""
    try:
        stored = _read(folder_of(checksum, variant))
        return stored if stored.archive and all(map(stored.has, stored.files)) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, StopIteration):
        return None


def _read(folder: Path) -> StoredFiles:
    """Raises OSError, ValueError, KeyError, TypeError or AttributeError without a sound index."""
    index = json.loads((folder / INDEX).read_bytes())
    return StoredFiles(
        folder=folder,
        languages=tuple(index["languages"]),
        tables={name: dict(titles) for name, titles in index["tables"].items()},
        files=tuple(StoredFile(**file) for file in index["files"]),
    )
