"""Faults of `make chaos` in their short form, on installations of their own."""

from collections.abc import Iterable
from functools import partial

import pytest

from attacks.brokers import find_redis
from attacks.postgres_server import NoPrograms
from chaos import database, deaths
from chaos.__main__ import row_of
from chaos.outcome import Outcome
from tests.services import (
    missing,
    needs_postgres_programs,  # noqa: F401  a fixture
)

pytestmark = [pytest.mark.worker, pytest.mark.services]


@pytest.fixture(autouse=True)
def _needs_programs(needs_postgres_programs: None) -> None:  # noqa: F811
    try:
        find_redis()
    except NoPrograms as problem:
        missing("A Redis of our own", str(problem), "install the package redis-server")


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(deaths.SHORT[0], id="children killed"),
        pytest.param(database.SHORT[0], id="PostgreSQL killed"),
    ],
)
def test_nothing_is_lost_or_twice_and_all_is_done(fault: partial[Iterable[Outcome]]) -> None:
    """After how many seconds says nothing here, where other tests run beside."""
    for outcome in fault(long=False):
        assert not outcome.problems, row_of(outcome)
