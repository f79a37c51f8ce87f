"""Django's PostgreSQL, which asks whether a kept connection still works only if it may not.

Django sends a query for it before the first of each request. But a server that has ended, or has
ended a connection, tells so: there is something to read where nobody has asked for anything.
"""

import select

import psycopg
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is asked whether it works once the server has sent something unasked."""

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        try:
            silent = not _has_something_to_read(self.connection.fileno())
        except psycopg.Error:
            return False
        return silent or bool(super().is_usable())


def _has_something_to_read(descriptor: int) -> bool:
    """Return whether a socket has something to read, its end included, or is broken."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
