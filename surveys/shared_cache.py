"""Caches that all processes share and that hold JSON: in the identity database, or in Redis.

Django's own keep pickles, by which whoever can write into the cache runs code in every process.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.redis import RedisCache
from django.db import IntegrityError, transaction
from django.utils import timezone

from surveys.models.sign_in import CacheEntry


class JSONSerializer:
    """Writes values into Redis as JSON, whole numbers as such so that Redis can count."""

    def dumps(self, value: Any) -> bytes | int:
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


class DatabaseCache(BaseCache):
    """A cache in the table of `CacheEntry`; whatever has expired is as if it were not there."""

    def __init__(self, location: str, options: dict[str, Any]) -> None:
        super().__init__(options)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        row = CacheEntry.objects.filter(key=self._name(key, version), expires__gt=timezone.now())
        value = row.values_list("value", flat=True).first()
        return default if value is None else value

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        values = {"value": value, "expires": self._expires(timeout)}
        CacheEntry.objects.update_or_create(key=self._name(key, version), defaults=values)

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Store a value unless there is one; returns whether it was stored, to one process only."""
        name = self._name(key, version)
        CacheEntry.objects.filter(key=name, expires__lte=timezone.now()).delete()
        try:
            with transaction.atomic(using=CacheEntry.database):
                CacheEntry.objects.create(key=name, value=value, expires=self._expires(timeout))
        except IntegrityError:
            return False
        return True

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a whole number, which expires when it would have; returns what it is then.

        Raises ValueError where there is none. Two processes at once are both counted.
        """
        rows = CacheEntry.objects.select_for_update()
        name = self._name(key, version)
        with transaction.atomic(using=CacheEntry.database):
            row = rows.filter(key=name, expires__gt=timezone.now()).first()
            if row is None:
                raise ValueError(f"there is no {key!r}")
            row.value += delta
            row.save(update_fields=["value"])
        return int(row.value)

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(CacheEntry.objects.filter(key=self._name(key, version)).delete()[0])

    def clear(self) -> None:
        CacheEntry.objects.all().delete()

    def _name(self, key: str, version: int | None) -> str:
        return str(self.make_and_validate_key(key, version=version))

    def _expires(self, timeout: Any) -> datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        # Without a limit means longer than anything here counts.
        return timezone.now() + timedelta(days=365 if seconds is None else 0, seconds=seconds or 0)


def _first_in_redis(name: str) -> Callable[..., Any]:
    """Return the method of this name, asked of the database where Redis does not answer."""

    def method(self: "SharedCache", *args: Any, **kwargs: Any) -> Any:
        from redis import RedisError

        try:
            return getattr(RedisCache, name)(self, *args, **kwargs)
        except RedisError:
            return getattr(self.meanwhile, name)(*args, **kwargs)

    return method


class SharedCache(RedisCache):
    """A cache in Redis; while that does not answer, in the identity database.

    Whoever can stop Redis can neither keep staff from signing in nor guess without being counted.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.meanwhile = DatabaseCache("", {**params, "OPTIONS": {}})

    get, set, add, incr, delete, clear = map(
        _first_in_redis, ("get", "set", "add", "incr", "delete", "clear")
    )
