"""Run every attack at length and print one table:  python -m attacks [--short] [names]

An attack is a module of this package with `run(long: bool) -> Iterable[Outcome]`. The exit code is
1 if a promise did not hold.
"""

import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence

import django

import attacks
from attacks.command_line import chosen, heading, row
from attacks.outcome import Outcome

HEADINGS = ("attack", "promise", "reached", "by chance", "holds")


def modules() -> list[str]:
    """The names of the attacks, in the order in which they run."""
    names = [module.name for module in pkgutil.iter_modules(attacks.__path__)]
    return [name for name in names if name != "__main__" and _has_run(name)]


def main(arguments: Sequence[str]) -> int:
    names, short = chosen("attacks", "attack", modules(), arguments)
    outcomes: list[Outcome] = []
    print(heading(HEADINGS))
    for name in names:
        for outcome in importlib.import_module(f"attacks.{name}").run(long=not short):
            outcomes.append(outcome)
            print(row_of(outcome), flush=True)
    return int(not all(outcome.holds for outcome in outcomes))


def row_of(outcome: Outcome) -> str:
    """The row of the table, in Markdown."""
    held = "yes" if outcome.holds else "NO"
    return row((outcome.attack, outcome.promise, outcome.reached, outcome.by_chance, held))


def _has_run(name: str) -> bool:
    return callable(getattr(importlib.import_module(f"attacks.{name}"), "run", None))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cs2survey.settings")
    django.setup()
    sys.exit(main(sys.argv[1:]))
