"""Tables as Stata files (.dta, version 118, which Stata 14 and later read).

A reason for a missing value is an extended missing value, .a to .e (`Missing.stata`), with its
label; where nothing can be said the value is `.`, and a text empty. Stata labels numbers alone, so
what the texts mean is in the codebook. Longer labels than Stata takes are cut.
"""

import re

from analytics.export.columns import Kind, Missing, Table
from analytics.export.labelled import (
    at_most,
    bytes_of,
    column_labels,
    frame,
    title,
    value_labels,
)

VERSION = 14
# Of variables and of the file in characters, of values in bytes.
LABEL, VALUE = 80, 32_000
WRITTEN_AT = re.compile(rb"(?<=<timestamp>\x11)\d\d \w{3} \d{4} \d\d:\d\d(?=</timestamp>)")
WRITTEN = b"01 Jan 2000 00:00"


def write(table: Table, language: str) -> bytes:
    """The table with labels in this language; a column without any in it has none."""
    import pyreadstat

    numbers = [column for column in table.columns if column.kind is not Kind.TEXT]
    labels = {c.name: value_labels(c, language, _letter, _value) for c in numbers}
    told = frame(table, _letter)
    content = bytes_of(
        lambda path: pyreadstat.write_dta(
            told,
            path,
            version=VERSION,
            file_label=title(table, language, _label),
            column_labels=column_labels(table, language, _label),
            variable_value_labels={name: words for name, words in labels.items() if words},
            missing_user_values={
                c.name: [r.stata for r in c.missing] for c in numbers if c.missing
            },
        )
    )
    return WRITTEN_AT.sub(WRITTEN, bytes(content), count=1)


def _letter(reason: Missing) -> str:
    return reason.stata


def _label(text: str) -> str:
    return text[:LABEL]


def _value(text: str) -> str:
    return at_most(text, VALUE)
