"""Runs the database tests once more, on PostgreSQL:  python -m tests.second_engine [pytest options]

The databases are made under names of their own and dropped afterwards. Without PostgreSQL it says
so and does nothing, unless services are required (see tests/services.py).
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests import services

TESTS = ("tests/surveys", "tests/analytics")
# What is made of rows is the same, whichever database they were read from: it is not tested again.
# Reading and writing them is, and so are every page, every table of the API and who may see it.
WEB = Path("tests/analytics/web")
EVERY_PAGE = ("__init__.py", "conftest.py", "test_links.py", "test_views.py")
MADE_OF_ROWS = (
    "tests/surveys/instruments",
    "tests/surveys/test_instrument_commands.py",
    "tests/surveys/test_paper_form.py",
    *(f"tests/surveys/views/test_{name}.py" for name in ("instruments", "instrument_texts")),
    *(f"tests/surveys/views/test_{name}.py" for name in ("instrument_versions", "paper")),
    "tests/analytics/brief",
    "tests/analytics/measures",
    "tests/analytics/export",
    "tests/analytics/disclosure",
    *(str(path) for path in WEB.glob("*") if path.name not in EVERY_PAGE),
    "tests/analytics/api/test_documents.py",
    "tests/analytics/api/test_downloads.py",
    "tests/analytics/api/test_options.py",
    "tests/analytics/api/test_parquet.py",
    "tests/analytics/api/test_recomputing.py",
    "tests/analytics/api/test_schema.py",
)
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
    left_out = [f"--ignore={path}" for path in MADE_OF_ROWS]
    command = [sys.executable, "-m", "pytest", *OPTIONS, *TESTS, *left_out, *options]
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
