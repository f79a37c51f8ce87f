"""A whole installation for faults: its servers, its worker, its pages, and an operator."""

import atexit
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from attacks.postgres_server import DEMANDED, Server, server
from chaos.servers import MailServer, Redis, is_running, start_again
from cs2survey.keys import make_key
from tests.visitor import free_port
from tests.workers.installation import ROOT, Installation, is_up, kill, wait_for

PRODUCTION = "PostgreSQL, Redis, gunicorn"
EMBEDDED = "SQLite, files, waitress"
# How long anything may take before it is given up, on a machine that has other things to do.
PATIENCE_SECONDS = 300
SHORT_LEASE = 3
# Two web servers of four threads, a worker and an operator, each to both databases.
LARGE = {"max_connections": "60"}


class ActFailed(Exception):
    """Raised when an act of the operator's failed, because something it needs is away."""


class Operator:
    """A process that does what people do; see chaos/acting.py."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self._lock = Lock()
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "chaos.acting"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()

    def ask(self, *words: object) -> Any:
        """Return what an act gives. Raises ActFailed."""
        assert self.process.stdin
        assert self.process.stdout
        with self._lock:
            self.process.stdin.write(json.dumps(words) + "\n")
            self.process.stdin.flush()
            answer = json.loads(self.process.stdout.readline() or '{"problem": "it ended"}')
        if "problem" in answer:
            raise ActFailed(f"{words[0]}: {answer['problem']}")
        return answer["value"]

    def insist(self, *words: object) -> Any:
        """Return what an act gives, once what it needs is back."""
        give_up = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self.ask(*words)
            except ActFailed:
                if time.monotonic() > give_up:
                    raise
                time.sleep(0.3)


@dataclass(frozen=True)
class Place(Installation):
    """An installation with a server of mail; `lease` 0 leaves it all the times of the product."""

    mail_port: int = 0
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        ours = {
            "CS2_MAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "CS2_MAILS_PER_MINUTE": "6000",
            "CS2_LOG_LEVEL": "WARNING",
        }
        variables = super().environment | ours | self.more
        if not self.lease:
            del variables["CS2_JOB_LEASE_SECONDS"], variables["CS2_SWEEP_SECONDS"]
        return variables


@dataclass
class Site:
    """A running installation; `name` says of which kind."""

    name: str
    here: Place
    operator: Operator
    mail: MailServer
    postgres: Server | None
    redis: Redis | None
    web_port: int

    def start_worker(self, app: str = "cs2survey", **more: str) -> "subprocess.Popen[bytes]":
        """A worker of two processes and the scheduler, as production and the default have them."""
        return self.here.start_worker(app, processes=2, **more)

    @contextmanager
    def worker(self, app: str = "cs2survey", **more: str) -> Iterator["subprocess.Popen[bytes]"]:
        process = self.start_worker(app, **more)
        try:
            yield process
        finally:
            kill(process)

    def start_web(self) -> "subprocess.Popen[bytes]":
        """The web server of this kind of installation, once it answers."""
        with suppress(FileExistsError):
            (self.here.var / "static").symlink_to(static_files())
        if self.postgres:
            words = ["gunicorn", "cs2survey.wsgi", f"--bind=127.0.0.1:{self.web_port}"]
            words += ["--workers=2", "--worker-class=gthread", "--threads=4"]
            words += ["--log-level=critical", "--no-control-socket"]
            process = self.here.start(*words)
        else:
            process = self.here.start("tests.workers.acting", "serve", str(self.web_port))
        wait_for(lambda: is_up(self.web_port), "the web server is up", self.here.log)
        return process

    def wait_until_done(self, patience: float = PATIENCE_SECONDS) -> float:
        """Wait until every job is done; returns after how many seconds. Raises ActFailed."""
        since = time.monotonic()
        while time.monotonic() - since < patience:
            with suppress(ActFailed):
                rows = self.operator.ask("job_rows")
                if {row["state"] for row in rows} <= {"done"}:
                    break
                if any(row["state"] == "failed" for row in rows):
                    raise AssertionError([row for row in rows if row["state"] == "failed"])
            time.sleep(0.2)
        else:
            raise AssertionError(f"not done after {patience} s")
        return time.monotonic() - since

    def problems_of(self, rounds: Sequence[dict[str, Any]]) -> list[str]:
        """What was lost of these closed rounds or is there twice, and what ails the audit."""
        found = [
            f"{problem} of a round"
            for round in rounds
            for problem in problems_in(
                self.operator.ask("state_of", round["round"]), round["marks"]
            )
        ]
        return found + [f"audit: {fault}" for fault in self.operator.ask("audit_faults")]


def problems_in(state: dict[str, Any], marks: dict[str, int]) -> Iterator[str]:
    """What is wrong with a closed round whose people, by tag, gave one mark to everything."""
    found = sorted(tag for tag, _given in state["responses"])
    if found != sorted(marks):
        lost, twice = set(marks) - set(found), len(found) - len(set(found))
        yield f"{len(lost)} answers lost, {twice} twice"
    if any(set(given) != {marks.get(tag)} for tag, given in state["responses"]):
        yield "answers changed"
    expected = {"state": "closed", "envelopes": 0, "opened": 1, "releases": 1, "matrices": 1}
    for name, value in expected.items():
        if state[name] != value:
            yield f"{name} {state[name]} instead of {value}"
    if state["files"] != [""]:
        yield f"files {state['files']}"


@contextmanager
def site(
    kind: str,
    lease: int = SHORT_LEASE,
    folder: Path | None = None,
    within: Path | None = None,
    **more: str,
) -> Iterator[Site]:
    """Make an installation of this kind with tables and nothing else; all of it is gone after.

    Its folder is below `folder` and that of PostgreSQL below `within`, or else wherever temporary
    ones are. `more` is what else stands in the environment.
    """
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="cs2survey-chaos-", dir=folder))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        var = folder / "var"
        for name in ("secret_key", "pepper", "seal_key", "audit_key"):
            make_key(var / "keys" / name)
        mail = MailServer()
        stack.callback(mail.stop)
        mail.start()
        postgres, broker, urls = None, None, {}
        if kind == PRODUCTION:
            postgres = stack.enter_context(_postgres(within))
            urls = {name: postgres.new_database(name) for name in ("database", "identity")}
            broker = Redis(folder)
            stack.callback(broker.kill)
            urls["broker"] = broker.url
        here = Place(var, **urls, lease=lease, mail_port=mail.port, more=more)
        operator = Operator(here.environment, here.log)
        stack.callback(operator.end)
        operator.ask("migrate")
        yield Site(kind, here, operator, mail, postgres, broker, free_port())


@cache
def static_files() -> Path:
    """The collected static files, which all installations share."""
    folder = Path(tempfile.mkdtemp(prefix="cs2survey-chaos-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Place(folder).do("collect")
    return folder / "static"


@contextmanager
def _postgres(within: Path | None) -> Iterator[Server]:
    """A server which may be down when it is no longer needed."""
    with ExitStack() as stack:
        made = stack.enter_context(server({**DEMANDED, **LARGE}, within=within))
        try:
            yield made
        finally:
            if not is_running(made):
                start_again(made)
