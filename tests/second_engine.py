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

# Asks for every route as those who may read and write most, and as a program.
ROUTES = "tests/test_routes.py"
TESTS = ("tests/surveys", "tests/analytics", ROUTES)
# What is made of rows is the same, whichever database they were read from: it is not tested again.
# Reading, writing, locking, refusing and erasing them is.
MADE_OF_ROWS = (
    "tests/surveys/instruments",
    *(
        f"tests/surveys/test_{name}.py"
        for name in (
            "about",
            "closing_time",
            "consent",
            "envelope_contents",
            "few_invited_wording",
            "forms",
            "holder_pages",
            "instrument_commands",
            "instrument_forms",
            "languages",
            "module_rules",
            "paper_form",
            "paper_form_command",
            "promises",
            "return_code_cookie",
            "setting_up_commands",
            "staff",
            "watching_wording",
        )
    ),
    *(
        f"tests/surveys/delivering/test_{name}.py"
        for name in (
            "accepted_words",
            "bounces",
            "commands",
            "guests",
            "handing_out",
            "messages",
            "workbooks",
        )
    ),
    "tests/analytics/brief",
    "tests/analytics/measures",
    "tests/analytics/export",
    "tests/analytics/disclosure",
    "tests/analytics/web",
    "tests/analytics/test_plan_study.py",
    "tests/analytics/test_without_threats.py",
)
# Pages and tables call what the modules above test: of these folders, the modules whose requests
# write, count or look for rows.
ONLY = {
    "tests/surveys/views": (
        "beginning",
        "closing",
        "opening",
        "page_queries",
        "participant",
        "participant_returning",
        "people",
        "replacing",
        "roll",
        "saving",
        "signing_in",
        "tokens",
        "two_person",
    ),
    "tests/analytics/api": ("permissions", "records", "revisions", "throttling", "usage", "views"),
}
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
    ignored = [f"--ignore={path}" for path in left_out()]
    command = [sys.executable, "-m", "pytest", *OPTIONS, *TESTS, *ignored, *options]
    try:
        return subprocess.run(command, env=os.environ | addresses, check=False).returncode
    finally:
        _drop(names.values())


def left_out() -> list[str]:
    """The files and folders that are not run again."""
    others = [
        str(path)
        for folder, names in ONLY.items()
        for path in sorted(Path(folder).iterdir())
        if path.name.startswith("test_") or (path / "__init__.py").exists()
        if path.stem not in {f"test_{name}" for name in names}
    ]
    return [*MADE_OF_ROWS, *others]


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
