"""Jobs that kill their process, raise or stand still, each among others that are in order."""

import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial

from chaos.outcome import Outcome
from chaos.site import EMBEDDED, PATIENCE_SECONDS, PRODUCTION, ActFailed, site

KINDS = ("dies", "raises", "stands_still")
PEOPLE = 10


def run(kind: str, rounds: int, long: bool) -> Iterator[Outcome]:
    """Queue the poisoned jobs, and then close rounds."""
    if not long:
        rounds = 1
    with site(kind) as here:
        made = here.operator.ask("rounds", rounds, PEOPLE)
        for poison in KINDS:
            here.operator.ask("queue", poison, "it")
        with here.worker("chaos.dying"):
            since = time.monotonic()
            for round in made:
                here.operator.ask("close", round["round"])
            beside, rows = 0.0, []
            while time.monotonic() - since < PATIENCE_SECONDS:
                with suppress(ActFailed):
                    rows = here.operator.ask("job_rows")
                states = {row["kind"]: row["state"] for row in rows if row["kind"] in KINDS}
                good = {row["state"] for row in rows if row["kind"] not in KINDS}
                if good == {"done"} and not beside:
                    beside = time.monotonic() - since
                if beside and set(states.values()) == {"failed"}:
                    break
                time.sleep(0.2)
        problems = [*here.problems_of(made)]
        aside = {
            row["kind"]: (row["state"], row["attempts"]) for row in rows if row["kind"] in KINDS
        }
    # A worker that dies is missed by the next one that comes, which counts it.
    expected = {"dies": ("failed", 4), "raises": ("failed", 3), "stands_still": ("failed", 4)}
    if aside != expected:
        problems.append(f"not put aside: {aside}")
    counted = f"3 ({', '.join(KINDS)}), three tries each; beside them {rounds} rounds were closed"
    counted += f" and released within {beside:.0f} s"
    yield Outcome("poisoned jobs", kind, counted, None, tuple(problems))


RUNS = (partial(run, PRODUCTION, 3), partial(run, EMBEDDED, 1))
SHORT = RUNS[1:]
