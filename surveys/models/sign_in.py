"""Sessions of staff, and what is counted while somebody signs in."""

from importlib import import_module
from typing import ClassVar

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from surveys.models.staff import User


class StaffSession(AbstractBaseSession):
    """A browser in which somebody of the staff is signed in, or about to be.

    The primary key is a hash of the key in the cookie. Neither the address nor the make of the
    browser is kept. Participants have none.
    """

    database: ClassVar[str] = "identity"
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    began_at = models.DateTimeField(null=True, help_text="when the user signed in")

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
        return store


class CacheEntry(models.Model):
    """A count of attempts, or a one-time code that was used, where there is no Redis."""

    database: ClassVar[str] = "identity"
    key = models.CharField(max_length=255, primary_key=True)
    value = models.JSONField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
