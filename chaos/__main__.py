"""Make every fault and print one table:  python -m chaos [--short] [names]

A fault is a module of this package with RUNS, functions each of which makes it on one kind of
installation: `run(long: bool) -> Iterable[Outcome]`; SHORT are those of the short form. The exit
code is 1 if anything was lost, came twice or took longer than a minute after the recovery.
"""

import importlib
import logging
import pkgutil
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import chaos
from attacks.command_line import chosen, heading, row
from chaos.outcome import Outcome

Run = Callable[[bool], Iterable[Outcome]]

HEADINGS = ("fault", "installation", "times", "nothing lost, nothing twice", "done after")
MOST_SECONDS = 60
# So many installations at once: most of the time each waits for a lease or for a start.
AT_ONCE = 2


def modules() -> list[str]:
    """The names of the faults, those that take longest first."""
    names = [module.name for module in pkgutil.iter_modules(chaos.__path__)]
    faults = [name for name in names if name != "__main__" and _runs_of(name, long=True)]
    return sorted(faults, key=lambda name: (name != "deaths", name))


def main(arguments: Sequence[str]) -> int:
    # The mail server of one fault tells of every line that it is sent.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    names, short = chosen("chaos", "fault", modules(), arguments)
    print(heading(HEADINGS), flush=True)
    since = time.monotonic()
    holds = True
    for outcome in _outcomes(names, long=not short):
        holds &= is_well(outcome)
        print(row_of(outcome), flush=True)
    print(f"\n{time.monotonic() - since:.0f} seconds in all")
    return int(not holds)


def is_well(outcome: Outcome) -> bool:
    """Whether nothing was lost, nothing came twice, and all was done within a minute."""
    return not outcome.problems and (outcome.recovery or 0) <= MOST_SECONDS


def row_of(outcome: Outcome) -> str:
    """The row of the table, in Markdown."""
    held = "yes" if not outcome.problems else f"NO: {'; '.join(outcome.problems)}"
    after = "–" if outcome.recovery is None else f"{outcome.recovery:.1f} s"
    if outcome.skipped:
        held, after = f"skipped: {outcome.skipped}", "–"
    return row((outcome.fault, outcome.place, outcome.times, held, after))


def _outcomes(names: Sequence[str], long: bool) -> Iterator[Outcome]:
    """Make the faults, several at once, each in installations of its own."""
    runs = [(name, run) for name in names for run in _runs_of(name, long)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for outcomes in pool.map(lambda named: _made(*named, long), runs):
            yield from outcomes


def _made(name: str, run: Run, long: bool) -> list[Outcome]:
    """What came of a fault; if it could not be made to its end, that is a problem of its own."""
    try:
        return list(run(long))
    except Exception as problem:
        traceback.print_exc()
        return [
            Outcome(name, "–", "not to its end", None, (f"{type(problem).__name__}: {problem}",))
        ]


def _runs_of(name: str, long: bool) -> Sequence[Run]:
    """The functions of a module each of which makes one kind of fault on one installation."""
    module = importlib.import_module(f"chaos.{name}")
    return getattr(module, "RUNS" if long else "SHORT", ())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
