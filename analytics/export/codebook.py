"""The codebook: every variable, what its values mean and what was asked, as data and as CSV."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from analytics.export.asked import Asked, asked_of
from analytics.export.columns import Column, Missing, Table, Texts
from analytics.export.csv import written
from analytics.export.prose import missing_words, speaking, told, told_wording
from analytics.export.publication import Publication
from analytics.export.words import spoken
from surveys.instruments.document import draft_languages

Rows = Iterator[dict[str, Any]]


def codebook(publication: Publication, language: str | None = None) -> dict[str, Any]:
    """All of it as plain data, in every language of the round or in one of them.

    A text is {language: words}, null where there are no words in a language.
    """
    tags = _languages(publication, language)
    asked = asked_of(publication.content, publication.document, tags)
    return {
        "release": publication.metadata["release"],
        "checksum": publication.checksum,
        "citation": publication.citation,
        "simulated": publication.simulated,
        "title": {tag: publication.title(tag) for tag in tags},
        "round_title": {tag: publication.round_title(tag) for tag in tags},
        "languages": [{"language": tag, "status": status_of(publication, tag)} for tag in tags],
        "missing": [_missing(reason, tags) for reason in Missing],
        "tables": [_table(each, tags) for each in publication.tables],
        "questions": [_question(each) for each in asked],
    }


def status_of(publication: Publication, language: str) -> str | None:
    """Of the questionnaire's texts: source, reviewed or draft; None if it has none."""
    document = publication.document
    if language not in document.languages:
        return None
    if language == document.languages[0]:
        return "source"
    return "draft" if language in draft_languages(document) else "reviewed"


def _languages(publication: Publication, language: str | None) -> Sequence[str]:
    return publication.languages if language is None else (language,)


def _in(texts: Texts, tags: Iterable[str]) -> dict[str, str | None]:
    return {tag: texts.get(tag) or None for tag in tags}


def _table(each: Table, tags: Sequence[str]) -> dict[str, Any]:
    return {
        "name": each.name,
        "title": _in(each.titles, tags),
        "rows": len(each.rows),
        "variables": [_variable(column, tags) for column in each.columns],
    }


def _variable(column: Column, tags: Sequence[str]) -> dict[str, Any]:
    return {
        "name": column.name,
        "kind": column.kind.value,
        "label": _in(column.labels, tags),
        "values": [
            {"value": value, "label": _in(texts, tags)} for value, texts in column.values.items()
        ],
        "missing": [reason.name.lower() for reason in column.missing],
    }


def missing_texts(reason: Missing, tags: Iterable[str]) -> dict[str, str]:
    """The reason in words, by language."""
    told = {tag: spoken(partial(missing_words, reason), tag) for tag in tags}
    return {tag: words for tag, words in told.items() if words}


def _missing(reason: Missing, tags: Sequence[str]) -> dict[str, Any]:
    return {
        "name": reason.name.lower(),
        "code": int(reason),
        "stata": f".{reason.stata}",
        "label": _in(missing_texts(reason, tags), tags),
    }


def _question(asked: Asked) -> dict[str, Any]:
    return {
        "name": asked.name,
        "lens": asked.lens,
        "perceiver": asked.spec.perceiver,
        "target": asked.spec.target,
        "item": asked.spec.item,
        "item_kind": asked.spec.kind,
        "domain": asked.spec.domain or "",
        "text": {tag: said.text if said else None for tag, said in asked.wordings.items()},
        "status": {tag: said.status if said else None for tag, said in asked.wordings.items()},
    }


# --- As CSV --------------------------------------------------------------------------------------


def variables_csv(publication: Publication, language: str | None = None) -> bytes:
    """One row for each variable and value; a variable without named values has one row."""
    tags = _languages(publication, language)
    return _csv(row for each in publication.tables for row in _rows_of(each, tags))


def _csv(rows: Iterable[dict[str, Any]]) -> bytes:
    """Rows that all have the same names."""
    told = list(rows)
    return written(list(told[0]) if told else [], [row.values() for row in told]).encode()


def _rows_of(each: Table, tags: Sequence[str]) -> Rows:
    for place, column in enumerate(each.columns, start=1):
        about = {
            "table": each.name,
            "variable": column.name,
            "position": place,
            "kind": column.kind.value,
            **_told("label", column.labels, tags),
        }
        for value in _values_of(column, tags):
            yield about | value


def _values_of(column: Column, tags: Sequence[str]) -> Rows:
    for value, texts in column.values.items():
        yield _value(value, _told("value_label", texts, tags))
    for reason in column.missing:
        words = _told("value_label", missing_texts(reason, tags), tags)
        yield _value(int(reason), words, reason.name.lower(), f".{reason.stata}")
    if not column.values and not column.missing:
        yield _value(None, dict.fromkeys(f"value_label_{tag}" for tag in tags))


def _value(
    value: str | int | None, words: Mapping[str, str | None], missing: str = "", stata: str = ""
) -> dict[str, Any]:
    return {"value": value, "missing": missing, "stata": stata, **words}


def _told(name: str, texts: Texts, tags: Sequence[str]) -> dict[str, str]:
    words = {}
    for tag in tags:
        with speaking(tag):
            words[f"{name}_{tag}"] = told(texts, tag)
    return words


def questions_csv(publication: Publication, language: str | None = None) -> bytes:
    """One row for each question and lens: its wording in each language, and where that is from."""
    tags = _languages(publication, language)
    asked = asked_of(publication.content, publication.document, tags)
    return _csv(_question_row(each) for each in asked)


def _question_row(asked: Asked) -> dict[str, Any]:
    row = {name: value for name, value in _question(asked).items() if not isinstance(value, dict)}
    for tag, wording in asked.wordings.items():
        with speaking(tag):
            row[f"question_{tag}"] = told_wording(wording, tag)
        row[f"status_{tag}"] = wording.status if wording else ""
    return row
