"""Builds a Document from validated plain data, whose fields are those of the classes."""

from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from surveys.instruments.document import LENSES, MARKS, Document
from surveys.instruments.optional_parts import REPORTED_CHANGES
from surveys.instruments.text import Text

Entry = Mapping[str, Any]


def from_content(content: Entry) -> Document:
    """Return the Document of plain data that was validated before, such as a stored copy."""
    # A database may have stored the keys in another order.
    in_order = {
        "lenses": _in_order(content["lenses"], LENSES),
        "marks": _in_order(content["marks"], MARKS),
        "confidence": _scale(content["confidence"], ("low", "medium", "high")),
        "basis": _scale(content["basis"], ("capability", "intent", "inadvertence")),
    }
    for kind, answers in REPORTED_CHANGES.items():
        if kind in content:
            section = content[kind]
            in_order[kind] = {**section, "answers": _in_order(section["answers"], answers)}
    entry = {**content, **in_order, "content": content}
    document: Document = _value(Document, entry, source=content["languages"][0])
    return document


def _in_order(entry: Entry, keys: Sequence[str]) -> dict[str, Any]:
    return {key: entry[key] for key in keys if key in entry}


def _scale(entry: Entry, choices: Sequence[str]) -> dict[str, Any]:
    return {**entry, "choices": _in_order(entry["choices"], choices)}


def _value(kind: Any, entry: Any, source: str) -> Any:
    """Return the value of the type `kind` that plain data stand for."""
    if kind is Text:
        return Text(source, {lang: next(iter(version.items())) for lang, version in entry.items()})
    if isinstance(kind, type) and is_dataclass(kind):
        types = get_type_hints(kind)
        given = {name: _value(types[name], entry[name], source) for name in types if name in entry}
        return kind(**given)
    parts = get_args(kind)
    if isinstance(kind, UnionType):  # with None
        return None if entry is None else _value(parts[0], entry, source)
    if get_origin(kind) is tuple:
        return tuple(_value(parts[0], each, source) for each in entry)
    if get_origin(kind) is Mapping:
        return {key: _value(parts[1], each, source) for key, each in entry.items()}
    return entry
