"""Rows of a release as a table of pandas, labelled by the release's codebook."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

TYPES = {"text": "string", "integer": "Int64", "mark": "Int64", "number": "Float64"}


def labelled(
    name: str,
    rows: Sequence[Mapping[str, Any]],
    codebook: Mapping[str, Any],
    language: str | None,
) -> pd.DataFrame:
    """Return the rows of a table with types, labels and where they are from.

    KeyError for a language that the codebook does not have.
    """
    known = [each["language"] for each in codebook["languages"]]
    if language is not None and language not in known:
        raise KeyError(f"the release has no labels in {language!r}; it has {', '.join(known)}")
    described = {table["name"]: table for table in codebook["tables"]}.get(name, {})
    variables = {each["name"]: each for each in described.get("variables", ())}
    columns = list(rows[0]) if rows else list(variables)
    frame = pd.DataFrame(
        {
            column: _column([row[column] for row in rows], variables.get(column), language)
            for column in columns
        },
        columns=columns,
    )
    shown = language or known[0]
    missing = {each["code"]: each for each in codebook["missing"]}
    frame.attrs = {
        "citation": codebook["citation"],
        "checksum": codebook["checksum"],
        "title": (described.get("title") or {}).get(shown) or name,
        "labels": {key: each["label"].get(shown) or key for key, each in variables.items()},
        "units": {key: each["unit"] for key, each in variables.items() if each.get("unit")},
        "values": {key: _words(each, shown) for key, each in variables.items() if each["values"]},
        "missing": {number: each["label"].get(shown) for number, each in missing.items()},
    }
    return frame


def _column(
    values: Sequence[Any], variable: Mapping[str, Any] | None, language: str | None
) -> "pd.Series[Any]":
    kind = TYPES.get(variable["type"], "object") if variable else "object"
    column: pd.Series[Any] = pd.Series(values, dtype=kind)
    words = _words(variable, language) if variable and language else {}
    if not words or kind == "Int64" or len({*words.values()}) < len(words):
        return column
    named = column.map(lambda value: words.get(value, value), na_action="ignore")
    others = [value for value in named.dropna().unique() if value not in words.values()]
    return named.astype(pd.CategoricalDtype([*words.values(), *others]))


def _words(variable: Mapping[str, Any], language: str) -> dict[Any, str]:
    """Return the label of each value, where it has one in the language."""
    return {
        each["value"]: each["label"][language]
        for each in variable["values"]
        if each["label"].get(language)
    }
