import csv
import json
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics.measures.planning import ERROR, FEWEST, MOST, ROUNDS, Gap, Said, Scope, chance
from analytics.web.wording import of_hundred
from surveys.group_sizes import SMALLEST_AGAINST_TWO

EVERY_SIZE = f"{FEWEST}-{MOST}"
TITLES = {
    Gap.ONE: "Of 100 gaps of one level so many are called so, in the right direction",
    Gap.HALF: "Of 100 gaps of half a level so many are called so, in the right direction",
    Gap.NOTHING: "Where there is no gap, so many of 100 are called so, in either direction",
}
HEADINGS = {
    Said.LIKELY: "likely",
    Said.VERY_LIKELY: "very likely",
    Said.ALMOST_CERTAIN: "almost certain",
    Said.ALONE: "by itself",
}
WIDTHS = [max(len(heading), 6) for heading in HEADINGS.values()]


class Row(NamedTuple):
    """One chance, from 0 to 1, as other programs read it."""

    participants: int
    panel: int
    scope: str
    gap: str
    said: str
    chance: float
    standard_error_at_most: float


class Command(BaseCommand):
    help = (
        "How many people does a round need? Prints how often gaps of a known size are called what "
        "they are, and how often no gap is called one, by the number of participants a side."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--participants",
            default=EVERY_SIZE,
            help=f"participants a side: a number, or a range such as {EVERY_SIZE}, which is usual",
        )
        parser.add_argument(
            "--panel", default="12", help="assessors in the panel, of all nominating sides; 12"
        )
        parser.add_argument(
            "--gap",
            choices=[gap.value for gap in Gap],
            help="only gaps of one level, of half a level, or of nothing; all when not given",
        )
        parser.add_argument(
            "--format", choices=list(FORMATS), default="table", help="table, csv or json; table"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        sizes = _sizes(options["participants"])
        panel = _people("--panel", options["panel"])
        gaps = [Gap(options["gap"])] if options["gap"] else list(Gap)
        self.stdout.write(FORMATS[options["format"]](sizes, panel, gaps))


def _sizes(text: str) -> range:
    """The numbers from the first to the last."""
    first, dash, last = text.partition("-")
    low = _people("--participants", first)
    high = _people("--participants", last) if dash else low
    if high < low:
        raise CommandError(f"--participants {text}: give the smaller number first: {last}-{first}.")
    return range(low, high + 1)


def _people(option: str, text: str) -> int:
    if not text.strip().isdecimal():
        also = f", or a range such as {EVERY_SIZE}" if option == "--participants" else ""
        raise CommandError(f"{option}: {text!r} is no number of people; give one such as 12{also}.")
    number = int(text)
    if number < FEWEST:
        raise CommandError(
            f"{option} {number}: nothing is published of groups of fewer than {FEWEST}, so that no "
            f"gap is ever called one. Give a number from {FEWEST} to {MOST}."
        )
    if number > MOST:
        raise CommandError(
            f"{option} {number}: nothing is known of groups of more than {MOST}. Give a number "
            f"from {FEWEST} to {MOST}."
        )
    return number


# --- Formats -------------------------------------------------------------------------------------


def _rows(sizes: range, panel: int, gaps: Sequence[Gap]) -> Iterator[Row]:
    for gap in gaps:
        for n in sizes:
            for scope in Scope:
                for said in Said:
                    value = round(chance(n, panel, scope, gap, said), 2)
                    yield Row(n, panel, scope.value, gap.value, said.value, value, ERROR)


def _table(sizes: range, panel: int, gaps: Sequence[Gap]) -> str:
    lines: list[str] = []
    for gap in gaps:
        lines += [f"{TITLES[gap]}, with {panel} in the panel:", "", *_head()]
        lines += [_line(n, panel, gap) for n in sizes]
        lines.append("")
    lines += [
        f"From {ROUNDS} simulated rounds; the standard error is at most {round(100 * ERROR)} in "
        "100. What is said as often where there is no gap tells nothing.",
        "Rounds that withstand two colleagues say nothing of groups of fewer than "
        f"{SMALLEST_AGAINST_TWO}, hardly any gap at a single question of groups of up to 10, and "
        "from 15 on as much as these.",
    ]
    return "\n".join(lines)


def _head() -> list[str]:
    across = "  ".join(
        name.rjust(width) for name, width in zip(HEADINGS.values(), WIDTHS, strict=True)
    )
    groups = f"{'a single question'.ljust(len(across))}    a dyad's mean"
    return [f"participants  {groups}", f"      a side  {across}    {across}"]


def _line(participants: int, panel: int, gap: Gap) -> str:
    halves = (
        "  ".join(
            of_hundred(chance(participants, panel, scope, gap, said)).rjust(width)
            for said, width in zip(Said, WIDTHS, strict=True)
        )
        for scope in Scope
    )
    return f"{participants:>12}  {'    '.join(halves)}"


def _csv(sizes: range, panel: int, gaps: Sequence[Gap]) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Row._fields)
    writer.writerows(_rows(sizes, panel, gaps))
    return text.getvalue().rstrip("\n")


def _json(sizes: range, panel: int, gaps: Sequence[Gap]) -> str:
    return json.dumps([row._asdict() for row in _rows(sizes, panel, gaps)], indent=1)


FORMATS: dict[str, Callable[[range, int, Sequence[Gap]], str]] = {
    "table": _table,
    "csv": _csv,
    "json": _json,
}
