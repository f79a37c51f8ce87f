"""Runs the database tests once more, on PostgreSQL:  python -m tests.second_engine [pytest options]

The databases are made under names of their own and dropped afterwards. Without PostgreSQL it says
so and does nothing, unless services are required (see tests/services.py).
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import urlsplit

import psycopg

from tests import services

# What has nothing to do with a database is not run again.
TESTS = ("tests/surveys", "tests/analytics", "--ignore=tests/analytics/measures")
OPTIONS = ("-q", "-p", "no:cacheprovider", "-m", "not slow", "--database-only")
ALIASES = {"DATABASE_URL": "answers", "IDENTITY_DATABASE_URL": "identity"}


def main(options: list[str]) -> int:
    """The exit code of pytest; 0 when PostgreSQL is missing and nobody insists, else 1."""
    problem = services.postgres_problem()
    if problem:
        _say(f"PostgreSQL is not here, so nothing was tested on it: {problem}")
        return int(services.is_required())
    server = urlsplit(services.POSTGRES)
    _say(f"The database tests once more, on PostgreSQL at {server.hostname}:{server.port}")
    names = {variable: services.new_name(alias) for variable, alias in ALIASES.items()}
    addresses = {variable: services.url_of(name) for variable, name in names.items()}
    command = [sys.executable, "-m", "pytest", *OPTIONS, *TESTS, *options]
    try:
        return subprocess.run(command, env=os.environ | addresses, check=False).returncode
    finally:
        _drop(names.values())


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _drop(names: Iterable[str]) -> None:
    """What pytest-django made: it names its databases after ours, and drops them unless killed."""
    for name in names:
        with suppress(psycopg.Error):
            for made in services.databases_like(f"test_{name}"):
                services.drop(made)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
