"""Machines to restore on: key files and databases of their own, for a while."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings

from attacks.databases import ALIASES, connected, from_urls
from tests import services


@contextmanager
def sqlite_machine(folder: Path) -> Iterator[None]:
    """Two new SQLite files in a folder, used as the product uses them."""
    folder.mkdir(exist_ok=True)
    shared = ("ENGINE", "OPTIONS", "CONN_MAX_AGE", "CONN_HEALTH_CHECKS")
    template = settings.DATABASES["default"]
    if template["ENGINE"] != "cs2survey.sqlite":
        template = {"ENGINE": "cs2survey.sqlite", "OPTIONS": {"transaction_mode": "IMMEDIATE"}}
    common = {name: template[name] for name in shared if name in template}
    with connected(
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
        with connected(from_urls(urls)):
            yield names
