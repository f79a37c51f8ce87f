"""The labels of a release's tables: each language for itself, never one in place of another."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import override

from analytics.release.schema.columns import Column, Table, Value
from analytics.release.schema.texts import FromQuestionnaire, Joined, Phrase, Text
from analytics.vocabulary.missing import MISSING, Missing
from surveys.instruments.document import Document
from surveys.instruments.labels import Labels, labels
from surveys.instruments.text import match
from surveys.languages import TAGS

SOURCE = "en"
CODES = {tag: code for code, tag in TAGS.items()}

# One text for each language tag in which there is one.
Texts = Mapping[str, str]


@dataclass(frozen=True)
class LabelledColumn:
    """A column with its label and what its values mean, in the languages that have words."""

    column: Column
    labels: Texts
    values: Mapping[str | int, Texts]
    reasons: Mapping[Missing, Texts]

    @property
    def name(self) -> str:
        return self.column.name


@dataclass(frozen=True)
class LabelledTable:
    """A table with its words; the rows are those of the table."""

    table: Table
    titles: Texts
    columns: tuple[LabelledColumn, ...]

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def rows(self) -> list[tuple[Value | Missing, ...]]:
        return list(self.table.rows)


def translated(say: Callable[[], str], language: str) -> str | None:
    """The program's own words in this language; None where its catalogue has none.

    gettext would fall back to English there, so words that are the same as in English count as
    none.
    """
    if language not in CODES:
        return None
    words, english = (_in_language(say, code) for code in (CODES[language], SOURCE))
    return None if words == english and language != SOURCE else words


def _in_language(say: Callable[[], str], code: str) -> str:
    with override(code):
        return str(say())


def missing_texts(reason: Missing, languages: Iterable[str]) -> dict[str, str]:
    """The reason in words, by language."""
    return own_texts(MISSING[reason], languages)


def own_texts(text: str | Promise, languages: Iterable[str]) -> dict[str, str]:
    """The program's own words in each of these languages in which it has them."""
    words = {tag: translated(partial(str, text), tag) for tag in languages}
    return {tag: each for tag, each in words.items() if each}


class Labeller:
    """Resolves the texts of a schema for one questionnaire, in the languages that are wanted."""

    def __init__(self, document: Document, languages: Iterable[str]) -> None:
        self.document = document
        self.languages = tuple(dict.fromkeys(languages))
        self.source = labels(document, document.languages[0])
        self.labels: dict[str, Labels] = {
            language: labels(document, language)
            for language in self.languages
            if match(language, document.languages)
        }
        self._reasons = {reason: missing_texts(reason, self.languages) for reason in Missing}

    def table(self, table: Table) -> LabelledTable:
        """The table with its words."""
        columns = (self._column(column, place, table) for place, column in enumerate(table.columns))
        return LabelledTable(table, self.texts(table.schema.title), tuple(columns))

    def _column(self, column: Column, place: int, table: Table) -> LabelledColumn:
        values = column.values_of(self.document, self.source)
        if column.lists_present:
            present = {row[place] for row in table.rows}
            values = {value: text for value, text in values.items() if value in present}
        return LabelledColumn(
            column,
            self.texts(column.label),
            {value: self.texts(text) for value, text in values.items()},
            {reason: self._reasons[reason] for reason in column.missing},
        )

    def texts(self, text: Text) -> Texts:
        """The text in every language that has it."""
        if isinstance(text, Joined):
            first, second = self.texts(text.first), self.texts(text.second)
            return {
                tag: f"{words} ({second[tag]})" for tag, words in first.items() if tag in second
            }
        if isinstance(text, FromQuestionnaire):
            words = {tag: text.read(each) for tag, each in self.labels.items()}
        elif isinstance(text, Phrase):
            words = {tag: translated(partial(text.say, e), tag) for tag, e in self.labels.items()}
        else:
            words = {tag: translated(partial(str, text), tag) for tag in self.languages}
        return {tag: each for tag, each in words.items() if each is not None}
