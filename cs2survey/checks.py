"""System checks: key files that are missing, malformed or readable by others, and databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import OperationalError, connections

from cs2survey.database_demands import unmet_demands
from cs2survey.keys import is_private, is_valid_key_file


@register("keys")
def check_key_files(**kwargs: Any) -> list[CheckMessage]:
    files = {
        "CS2_SECRET_KEY": settings.SECRET_KEY_FILE,
        "CS2_PEPPER": settings.PEPPER_FILE,
        "CS2_SEAL_KEY": settings.SEAL_KEY_FILE,
        "CS2_AUDIT_KEY": settings.AUDIT_KEY_FILE,
    }
    if settings.METRICS_TOKEN_FILE:
        files["CS2_METRICS_TOKEN"] = Path(settings.METRICS_TOKEN_FILE)
    return [problem for name, path in files.items() for problem in _problems(name, path)]


def _problems(name: str, path: Path) -> Iterator[CheckMessage]:
    if not path.exists():
        yield Error(
            f"{name}: there is no key file at {path}.",
            hint="Run `make setup` (or `python manage.py make_keys`), or let the variable name "
            "the file that holds your key.",
            id="cs2survey.E001",
        )
    elif not is_private(path):
        yield Error(
            f"{name}: others can read {path}.",
            hint=f"Run `chmod 600 {path}`.",
            id="cs2survey.E002",
        )
    elif not is_valid_key_file(path):
        yield Error(
            f"{name}: {path} does not hold keys of 64 hexadecimal digits, one a line.",
            hint="Put the right key back. Only if it was never used: remove the file "
            "and run `python manage.py make_keys`.",
            id="cs2survey.E003",
        )


@register(deploy=True)
def check_second_factor(**kwargs: Any) -> list[CheckMessage]:
    if settings.SECOND_FACTOR or not settings.HTTPS:
        return []
    return [
        Warning(
            "Staff sign in with a password alone, which whoever learns it can use from anywhere.",
            hint="Do not set CS2_SECOND_FACTOR to false.",
            id="cs2survey.W002",
        )
    ]


@register(deploy=True)
def check_separate_servers(**kwargs: Any) -> list[CheckMessage]:
    answers, identity = settings.DATABASES["default"], settings.DATABASES["identity"]
    same_server = all(
        answers.get(part) == identity.get(part) for part in ("ENGINE", "HOST", "PORT")
    )
    if "sqlite" in answers["ENGINE"] or not same_server:
        return []
    return [
        Warning(
            "Both databases are on one PostgreSQL server, whose transaction numbers could relate "
            "a row of one to a row of the other.",
            hint="Put the database of identities on a server of its own.",
            id="cs2survey.W001",
        )
    ]


@register(deploy=True)
def check_database_settings(**kwargs: Any) -> list[CheckMessage]:
    return [problem for alias in connections for problem in _kept_by_server(alias)]


def _kept_by_server(alias: str) -> Iterator[CheckMessage]:
    """Yield an error for each demand that the server of this database does not meet."""
    try:
        for unmet in unmet_demands(alias):
            yield Error(
                f"The server of database {alias!r}, {unmet.name}: {unmet.reason}.",
                hint=unmet.remedy,
                id="cs2survey.E004",
            )
    except OperationalError:
        yield Warning(
            f"The settings of the server of database {alias!r} could not be looked at: it does not "
            "answer.",
            hint="Start it and check again.",
            id="cs2survey.W002",
        )


@register()
def check_error_reports(**kwargs: Any) -> list[CheckMessage]:
    address = urlsplit(settings.ERROR_REPORTS)
    on_this_machine = address.scheme == "http" and address.hostname in ("127.0.0.1", "localhost")
    if not settings.ERROR_REPORTS or address.scheme == "https" or on_this_machine:
        return []
    return [
        Error(
            "CS2_ERROR_REPORTS is not an address that begins with https://.",
            hint="Whoever is on the way would read what goes wrong.",
            id="cs2survey.E005",
        )
    ]
