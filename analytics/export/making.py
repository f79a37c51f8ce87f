"""From the database to the files of a release, as one reader may see them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from analytics.export.archive import File, archive_of, files_of
from analytics.export.publication import Publication
from analytics.models import Release
from analytics.release.citation import citation
from analytics.release.queries import changes_of, content_of
from analytics.release.rows import ChangeRow
from surveys.instruments.loader import document_of

# Files are of the release as it was published, whose checksum the citation tells.
REVISION = 1
# Making all files takes some seconds, and a reader who wants one often wants the next.
REMEMBERED = 4


@dataclass(frozen=True)
class Made:
    """A release as one reader may see it, and its files: the archive first, then what it holds."""

    publication: Publication
    files: tuple[File, ...]


def made(release: Release, changes: Sequence[ChangeRow]) -> Made:
    """The files of a release with those changes that the reader may see.

    A release never changes, so what was made of it once is right for ever.
    """
    return _made(release.pk, frozenset(change.round_before for change in changes))


@lru_cache(maxsize=REMEMBERED)
def _made(release_id: uuid.UUID, since: frozenset[int]) -> Made:
    known = Release.objects.select_related("round__study", "round__instrument")
    release = known.get(pk=release_id)
    changes = [change for change in changes_of(release, REVISION) if change.round_before in since]
    publication = publication_of(release, changes)
    files = files_of(publication)
    return Made(publication, (archive_of(publication, files), *files))


def publication_of(release: Release, changes: Sequence[ChangeRow]) -> Publication:
    """The release with those changes that the reader may see."""
    document = document_of(release.round.instrument)
    return Publication(
        metadata=release.metadata,
        checksum=release.checksum,
        citation=citation(release),
        content=replace(content_of(release, REVISION), changes=changes),
        document=document,
        languages=tuple(release.round.languages or document.languages),
    )
