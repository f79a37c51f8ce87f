"""Writes the YAML of a questionnaire: with other texts put in, or anew from its content."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import yaml

from surveys.instruments.parser import SCHEMA
from surveys.instruments.translating import NewText, with_texts
from surveys.instruments.yaml_source import load, nodes

# What JSON leaves as it is and YAML takes for the end of a line.
LINE_ENDS = {"\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P"}


class NotRewritableError(Exception):
    """The file is written so that a text cannot be replaced where it stands."""


def with_new_texts(file_text: str, new_texts: Sequence[NewText], version: int) -> str:
    """Return a file's text with these texts and this version put in where the old ones stand.

    Comments, order and all else stay as they are. NotRewritableError where the result would not
    hold just the content with the texts put in.
    """
    found = nodes(file_text)
    replacements: list[tuple[int, int, str]] = []

    def put(node: yaml.Node, written: str) -> None:
        start, end = node.start_mark.index, node.end_mark.index
        kept = file_text[start:end]
        # A text in several lines ends where the next line begins.
        replacements.append((start, end, written + kept[len(kept.rstrip("\r\n")) :]))

    put(found[("version",)], str(version))
    for text in new_texts:
        node = found[(*text.path, text.language)]
        if isinstance(node, yaml.MappingNode):
            ((status, node),) = node.value
            put(status, text.status)
        put(node, quoted(text.words))
    rewritten = file_text
    for start, end, written in sorted(replacements, reverse=True):
        rewritten = rewritten[:start] + written + rewritten[end:]
    if load(rewritten).content != with_texts(load(file_text).content, new_texts, version):
        raise NotRewritableError("the file would hold something else as well")
    return rewritten


def quoted(words: str) -> str:
    """Return words in quotation marks, as YAML reads them in one line."""
    written = json.dumps(words, ensure_ascii=False)
    for character, escape in LINE_ENDS.items():
        written = written.replace(character, escape)
    return written


# --- A file for content that was loaded without one ----------------------------------------------


class _Dumper(yaml.SafeDumper):
    """Writes without aliases, which the reader refuses."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def file_of(content: Any) -> str:
    """Return a questionnaire's content as YAML, its fields in the order of the schema."""
    return yaml.dump(
        in_order(content), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100
    )


def in_order(content: Any) -> Any:
    """Return the content with its fields in the order of the schema, its texts by language.

    A database may have stored them in another.
    """
    order = {name: place for place, name in enumerate((*_fields(), *content["languages"]))}

    def sorted_fields(value: Any) -> Any:
        if isinstance(value, list):
            return [sorted_fields(each) for each in value]
        if not isinstance(value, dict):
            return value
        names = sorted(value, key=lambda name: order.get(name, len(order)))
        return {name: sorted_fields(value[name]) for name in names}

    return sorted_fields(content)


@lru_cache(maxsize=1)
def _fields() -> tuple[str, ...]:
    """Return the names of all fields in the order in which the schema has them."""
    schema = load(SCHEMA.read_text(encoding="utf-8")).content

    def names(part: Any) -> list[str]:
        if not isinstance(part, dict):
            return []
        own = list(part.get("properties", {}))
        return own + [name for each in part.values() for name in names(each)]

    return tuple(dict.fromkeys(names(schema)))
