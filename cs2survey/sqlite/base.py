"""Django's SQLite, with the threads of one process taking turns at a database.

SQLite lets one transaction write at a time, and without a write-ahead log nobody read while it is
committed. Whoever finds the database locked sleeps for up to a tenth of a second and tries again,
in no order. Threads of one process can wait for each other instead, and go on at once; for another
process, such as a worker, SQLite waits as before.
"""

from threading import Lock
from typing import Any

from django.db.backends.sqlite3 import base

TURNS: dict[str, Lock] = {}


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that has its turn from the beginning of a transaction to its end."""

    has_turn = False

    def set_autocommit(self, autocommit: bool, *args: Any, **kwargs: Any) -> None:
        if autocommit or self.has_turn:
            super().set_autocommit(autocommit, *args, **kwargs)
            return
        # After so long SQLite decides, so that two who wait for each other fail as they always did.
        self.has_turn = self._turn.acquire(timeout=self._patience)
        try:
            super().set_autocommit(autocommit, *args, **kwargs)
        except BaseException:
            self._end_turn()
            raise

    def cursor(self) -> Any:
        """Return a cursor, outside a transaction once no other thread is in one."""
        if not self.has_turn and self._turn.acquire(timeout=self._patience):
            self._turn.release()
        return super().cursor()

    def commit(self) -> None:
        super().commit()
        self._end_turn()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._end_turn()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        if self.has_turn:
            self.has_turn = False
            self._turn.release()

    @property
    def _turn(self) -> Lock:
        return TURNS.setdefault(str(self.settings_dict["NAME"]), Lock())

    @property
    def _patience(self) -> float:
        return float(self.settings_dict.get("OPTIONS", {}).get("timeout", 5))
