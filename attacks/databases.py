"""Databases of an attack's own, on either engine, which Django's two aliases mean for a while."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import environ
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from attacks.postgres_server import DEMANDED, Server, server

ALIASES = ("default", "identity")


class Place(NamedTuple):
    """Where both databases are: two files of SQLite, or a server of PostgreSQL for each."""

    engine: str
    files: dict[str, Path]
    servers: dict[str, Server]


@contextmanager
def connected(configurations: Mapping[str, dict[str, Any]]) -> Iterator[None]:
    """Let Django's two aliases mean these databases, in every thread, for a while."""
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
def on_sqlite() -> Iterator[Place]:
    """Use two new files of SQLite, with the options of the product."""
    with tempfile.TemporaryDirectory(prefix="cs2survey-sqlite-") as folder:
        files = {alias: Path(folder) / f"{alias}.sqlite3" for alias in ALIASES}
        with connected(
            {
                alias: {
                    "ENGINE": "cs2survey.sqlite",
                    "NAME": str(path),
                    "OPTIONS": settings.SQLITE_OPTIONS,
                }
                for alias, path in files.items()
            }
        ):
            _migrate()
            yield Place("SQLite", files, {})


@contextmanager
def on_postgresql(settings: Mapping[str, str] = DEMANDED) -> Iterator[Place]:
    """Use two new servers of PostgreSQL, with the settings that we demand or others."""
    with ExitStack() as stack:
        servers = {alias: stack.enter_context(server(settings)) for alias in ALIASES}
        urls = {alias: servers[alias].new_database(alias) for alias in ALIASES}
        stack.enter_context(connected(from_urls(urls)))
        _migrate()
        yield Place("PostgreSQL", {}, servers)


def from_urls(urls: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    return {alias: environ.Env.db_url_config(url) for alias, url in urls.items()}


def _migrate() -> None:
    for alias in ALIASES:
        call_command("migrate", verbosity=0, database=alias)
