"""The Welch instrument, short, with conditions and required questions put into its content."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from surveys.instruments.builder import from_content
from surveys.instruments.document import Document
from surveys.instruments.errors import Problem
from surveys.instruments.validation import check_built
from tests.factories import short

Fields = Mapping[str, Any]


def with_fields(fields: Mapping[tuple[str | int, ...], Fields]) -> Document:
    """The short instrument with these fields added to what stands at each path."""
    content = deepcopy(dict(short().content))
    for path, added in fields.items():
        place = content
        for step in path:
            place = place[step]
        place.update(added)
    return from_content(content)


def with_condition(*path: str | int, **condition: object) -> Document:
    """The short instrument with a condition on what stands at the path."""
    return with_fields({path: {"show_if": condition}})


def problems(document: Document) -> list[Problem]:
    return list(check_built(document))
