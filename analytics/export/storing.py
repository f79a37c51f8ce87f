"""Makes the files of a release and puts them into the store, all of them or none.

Imported by the worker alone. It may run twice, also at the same time: the first that is done wins.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.core.files import locks

from analytics.export.archive import File, archive_of, files_of
from analytics.export.labels import Texts
from analytics.export.publication import Publication
from analytics.export.queries import REVISION, publication_of
from analytics.export.sentences import in_language
from analytics.export.store import (
    INDEX,
    StoredFile,
    StoredFiles,
    Variant,
    folder_of,
    stored_files,
)
from analytics.models import Release
from analytics.release.queries import changes_of
from surveys.durable_files import make_entries_durable
from surveys.languages import TAGS

TEMPORARY = ".tmp"

Progress = Callable[[float], None]


def store_release(release: Release, progress: Progress) -> None:
    """Make every variant that is not in the store; ``progress`` is called with the share done.

    Raises OSError when the files cannot be written. Then, and when the process dies, a variant is
    in the store with all its files or not at all.
    """
    changes = changes_of(release, REVISION)
    variants = {Variant.WITHOUT_CHANGES: changes[:0]}
    if changes:
        variants[Variant.WITH_CHANGES] = changes
    _remove_leftovers(release.checksum)
    for number, (variant, rows) in enumerate(variants.items()):
        if stored_files(release.checksum, variant) is None:
            publication = publication_of(release, rows)
            files = files_of(publication)
            files = [archive_of(publication, files), *files]
            share = _part_of(progress, number, len(variants))
            store_files(release.checksum, variant, publication, files, share)


def _part_of(progress: Progress, number: int, parts: int) -> Progress:
    return lambda share: progress((number + share) / parts)


def store_files(
    checksum: str,
    variant: Variant,
    publication: Publication,
    files: Sequence[File],
    progress: Progress,
) -> None:
    """Write these files, the archive first, and their index.

    Whole files that another worker has put there meanwhile are kept.
    """
    folder = folder_of(checksum, variant)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _temporary_folder(folder) as temporary:
        # The archive, which is made of all others, is written last.
        for number, file in enumerate([*files[1:], files[0]], start=1):
            _write(temporary / file.name, file.pieces())
            progress(number / len(files))
        _write(temporary / INDEX, [_stored(temporary, publication, files).index()])
        make_entries_durable(temporary)
        if stored_files(checksum, variant) is None:
            _replace(folder, temporary)
        make_entries_durable(folder.parent)
        make_entries_durable(folder.parent.parent)


def _stored(folder: Path, publication: Publication, files: Sequence[File]) -> StoredFiles:
    tables = {str(table.name): dict(table.titles) for table in publication.tables}
    return StoredFiles(folder, publication.languages, tables, tuple(map(_described, files)))


def _described(file: File) -> StoredFile:
    return StoredFile(
        name=file.name,
        media_type=file.media_type,
        part=file.part,
        language=file.language,
        kind=file.kind,
        size=file.size,
        sha256=file.sha256,
        description=_in_every_language(file.describe),
        kind_description=_in_every_language(partial(str, file.what)),
    )


def _in_every_language(describe: Callable[[], str]) -> Texts:
    texts = {}
    for tag in TAGS.values():
        with in_language(tag):
            texts[tag] = describe()
    return texts


# --- On the disk ---------------------------------------------------------------------------------


@contextmanager
def _temporary_folder(folder: Path) -> Iterator[Path]:
    """A folder beside, locked while this process lives; afterwards it is gone, or renamed."""
    temporary = tempfile.TemporaryDirectory(
        prefix=f"{folder.name}.",
        suffix=TEMPORARY,
        dir=folder.parent,
        ignore_cleanup_errors=True,
    )
    with temporary as name, _locked(Path(name)):
        yield Path(name)


def _remove_leftovers(checksum: str) -> None:
    """Remove the temporary folders of workers that died, but none of a worker that lives."""
    for leftover in folder_of(checksum, Variant.WITHOUT_CHANGES).parent.glob(f"*{TEMPORARY}"):
        with _locked(leftover) as is_mine:
            if is_mine:
                shutil.rmtree(leftover, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Whether nobody else has the lock; it ends with the process that has it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield locks.lock(descriptor, locks.LOCK_EX | locks.LOCK_NB)
    finally:
        os.close(descriptor)


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("xb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


def _replace(folder: Path, temporary: Path) -> None:
    """Rename in place of what is damaged. What another worker puts there meanwhile is kept."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        temporary.rename(folder)
    except OSError as problem:
        if problem.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
