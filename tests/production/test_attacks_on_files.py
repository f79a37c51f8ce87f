"""The short form of the attacks that read files, on servers of PostgreSQL of our own and SQLite."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest

from attacks import erasing, sealed_answers, unlinkability
from attacks.brokers import Broker, broker_of_files, broker_of_redis, find_redis
from attacks.databases import Place, on_postgresql, on_sqlite
from attacks.outcome import Outcome
from attacks.postgres_server import NoPrograms
from attacks.unlinkability import Searched, Try, judged, judged_by_search
from cs2survey.celery import app
from cs2survey.database_demands import unmet_demands
from surveys import sealing
from tests.services import missing

pytestmark = pytest.mark.services


@pytest.fixture(scope="module", params=[on_sqlite, on_postgresql], ids=["sqlite", "postgresql"])
def place(request: Any, needs_postgres_programs: None, django_db_blocker: Any) -> Iterator[Place]:
    with django_db_blocker.unblock(), request.param() as here:
        yield here


@pytest.fixture(params=[broker_of_files, broker_of_redis], ids=["files", "redis"])
def broker(request: Any) -> Iterator[Broker]:
    with available(request.param) as messages:
        yield messages


def available(
    broker: Callable[[], AbstractContextManager[Broker]],
) -> AbstractContextManager[Broker]:
    if broker is broker_of_redis:
        try:
            find_redis()
        except NoPrograms as problem:
            missing("A Redis of our own", str(problem), "install the package redis-server")
    return broker()


def test_servers_of_our_own_meet_every_demand(place: Place) -> None:
    assert [unmet for alias in ("default", "identity") for unmet in unmet_demands(alias)] == []


@pytest.mark.parametrize("moment", [erasing.OPEN, erasing.CLOSED])
def test_what_is_withdrawn_leaves_every_file_within_minutes(place: Place, moment: str) -> None:
    left = erasing.withdraw_many(place, moment, 3)
    assert erasing.judged(place, moment, left).holds, left
    # PostgreSQL keeps it until then, which is why the worker has to act.
    assert not erasing.judged(place, moment, left._replace(after=1)).holds
    assert left.at_once == (0 if place.engine == "SQLite" else left.values)


def test_no_file_keeps_the_order_in_which_people_began_or_sent(place: Place) -> None:
    with available(broker_of_files if place.engine == "SQLite" else broker_of_redis) as broker:
        at_once, later, closed, searched = unlinkability.attack(place, broker, range(1))
    assert searched.holds, searched.reached
    assert later.holds, later.reached
    assert closed.holds, closed.reached
    assert at_once.promise == "not promised"
    if place.engine == "PostgreSQL":
        # Its log and its rows' transactions tell it, which is why the worker has to act.
        assert at_once.reached.startswith("40 of 40 people linked")


def test_a_value_in_any_part_of_the_broker_is_found(broker: Broker) -> None:
    code, empty = sealing.new_code(), broker.contents()
    app.send_task("surveys.run_job", args=[code], argsrepr="…", retry=False)
    held = broker.contents()
    assert code.encode() in held, "in the body of a message"
    assert held != empty
    if broker.name == "Redis":
        assert b"celery" in held, "the key of the queue"


@pytest.mark.parametrize(
    ("searched", "holds"),
    [
        (Searched(160, 0, False, 80, 0), True),
        (Searched(160, 1, False, 80, 0), False),
        (Searched(160, 0, True, 80, 0), False),
        (Searched(160, 0, False, 80, 1), False),
    ],
)
def test_anything_that_is_found_breaks_the_promise(searched: Searched, holds: bool) -> None:
    empty = Searched(160, 0, False, 80, 0)
    assert judged_by_search("engine", "files", [empty, searched]).holds is holds


def test_everything_a_server_has_opens_nothing_where_the_organisers_hold_the_key(
    place: Place,
) -> None:
    with broker_of_files() as broker:
        organisers, server = sealed_answers.attack(place, broker, 2, 1)
    assert organisers.holds
    assert organisers.reached == "0 of 2 envelopes opened before closing"
    assert server.reached == "2 of 2 envelopes opened before closing"


def test_a_passphrase_that_a_file_held_would_be_found(place: Place) -> None:
    round = sealed_answers.people.open_round(sealed_answers.PASSPHRASE)
    sealed_answers.answer(round, 1)
    files = [b"\0" + sealed_answers.PASSPHRASE.encode() + b"\0"]
    assert sealed_answers.opened_by(round, sealed_answers.keys_of(round, files, 1)) == 1
    assert not sealed_answers.judged("engine", round, 0, 1, passphrase_kept=True).holds
    assert not sealed_answers.judged("engine", round, 1, 1, passphrase_kept=False).holds


@pytest.mark.parametrize(
    ("tries", "holds"),
    [
        ([Try(1, 0.1), Try(0, -0.2)], True),
        ([Try(14, 0.1)], False),
        ([Try(1, 0.95)], False),
        ([Try(1, -0.95)], False),
    ],
)
def test_what_cannot_be_chance_breaks_the_promise(tries: list[Try], holds: bool) -> None:
    row: Outcome = judged("engine", "moment", {"a trace": tries})
    assert row.holds is holds
