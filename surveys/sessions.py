"""Sessions of staff: Django's engine (SESSION_ENGINE), which ends the idle and the old ones.

A row says whose session it is, when it began and when it ends; whatever else Django keeps in a
session is encrypted, and of the key in the browser's cookie there is only a hash, so that whoever
reads the table can use no session. Nothing says from which address or with which browser somebody
came.
"""

import hashlib
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from surveys import sealing, server_keys
from surveys.models.sign_in import CacheEntry, StaffSession
from surveys.models.staff import User

BEGAN, CONFIRMED = "began", "confirmed"
# How far behind the end of a session may be: a row is not written at every request.
STEP = timedelta(minutes=1)


class SessionStore(DatabaseStore):
    """A session that ends when it is idle for `SESSION_IDLE`, or after `SESSION_LONGEST`."""

    @classmethod
    def get_model_class(cls) -> type[StaffSession]:
        return StaffSession

    def create_model_instance(self, data: dict[str, Any]) -> StaffSession:
        row = super().create_model_instance(data)
        assert isinstance(row, StaffSession)
        row.session_key = hashed(row.session_key)
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.began_at = _moment(data[BEGAN]) if BEGAN in data else None
        return row

    def _get_session_from_db(self) -> StaffSession | None:
        rows = StaffSession.objects.filter(expire_date__gt=timezone.now())
        row = rows.filter(session_key=hashed(self.session_key)).first()
        if row is None:
            self._session_key = None  # A key of our making is never taken over from a browser.
        elif row.expire_date + STEP < _end(row.began_at):
            self.modified = True  # So that it is saved, and lasts as long again.
        return row

    def exists(self, session_key: str) -> bool:
        return super().exists(hashed(session_key))

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            super().delete(hashed(key))

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        return _end(_moment(self[BEGAN]) if BEGAN in self else None)

    def get_expiry_age(self, **kwargs: Any) -> int:
        return max(0, int((self.get_expiry_date() - timezone.now()).total_seconds()))

    def encode(self, session_dict: dict[str, Any]) -> str:
        text = json.dumps(session_dict, separators=(",", ":"))
        return server_keys.lock_session(text)

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """Return what `encode` was given; under a key that is gone, nothing."""
        try:
            return dict(json.loads(server_keys.unlock_session(str(session_data))))
        except sealing.UnreadableError:
            return {}


def hashed(session_key: str | None) -> str:
    """Return what the table keeps of the key of a session."""
    return hashlib.sha256((session_key or "").encode()).hexdigest()[:40]


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _end(began: datetime | None) -> datetime:
    """Return when a session that is used now ends if it is not used again."""
    idle = timezone.now() + settings.SESSION_IDLE
    return min(idle, began + settings.SESSION_LONGEST) if began else idle


@receiver(user_logged_in, dispatch_uid="note when a session of staff began")
def note_beginning(request: HttpRequest, **kwargs: Any) -> None:
    request.session[BEGAN] = request.session[CONFIRMED] = time.time()


def do_not_prolong(request: HttpRequest) -> None:
    """Let this request not lengthen the session: a page asks by itself, whoever is before it."""
    request.session.modified = False


# --- Who is there ---------------------------------------------------------------------------------


def confirm(request: HttpRequest) -> None:
    """Note that the user has just shown once more who they are, in a session of a new key."""
    request.session.cycle_key()
    request.session[CONFIRMED] = time.time()


def is_confirmed(request: HttpRequest) -> bool:
    """Return whether the user has shown within `REAUTHENTICATION_AFTER` who they are."""
    age = time.time() - float(request.session.get(CONFIRMED, 0))
    return age < settings.REAUTHENTICATION_AFTER.total_seconds()


# --- All sessions of somebody ---------------------------------------------------------------------


@dataclass(frozen=True)
class Listed:
    """A session as its holder sees it; `name` is the hash of its key, `last_used` to the hour."""

    name: str
    began_at: datetime
    last_used: datetime
    is_this: bool


def sessions_of(user: User, this: str | None) -> list[Listed]:
    """Return the user's open sessions, the latest first; `this` is the key of the one at hand."""
    rows = user.sessions.filter(expire_date__gt=timezone.now(), began_at__isnull=False)
    return [
        Listed(row.session_key, row.began_at, _last_used(row), row.session_key == hashed(this))
        for row in rows.order_by("-began_at")
        if row.began_at
    ]


def end_session(*, user: User, name: str) -> bool:
    """End the user's session of this name; returns whether there was one."""
    return bool(user.sessions.filter(session_key=name).delete()[0])


def end_sessions(*, user: User, but: str | None = None) -> int:
    """End all sessions of the user but the one with this key; returns how many there were."""
    return user.sessions.exclude(session_key=hashed(but)).delete()[0]


def _last_used(row: StaffSession) -> datetime:
    used = min(row.expire_date - settings.SESSION_IDLE, timezone.now())
    return max(used, row.began_at or used).replace(minute=0, second=0, microsecond=0)


def erase_expired() -> None:
    """Erase sessions that have ended, and counts of attempts that count no longer."""
    SessionStore.clear_expired()
    CacheEntry.objects.filter(expires__lte=timezone.now()).delete()
