"""A release as one reader may see it: what all files of it are made from. Pure.

Two readers of the same release get the same files, unless one of them may also read the release of
an earlier round: then theirs tell what changed since that round, and the other's do not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from analytics.export.columns import Table
from analytics.export.tables import tables_of
from analytics.release.rows import Content, in_order
from surveys.instruments.document import Document


@dataclass(frozen=True)
class Publication:
    """One release.

    ``content`` holds of the changes those alone that the reader may see; ``languages`` are the tags
    of those in which the round was offered, ``checksum`` is that of the whole release, and
    ``title`` and the others below are None where there is no text in the language.
    """

    metadata: Mapping[str, Any]
    checksum: str
    citation: str
    content: Content
    document: Document
    languages: tuple[str, ...]

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables of the release, their rows in the order in which releases are told."""
        told = {each.name: in_order(getattr(self.content, each.name)) for each in fields(Content)}
        return tuple(tables_of(Content(**told), self.document, self.languages))

    @property
    def name(self) -> str:
        """How the archive and its folder are called: study and round."""
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
