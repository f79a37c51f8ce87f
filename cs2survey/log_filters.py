"""Keeps tokens, return codes and addresses out of every log line, and forged lines out of it."""

import logging
import re
import traceback

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
    """Return a text no line of which can be taken for an entry: entries are not indented."""
    shown = CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
    return shown.replace("\n", "\n    ")


class SecretsFilter(logging.Filter):
    """Blanks tokens and codes in the formatted message, and drops the request with its address."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.db.backends") and record.levelno < logging.INFO:
            return False  # It would log every SQL statement with its values.
        record.msg = within_one_entry(SECRETS.sub("…", record.getMessage()))
        record.args = None
        record.__dict__.pop("request", None)
        if record.exc_info and record.exc_info[1] is not None:
            # A traceback repeats the values that were in the exception's text.
            text = logging.Formatter().formatException(record.exc_info)
            record.exc_text = within_one_entry(SECRETS.sub("…", text))
        return True


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
