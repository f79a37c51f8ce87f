"""Times what beginning and mixing cost in rounds of some sizes:

    python -m benchmarks.inside.large_rounds 15 100 1000 10000

Fifteen people begin in rounds of a hundred, a thousand and ten thousand envelopes, all sealed.
"""

import json
import statistics
import sys
from typing import Any

from django.core.management import call_command
from django.db import connection

from attacks import people
from benchmarks.inside.whole_job import version
from benchmarks.machine import once
from surveys import placing, scrubbing
from surveys.models.response import Envelope

# As long as most sealed envelopes of Welch's questionnaire.
SEALED_BYTES = 16_384 + 48


def main(beginners: int, sizes: list[int]) -> dict[str, Any]:
    """Milliseconds and bytes of the write-ahead log of each act, by the size of the round.

    What is mixed is what those have written who began.
    """
    for database in ("default", "identity"):
        call_command("migrate", database=database, verbosity=0)
    round = people.open_round()
    invitations = iter(people.invite(round, beginners * len(sizes)))
    measured = []
    for size in sizes:
        there = Envelope.objects.filter(round=round).count()
        people.crowd(round, size - there, SEALED_BYTES)
        tidied()
        begun = [timed(lambda: people.begin(next(invitations))) for _ in range(beginners)]
        mixed = timed(mix)
        scrubbed = timed(lambda: scrubbing.rewrite(scrubbing.ENVELOPES))
        measured.append(
            {
                "size": size,
                "begin_ms": statistics.median(ms for ms, _log in begun),
                "begin_log": statistics.median(log for _ms, log in begun),
                "mix_ms": mixed[0],
                "mix_log": mixed[1],
                "rewrite_ms": scrubbed[0],
            }
        )
    return {"engine": version(), "sealed_bytes": SEALED_BYTES, "of": measured}


def tidied() -> None:
    """Leave the round as a worker leaves it, with nothing to mix."""
    mix()
    scrubbing.rewrite(scrubbing.ENVELOPES)


def mix() -> None:
    """Mix as a worker does."""
    for round in placing.rounds_to_mix():
        placing.mix(round)


def timed(work: Any) -> tuple[float, int]:
    """Milliseconds of the work, and bytes that it added to PostgreSQL's write-ahead log."""
    before = log_bytes()
    milliseconds = once(work) * 1_000
    return milliseconds, log_bytes() - before


def log_bytes() -> int:
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    beginners, *sizes = map(int, sys.argv[1:])
    json.dump(main(beginners, sizes), sys.stdout)
