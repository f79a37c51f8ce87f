"""What SPSS and Stata files have in common: names and labels in one language, and a fixed time.

Both formats hold the moment at which they were written. The first minute of the year 2000 stands
there instead, so that the same table gives the same bytes on any day.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.export.labels import LabelledColumn, LabelledTable
from analytics.release.schema.columns import Column, Type, Value
from analytics.vocabulary.missing import Missing

if TYPE_CHECKING:
    import pandas as pd

Cell = str | int | float | None
# What stands for a reason in the format.
Code = Callable[[Missing], str | int]


@dataclass(frozen=True)
class Sheet:
    """A table as one of these formats has it.

    ``format`` is its name in `LONGEST_NAME`, ``code`` what stands for a reason why a value is
    missing.
    """

    table: LabelledTable
    language: str
    format: str
    code: Code

    @cached_property
    def named(self) -> list[tuple[str, LabelledColumn]]:
        """The columns with their names in the format."""
        return [(each.column.name_in(self.format), each) for each in self.table.columns]

    @cached_property
    def frame(self) -> "pd.DataFrame":
        """The values: an empty text for one that is missing, and all numbers as floats."""
        import pandas as pd

        return pd.DataFrame(
            {
                name: _series(column.column, [self._cell(column.column, v) for v in values])
                for (name, column), values in zip(self.named, self.values, strict=True)
            }
        )

    @cached_property
    def values(self) -> list[list[Value | Missing]]:
        rows = self.table.rows
        return [[row[place] for row in rows] for place in range(len(self.named))]

    def _cell(self, column: Column, value: Value | Missing) -> Cell:
        """The library makes a whole column as narrow as its first value, so numbers are floats."""
        if column.type is Type.TEXT:
            return "" if value is None or isinstance(value, Missing) else str(value)
        if isinstance(value, Missing):
            return self.code(value)
        return None if value is None else float(value)

    @property
    def title(self) -> str:
        return self.table.titles.get(self.language, "")

    @cached_property
    def column_labels(self) -> dict[str, str]:
        """Whole, by name, of the columns that have one in the language."""
        return {
            name: column.labels[self.language]
            for name, column in self.named
            if self.language in column.labels
        }

    def value_labels(self, column: LabelledColumn) -> dict[Any, str]:
        """Whole, of the values and of the reasons for missing ones, as far as there are words."""
        texts = dict(column.values.items()) | {
            self.code(reason): words for reason, words in column.reasons.items()
        }
        in_language = {value: words.get(self.language) for value, words in texts.items()}
        return {value: words for value, words in in_language.items() if words}


def _series(column: Column, cells: Sequence[Any]) -> "pd.Series[Any]":
    """Numbers among letters are a category: else a column that begins with a hundred letters would
    be taken for texts.
    """
    import pandas as pd

    if column.type is Type.TEXT:
        return pd.Series(cells, dtype=object)
    letters = dict.fromkeys(cell for cell in cells if isinstance(cell, str))
    if not letters:
        return pd.Series(cells, dtype="float64")
    numbers = dict.fromkeys(cell for cell in cells if isinstance(cell, float))
    categories = pd.Index([*numbers, *letters], dtype=object)
    return pd.Series(pd.Categorical(cells, categories=categories))


def bytes_of(write: Callable[[str], None]) -> bytearray:
    """What is written to a file of the name that is given."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table")
        write(str(path))
        return bytearray(path.read_bytes())
