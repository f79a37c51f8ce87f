"""Servers that are stopped, killed, emptied and started again: PostgreSQL, Redis, and of mail."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import redis
from aiosmtpd.controller import Controller

from attacks.brokers import start_redis
from attacks.postgres_server import Server
from tests.surveys.delivering.mail_server import Keeper
from tests.visitor import free_port

TO_START_AGAIN = 20


class Redis:
    """A server of Redis at one port, which keeps nothing, as in docker-compose.yml."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.process = start_redis(self.folder, self.port, {"appendonly": "no"})

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def flush(self) -> None:
        with redis.Redis.from_url(self.url) as client:
            client.flushall()


class MailServer:
    """A server of mail at one port, which keeps what it takes also while it is down."""

    def __init__(self) -> None:
        self.keeper, self.port = Keeper(), free_port()
        self.controller: Controller | None = None

    def start(self) -> None:
        self.controller = Controller(self.keeper, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self) -> None:
        if self.controller is not None:
            self.controller.stop()
            self.controller = None


def kill_postgres(server: Server) -> None:
    """Kill a PostgreSQL server with all its processes, as losing power would."""
    parent = int((server.data / "postmaster.pid").read_text().split()[0])
    processes = [parent, *_children_of(parent)]
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    while any(
        Path(f"/proc/{process}/status").exists() and _lives(process) for process in processes
    ):
        time.sleep(0.02)


def is_running(server: Server) -> bool:
    """Whether the server accepts connections."""
    with suppress(psycopg.OperationalError), psycopg.connect(server.url()):
        return True
    return False


def start_again(server: Server) -> None:
    """Start a server that was killed, as whatever supervises it would: until it has started.

    What the last one left, such as its memory, may be in the way for a moment.
    """
    give_up = time.monotonic() + TO_START_AGAIN
    while True:
        try:
            return server.start()
        except RuntimeError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.3)


def _lives(process: int) -> bool:
    with suppress(OSError):
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    return False


def _children_of(parent: int) -> list[int]:
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(child) for child in children.split()]
