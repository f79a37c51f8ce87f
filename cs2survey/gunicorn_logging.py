"""What gunicorn may write: that a request failed, never whose it was or what it asked for."""

import logging
import traceback
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from cs2survey.log_filters import Discreet

# How gunicorn's messages begin when they go on with an address, a path or what a client sent.
ABOUT_A_REQUEST = (
    "Invalid request from",
    "Error handling request",
    "Socket error processing request",
    "Ignored premature client disconnection",
)


class Faceless(Discreet):
    """Leaves of a message about a request only that there was one, and where the code failed."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.getMessage().startswith(ABOUT_A_REQUEST):
            return super().filter(record)
        record.msg, record.args = "A request could not be handled", None
        if record.exc_info:
            # What the exception says may repeat the request, so only its kind and place are told.
            kind, _problem, frames = record.exc_info
            where = "".join(traceback.format_tb(frames))
            record.exc_text = f"{where}{kind.__name__ if kind else ''}"
        return True


class WebLogger(Logger):
    """gunicorn --logger-class cs2survey.gunicorn_logging.WebLogger"""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        # At DEBUG gunicorn tells every request.
        self.error_log.setLevel(max(self.loglevel, logging.INFO))
        for handler in self.error_log.handlers:
            handler.addFilter(Faceless())

    def access(self, *args: Any, **kwargs: Any) -> None:
        """Nothing, whatever the command line asks: a path can be an invitation."""
