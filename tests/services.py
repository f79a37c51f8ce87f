"""The servers and the browser that some tests need, on this machine or named in the environment.

A test that uses one of these fixtures is skipped, saying why, where the service is missing; under
CI=true or CS2_REQUIRE_SERVICES=1 it fails instead, so that nothing goes untested unseen.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import redis

from attacks.postgres_server import NoPrograms, find_program

POSTGRES = os.environ.get("CS2_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("CS2_TEST_REDIS", "redis://127.0.0.1:6379/9")
CHROMIUM = os.environ.get("CS2_CHROMIUM", "/usr/bin/chromium")

# Everything a worker leaves in Redis begins so; nothing else there is ever touched.
BROKER_KEYS = ("celery*", "unacked*", "_kombu.*", "*.celery.pidbox", "*.celeryd.pidbox*")
LOCK = "cs2survey-test-lock"
MOST_DATABASES = 16


def is_required() -> bool:
    """Whether a missing service is a failure here."""
    return bool(
        {os.environ.get("CI", "").lower(), os.environ.get("CS2_REQUIRE_SERVICES")} & {"true", "1"}
    )


def missing(service: str, problem: str, hint: str) -> None:
    """Skip the test, or fail it where services are required."""
    text = f"{service} is not here ({problem}); {hint}"
    if is_required():
        pytest.fail(text, pytrace=False)
    pytest.skip(text)


# --- PostgreSQL -----------------------------------------------------------------------------------


def postgres_problem() -> str:
    """Why PostgreSQL cannot be used, or "" when it answers."""
    try:
        with psycopg.connect(POSTGRES, connect_timeout=3):
            return ""
    except psycopg.Error as problem:
        return str(problem).strip().splitlines()[0]


@pytest.fixture(scope="session")
def needs_postgres() -> str:
    """The address of a PostgreSQL server on which databases may be made."""
    problem = postgres_problem()
    if problem:
        missing("PostgreSQL", problem, "name one in CS2_TEST_POSTGRES")
    return POSTGRES


def new_name(purpose: str) -> str:
    return f"cs2test_{os.getpid()}_{secrets.token_hex(3)}_{purpose}"


def url_of(name: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(POSTGRES)._replace(path=f"/{name}"))


def execute(statement: str, url: str = POSTGRES) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def databases_like(beginning: str) -> list[str]:
    """The databases whose names begin so."""
    with psycopg.connect(POSTGRES) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname::text, %s)", [beginning]
        )
        return [name for (name,) in rows]


def drop(name: str) -> None:
    """Remove a database, whoever is still connected to it."""
    execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def new_database(purpose: str, template: str = "template1") -> Iterator[str]:
    """The name of a database of one's own, a copy of `template`, gone afterwards."""
    name = new_name(purpose)
    execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield name
    finally:
        drop(name)


def drop_role(name: str) -> None:
    """Remove a role, once the databases in which it has rights are gone."""
    execute(f'DROP ROLE IF EXISTS "{name}"')


@pytest.fixture(scope="session")
def needs_postgres_programs() -> None:
    """PostgreSQL's own programs, for servers whose settings and files a test may look at."""
    try:
        find_program("initdb")
    except NoPrograms as problem:
        missing("A PostgreSQL of our own", str(problem), "install the package postgresql")


# --- Redis ----------------------------------------------------------------------------------------


def redis_problem() -> str:
    """Why Redis cannot be used, or "" when it answers."""
    try:
        with redis.Redis.from_url(REDIS, socket_connect_timeout=3) as server:
            server.ping()
            return ""
    except redis.RedisError as problem:
        return str(problem).strip().splitlines()[0]


@pytest.fixture(scope="session")
def needs_redis() -> str:
    """The address of a Redis server; `claimed_redis` gives one of its databases."""
    problem = redis_problem()
    if problem:
        missing("Redis", problem, "name one in CS2_TEST_REDIS")
    return REDIS


@contextmanager
def claimed_redis() -> Iterator[str]:
    """The address of a Redis database that no other test run uses, without old messages."""
    first = int(urlsplit(REDIS).path.strip("/") or 0)
    for number in range(first, MOST_DATABASES):
        url = urlunsplit(urlsplit(REDIS)._replace(path=f"/{number}"))
        with redis.Redis.from_url(url) as server:
            if not server.set(LOCK, os.getpid(), nx=True, ex=7200):
                continue
            try:
                forget_messages(url)
                yield url
            finally:
                forget_messages(url)
                server.delete(LOCK)
            return
    pytest.fail(f"every database of {REDIS} from {first} on is in use by another test run")


def forget_messages(url: str) -> None:
    """Lose every message the broker holds."""
    with redis.Redis.from_url(url) as server:
        for pattern in BROKER_KEYS:
            for key in server.scan_iter(pattern):
                server.delete(key)


def queued_messages(url: str) -> int:
    """How many messages wait in the broker's one queue."""
    with redis.Redis.from_url(url) as server:
        return int(server.llen("celery"))


# --- A browser ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def needs_chromium() -> Path:
    """The path of a Chromium to drive."""
    path = shutil.which(CHROMIUM)
    if path:
        return Path(path)
    missing("Chromium", f"no {CHROMIUM}", "install it or name it in CS2_CHROMIUM")
    raise AssertionError
