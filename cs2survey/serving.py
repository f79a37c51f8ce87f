"""Runs the web server and a worker together, and leaves nothing running behind.

Both are forked from the process that has loaded Django already, which saves most of their start.
"""

import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any

from django.db import connections
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

Program = Callable[[], None]

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


class WebServer(BaseApplication):
    """gunicorn on one port of this machine: a single process with threads."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": f"127.0.0.1:{self.port}",
            "threads": 4,
            "loglevel": "warning",
            "logger_class": "cs2survey.gunicorn_logging.WebLogger",
            "control_socket_disable": True,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from cs2survey.wsgi import application

        return application


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


def serve(programs: Sequence[Program]) -> int:
    """Run the programs until Ctrl-C or a TERM signal; returns an exit code.

    A program that ends by itself is started again, a few times; then all are ended and the code
    is 1. Each has a process group of its own, so that a signal reaches its children exactly once.
    """
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    running = [_start(program) for program in programs]
    starts_left = MOST_RESTARTS
    try:
        while not stopping:
            for place, process in enumerate(running):
                if not process.is_alive():
                    if starts_left == 0:
                        return 1
                    starts_left -= 1
                    running[place] = _start(programs[place])
            time.sleep(0.2)
        return 0
    finally:
        _end(running)
        for number, handler in before.items():
            signal.signal(number, handler)


def _start(program: Program) -> BaseProcess:
    connections.close_all()  # A connection must not be shared with the process that is forked.
    process = multiprocessing.get_context("fork").Process(target=_run, args=[program])
    process.start()
    return process


def _run(program: Program) -> None:
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    program()


def _end(running: Sequence[BaseProcess]) -> None:
    """Ask each to end, wait for it, and after ten seconds end whatever is left of its group."""
    for process in running:
        process.terminate()
    give_up = time.monotonic() + PATIENCE_SECONDS
    for process in running:
        process.join(timeout=max(0.1, give_up - time.monotonic()))
        assert process.pid
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.join()
