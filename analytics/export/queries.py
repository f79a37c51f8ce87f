"""A release read from the database as what its files are made from."""

from collections.abc import Sequence
from dataclasses import replace

from analytics.export.publication import Publication
from analytics.models import Release
from analytics.release.citation import citation
from analytics.release.queries import content_of
from analytics.release.rows import ChangeRow
from surveys.instruments.loader import document_of

# Files are of the release as it was published, whose checksum is in its citation.
REVISION = 1


def publication_of(release: Release, changes: Sequence[ChangeRow]) -> Publication:
    """The release with those changes that its reader may see."""
    document = document_of(release.round.instrument)
    return Publication(
        metadata=release.metadata,
        checksum=release.checksum,
        citation=citation(release),
        content=replace(content_of(release, REVISION), changes=changes),
        document=document,
        languages=tuple(release.round.languages or document.languages),
    )
