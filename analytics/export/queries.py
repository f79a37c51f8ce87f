"""A release read from the database as what its files are made from."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.utils.functional import SimpleLazyObject

from analytics.export.publication import Publication
from analytics.models import Release
from analytics.release.citation import citation
from analytics.release.queries import blocks_of, cells_of, level_gaps_of, means_of, records_of
from analytics.release.rows import ChangeRow, Content
from surveys.instruments.loader import document_of

# Files are of the release as it was published, whose checksum is in its citation.
REVISION = 1


def publication_of(
    release: Release, changes: Sequence[ChangeRow], revision: int | None = REVISION
) -> Publication:
    """The release with those changes that its reader may see; None: its latest revision.

    The rows of a table are read when they are wanted, and once.
    """
    document = document_of(release.round.instrument)
    return Publication(
        metadata=release.metadata,
        checksum=release.checksum,
        citation=citation(release),
        content=Content(
            blocks=_later(blocks_of, release),
            cells=_later(cells_of, release, revision),
            means=_later(means_of, release, revision),
            changes=changes,
            records=records_of(release),
            level_gaps=_later(level_gaps_of, release, revision),
        ),
        document=document,
        languages=tuple(release.round.languages or document.languages),
    )


def _later(read: Callable[..., Any], *arguments: object) -> Any:
    return SimpleLazyObject(partial(read, *arguments))
