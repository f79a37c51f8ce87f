"""The faults of a questionnaire file, and the lines where they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]
# Faults that are named one by one; a file that has more is not read through by anybody.
MOST_NAMED = 200


class InstrumentError(Exception):
    """A questionnaire that cannot be used.

    ``problems`` has a line for each fault: ``file:line: field: what is wrong, how to mend it``.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class Problem:
    """One fault. ``line`` is given only where ``path`` does not lead to the line by itself."""

    path: Path
    message: str
    line: int | None = None


def refuse(name: str, content: Any, lines: Mapping[Path, int], problems: Iterable[Problem]) -> None:
    """Raise ``InstrumentError`` with every problem, in the order of lines, unless there is none."""
    placed = {
        (
            problem.line or line_of(problem.path, lines),
            field(problem.path, content),
            problem.message,
        )
        for problem in problems
    }
    if placed:
        named = [
            printable(f"{name}:{line}: {where}: {message}")
            for line, where, message in sorted(placed)
        ]
        if len(named) > MOST_NAMED:
            more = f"{name}:1: file: has {len(named) - MOST_NAMED} more faults; mend these first"
            named = [*named[:MOST_NAMED], more]
        raise InstrumentError(named)


def printable(text: str) -> str:
    r"""Return a text with what cannot be printed written as an escape.

    >>> printable("a" + chr(0xD800) + chr(0x202E))
    'a\\ud800\\u202e'
    """
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )


def line_of(path: Path, lines: Mapping[Path, int]) -> int:
    """Return the line of the field, or of the nearest field around it; 1 if there is none."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def field(path: Path, content: Any) -> str:
    """Write a path as people read it: ``threats[abandonment].item.ko``; list entries by key."""
    written, here = "", content
    for step in path:
        here = _step(here, step)
        if isinstance(step, int):
            written += f"[{_entry_name(here, step)}]"
        else:
            written += f".{step}" if written else step
    return written or "file"


def _step(here: Any, step: str | int) -> Any:
    try:
        return here[step]
    except (KeyError, IndexError, TypeError):
        return None


def _entry_name(entry: Any, position: int) -> str:
    if isinstance(entry, dict):
        for name in ("key", "code"):
            if isinstance(entry.get(name), str):
                return str(entry[name])
    return str(position + 1)
