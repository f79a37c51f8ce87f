"""The labels of a release's tables: each language for itself, never one in place of another.

In a language no two columns of a table have the same label, and no two values of a column.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import override

from analytics.export.distinct_labels import distinct
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
# What texts are the labels of: the value of a column, or the name of one.
Key = TypeVar("Key", str, str | int)


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


def distinct_in_each_language(
    texts: Mapping[Key, Texts], taken: Iterable[Texts] = ()
) -> dict[Key, Texts]:
    """The texts by key, of which no two are alike in a language, nor like one of ``taken``."""
    result: dict[Key, dict[str, str]] = {key: {} for key in texts}
    taken = list(taken)
    for tag in dict.fromkeys(tag for each in texts.values() for tag in each):
        words = {key: each[tag] for key, each in texts.items() if tag in each}
        others = [each[tag] for each in taken if tag in each]
        for key, text in distinct(words, others).items():
            result[key][tag] = text
    return dict(result)


def after_head(head: str | None, words: str | None) -> str | None:
    """The words after what stands before them; a wide colon has its own space."""
    if not head or not words:
        return words
    return head + words if head.endswith("：") else f"{head} {words}"


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
        columns = [self._column(column, table) for column in table.columns]
        labels = distinct_in_each_language({each.name: each.labels for each in columns})
        named = tuple(replace(each, labels=labels[each.name]) for each in columns)
        return LabelledTable(table, self.texts(table.schema.title), named)

    def _column(self, column: Column, table: Table) -> LabelledColumn:
        values = column.values_of(self.document, self.source)
        reasons = {reason: self._reasons[reason] for reason in column.missing}
        texts = {value: self.texts(text) for value, text in values.items()}
        labels = distinct_in_each_language(texts, reasons.values())
        if column.lists_present:
            present = {value for (value,) in table.of_columns([column.name]).rows}
            labels = {value: words for value, words in labels.items() if value in present}
        return LabelledColumn(column, self.texts(column.label), labels, reasons)

    def texts(self, text: Text) -> Texts:
        """The text in every language that has it."""
        if isinstance(text, Joined):
            first, second = self.texts(text.first), self.texts(text.second)
            return {
                tag: f"{words} ({second[tag]})" for tag, words in first.items() if tag in second
            }
        if isinstance(text, FromQuestionnaire):
            heads = self.texts(text.head) if text.head else {}
            words = {
                tag: after_head(heads.get(tag), text.read(each))
                for tag, each in self.labels.items()
            }
        elif isinstance(text, Phrase):
            words = {tag: translated(partial(text.say, e), tag) for tag, e in self.labels.items()}
        else:
            words = {tag: translated(partial(str, text), tag) for tag in self.languages}
        return {tag: each for tag, each in words.items() if each is not None}
