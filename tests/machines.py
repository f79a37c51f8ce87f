"""Machines to restore on: key files and databases of their own, for a while."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import environ
from django.conf import settings
from django.db import connections

from tests import services

ALIASES = ("default", "identity")


@contextmanager
def connected_to(configurations: Mapping[str, dict[str, Any]]) -> Iterator[None]:
    """Let Django's aliases mean these databases, in every thread, for a while."""
    before = connections.settings
    held = {alias: connections[alias] for alias in configurations}
    connections.settings = connections.configure_settings(dict(configurations))
    for alias in configurations:
        del connections[alias]
    try:
        yield
    finally:
        connections.close_all()
        connections.settings = before
        for alias, connection in held.items():
            connections[alias] = connection


@contextmanager
def sqlite_machine(folder: Path) -> Iterator[None]:
    """Two new SQLite files in a folder, used as the product uses them."""
    folder.mkdir(exist_ok=True)
    shared = ("ENGINE", "OPTIONS", "CONN_MAX_AGE", "CONN_HEALTH_CHECKS")
    template = settings.DATABASES["default"]
    if template["ENGINE"] != "cs2survey.sqlite":
        template = {"ENGINE": "cs2survey.sqlite", "OPTIONS": {"transaction_mode": "IMMEDIATE"}}
    common = {name: template[name] for name in shared if name in template}
    with connected_to(
        {alias: {**common, "NAME": str(folder / f"{alias}.sqlite3")} for alias in ALIASES}
    ):
        yield


@contextmanager
def postgres_machine(templates: Mapping[str, str] | None = None) -> Iterator[dict[str, str]]:
    """Two new PostgreSQL databases; yields their names."""
    with ExitStack() as stack:
        names = {
            alias: stack.enter_context(
                services.new_database(alias, (templates or {}).get(alias, "template1"))
            )
            for alias in ALIASES
        }
        urls = {alias: services.url_of(name) for alias, name in names.items()}
        with connected_to({alias: environ.Env.db_url_config(url) for alias, url in urls.items()}):
            yield names
