"""What the tests on PostgreSQL ask of the database, and do in a round: real commits."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connections

from surveys import facilitating, jobs, responding
from surveys.envelope_contents import Answer, Holder
from surveys.models.job import Job
from surveys.models.round import Round

A_QUESTION = "PRC>JPN:military"


def ask(query: str, *values: Any, database: str = "default") -> list[tuple[Any, ...]]:
    with connections[database].cursor() as cursor:
        cursor.execute(query, values or None)
        return list(cursor.fetchall())


def close(round: Round) -> Job:
    """Ask for closing and do the worker's work here, rewriting of files included."""
    job = facilitating.request_closing(round=round, by="test")
    jobs.run(str(job.pk))
    job.refresh_from_db()
    return job


def answer(holder: Holder, mark: int) -> None:
    responding.save_answers(holder=holder, answers={A_QUESTION: Answer(mark)})
    responding.submit(holder=holder)


def together(*works: Callable[[], None]) -> None:
    """Do all of them at the same time; the first error of any is raised."""
    gate, problems = threading.Barrier(len(works)), []

    def one(work: Callable[[], None]) -> None:
        try:
            gate.wait(10)
            work()
        except BaseException as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    give_up = time.monotonic() + 60
    for thread in threads:
        thread.join(max(0.1, give_up - time.monotonic()))
    if problems:
        raise problems[0]
    assert not any(thread.is_alive() for thread in threads)
