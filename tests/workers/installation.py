"""A whole installation for one test: its folder, databases, broker and processes."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cs2survey.keys import make_key
from tests import services
from tests.visitor import Visitor, free_port

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("CS2_", "DATABASE_URL", "IDENTITY_DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
SWEEP_SECONDS, LEASE_SECONDS = 1, 4
PATIENCE_SECONDS = 120


def environment(var: Path, **ours: str) -> dict[str, str]:
    """This process's environment with our own variables replaced, none inherited."""
    rest = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return rest | {
        "DJANGO_SETTINGS_MODULE": "cs2survey.settings",
        "CS2_VAR": str(var),
        "CS2_SWEEP_SECONDS": str(SWEEP_SECONDS),
        "CS2_JOB_LEASE_SECONDS": str(LEASE_SECONDS),
        **ours,
    }


def wait_for(
    condition: Callable[[], bool],
    what: str,
    log: Path | None = None,
    patience: float = PATIENCE_SECONDS,
) -> None:
    """Poll until it is so; fail when the seconds are over, showing the end of the log."""
    give_up = time.monotonic() + patience
    while not condition():
        if time.monotonic() > give_up:
            end = log.read_text()[-3000:] if log and log.exists() else ""
            pytest.fail(f"after {patience} s still not: {what}\n{end}", pytrace=False)
        time.sleep(0.05)


@dataclass(frozen=True)
class Installation:
    """`var` is its folder; `database` the address of its answers, or "" for SQLite in `var`."""

    var: Path
    broker: str = ""
    database: str = ""
    identity: str = ""
    lease: int = LEASE_SECONDS
    acting: str = "tests.workers.acting"

    @property
    def environment(self) -> dict[str, str]:
        ours = {
            "REDIS_URL": self.broker,
            "DATABASE_URL": self.database,
            "IDENTITY_DATABASE_URL": self.identity,
            "CS2_JOB_LEASE_SECONDS": str(self.lease),
        }
        return environment(self.var, **{name: value for name, value in ours.items() if value})

    @property
    def log(self) -> Path:
        return self.var / "worker.log"

    # --- Acting ---

    def act(self, *words: str) -> "subprocess.Popen[str]":
        """Start an act of the module `acting`."""
        command = [sys.executable, "-m", self.acting, *words]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, **pipes)  # type: ignore[call-overload, no-any-return]

    def do(self, *words: str) -> str:
        """An act, done; returns what it printed."""
        process = self.act(*words)
        printed, _ = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, printed
        return str(printed)

    def lose_messages(self) -> int:
        """Empty the broker; returns how many messages there were (Redis: of the one queue)."""
        if self.broker:
            lost = services.queued_messages(self.broker)
            services.forget_messages(self.broker)
            return lost
        messages = list((self.var / "broker").glob("*.msg"))
        for message in messages:
            message.unlink()
        return len(messages)

    @contextmanager
    def served(self) -> Iterator[int]:
        """The web server of the embedded default; yields its port.

        It must have nothing to say, but that it was asked while it was not ready.
        """
        # Without this folder, which it would serve files from, the server warns.
        (self.var / "static").mkdir(exist_ok=True)
        port = free_port()
        process = self.act("serve", str(port))
        try:
            wait_for(lambda: is_up(port), "the web server is up")
            yield port
        finally:
            process.terminate()
            printed, _ = process.communicate(timeout=PATIENCE_SECONDS)
        lines = [line for line in printed.splitlines() if "Unavailable: /readyz" not in line]
        assert lines == [], lines[:5]

    @contextmanager
    def worker(self, *, stall: str = "", beat: bool = True) -> Iterator["subprocess.Popen[bytes]"]:
        """A worker, with a scheduler in it, that is gone afterwards whatever happens."""
        app = "tests.workers.stalling" if stall else "cs2survey"
        process = self.start_worker(app, beat=beat, **({"CS2_TEST_STALL": stall} if stall else {}))
        try:
            yield process
        finally:
            kill(process)

    @contextmanager
    def scheduler(self) -> Iterator["subprocess.Popen[bytes]"]:
        """A scheduler beside the workers, that is gone afterwards."""
        words = ["--schedule", str(self.var / "schedule"), "--pidfile", "", "--loglevel", "WARNING"]
        process = self.start("celery", "-A", "cs2survey", "beat", *words)
        try:
            yield process
        finally:
            kill(process)

    def start_worker(
        self, app: str = "cs2survey", *, beat: bool = True, processes: int = 1, **more: str
    ) -> "subprocess.Popen[bytes]":
        """Start a worker of so many processes, with more variables in its environment."""
        schedule = ["--beat", "--schedule", str(self.var / "schedule")] if beat else []
        command = ["celery", "-A", app, "worker", *schedule, "--concurrency", str(processes)]
        return self.start(*command, "--loglevel", "WARNING", "--without-mingle", **more)

    def start(self, module: str, *words: str, **more: str) -> "subprocess.Popen[bytes]":
        """Start a program in a process group of its own; what it says goes into the log."""
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", module, *words],
                cwd=ROOT,
                env=self.environment | more,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    # --- Looking ---

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What another connection sees of the answers: only what was committed."""
        if self.database:
            with psycopg.connect(self.database, autocommit=True) as postgres:
                return postgres.execute(query).fetchall()
        with closing(sqlite3.connect(self.var / "answers.sqlite3", timeout=20)) as sqlite:
            return sqlite.execute(query).fetchall()

    def one(self, query: str) -> Any:
        ((value,),) = self.rows(query)
        return value

    def job(self, kind: str) -> tuple[str, str, int]:
        """State, step and attempts of the one job of this kind."""
        query = f"SELECT state, step, attempts FROM surveys_job WHERE kind = '{kind}'"
        ((state, step, attempts),) = self.rows(query)
        return state, step, attempts

    def is_stalled(self) -> bool:
        return bool(self.stalled_process())

    def stalled_process(self) -> int:
        """The number of the process that stands still; 0 while none does."""
        mark = self.var / "stalled"
        return int(mark.read_text() or 0) if mark.exists() else 0

    def let_go(self) -> None:
        """Let the worker that stands still go on."""
        (self.var / "go-on").touch()

    def is_done(self) -> bool:
        """Whether every job is done, but for the files of a release, which take a while."""
        jobs = self.rows("SELECT state FROM surveys_job WHERE kind <> 'files'")
        return {state for (state,) in jobs} == {"done"}


def is_up(port: int) -> bool:
    with suppress(OSError), Visitor(port) as visitor:
        return visitor.get("/healthz").status == 200
    return False


def kill(process: "subprocess.Popen[bytes]") -> None:
    """End the whole process group at once, as losing power would."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def made(var: Path, **databases: str) -> Installation:
    """An installation in `var` with nothing but its keys."""
    for name in ("secret_key", "pepper", "seal_key", "audit_key"):
        make_key(var / "keys" / name)
    return Installation(var, **databases)


def prepared(var: Path, **databases: str) -> Mapping[str, Any]:
    """Make an installation in `var` with an open round; returns what must come out of it."""
    expected: Mapping[str, Any] = json.loads(
        made(var, **databases).do("migrate", "fill").splitlines()[-1]
    )
    return expected
