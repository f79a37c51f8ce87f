"""Tables as Stata files (.dta, version 118, which Stata 14 and later read).

A reason for a missing value is an extended missing value, .a to .e (`Missing.stata`), with its
label; where nothing can be said the value is `.`, and a text empty. Stata labels numbers alone, so
what the texts mean is in the codebook. Labels that are longer than Stata takes are shortened, and
stand whole in the notes of the variable or the file (in Stata, notes).
"""

import re

from analytics.export.distinct_labels import in_bytes, shortened
from analytics.export.labels import LabelledTable
from analytics.export.stata_notes import OF_THE_FILE, with_notes
from analytics.export.statistical import Sheet, bytes_of
from analytics.release.schema.columns import Type

VERSION = 14
# Of variables and of the file in characters, of values in bytes.
LABEL, VALUE = 80, 32_000
WRITTEN_AT = re.compile(rb"(?<=<timestamp>\x11)\d\d \w{3} \d{4} \d\d:\d\d(?=</timestamp>)")
WRITTEN = b"01 Jan 2000 00:00"


def write(table: LabelledTable, language: str) -> bytes:
    """The table with labels in this language; a column without any in it has none."""
    import pyreadstat

    sheet = Sheet(table, language, "stata", lambda reason: reason.stata)
    numbers = [(name, c) for name, c in sheet.named if c.column.type is not Type.TEXT]
    labels = {name: shortened(sheet.value_labels(c), VALUE, in_bytes) for name, c in numbers}
    variables = shortened(sheet.column_labels, LABEL)
    title = shortened({"": sheet.title}, LABEL)[""]
    content = bytes_of(
        lambda path: pyreadstat.write_dta(
            sheet.frame,
            path,
            version=VERSION,
            file_label=title,
            column_labels=dict(variables),
            variable_value_labels={name: words for name, words in labels.items() if words},
            missing_user_values={
                name: [reason.stata for reason in c.reasons] for name, c in numbers if c.reasons
            },
        )
    )
    whole = {OF_THE_FILE: sheet.title, **sheet.column_labels}
    short = {OF_THE_FILE: title, **variables}
    notes = {name: words for name, words in whole.items() if words != short[name]}
    return WRITTEN_AT.sub(WRITTEN, with_notes(bytes(content), notes), count=1)
