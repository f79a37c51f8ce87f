"""Runs the web server and a worker together, and leaves nothing running behind.

Both are forked from the process that has loaded Django already, which saves most of their start.
A third, the guardian, ends them when that process is gone without having done so itself.
"""

import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from types import FrameType

from django.db import connections

from cs2survey.web_server import WebServer

Program = Callable[[], None]

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE_SECONDS = 10
MOST_RESTARTS = 5


class PortTakenError(Exception):
    """Another program already listens on the port."""


def require_free(port: int) -> None:
    """Raise PortTakenError unless nothing listens on this port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            raise PortTakenError(
                f"Port {port} is taken by another program. Stop it, or choose another port: "
                f"make demo PORT={port + 1}"
            ) from problem


# --- The programs of the embedded default --------------------------------------------------------


def run_worker() -> None:
    """Run a Celery worker that is also the scheduler."""
    from cs2survey.celery import app

    # The checks of this command have been made; Celery's would load every page into the worker.
    os.environ.update(CELERY_SKIP_CHECKS="1")
    options = ["--concurrency", "2", "--beat", "--loglevel", "WARNING"]
    app.worker_main(["--quiet", "worker", *options, "--without-mingle", "--without-gossip"])


def default_programs(port: int) -> list[Program]:
    """Return the programs of the embedded default: the web server and the worker."""
    return [lambda: WebServer(port).run(), run_worker]


# --- Running them --------------------------------------------------------------------------------


def serve(programs: Sequence[Program], *, parent: int | None = None) -> int:
    """Run the programs until Ctrl-C, a TERM or a HUP signal; returns an exit code.

    A program that ends by itself is started again, a few times; then all are ended and the code
    is 1. Each has a process group of its own, so that a signal reaches its children exactly once.
    `parent` is the process that has started this one, if all is to end when that is gone.
    """
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)

    # Under `nohup` a HUP signal is ignored already, and has to be.
    ignored = {signal.SIGHUP} if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else set()
    numbers = set(STOPPING) - ignored
    before = {number: signal.signal(number, stop) for number in numbers}
    with _guardian() as guardian:
        running = [_forked(_run, program, guardian) for program in programs]
        starts_left = MOST_RESTARTS
        try:
            while not stopping and parent in (None, os.getppid()):
                for place, process in enumerate(running):
                    if not process.is_alive():
                        if starts_left == 0:
                            return 1
                        starts_left -= 1
                        _end([process])  # Its children may live on.
                        running[place] = _forked(_run, programs[place], guardian)
                time.sleep(0.2)
            return 0
        finally:
            _end(running)
            for number, handler in before.items():
                signal.signal(number, handler)


def _forked(function: Callable[..., None], *arguments: object) -> BaseProcess:
    connections.close_all()  # A connection must not be shared with the process that is forked.
    process = multiprocessing.get_context("fork").Process(target=function, args=arguments)
    process.start()
    return process


def _run(program: Program, guardian: int) -> None:
    os.setsid()
    os.write(guardian, f"{os.getpid()}\n".encode())
    os.close(guardian)
    for number in STOPPING:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    program()


def _end(running: Sequence[BaseProcess]) -> None:
    """Ask each to end, wait for it, and after ten seconds end whatever is left of its group."""
    for process in running:
        process.terminate()
    give_up = time.monotonic() + PATIENCE_SECONDS
    for process in running:
        process.join(timeout=max(0.1, give_up - time.monotonic()))
        assert process.pid
        _signal(process.pid, signal.SIGKILL)
        process.join()


# --- When this process is killed -----------------------------------------------------------------


@contextmanager
def _guardian() -> Iterator[int]:
    """Start a process that ends the others once this one is gone.

    Yields the end of a pipe into which each program writes the number of its group. However this
    process ends, the system closes its end of the pipe, which the guardian sees.
    """
    reading, writing = os.pipe()
    process = _forked(_guard, reading, writing)
    os.close(reading)
    try:
        yield writing
    finally:
        os.close(writing)
        process.join()


def _guard(reading: int, writing: int) -> None:
    """Wait until nobody can write into the pipe any more; then end the groups named in it."""
    os.setsid()  # So that no signal meant for the others reaches this process.
    os.close(writing)
    with open(reading) as pipe:
        groups = {int(line) for line in pipe}
    for group in groups:
        _signal(group, signal.SIGTERM)
    give_up = time.monotonic() + PATIENCE_SECONDS
    while any(_signal(group, 0) for group in groups) and time.monotonic() < give_up:
        time.sleep(0.1)
    for group in groups:
        _signal(group, signal.SIGKILL)


def _signal(group: int, number: int) -> bool:
    """Send a signal to a process group, 0 to try only; returns whether anybody is in it."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # macOS answers so for a group of which only the unburied dead are left.
    return True
