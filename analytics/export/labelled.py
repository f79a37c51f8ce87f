"""What SPSS and Stata files have in common: labels in one language, and a time that is no time.

Both formats hold the moment at which they were written. The first minute of the year 2000 stands
there instead, so that the same table gives the same bytes on any day.
"""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.export.columns import Column, Kind, Missing, Table, Value
from analytics.export.vocabulary import missing_words
from analytics.export.words import spoken

if TYPE_CHECKING:
    import pandas as pd

Told = str | int | float | None
Tell = Callable[[Missing], Told]
Shorten = Callable[[str], str]
# What the writing library takes: {value: label}.
Labels = dict[Any, str]


def frame(table: Table, reason: Tell) -> "pd.DataFrame":
    """The values as these formats have them: a text that is not there is empty, numbers are floats.

    ``reason`` is what stands for a missing value.
    """
    import pandas as pd

    columns = {
        column.name: _series(column, [_told(column, row[place], reason) for row in table.rows])
        for place, column in enumerate(table.columns)
    }
    return pd.DataFrame(columns)


def _series(column: Column, told: list[Told]) -> "pd.Series[Any]":
    """Numbers among letters are a category: else a column that begins with a hundred letters would
    be taken for texts.
    """
    import pandas as pd

    if column.kind is Kind.TEXT:
        return pd.Series(told, dtype=object)
    letters = dict.fromkeys(value for value in told if isinstance(value, str))
    if not letters:
        return pd.Series(told, dtype="float64")
    numbers = dict.fromkeys(value for value in told if isinstance(value, float))
    categories = pd.Index([*numbers, *letters], dtype=object)
    return pd.Series(pd.Categorical(told, categories=categories))


def _told(column: Column, value: Value | Missing, reason: Tell) -> Told:
    """The library makes a whole column as narrow as its first value, so all numbers are floats."""
    if column.kind is Kind.TEXT:
        return "" if value is None or isinstance(value, Missing) else str(value)
    if isinstance(value, Missing):
        return reason(value)
    return None if value is None else float(value)


def column_labels(table: Table, language: str, shorten: Shorten) -> dict[str, str | None]:
    """Of the columns that have one in the language."""
    return {
        column.name: shorten(column.labels[language])
        for column in table.columns
        if language in column.labels
    }


def value_labels(column: Column, language: str, reason: Tell, shorten: Shorten) -> Labels:
    """Of the values, and of the reasons why there may be none, that have one in the language."""
    told: dict[Told, str | None] = {
        value: texts.get(language) for value, texts in column.values.items()
    }
    told |= {reason(one): spoken(partial(_why, one), language) for one in column.missing}
    return {value: shorten(words) for value, words in told.items() if words}


def _why(reason: Missing) -> str:
    return missing_words()[reason]


def title(table: Table, language: str, shorten: Shorten) -> str:
    return shorten(table.titles.get(language, ""))


def at_most(text: str, length: int) -> str:
    """As much of the text as fits into so many bytes of UTF-8, in whole characters.

    >>> at_most("日本語", 8)
    '日本'
    """
    return text.encode()[:length].decode(errors="ignore")


def bytes_of(write: Callable[[str], None]) -> bytearray:
    """What is written to a file of the name that is given."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table")
        write(str(path))
        return bytearray(path.read_bytes())
