"""Databases made for one benchmark, and the process that works in them; both gone afterwards."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from cs2survey.keys import make_key
from tests import services

Environment = dict[str, str]
# Whoever measures asks more often than anybody may.
WITHOUT_LIMITS = {"CS2_API_REQUESTS": "0", "CS2_API_PUBLIC_REQUESTS": "0"}


@contextmanager
def sqlite() -> Iterator[Environment]:
    """The environment of a process whose databases are two files."""
    with _folder() as environment:
        folder = environment["CS2_VAR"]
        yield environment | {
            "DATABASE_URL": f"sqlite:///{folder}/answers.sqlite3",
            "IDENTITY_DATABASE_URL": f"sqlite:///{folder}/identity.sqlite3",
        }


@contextmanager
def postgresql() -> Iterator[Environment]:
    """The environment of a process whose databases are on the server of CS2_TEST_POSTGRES."""
    with (
        _folder() as environment,
        services.new_database("answers") as answers,
        services.new_database("identity") as identity,
    ):
        yield environment | {
            "DATABASE_URL": services.url_of(answers),
            "IDENTITY_DATABASE_URL": services.url_of(identity),
        }


ENGINES: dict[str, Callable[[], AbstractContextManager[Environment]]] = {
    "PostgreSQL": postgresql,
    "SQLite": sqlite,
}


def missing(engine: str) -> str:
    """Why nothing can be measured on this engine; "" when it can."""
    if engine != "PostgreSQL" or not (problem := services.postgres_problem()):
        return ""
    return f"PostgreSQL is not here, so nothing was measured on it: {problem}"


def run_on_each(module: str, *arguments: object) -> Iterator[tuple[str, Any]]:
    """Yield each engine with what `run_inside` returns on it; say which of them is not here."""
    for engine in ENGINES:
        if problem := missing(engine):
            print(problem)
        else:
            yield engine, run_inside(engine, module, *arguments)


def run_inside(engine: str, module: str, *arguments: object) -> Any:
    """What `python -m benchmarks.inside.<module>` writes, as JSON, in fresh migrated databases."""
    command = [sys.executable, "-m", f"benchmarks.inside.{module}", *map(str, arguments)]
    with ENGINES[engine]() as environment:
        done = subprocess.run(
            command, env=os.environ | environment, stdout=subprocess.PIPE, check=True, text=True
        )
    return json.loads(done.stdout)


@contextmanager
def keys() -> Iterator[Path]:
    """A folder for whatever the program keeps, with keys of its own."""
    with tempfile.TemporaryDirectory(prefix="cs2survey-bench-") as folder:
        for name in ("secret_key", "pepper", "seal_key", "audit_key"):
            make_key(Path(folder) / "keys" / name)
        yield Path(folder)


@contextmanager
def _folder() -> Iterator[Environment]:
    with keys() as folder:
        yield WITHOUT_LIMITS | {"CS2_VAR": str(folder)}
