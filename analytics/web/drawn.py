"""A figure to take away as it is given to be typeset, and what all of them have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.release.citation import citation
from analytics.web.access import Reader
from surveys.languages import current_tag


@dataclass(frozen=True)
class Drawn:
    """A figure as a sheet to be typeset, and its words for those who do not see it."""

    name: str
    sheet: str
    data: Mapping[str, Any]
    words: Sequence[str]

    @property
    def title(self) -> str:
        return str(self.data["title"])

    @property
    def languages(self) -> set[str]:
        """That of the figure, and English, in which releases are cited."""
        return {str(self.data["language"]), "en"}


def sheet(reader: Reader, **data: Any) -> dict[str, Any]:
    """What every figure has beside its own data."""
    about = {"language": current_tag(), "subtitle": "", "notes": ()}
    return {**about, **data, "citation": citation(reader.release)}
