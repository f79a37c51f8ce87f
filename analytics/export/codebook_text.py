"""The codebook to be read, in Markdown, in one language."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from analytics.export import prose
from analytics.export.asked import Asked, asked_of
from analytics.export.codebook import status_of
from analytics.export.columns import Column, Missing, Table
from analytics.export.publication import Publication

Lines = Iterator[str]


def codebook_text(publication: Publication, language: str) -> bytes:
    """The whole codebook in the language; what has no text in it says so in its place."""
    with prose.speaking(language):
        return written(_lines(publication, language))


def _lines(publication: Publication, language: str) -> Lines:
    yield "# " + _("Codebook") + f": {plain(prose.heading(publication, language))}"
    yield ""
    if publication.simulated:
        yield from (f"> **{prose.simulated_warning()}**", "")
    yield from (_("To cite:") + f" {plain(publication.citation)}", "")
    yield from (f"SHA-256: `{publication.checksum}`", "")
    yield from _about(publication, language)
    yield from _missing()
    for table in publication.tables:
        yield from _table(table, language)
    yield from _questions(publication, language)


def _about(publication: Publication, language: str) -> Lines:
    yield from ("## " + _("How to read the data"), "")
    said = [
        prose.disclosure(),
        prose.records_words(publication),
        prose.weighting(),
        prose.empty_words(),
        prose.changes_words(publication),
    ]
    for paragraph in filter(None, said):
        yield from (paragraph, "")
    status = prose.status_words(status_of(publication, language))
    words = _("The questions below are %(status)s.") % {"status": status}
    yield from (words if status else _no_questions(language), "")


def _no_questions(language: str) -> str:
    told = {"language": language}
    return _("The questionnaire has no texts in this language (%(language)s).") % told


def _missing() -> Lines:
    yield from ("## " + _("Missing values"), "")
    rows = [(prose.missing_words(reason), int(reason), f".{reason.stata}") for reason in Missing]
    yield from grid((_("Reason"), _("Code"), "Stata"), rows)


def _table(table: Table, language: str) -> Lines:
    yield from (f"## `{table.name}`: {plain(prose.told(table.titles, language))}", "")
    yield from (_("Rows: %(rows)s.") % {"rows": len(table.rows)}, "")
    variables = [
        (f"`{column.name}`", column.kind.value, prose.told(column.labels, language))
        for column in table.columns
    ]
    yield from grid((_("Variable"), _("Kind"), _("What it is")), variables)
    for column in table.columns:
        yield from _values(column, language)


def _values(column: Column, language: str) -> Lines:
    if not column.values and not column.missing:
        return
    yield from (f"### `{column.name}`", "")
    rows = [(_value(value), prose.told(texts, language)) for value, texts in column.values.items()]
    rows += [(f"`{int(reason)}`", prose.missing_words(reason)) for reason in column.missing]
    yield from grid((_("Value"), _("Meaning")), rows)


def _value(value: str | int) -> str:
    return _("(empty)") if value == "" else f"`{value}`"


# --- Questions -----------------------------------------------------------------------------------


def _questions(publication: Publication, language: str) -> Lines:
    asked = asked_of(publication.content, publication.document, [language])
    yield from ("## " + _("What was asked, word for word"), "")
    head = (_("Question"), _("Lens"), _("Wording"))
    yield from grid(head, [_question(each, language) for each in asked])
    yield from ("## " + _("What could be answered"), "")
    yield from grid((_("Answer"), _("Wording")), _answers(publication, language))


def _question(asked: Asked, language: str) -> Sequence[str]:
    words = prose.told_wording(asked.wordings[language], language)
    return f"`{asked.spec.key}`", asked.lens, words


def _answers(publication: Publication, language: str) -> list[Sequence[str]]:
    marks = publication.document.marks
    return [(f"`{key}`", prose.told(text.plain(), language)) for key, text in marks.items()]


# --- Markdown ------------------------------------------------------------------------------------


def written(lines: Iterable[str]) -> bytes:
    """The lines, with one line's end at the end."""
    return ("\n".join(lines).rstrip() + "\n").encode()


def grid(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Lines:
    """A table, with an empty line after it."""
    yield _row(head)
    yield _row(["---"] * len(head))
    for row in rows:
        yield _row([cell(each) for each in row])
    yield ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def cell(value: object) -> str:
    """The text on one line, its bars told from those of the table."""
    return " ".join(str(value).split()).replace("|", "\\|")


def plain(text: str) -> str:
    """A title on one line."""
    return " ".join(text.split())
