"""A release as one reader may see it: what all files of it are made from. Pure.

Two readers of the same release get the same files, unless one of them may also read the release of
an earlier round: then theirs hold what changed since that round, and the other's do not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from analytics.export.labels import LabelledTable, Labeller
from analytics.release.rows import Content
from analytics.release.schema.columns import Table
from analytics.release.schema.tables import TABLES
from surveys.instruments.document import Document


@dataclass(frozen=True)
class Publication:
    """One release, and the `Source` of its tables.

    ``content`` holds its rows in the order in which they are published, and of the changes those
    alone that the reader may see; ``languages`` are the tags of those in which the round was
    offered, ``checksum`` is that of the whole release, and ``title`` and the others below are None
    where there is no text in the language.
    """

    metadata: Mapping[str, Any]
    checksum: str
    citation: str
    content: Content
    document: Document
    languages: tuple[str, ...]

    @cached_property
    def tables(self) -> tuple[LabelledTable, ...]:
        """The tables that the release has, with their words in the languages of the round."""
        tables = (schema.table(self, schema.rows(self)) for schema in TABLES.values())
        return tuple(self.labelled(t) for t in tables if t.rows or t.schema.required)

    def labelled(self, table: Table) -> LabelledTable:
        """The table with its words in the languages of the round."""
        return self._labeller.table(table)

    @cached_property
    def _labeller(self) -> Labeller:
        return Labeller(self.document, self.languages)

    @property
    def name(self) -> str:
        """The name of the archive and its folder: study and round."""
        return f"{self.metadata['study']['slug']}-round-{self.metadata['round']['number']}"

    @property
    def simulated(self) -> bool:
        return bool(self.metadata["simulated"])

    def in_language(self, language: str) -> "Publication":
        """The same in one language."""
        return replace(self, languages=(language,))

    def title(self, language: str) -> str | None:
        """Of the study."""
        return self.metadata["study"]["title"].get(language) or None

    def round_title(self, language: str) -> str | None:
        return self.metadata["round"]["title"].get(language) or None
