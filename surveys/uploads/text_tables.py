"""Reads a table of text (CSV) line by line, whatever separates its fields."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from surveys.uploads.errors import UnreadableFileError

SEPARATORS = ",;\t"
# More than any list of people or sheet of texts has.
MOST_COLUMNS = 200
LONGEST_FIELD = 131_072


def lines_of(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield (line number, fields) of every line with something in it.

    A field in several lines counts as the last of them. The separator is whichever of comma,
    semicolon and tab the first line has most of. Raises UnreadableFileError, naming the line.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    if first.count(separator) >= MOST_COLUMNS:
        many = _("the first line names more than %(most)d columns") % {"most": MOST_COLUMNS}
        raise UnreadableFileError([many])
    # A limit of the whole process, which another library may have raised.
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for fields in reader:
            if any(field.strip() for field in fields):
                yield reader.line_num, fields
    except csv.Error as problem:
        at = {"number": reader.line_num, "problem": problem}
        raise UnreadableFileError([_("line %(number)d: %(problem)s") % at]) from None


def as_lines(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as lines of text with tabs between the fields, also those that are empty."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerows(row or [""] for row in rows)
    return text.getvalue()
