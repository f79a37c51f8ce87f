"""Reads and validates questionnaire files. No Django here."""

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from surveys.instruments.builder import from_content
from surveys.instruments.document import Document
from surveys.instruments.errors import InstrumentError, Path, Problem, printable, refuse
from surveys.instruments.validation import check, check_built
from surveys.instruments.yaml_source import load

HERE = FilePath(__file__).parent
SCHEMA = HERE / "schema.yaml"


def shipped() -> tuple[FilePath, ...]:
    """Return the paths of the questionnaires that come with the program."""
    return tuple(path for path in sorted(HERE.glob("*.yaml")) if path != SCHEMA)


def read(path: FilePath | str) -> Document:
    """Read a questionnaire file. InstrumentError if it cannot be read or is not valid."""
    return parse(read_text(path), FilePath(path).name)


def read_text(path: FilePath | str) -> str:
    """Return what a questionnaire file holds. InstrumentError if it cannot be read."""
    path = FilePath(path)
    try:
        return decoded(path.read_bytes(), path.name)
    except OSError as error:
        raise InstrumentError([f"{path.name}:1: file: {error.strerror}; check the path"]) from error


def decoded(file: bytes, name: str) -> str:
    """Return the text of a questionnaire file. InstrumentError if it is not UTF-8."""
    try:
        return file.decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problem = printable(f"{name}:{line}: file: is not UTF-8; save it as UTF-8")
        raise InstrumentError([problem]) from error


def parse(text: str, name: str) -> Document:
    """Read questionnaire text; ``name`` stands for the file in messages. InstrumentError if bad."""
    source = load(text)
    refuse(name, source.content, source.lines, source.problems)
    refuse(name, source.content, source.lines, problems_of(source.content))
    return from_content(source.content)


def problems_of(content: Any) -> list[Problem]:
    """Return what is wrong with a questionnaire's content: its shape, or else what it says."""
    for check_content in (_misfits, check, _misbuilt):
        if problems := list(check_content(content)):
            return problems
    return []


def _misbuilt(content: Any) -> Iterator[Problem]:
    yield from check_built(from_content(content))


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    quick = extend(Draft202012Validator, {"uniqueItems": _each_once})  # type: ignore[no-untyped-call]
    validator: Draft202012Validator = quick(load(SCHEMA.read_text(encoding="utf-8")).content)
    return validator


def _each_once(_: Any, wanted: Any, entries: Any, __: Any) -> Iterator[ValidationError]:
    """Yield a fault for a list in which an entry is repeated.

    The validator's own way compares every entry with every other where they cannot be sorted.
    """
    if wanted and isinstance(entries, list):
        written = {json.dumps(entry, sort_keys=True) for entry in entries}
        if len(written) < len(entries):
            yield ValidationError("an entry is repeated")


def _misfits(content: Any) -> Iterator[Problem]:
    for error in _validator().iter_errors(content):
        yield from _explain(error)


def _explain(error: ValidationError) -> Iterator[Problem]:
    path: Path = tuple(error.absolute_path)
    schema: Any = error.schema
    instance: Any = error.instance
    expected = schema.get("description", "another value")
    if error.validator == "required":
        for name in sorted(set(schema["required"]) - set(instance)):
            yield Problem((*path, name), f"is missing; expected here: {expected}")
    elif error.validator == "additionalProperties":
        fields = ", ".join(schema["properties"])
        for name in sorted(set(instance) - set(schema["properties"])):
            yield Problem((*path, name), f"is not a field here; the fields are {fields}")
    elif "propertyNames" in error.absolute_schema_path:
        yield Problem((*path, instance), f"is misnamed; expected {expected}")
    else:
        yield Problem(path, f"is {_shown(instance)}; expected {expected}")


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return f"a mapping of {', '.join(value) or 'nothing'}"
    if isinstance(value, list):
        return "an empty list" if not value else "a list that does not fit"
    if value is None or (isinstance(value, str) and not value.strip()):
        return "empty"
    return repr(value) if len(str(value)) < 60 else "a text that does not fit"
