"""The codebook as data and as CSV: every variable, what its values mean, and every question."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from analytics.export.csv import csv_bytes
from analytics.export.labels import LabelledColumn, LabelledTable, Texts, missing_texts
from analytics.export.publication import Publication
from analytics.export.sentences import in_language, text_or_note
from analytics.export.wordings import QuestionWordings, published_questions
from analytics.release.schema.columns import Column
from analytics.vocabulary.missing import Missing
from surveys.instruments.document import draft_languages

Rows = Iterator[dict[str, Any]]


def codebook(publication: Publication) -> dict[str, Any]:
    """All of it as plain data, in the languages of the publication.

    A text is {language: words}, null where there are no words in a language.
    """
    tags = publication.languages
    questions = published_questions(publication.content, publication.document, tags)
    return {
        "release": publication.metadata["release"],
        "checksum": publication.checksum,
        "citation": publication.citation,
        "simulated": publication.simulated,
        "title": {tag: publication.title(tag) for tag in tags},
        "round_title": {tag: publication.round_title(tag) for tag in tags},
        "languages": [{"language": tag, "status": status_of(publication, tag)} for tag in tags],
        "missing": [_missing(reason, tags) for reason in Missing],
        "tables": [table_codebook(each, partial(_in, tags=tags)) for each in publication.tables],
        "questions": [_question(each) for each in questions],
    }


def status_of(publication: Publication, language: str) -> str | None:
    """Of the questionnaire's texts: source, reviewed or draft; None if it has none."""
    document = publication.document
    if language not in document.languages:
        return None
    if language == document.languages[0]:
        return "source"
    return "draft" if language in draft_languages(document) else "reviewed"


def _in(texts: Texts, tags: Iterable[str]) -> dict[str, str | None]:
    return {tag: texts.get(tag) or None for tag in tags}


def table_codebook(table: LabelledTable, words: Callable[[Texts], Any]) -> dict[str, Any]:
    """Its variables and their values as plain data; ``words`` are what stands for texts."""
    return {
        "name": table.name,
        "title": words(table.titles),
        "rows": len(table.table.rows),
        "variables": [
            {
                **_description(column.column),
                "label": words(column.labels),
                "values": [
                    {"value": value, "label": words(texts)}
                    for value, texts in column.values.items()
                ],
                "missing": [reason.key for reason in column.reasons],
            }
            for column in table.columns
        ],
    }


def _description(column: Column) -> dict[str, Any]:
    """What is the same in every language, the names in other formats included."""
    return {
        "name": column.name,
        "spss_name": column.name_in("spss"),
        "stata_name": column.name_in("stata"),
        "type": column.type.value,
        "measurement": column.level.value,
        "unit": column.unit,
        "minimum": column.minimum,
        "maximum": column.maximum,
    }


def _missing(reason: Missing, tags: Sequence[str]) -> dict[str, Any]:
    return {
        "name": reason.key,
        "code": int(reason),
        "stata": f".{reason.stata}",
        "label": _in(missing_texts(reason, tags), tags),
    }


def _question(question: QuestionWordings) -> dict[str, Any]:
    wordings = question.wordings
    return {
        "name": question.name,
        "lens": question.lens,
        "perceiver": question.spec.perceiver,
        "target": question.spec.target,
        "item": question.spec.item,
        "item_kind": question.spec.kind,
        "domain": question.spec.domain or "",
        "text": _in(question.texts, wordings),
        "status": {tag: wording.status if wording else None for tag, wording in wordings.items()},
    }


# --- As CSV --------------------------------------------------------------------------------------


def variables_csv(publication: Publication) -> bytes:
    """One row for each variable and value; a variable without named values has one row."""
    tags = publication.languages
    return _csv(row for each in publication.tables for row in _variable_rows(each, tags))


def _csv(rows: Iterable[dict[str, Any]]) -> bytes:
    """Rows that all have the same names."""
    rows = list(rows)
    return csv_bytes(list(rows[0]) if rows else [], [row.values() for row in rows])


def _variable_rows(table: LabelledTable, tags: Sequence[str]) -> Rows:
    for position, column in enumerate(table.columns, start=1):
        description = _description(column.column)
        variable = {
            "table": table.name,
            "variable": description.pop("name"),
            "position": position,
            **description,
            **_in_each("label", column.labels, tags),
        }
        for value in _value_rows(column, tags):
            yield variable | value


def _value_rows(column: LabelledColumn, tags: Sequence[str]) -> Rows:
    none = {"value": None, "missing": "", "stata": ""}
    for value, texts in column.values.items():
        yield none | {"value": value, **_in_each("value_label", texts, tags)}
    for reason, texts in column.reasons.items():
        code = {"value": int(reason), "missing": reason.key, "stata": f".{reason.stata}"}
        yield code | _in_each("value_label", texts, tags)
    if not column.values and not column.reasons:
        yield none | dict.fromkeys(f"value_label_{tag}" for tag in tags)


def _in_each(name: str, texts: Texts, tags: Sequence[str]) -> dict[str, str]:
    words = {}
    for tag in tags:
        with in_language(tag):
            words[f"{name}_{tag}"] = text_or_note(texts, tag)
    return words


def questions_csv(publication: Publication) -> bytes:
    """One row for each question and lens: its wording in each language, and where that is from."""
    tags = publication.languages
    questions = published_questions(publication.content, publication.document, tags)
    return _csv(_question_row(question) for question in questions)


def _question_row(question: QuestionWordings) -> dict[str, Any]:
    whole = _question(question).items()
    row = {name: value for name, value in whole if not isinstance(value, dict)}
    for tag, wording in question.wordings.items():
        row |= _in_each("question", question.texts, [tag])
        row[f"status_{tag}"] = wording.status if wording else ""
    return row
