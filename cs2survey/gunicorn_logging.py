"""Keeps gunicorn's log free of addresses and paths: it says that a request failed, no more."""

import logging
import traceback
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from cs2survey.log_filters import SecretsFilter

# The beginnings of gunicorn's messages that contain an address, a path or what a client sent.
ABOUT_A_REQUEST = (
    "Invalid request from",
    "Error handling request",
    "Socket error processing request",
    "Ignored premature client disconnection",
)


class RequestFilter(SecretsFilter):
    """Reduces a message about a request to the fact that it failed and the place in the code."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.getMessage().startswith(ABOUT_A_REQUEST):
            return super().filter(record)
        record.msg, record.args = "A request could not be handled", None
        if record.exc_info:
            # The exception's text may repeat the request, so only its type and place are logged.
            kind, _problem, frames = record.exc_info
            where = "".join(traceback.format_tb(frames))
            record.exc_text = f"{where}{kind.__name__ if kind else ''}"
        return True


class WebLogger(Logger):
    """gunicorn --logger-class cs2survey.gunicorn_logging.WebLogger"""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        # At DEBUG gunicorn logs every request.
        self.error_log.setLevel(max(self.loglevel, logging.INFO))
        for handler in self.error_log.handlers:
            handler.addFilter(RequestFilter())

    def access(self, *args: Any, **kwargs: Any) -> None:
        """Log nothing, whatever the command line says: a path can be an invitation."""
