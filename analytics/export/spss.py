"""Tables as SPSS files (.sav, UTF-8): labels, and the reasons for missing values as user-missing.

A reason is its number (`Missing`), declared as missing; where nothing can be said the value is
system-missing, and a text empty. Labels that are longer than SPSS takes are shortened, and stand
whole in the file's documents (in SPSS, DISPLAY DOCUMENTS): its own attributes cannot be written.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wcwidth import iter_graphemes

from analytics.export.distinct_labels import in_bytes, shortened
from analytics.export.labels import LabelledColumn, LabelledTable
from analytics.export.statistical import Sheet, bytes_of
from analytics.release.schema.columns import Column, Type, Value
from analytics.vocabulary.missing import Missing

# In bytes: of a variable, of a value, of the file, of a line of its documents. A variable may have
# three values declared as missing, or a range.
VARIABLE, VALUE, FILE, LINE = 255, 120, 64, 80
MOST_DISCRETE = 3
INDENT = "  "
# Where the header has the date and the time of writing, and what stands there.
WRITTEN_AT, WRITTEN = slice(92, 109), b"01 Jan 0000:00:00"
FORMATS = {Type.INTEGER: "F8.0", Type.MARK: "F8.0", Type.NUMBER: "F12.4"}


def write(table: LabelledTable, language: str) -> bytes:
    """The table with labels in this language; a column without any in it has none.

    ValueError where a value is a number that is declared as missing.
    """
    import pyreadstat

    sheet = Sheet(table, language, "spss", int)
    for (_name, column), values in zip(sheet.named, sheet.values, strict=True):
        _check(column.column, values)
    labels = {name: _value_labels(sheet, name, column) for name, column in sheet.named}
    columns = [(name, column.column) for name, column in sheet.named]
    title = shortened({"": sheet.title}, FILE, in_bytes)[""]
    variables = shortened(sheet.column_labels, VARIABLE, in_bytes)
    content = bytes_of(
        lambda path: pyreadstat.write_sav(
            sheet.frame,
            path,
            file_label=title,
            column_labels=dict(variables),
            note=list(_documents(sheet, title, variables, labels)),
            variable_value_labels={name: words for name, words in labels.items() if words},
            missing_ranges={name: _declared(c) for name, c in columns if c.missing},
            variable_format={name: FORMATS[c.type] for name, c in columns if c.type in FORMATS},
            variable_measure={name: c.level.value for name, c in columns},
        )
    )
    content[WRITTEN_AT] = WRITTEN
    return bytes(content)


def _value_labels(sheet: Sheet, name: str, column: LabelledColumn) -> dict[Any, str]:
    """Of a text only those that stand in the column, which is as wide as the widest of them."""
    labels = shortened(sheet.value_labels(column), VALUE, in_bytes)
    if column.column.type is not Type.TEXT:
        return labels
    present = set(sheet.frame[name])
    return {value: words for value, words in labels.items() if value in present}


def _documents(
    sheet: Sheet, title: str, variables: Mapping[str, str], labels: Mapping[str, Mapping[Any, str]]
) -> Iterator[str]:
    """The title and each label that were shortened, whole, in lines of the file.

    A label stands after its variable, and its value.
    """
    if title != sheet.title:
        yield from _lines(sheet.title)
    for name, column in sheet.named:
        whole = sheet.column_labels.get(name, "")
        if variables.get(name, "") != whole:
            yield from _lines(f"{name}: {whole}")
        words = sheet.value_labels(column)
        for value, label in labels[name].items():
            if label != words[value]:
                yield from _lines(f"{name} = {value}: {words[value]}")


def _lines(text: str) -> Iterator[str]:
    """The text in lines, all but the first indented, divided between words where they fit.

    No line but the last ends in a space, which SPSS would not keep.
    """
    line = ""
    for word in re.findall(r"\s*\S+", " ".join(text.splitlines())):
        whole = in_bytes(INDENT + word) <= LINE
        for part in [word] if whole else _parts(word):
            if in_bytes(line + part) > LINE:
                yield line
                line = INDENT
            line += part
    yield line


def _parts(word: str) -> Iterator[str]:
    """The characters of a word; one that is longer than a line has to be divided."""
    for character in iter_graphemes(word):
        yield from character if in_bytes(INDENT + character) > LINE else [character]


def _declared(column: Column) -> list[Any]:
    codes = sorted(map(int, column.missing))
    if len(codes) <= MOST_DISCRETE:
        return list(codes)
    return [{"lo": codes[0], "hi": codes[-1]}]


def _check(column: Column, values: Sequence[Value | Missing]) -> None:
    """Refuse a value that would be taken for a reason why there is none."""
    codes = sorted(map(int, column.missing))
    is_range = len(codes) > MOST_DISCRETE
    for value in values:
        if isinstance(value, Missing | str) or value is None or not codes:
            continue
        if value in codes or (is_range and codes[0] <= value <= codes[-1]):
            raise ValueError(f"{column.name}: {value!r} is declared as missing")
