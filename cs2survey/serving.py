"""Runs the web server and a worker together, and leaves nothing running behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType

from django.conf import settings

PATIENCE_SECONDS = 10
MOST_RESTARTS = 5


class PortTakenError(Exception):
    """Another program already listens there."""


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


def commands(port: int) -> list[list[str]]:
    """The web server and the worker of the embedded default (the worker also keeps the time)."""
    tool = str(Path(sys.executable).parent)
    web = [f"{tool}/gunicorn", "cs2survey.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    worker = [
        f"{tool}/celery",
        "--quiet",
        "-A",
        "cs2survey",
        "worker",
        "--beat",
        "--concurrency",
        "1",
    ]
    schedule = ["--schedule", str(settings.VAR / "beat-schedule"), "--loglevel", "WARNING"]
    quiet = ["--log-level", "warning", "--logger-class", "cs2survey.gunicorn_logging.WebLogger"]
    alone = ["--without-mingle", "--without-gossip"]
    return [[*web, *quiet, "--no-control-socket"], [*worker, *schedule, *alone]]


def serve(programs: Sequence[Sequence[str]]) -> int:
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
                if process.poll() is not None:
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


def _start(program: Sequence[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(program, start_new_session=True)  # noqa: S603


def _end(running: Sequence["subprocess.Popen[bytes]"]) -> None:
    """Ask each to end, wait for it, and after ten seconds end whatever is left of its group."""
    for process in running:
        process.terminate()
    give_up = time.monotonic() + PATIENCE_SECONDS
    for process in running:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=max(0.1, give_up - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
