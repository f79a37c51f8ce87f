"""A cache in the identity database or in Redis, shared by all processes and without pickles."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from django.db import connections

from cs2survey.cache_settings import caches
from surveys.models.sign_in import CacheEntry
from surveys.shared_cache import JSONSerializer, SharedCache
from tests import services
from tests.clock import clock
from tests.services import needs_redis  # noqa: F401  a fixture
from tests.visitor import free_port

VALUES = [1, "y", True, [1764430000.25, 1764430001.5], {"a": None}]


@pytest.fixture
def later(monkeypatch):
    return clock(monkeypatch)


@pytest.mark.parametrize("value", VALUES)
def test_what_is_set_is_got(db, value):
    cache.set("key", value, 60)
    assert cache.get("key") == value
    cache.set("key", "another", 60)
    assert cache.get("key") == "another"
    assert cache.delete("key")
    assert cache.get("key", "none") == "none"
    assert not cache.delete("key")


def test_what_has_expired_is_not_there(db, later):
    cache.set("key", 1, 60)
    later(59)
    assert cache.get("key") == 1
    assert not cache.add("key", 2, 60)
    later(1)
    assert cache.get("key") is None
    assert cache.add("key", 3, 60)
    assert cache.get("key") == 3


def test_a_number_is_added_to_and_expires_when_it_would_have(db, later):
    with pytest.raises(ValueError, match="no 'key'"):
        cache.incr("key")
    cache.add("key", 1, 60)
    later(59)
    assert (cache.incr("key"), cache.incr("key", 3), cache.get("key")) == (2, 5, 5)
    later(1)
    with pytest.raises(ValueError, match="no 'key'"):
        cache.incr("key")


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_all_counted():
    def count(_number: int) -> int:
        try:
            return cache.incr("key")
        finally:
            connections.close_all()

    cache.set("key", 0, 60)
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(count, range(8))) == [*range(1, 9)]


def test_without_a_limit_a_value_stays(db, later):
    cache.set("key", 1, None)
    later(300 * 24 * 3600)
    assert cache.get("key") == 1


def test_all_can_be_forgotten(db):
    cache.set("key", 1)
    cache.clear()
    assert not CacheEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_of_many_adds():
    def add(number: int) -> bool:
        try:
            return cache.add("key", number, 60)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        added = list(pool.map(add, range(8)))
    assert sorted(added) == [False] * 7 + [True]
    assert cache.get("key") == added.index(True)


@pytest.mark.services
@pytest.mark.parametrize("value", VALUES)
def test_redis_holds_json(needs_redis, value):  # noqa: F811
    options = {"OPTIONS": {"serializer": "surveys.shared_cache.JSONSerializer"}}
    shared = RedisCache(services.REDIS, options | {"KEY_PREFIX": "cs2survey-test"})
    shared.set("key", value, 60)
    try:
        assert shared.get("key") == value
        kept = redis.Redis.from_url(services.REDIS).get("cs2survey-test:1:key")
        assert json.loads(kept) == value
    finally:
        shared.delete("key")


def test_nothing_but_json_is_read():
    with pytest.raises(ValueError, match="decode byte"):
        JSONSerializer().loads(b"\x80\x05N.")


@pytest.mark.services
def test_redis_counts(needs_redis):  # noqa: F811
    options = {"OPTIONS": {"serializer": "surveys.shared_cache.JSONSerializer"}}
    shared = RedisCache(services.REDIS, options | {"KEY_PREFIX": "cs2survey-test"})
    try:
        shared.delete("count")
        with pytest.raises(ValueError, match="count"):
            shared.incr("count")
        assert shared.add("count", 1, timeout=60)
        assert (shared.incr("count"), shared.incr("count"), shared.get("count")) == (2, 3, 3)
    finally:
        shared.delete("count")
        shared.close()


# --- While Redis is down --------------------------------------------------------------------------


def settings_of(url):
    options = caches(figures=Path(), redis_url=url)["default"]
    return options.pop("BACKEND"), options.pop("LOCATION"), options


def test_while_redis_is_down_the_database_counts(db):
    backend, url, params = settings_of(f"redis://127.0.0.1:{free_port()}/0")
    assert backend == f"{SharedCache.__module__}.{SharedCache.__name__}"
    shared = SharedCache(url, params)
    assert shared.get("key", "none") == "none"
    assert shared.add("key", 1, timeout=60)
    assert not shared.add("key", 1, timeout=60)
    assert shared.incr("key") == 2
    shared.set("key", [1.5], 60)
    assert shared.get("key") == [1.5]
    assert CacheEntry.objects.count() == 1
    assert shared.delete("key")
    assert shared.get("key") is None


def test_while_redis_answers_the_database_is_not_asked(needs_redis, db):  # noqa: F811
    _backend, _url, params = settings_of("redis://elsewhere.example")
    with services.claimed_redis() as url:
        shared = SharedCache(url, params)
        shared.set("test-of-the-shared-cache", 1, 60)
        assert shared.get("test-of-the-shared-cache") == 1
        assert shared.delete("test-of-the-shared-cache")
    assert not CacheEntry.objects.exists()
