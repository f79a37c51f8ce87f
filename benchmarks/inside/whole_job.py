"""Times the whole job of a closed round: python -m benchmarks.inside.whole_job 5 84 834 8334

Everything is done five times. Each of the other numbers is one of people in a group, as
`people.answer` has it, and makes a round. The last is counted, computed and published; of the
others only what follows the counting is timed, and of the first also with its panel published by
nominating side.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any
from unittest import mock

from django.db import connection

from analytics import jobs
from analytics.computing import changes, gap_matrix, pooled_gaps, tally
from analytics.measures import candidates
from analytics.release.publish import publish_round
from analytics.release.rows import Content
from benchmarks.inside import people
from benchmarks.machine import medians, once
from surveys.models.round import Round
from surveys.models.study import Study


def main(times: int, *sizes: int) -> dict[str, Any]:
    """Median seconds by what was done, and the number of ratings by round."""
    study = people.migrated()
    rounds = {n: people.closed_round(study) for n in sizes}
    started = time.perf_counter()
    for n, round in rounds.items():
        people.answer(round, n)
    split = people.closed_round(study)
    people.answer(split, min(rounds), nominators=4)
    people.settle()
    filled = time.perf_counter() - started
    return {
        "engine": version(),
        "filled": filled,
        **whole(study, round, times),
        "after_by_side": after(split, times),
        "after": {120 * n: after(round, times) for n, round in rounds.items()},
    }


def whole(study: Study, round: Round, times: int) -> dict[str, Any]:
    """The bare GROUP BY, the job and its parts."""
    cold = once(lambda: computed(round))
    result = computed(round)
    content = result["content"]
    times_of = medians(
        {
            "bare": bare(round),
            "job": lambda: computed(round),
            "counted": lambda: tally.counted(round),
        },
        times,
    )
    # Rounds that nobody answered take the same content: a round is published once.
    spare = iter([people.closed_round(study) for _ in range(times + 1)])
    writing = {
        "published": lambda: publish_round(**result | {"round": next(spare), "responses": 0})
    }
    later = people.closed_round(study)
    again = {"changes": lambda: changes.changes(later, content.blocks)}
    times_of |= medians(parts(content), times) | medians(writing, times)
    times_of |= medians(again, times) | alone(round, times)
    return {"cold": cold, **times_of, "rows": {k: len(v) for k, v in vars(content).items()}}


def alone(round: Round, times: int) -> dict[str, float]:
    """The bare GROUP BY by one process, where several would share the work."""
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        result = medians({"bare_alone": bare(round)}, times)
        cursor.execute("RESET max_parallel_workers_per_gather")
    return result


def after(round: Round, times: int) -> float:
    """Seconds for all that follows the GROUP BY but publishing."""
    people = tally.counted(round)
    with mock.patch.object(tally, "counted", return_value=people):
        return medians({"after": lambda: computed(round)}, times)["after"]


def computed(round: Round) -> dict[str, Any]:
    """With what the worker would call `publish`; no block is remembered from the run before."""
    forget()
    with mock.patch.object(jobs, "publish_round") as publishing:
        jobs.compute(str(round.pk), lambda percent, stage: None)
    return dict(publishing.call_args.kwargs)


def forget() -> None:
    """Forget what was worked out of blocks, as in a process that has just started."""
    candidates.forget()
    pooled_gaps.forget()


def parts(content: Content) -> dict[str, Callable[[], object]]:
    """What the figures of a release take: gaps by themselves, estimated together, and means."""
    cells, means, blocks = content.cells, content.means, content.blocks

    def gaps() -> object:
        forget()
        return gap_matrix.gap_cells(blocks)

    def pooled() -> object:
        forget()
        return pooled_gaps.with_pooled(cells, means, blocks)

    return {"gaps": gaps, "means": lambda: gap_matrix.gap_means(cells, blocks), "pooled": pooled}


def bare(round: Round) -> Callable[[], object]:
    """The statement that `tally.counted` sends, as it is, and its rows."""
    sent: list[tuple[str, Any]] = []

    def hear(execute: Callable[..., object], sql: str, parameters: Any, *rest: Any) -> object:
        sent.append((sql, parameters))
        return execute(sql, parameters, *rest)

    with connection.execute_wrapper(hear):
        tally.counted(round)
    ((sql, parameters),) = sent
    assert "GROUP BY" in sql

    def work() -> object:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()

    return work


def version() -> str:
    statement = "SHOW server_version" if connection.vendor == "postgresql" else _SQLITE
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return f"{connection.display_name} {cursor.fetchone()[0]}"


_SQLITE = "SELECT sqlite_version()"

if __name__ == "__main__":
    json.dump(main(*map(int, sys.argv[1:])), sys.stdout)
