"""What the commands for attacks and for faults have in common: arguments, and a table."""

import argparse
from collections.abc import Sequence


def chosen(
    prog: str, kind: str, names: Sequence[str], arguments: Sequence[str]
) -> tuple[list[str], bool]:
    """Return the names that are asked for, all if none is, and whether the short form is."""
    parser = argparse.ArgumentParser(prog=f"python -m {prog}")
    parser.add_argument("names", nargs="*", help=f"make only each {kind} named")
    parser.add_argument("--short", action="store_true", help="fewer tries, as in the tests")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.names) - set(names))
    if unknown:
        parser.error(f"no such {kind}: {', '.join(unknown)}; there are {', '.join(names)}")
    return options.names or list(names), options.short


def heading(columns: Sequence[str]) -> str:
    """Return the heading of a table in Markdown: two lines."""
    return f"{row(columns)}\n|{' --- |' * len(columns)}"


def row(cells: Sequence[str]) -> str:
    """Return one line of a table in Markdown."""
    return "| " + " | ".join(cells) + " |"
