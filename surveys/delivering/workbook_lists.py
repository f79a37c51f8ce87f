"""Takes a list of people from a workbook as lines of text; formulas in it are refused."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from surveys.delivering.refused_lists import ListRefusedError
from surveys.uploads.text_tables import as_lines
from surveys.uploads.workbooks import Row, read_workbook

# Formulas that are named one by one.
MOST_NAMED = 10


def workbook_text(content: bytes) -> tuple[str, list[str]]:
    """Return the first sheet as lines with tabs between cells, and what was not read, in words.

    Raises UnreadableFileError for what is no workbook, and ListRefusedError for formulas.
    """
    sheet = read_workbook(content)
    _refuse_formulas(sheet.rows)
    return as_lines([row.cells for row in sheet.rows]), list(sheet.notes)


def _refuse_formulas(rows: Sequence[Row]) -> None:
    """Refuse what was worked out elsewhere: nobody here can see from what."""
    problems = [
        _("cell %(address)s has a formula: put its value there instead") % {"address": address}
        for row in rows
        for address in row.formulas
    ]
    problems += [
        _("cell %(address)s has an error: %(error)s") % {"address": address, "error": error}
        for row in rows
        for address, error in row.errors
    ]
    if len(problems) > MOST_NAMED:
        more = _("and %(count)d more cells of this kind") % {"count": len(problems) - MOST_NAMED}
        problems = [*problems[:MOST_NAMED], more]
    if problems:
        raise ListRefusedError(problems)
