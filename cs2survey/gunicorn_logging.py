"""Keeps gunicorn's log free of addresses and paths: it says that a request failed, no more.

Its lines have the form of all others (CS2_LOG_FORMAT).
"""

import logging
from typing import Any

from django.conf import settings
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from cs2survey.log_filters import RequestFilter
from cs2survey.log_format import JsonFormatter
from cs2survey.log_settings import JSON


class WebLogger(Logger):
    """gunicorn --logger-class cs2survey.gunicorn_logging.WebLogger"""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        # At DEBUG gunicorn logs every request.
        self.error_log.setLevel(max(self.loglevel, logging.INFO))
        for handler in self.error_log.handlers:
            handler.addFilter(RequestFilter())
            if settings.LOG_FORMAT == JSON:
                handler.setFormatter(JsonFormatter())

    def access(self, *args: Any, **kwargs: Any) -> None:
        """Log nothing, whatever the command line says: a path can be an invitation."""
