from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


def restrict_sqlite_files(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Make SQLite's files readable by their owner alone.

    The journal files that SQLite writes beside them take the same mode.
    """
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        if path.exists():
            path.chmod(0o600)


class ProjectConfig(AppConfig):
    name = "cs2survey"
    default = True  # Django takes this one of the two in this module.

    def ready(self) -> None:
        from cs2survey import (
            checks,  # noqa: F401  registers the system checks
            error_reports,
        )

        error_reports.connect()
        connection_created.connect(restrict_sqlite_files, dispatch_uid="restrict SQLite's files")


class StaticConfig(StaticFilesConfig):
    """Collects only the static files that pages use."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "datasets",
        "templates",
        "widgetbundle.js",
        "redoc",
        "rest_framework",
    ]
