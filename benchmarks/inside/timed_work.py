"""What is done for the answer to a request, as far as it takes time."""

import hmac
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple
from unittest import mock

from django.contrib.auth.hashers import get_hasher
from django.db import connections

from benchmarks.inside.timed_requests import Request, send

# Each has a number of its own.
SAVEPOINT = re.compile(r'"s\d+_x\d+"')


class Work(NamedTuple):
    """What was done for an answer, as far as it takes time."""

    queries: list[str]
    """Each with its database, and without its values."""
    keyed_hashes: int
    password_hashes: int
    status: int
    length: int


def work_of(request: Request) -> Work:
    """Send a request and return what was done for it."""
    environ = request.environ()
    with ExitStack() as stack:
        queries = stack.enter_context(_queries())
        keyed = stack.enter_context(mock.patch("hmac.new", wraps=hmac.new))
        hashes = stack.enter_context(_password_hashes())
        answer = send(environ)
    return Work(queries, keyed.call_count, len(hashes), answer.status, len(answer.content))


@contextmanager
def _queries() -> Iterator[list[str]]:
    made: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        named = SAVEPOINT.sub("a savepoint", sql)
        made.append(f"{context['connection'].alias}: {named}")
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(note))
        yield made


@contextmanager
def _password_hashes() -> Iterator[list[str]]:
    """Yield a list that gets an entry for each time a password is hashed, to save or compare it."""
    hasher, made = type(get_hasher("default")), []
    with ExitStack() as stack:
        for name in ("encode", "verify"):
            original = getattr(hasher, name)

            def counted(
                self: Any, *arguments: Any, original: Any = original, name: str = name
            ) -> Any:
                before = len(made)
                result = original(self, *arguments)
                # Some compare by making another hash, which is noted already.
                if len(made) == before:
                    made.append(name)
                return result

            stack.enter_context(mock.patch.object(hasher, name, counted))
        yield made
