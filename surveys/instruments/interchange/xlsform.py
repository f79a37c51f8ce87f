"""Writes a form as XLSForm, the workbook that ODK, KoboToolbox and their like are given.

https://xlsform.org: sheets survey, choices and settings, one column for each text and language.
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from babel import Locale, UnknownLocaleError

from surveys.instruments.interchange.exporting import PARTIES
from surveys.instruments.interchange.form import (
    PARTY_FORMS,
    PERCEIVER,
    PLACEHOLDERS,
    REFERENCES,
    SEAT,
    TARGET,
    Form,
    Kind,
    Row,
    Term,
)
from surveys.instruments.interchange.names import FIELDS

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
TYPES = {
    Kind.GROUP: "begin_group",
    Kind.END: "end_group",
    Kind.NOTE: "note",
    Kind.WRITE: "text",
    Kind.PARTY: "calculate",
}
NEVER = "false()"
# The names of rows in whose lists the forms of parties' names are looked up.
LISTED = {field: f"names.{field}" for field in PARTY_FORMS.values()}
PLACEHOLDER = re.compile("{(" + "|".join(PLACEHOLDERS) + ")}")


def language_heading(tag: str) -> str:
    """Return a language as XLSForm names it, such as ``Chinese (zh-Hans)``."""
    try:
        name = Locale.parse(tag, sep="-").get_language_name("en")
    except (UnknownLocaleError, ValueError):
        name = None
    return f"{name or tag} ({tag})"


def xlsform(form: Form) -> bytes:
    """Return the workbook. The form must list the forms of parties' names."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = SURVEY
    headings = {tag: language_heading(tag) for tag in form.languages}
    labels = [f"label::{heading}" for heading in headings.values()]
    hints = [f"hint::{heading}" for heading in headings.values()]
    header = ["type", "name", *labels, *hints, "relevant", "required", "calculation"]
    _fill(sheet, [header, *(_survey_row(form, row) for row in _rows(form))])
    answers = [
        [name, choice.name, *(choice.words[tag] for tag in form.languages)]
        for name, choices in form.lists.items()
        for choice in choices
    ]
    _fill(book.create_sheet(CHOICES), [["list_name", "name", *labels], *answers])
    source = form.languages[0]
    named = {
        "form_title": form.title[source],
        "form_id": form.slug,
        "version": str(form.version),
        "default_language": headings[source],
    }
    _fill(book.create_sheet(SETTINGS), [[*named], [*named.values()]])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _rows(form: Form) -> Iterator[Row]:
    """Yield the rows, and after those never asked the lists that names are looked up in."""
    yield from form.rows
    yield Row(Kind.GROUP, "names")
    for field, name in LISTED.items():
        words = dict.fromkeys(form.languages, name)
        yield Row(Kind.CHOOSE, name, words, choices=f"{PARTIES}.{field}")
    yield Row(Kind.END, "names")


def _survey_row(form: Form, row: Row) -> list[str]:
    kind = f"select_one {row.choices}" if row.kind is Kind.CHOOSE else TYPES[row.kind]
    texts = [
        _referring(row, words.get(tag, ""))
        for words in (row.label, row.hint)
        for tag in form.languages
    ]
    if row.kind is Kind.GROUP and not row.label:
        texts[: len(form.languages)] = [row.name] * len(form.languages)
    relevant = _relevance(row)
    calculation = _party_form(row.name) if row.kind is Kind.PARTY else ""
    required = "yes" if row.required else ""
    return [kind, "" if row.kind is Kind.END else row.name, *texts, relevant, required, calculation]


def relevance(_form: Form) -> Callable[[Row], str]:
    """Return what writes the condition of a row in XLSForm's notation; "" if it is always asked."""
    return _relevance


def _relevance(row: Row) -> str:
    if row.kind is Kind.GROUP and not row.label:
        return NEVER
    return " and ".join(map(_expression, row.asked_if))


def _referring(row: Row, words: str) -> str:
    if row.name.startswith(f"{FIELDS}."):
        return words
    return PLACEHOLDER.sub(lambda found: "${" + REFERENCES[found[1]] + "}", words)


def _party_form(name: str) -> str:
    role, _underscore, field = name.partition("_")
    return f"jr:choice-name(${{{role}}}, '${{{LISTED[field]}}}')"


def _expression(term: Term) -> str:
    """Return a term as an expression of XPath, names in the manner of XLSForm."""
    return expression(term, lambda name: f"${{{name}}}", lambda _name, value: f"'{value}'", XPATH)


XPATH: Mapping[str, str] = {"is": "=", "is_not": "!="}


def expression(
    term: Term,
    variable: Callable[[str], str],
    value: Callable[[str, str], str],
    operators: Mapping[str, str],
) -> str:
    """Return a term as an expression in the notation that is given."""

    def is_(name: str, written: str) -> str:
        return f"{variable(name)}{operators['is']}{value(name, written)}"

    if term.pairs:
        both = [f"({is_(PERCEIVER, one)} and {is_(TARGET, other)})" for one, other in term.pairs]
        return _any_of(both)
    if term.same_as or term.other_than:
        operator = operators["is" if term.same_as else "is_not"]
        return f"{variable(term.variable)}{operator}{variable(term.same_as or term.other_than)}"
    among = [is_(term.variable, each) for each in term.values]
    return _any_of([is_(SEAT, "assessor"), *among] if term.of_participants else among)


def _any_of(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({' or '.join(parts)})"


def _fill(sheet: Any, rows: Sequence[Sequence[str]]) -> None:
    """Put texts into a sheet, none of them as a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    for number, row in enumerate(rows, start=1):
        for column, words in enumerate(row, start=1):
            if words:
                cell = sheet.cell(number, column, ILLEGAL_CHARACTERS_RE.sub("", words))
                cell.data_type = "s"
                if number == 1:
                    cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
