"""The sites that are loaded: ours, a bare one, and two peers, each on a port of this machine.

Each is prepared in fresh databases, and served as it is meant to be: ours and the bare one by the
embedded web server on SQLite, and by gunicorn as docker-compose.yml has it on PostgreSQL;
django-survey-and-report by the same two servers; oTree by its own.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from urllib.request import urlopen

import yaml

from tests import services
from tests.visitor import free_port

ROOT = Path(__file__).resolve().parent.parent
LOAD = ROOT / ".load" / "bin"
OTREE = ROOT / ".load" / "otree" / "bin"
START_SECONDS = 40
QUESTIONS = 20
Environment = Mapping[str, str]


class Site(NamedTuple):
    """A running site; ``plans`` are what `load.respondents` is told of each way to load it."""

    host: str
    plans: dict[str, dict[str, Any]]


# --- Web servers ----------------------------------------------------------------------------------


def gunicorn_options() -> list[str]:
    """The options of gunicorn in docker-compose.yml, but for those of ours or of the container."""
    services_ = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    _program, _application, *options = services_["web"]["command"]
    ours = ("--bind=", "--logger-class=")
    return [option for option in options if not option.startswith(ours)]


@contextmanager
def served(
    command: Sequence[str], environment: Environment, port: int, folder: Path = ROOT
) -> Iterator[str]:
    """Run a web server until the work is done; yields its address."""
    with TemporaryDirectory(prefix="cs2survey-load-") as logs:
        log = Path(logs) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, env=environment, cwd=folder, stdout=output, stderr=output
            )
        try:
            _wait_until_up(process, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_up(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        try:
            urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
            return
        except OSError as problem:
            if getattr(problem, "code", None):  # It answers, if with an error.
                return
            time.sleep(0.2)
    raise RuntimeError(f"{process.args!r} does not answer: {log.read_text()[-2000:]}")


def django_server(
    python: Path, application: str, on_sqlite: bool, port: int, embedded: Sequence[str]
) -> list[str]:
    """The command that serves a Django application on either engine."""
    if on_sqlite:
        return [str(python), *embedded]
    address = f"--bind=127.0.0.1:{port}"
    return [str(python), "-m", "gunicorn", application, address, *gunicorn_options()]


# --- The sites ------------------------------------------------------------------------------------


@contextmanager
def ours(environment: Environment, people: int, whole: int) -> Iterator[Site]:
    prepared = json.loads(
        _output(sys.executable, environment, "load.inside.prepare", QUESTIONS, people, whole)
    )
    cycling = {"kind": "ours", "links": prepared["cycling"], "path": "/answer/1/"}
    whole_links = {"kind": "ours", "links": prepared["whole"]}
    with _ours(environment, "cs2survey.settings") as host:
        yield Site(host, {"cycle": _plan(cycling), "whole": _plan(whole_links)})


@contextmanager
def bare(environment: Environment, people: int, whole: int) -> Iterator[Site]:
    """The bare site, in databases that ours has been prepared in."""
    with _ours(environment, "load.bare_site") as host:
        plan = {"kind": "bare", "path": f"/bare/{QUESTIONS}/"}
        yield Site(host, {"cycle": _plan(plan)})


@contextmanager
def _ours(environment: Environment, settings: str) -> Iterator[str]:
    port = free_port()
    command = django_server(
        Path(sys.executable),
        "load.wsgi",
        environment["DATABASE_URL"].startswith("sqlite"),
        port,
        ["-m", "load.embedded", str(port)],
    )
    chosen = {**environment, "DJANGO_SETTINGS_MODULE": settings, "CS2_LOG_LEVEL": "WARNING"}
    with served(command, chosen, port) as host:
        yield host


@contextmanager
def survey_and_report(environment: Environment, people: int, whole: int) -> Iterator[Site]:
    """django-survey-and-report, in a database of its own."""
    with _own_database(environment) as url:
        chosen = {**environment, "DATABASE_URL": url}
        chosen["DJANGO_SETTINGS_MODULE"] = "load.surveyreport.settings"
        python = LOAD / "python"
        path = _output(python, chosen, "load.surveyreport.prepare", QUESTIONS)
        port = free_port()
        waitress = ["-m", "waitress", f"--listen=127.0.0.1:{port}", "--threads=4"]
        command = django_server(
            python,
            "load.wsgi",
            url.startswith("sqlite"),
            port,
            [*waitress, "load.wsgi:application"],
        )
        with served(command, chosen, port) as host:
            plan = {"kind": "survey", "path": path, "answer": "serious"}
            yield Site(host, {"cycle": _plan(plan)})


@contextmanager
def otree(environment: Environment, people: int, whole: int) -> Iterator[Site]:
    """oTree, with a session in which each participant finds the page many times over."""
    with _own_database(environment) as url, TemporaryDirectory(prefix="cs2survey-otree-") as made:
        folder = Path(made) / "project"
        shutil.copytree(ROOT / "load" / "otree", folder)
        (folder / "_static").mkdir()
        (folder / "_templates").mkdir()
        program = str(OTREE / "otree")
        chosen = {**environment, "OTREE_PRODUCTION": "1"}
        chosen.pop("DJANGO_SETTINGS_MODULE", None)
        chosen["PATH"] = f"{OTREE}:{chosen.get('PATH', '')}"
        chosen.pop("DATABASE_URL")
        if not url.startswith("sqlite"):
            chosen["DATABASE_URL"] = url.replace("postgres://", "postgresql://")
            _run([program, "resetdb", "--noinput"], chosen, folder)
        _run([program, "create_session", "questions", str(people)], chosen, folder)
        codes = _run([str(OTREE / "python"), "codes.py"], chosen, folder).split()
        port = free_port()
        with served([program, "prodserver1of2", str(port)], chosen, port, folder) as host:
            links = [f"/InitializeParticipant/{code}" for code in codes]
            yield Site(host, {"cycle": _plan({"kind": "otree", "links": links})})


SITES: dict[str, Callable[[Environment, int, int], Any]] = {
    "ours": ours,
    "bare": bare,
    "django-survey-and-report": survey_and_report,
    "oTree": otree,
}


def _plan(about: dict[str, Any]) -> dict[str, Any]:
    return {"questions": QUESTIONS, **about}


@contextmanager
def _own_database(environment: Environment) -> Iterator[str]:
    with ExitStack() as stack:
        if environment["DATABASE_URL"].startswith("sqlite"):
            folder = stack.enter_context(TemporaryDirectory(prefix="cs2survey-load-"))
            yield f"sqlite:///{folder}/peer.sqlite3"
        else:
            yield services.url_of(stack.enter_context(services.new_database("peer")))


def _output(python: str | Path, environment: Environment, module: str, *arguments: object) -> str:
    return _run([str(python), "-m", module, *map(str, arguments)], environment, ROOT)


def _run(command: Sequence[str], environment: Environment, folder: Path) -> str:
    done = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, timeout=120
    )
    if done.returncode:
        raise RuntimeError(f"{command!r} failed: {done.stderr[-2000:]}")
    return done.stdout


def environment_of(databases: Mapping[str, str]) -> dict[str, str]:
    """The environment of a site: what it needs of ours, and its databases."""
    return {**os.environ, **databases, "PYTHONPATH": str(ROOT)}
