"""A release in the database as the tables are drawn from it: read when wanted, and once."""

from collections.abc import Sequence
from functools import cached_property

from analytics.measures.verdicts import Thresholds
from analytics.models import Release
from analytics.release import queries
from analytics.release.rows import BlockRow, CellRow, ChangeRow, MeanRow, RecordRow
from analytics.release.verdicts import thresholds_of
from surveys.instruments.document import Document
from surveys.instruments.loader import document_of


class DatabaseSource:
    """The `Source` of a release's tables, of one revision (None: the latest).

    ``changes`` gives those changes that the reader may see.
    """

    def __init__(
        self, release: Release, revision: int | None = None, changes: Sequence[ChangeRow] = ()
    ) -> None:
        self.release, self.revision, self.changes = release, revision, changes

    @property
    def document(self) -> Document:
        return document_of(self.release.round.instrument)

    @property
    def thresholds(self) -> Thresholds:
        return thresholds_of(self.release.metadata)

    @cached_property
    def blocks(self) -> list[BlockRow]:
        return queries.blocks_of(self.release)

    @cached_property
    def cells(self) -> list[CellRow]:
        return queries.cells_of(self.release, self.revision)

    @cached_property
    def means(self) -> list[MeanRow]:
        return queries.means_of(self.release, self.revision)

    @cached_property
    def records(self) -> list[RecordRow]:
        return queries.records_of(self.release)
