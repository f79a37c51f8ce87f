import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.delivering.guests import BY_MAIL, COLUMNS, Reading, read_list
from surveys.delivering.handing_out import Keep, RoundOverError, hand_out
from surveys.delivering.outbox import NoMailServerError
from surveys.delivering.refused_lists import ListRefusedError
from surveys.delivering.roll import compare_with_roll
from surveys.fonts import FontMissingError
from surveys.group_changes import GroupChangedError
from surveys.management.rounds import add_round, round_of, unconfirmed
from surveys.uploads.encodings import ENCODINGS

SUFFIXES = {"slips": ".pdf", "hat": ".pdf", "list": ".csv"}


class Command(BaseCommand):
    help = (
        "Invites everybody on a list: by mail, on printed slips, by a list of links to send "
        "yourself, or by nameless slips drawn from a hat. Nobody is invited if anything is wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_round(parser)
        parser.add_argument("list", help="an XLSX or CSV file; - for standard input")
        parser.add_argument("--by", choices=list(COLUMNS), required=True, help=_columns())
        parser.add_argument(
            "--out", help="a new file for slips (.pdf) or links (.csv); - for standard output"
        )
        parser.add_argument(
            "--encoding",
            default="",
            help=f"of a CSV file, if it cannot be recognised: {', '.join(ENCODINGS)}",
        )
        parser.add_argument(
            "--replace",
            action="store_true",
            help="by email: people who are invited already get a new link, and lose the old one",
        )
        parser.add_argument("--check", action="store_true", help="only check the list")
        parser.add_argument(
            "--confirm-roll",
            action="store_true",
            help="invite although one to four people of a group differ from an earlier round",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        round, way = round_of(options["round"]), options["by"]
        out = _out(options["out"], way)
        try:
            reading = read_list(
                _content(options["list"]), round=round, way=way, encoding=options["encoding"]
            )
            if not options["replace"]:
                compare_with_roll(reading, round, way)
            reading.refuse_faults()
            guests = reading.guests
            if options["check"]:
                self.stdout.write(_checked(reading))
                return
            number = hand_out(
                round=round,
                guests=guests,
                way=way,
                by="operator",
                keep=out,
                confirmed_roll=options["confirm_roll"],
                replace=options["replace"],
            )
        except ListRefusedError as refusal:
            lines = "\n".join(f"  {line}" for line in (*refusal.problems, *refusal.accepted))
            raise CommandError(f"Nobody was invited.\n{lines}") from None
        except GroupChangedError as problem:
            raise unconfirmed(
                round,
                problem,
                "Nobody was invited: there would be almost the same people as in another round.",
            ) from None
        except (RoundOverError, NoMailServerError, FontMissingError, OSError) as problem:
            raise CommandError(f"Nobody was invited: {problem}.") from None
        # Where the links are written no word of ours may stand.
        said = self.stderr if options["out"] == "-" else self.stdout
        said.write(_done(number, round.state, way, options["out"]))


def _checked(reading: Reading) -> str:
    people = sum(guest.number for guest in reading.guests)
    read_in = ENCODINGS.get(reading.encoding, reading.encoding.upper() or "XLSX")
    said = f"The list is in order: {people} people. It was read as {read_in}."
    return "\n".join([said, *reading.notes])


def _columns() -> str:
    ways = "; ".join(f"{way}: {', '.join(columns)}" for way, columns in COLUMNS.items())
    return (
        f"how, with the columns of the list ({ways}; and seat, unless all are participants; and "
        "level, in a round that divides its sides)"
    )


def _content(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


class _NewFile:
    """Writes a file that only its owner can read, and never over another."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, content: bytes) -> None:
        self.path.touch(mode=0o600, exist_ok=False)
        try:
            self.path.write_bytes(content)
        except OSError:
            self.path.unlink()
            raise


def _to_standard_output(content: bytes) -> None:
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _out(name: str | None, way: str) -> Keep | None:
    """Return what writes the file. Raises CommandError unless one is named where one is made."""
    if way == BY_MAIL:
        if name:
            raise CommandError("With --by email nothing is written: leave out --out.")
        return None
    if name == "-":
        return _to_standard_output
    if not name or Path(name).suffix != SUFFIXES[way]:
        raise CommandError(f"Name a new file in --out, ending in {SUFFIXES[way]}.")
    return _NewFile(Path(name))


def _done(number: int, state: str, way: str, out: str) -> str:
    if way != BY_MAIL:
        return (
            f"{number} invited. Their links are in {'what was written' if out == '-' else out} and "
            "nowhere else: hand them out, then delete the file."
        )
    when = "from the next minute on" if state == "open" else "when the round opens"
    return f"{number} invited. Their mails go out {when}; `mail_status` shows what came of them."
