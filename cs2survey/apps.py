from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


def keep_private(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Let only their owner read SQLite's files; its logs take the mode of the file they are of."""
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        if path.exists():
            path.chmod(0o600)


class HouseConfig(AppConfig):
    name = "cs2survey"
    default = True  # Of several in this module Django takes none unless it is told which.

    def ready(self) -> None:
        from cs2survey import checks  # noqa: F401  registers the system checks

        connection_created.connect(keep_private, dispatch_uid="keep SQLite's files private")


class StaticConfig(StaticFilesConfig):
    """Collects what pages use, and not the rest of the packages' folders."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "datasets",
        "templates",
        "widgetbundle.js",
        "redoc",
        "rest_framework",
    ]
