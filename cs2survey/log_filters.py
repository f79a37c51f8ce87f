"""Keeps tokens, codes and addresses out of every log line, and forged lines out of the log."""

import logging
import re
import traceback
from collections.abc import Mapping
from types import TracebackType

ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)

# The token of an invitation, a release's link or a seminar in a path, a return code, an API token.
SECRETS = re.compile(
    r"(?<=/[irs]/)[^/\s]+|\bcs2_[\w-]{20,}"
    r"|\b(?:[0-9A-HJKMNP-TV-Z]{5}[- ]?){4}[0-9A-HJKMNP-TV-Z]{6}\b"
    r"|\b(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}\b"
)

# How messages of gunicorn and waitress begin that contain an address, a path or what was sent.
ABOUT_A_REQUEST = (
    "Invalid request from",
    "Error handling request",
    "Socket error processing request",
    "Ignored premature client disconnection",
    "Exception while serving",
    "Client disconnected while serving",
)


# All that a terminal or a reader of logs may take for the end of a line, or for a command.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def within_one_entry(text: str) -> str:
    """Return a text of which no line can be taken for an entry, since entries are not indented."""
    shown = CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
    return shown.replace("\n", "\n    ")


def type_and_place(exception: ExceptionInfo) -> str:
    """Return the traceback of an exception without its text and that of what led to it."""
    kind, _problem, frames = exception
    return f"{''.join(traceback.format_tb(frames))}{kind.__name__ if kind else ''}"


# Where an exception's text may repeat what somebody sent, or the row that a database refused.
UNCAUGHT = ("django.request", "celery.app.trace")


class SecretsFilter(logging.Filter):
    """Blanks tokens and codes in the formatted message, and drops the request with its address.

    Of exceptions that nobody caught only type and place are left.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.db.backends") and record.levelno < logging.INFO:
            return False  # It would log every SQL statement with its values.
        if record.name == "celery.app.trace" and "exc" in (args := _named(record)):
            # Its message repeats the exception.
            record.msg, record.args = f"Task {args['name']} failed", None
        record.msg = within_one_entry(SECRETS.sub("…", record.getMessage()))
        record.args = None
        record.__dict__.pop("request", None)
        if record.exc_info and record.name in UNCAUGHT:
            record.exc_text = type_and_place(record.exc_info)
        elif record.exc_info and record.exc_info[1] is not None:
            # A traceback repeats the values that were in the exception's text.
            text = logging.Formatter().formatException(record.exc_info)
            record.exc_text = within_one_entry(SECRETS.sub("…", text))
        return True


def _named(record: logging.LogRecord) -> Mapping[str, object]:
    """Return the named arguments of a record, before they are part of its message."""
    return record.args if isinstance(record.args, Mapping) else {}


class RequestFilter(SecretsFilter):
    """Reduces a message about a request to the fact that it failed and the place in the code."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.getMessage().startswith(ABOUT_A_REQUEST):
            return super().filter(record)
        record.msg, record.args = "A request could not be handled", None
        if record.exc_info:
            # The exception's text may repeat the request.
            record.exc_text = type_and_place(record.exc_info)
        return True
