"""Tables as SPSS files (.sav, UTF-8): labels, and the reasons for missing values as user-missing.

A reason is its number (`Missing`), declared as missing; where nothing can be said the value is
system-missing, and a text empty. Longer labels than SPSS takes are cut between characters.
"""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from analytics.export.columns import Column, Kind, Missing, Table, Value
from analytics.export.labelled import (
    Labels,
    at_most,
    bytes_of,
    column_labels,
    frame,
    title,
    value_labels,
)

if TYPE_CHECKING:
    import pandas as pd

# In bytes: of a variable, of a value, of the file. A variable may have three values declared as
# missing, or a range.
VARIABLE, VALUE, FILE = 255, 120, 64
MOST_DISCRETE = 3
# Where the header has the date and the time of writing, and what stands there.
WRITTEN_AT, WRITTEN = slice(92, 109), b"01 Jan 0000:00:00"
FORMATS = {Kind.INTEGER: "F8.0", Kind.MARK: "F8.0", Kind.NUMBER: "F12.4"}
MEASURES = {Kind.TEXT: "nominal", Kind.MARK: "ordinal", Kind.INTEGER: "scale", Kind.NUMBER: "scale"}


def write(table: Table, language: str) -> bytes:
    """The table with labels in this language; a column without any in it has none.

    ValueError where a value is a number that is declared as missing.
    """
    import pyreadstat

    for place, column in enumerate(table.columns):
        _check(column, [row[place] for row in table.rows])
    told = frame(table, int)
    labels = {column.name: _value_labels(column, language, told) for column in table.columns}
    content = bytes_of(
        lambda path: pyreadstat.write_sav(
            told,
            path,
            file_label=title(table, language, partial(at_most, length=FILE)),
            column_labels=column_labels(table, language, partial(at_most, length=VARIABLE)),
            variable_value_labels={name: words for name, words in labels.items() if words},
            missing_ranges={c.name: _declared(c) for c in table.columns if c.missing},
            variable_format={c.name: FORMATS[c.kind] for c in table.columns if c.kind in FORMATS},
            variable_measure={c.name: _measure(c) for c in table.columns},
        )
    )
    content[WRITTEN_AT] = WRITTEN
    return bytes(content)


def _value_labels(column: Column, language: str, told: "pd.DataFrame") -> Labels:
    """Of a text only those that stand in the column, which is as wide as the widest of them."""
    labels = value_labels(column, language, int, partial(at_most, length=VALUE))
    if column.kind is not Kind.TEXT:
        return labels
    there = set(told[column.name])
    return {value: words for value, words in labels.items() if value in there}


def _declared(column: Column) -> list[Any]:
    codes = sorted(map(int, column.missing))
    if len(codes) <= MOST_DISCRETE:
        return list(codes)
    return [{"lo": codes[0], "hi": codes[-1]}]


def _measure(column: Column) -> str:
    """Whether something is so is a name for 0 and 1, and no quantity."""
    named = column.kind is Kind.INTEGER and column.values
    return "nominal" if named else MEASURES[column.kind]


def _check(column: Column, values: Sequence[Value | Missing]) -> None:
    """Whatever is no reason must not be taken for one."""
    codes = sorted(map(int, column.missing))
    ranges = len(codes) > MOST_DISCRETE
    for value in values:
        if isinstance(value, Missing | str) or value is None or not codes:
            continue
        if value in codes or (ranges and codes[0] <= value <= codes[-1]):
            raise ValueError(f"{column.name}: {value!r} is declared as missing")
