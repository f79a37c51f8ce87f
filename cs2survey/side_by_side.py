"""Work in a process of its own, forked from the one that has loaded Django already."""

import multiprocessing
from collections.abc import Callable

from django.db import connections


class FailedBesideError(Exception):
    """What another process was to do failed; that process has written why."""


def in_another_process(work: Callable[[], object]) -> Callable[[], None]:
    """Begin some work in another process; returns what waits for its end.

    Waiting raises FailedBesideError when the work failed.
    """
    connections.close_all()  # A connection must not be shared with the process that is forked.
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()

    def wait() -> None:
        process.join()
        if process.exitcode:
            raise FailedBesideError(f"a process of this command ended with {process.exitcode}")

    return wait
