"""Entries of the log as JSON, one object a line, for programs that collect logs."""

import json
import logging
from datetime import UTC, datetime

from surveys import log_context


class JsonFormatter(logging.Formatter):
    """Writes what `cs2survey.log_filters` leaves of a record, and which job it is about.

    Of a record's own fields only these are written, so that nothing comes into the log by `extra`.
    Letters beyond ASCII are escaped: no program then takes one for the end of a line.
    """

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, str | int] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **log_context.fields(),
        }
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            entry["traceback"] = record.exc_text
        return json.dumps(entry)
