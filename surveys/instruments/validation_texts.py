"""Checks that every text of a questionnaire is plain. No Django here."""

from collections.abc import Iterator
from typing import Any

from surveys.instruments.errors import Path, Problem
from surveys.plain_text import MOST_MARKS, Fault, Kind, fault_of, without_unseen

LONGEST_SHOWN = 60  # characters of markup


def check_texts(content: Any, path: Path = ()) -> Iterator[Problem]:
    """Yield a problem for each text, of whatever field, that is not plain."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from check_texts(value, (*path, name))
    elif isinstance(content, list):
        for position, value in enumerate(content):
            yield from check_texts(value, (*path, position))
    elif isinstance(content, str) and (fault := fault_of(content)):
        yield Problem(path, _in_words(fault))


def _in_words(fault: Fault) -> str:
    if fault.kind is Kind.MARKUP:
        shown = without_unseen(fault.found)[:LONGEST_SHOWN]
        return (
            f"has the markup {shown} (place {fault.at}), which is never read as such; leave it out"
        )
    if fault.kind is Kind.MARKS:
        return (
            f"has more than {MOST_MARKS} marks upon one letter (place {fault.at}); "
            "type the text anew"
        )
    return (
        f"has a character that cannot be seen ({fault.code}, place {fault.at}), such as a line "
        "break or a mark of direction; type the text anew in one line"
    )
