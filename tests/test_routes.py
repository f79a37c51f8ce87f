"""Every route there is, asked for by everybody: the table of routes holds, and nobody is let in by
a method or a role that it does not name."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from django.db import connections, transaction
from django.test import Client

from analytics.web.links import token_of
from surveys.models.staff import StudyRole
from tests import factories
from tests.addresses import addresses_of, routes
from tests.analytics.everything import released_once
from tests.analytics.made import bearer
from tests.analytics.stored import store_small_files
from tests.route_table import ACCOUNTS, HIDDEN, ROUTES, SIGN_IN, UNAUTHORISED, VISITORS, Statuses
from tests.surveys.seminars import make_seminar

SLOW = pytest.mark.slow
# Who between them find most there is: for these each query of a page runs on both engines.
ON_BOTH_ENGINES = ("owner", "operator", "token")

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
REFUSALS = {SIGN_IN, HIDDEN, UNAUTHORISED, 405}
# Once a minute whoever is signed in puts off the end of their own session.
OWN_SESSION = "surveys_staffsession"
WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)


def test_every_route_is_in_the_table_once():
    names = [name for name, _pattern in routes()]
    assert sorted(names) == sorted(ROUTES)
    for name, methods in ROUTES.items():
        assert set(methods) <= set(METHODS), name
        assert all(tuple(statuses) == VISITORS for statuses in methods.values()), name


@pytest.fixture(scope="module")
def study(module_db):
    return factories.make_study(slug="forum")


@pytest.fixture(scope="module")
def release(study):
    released_once(study)
    release = released_once(study, "room")
    store_small_files(release)
    return release


@pytest.fixture(scope="module")
def addresses(study, release) -> dict[str, str]:
    """An address of every route."""
    round = factories.make_round(study)
    removed = factories.make_staff(study, "researcher", "removed")
    return addresses_of(
        round,
        release_id=release.pk,
        result_of=release.round_id,
        seminar_id=make_seminar(study).pk,
        role_id=StudyRole.objects.get(user_id=removed.pk).pk,
        link=token_of(release.pk, "JPN"),
    )


@pytest.fixture(scope="module")
def visitors(study) -> dict[str, tuple[Client, dict[str, str]]]:
    """The browser of each visitor, and what a program of theirs sends along."""
    people = {role: factories.make_staff(study, role, role) for role in ACCOUNTS[2:]}
    people["outsider"] = factories.make_staff(factories.make_study(), "facilitator", "outsider")
    people["operator"] = factories.make_operator("operator")
    visitors = {name: (Client(), {}) for name in VISITORS}
    for name, person in people.items():
        visitors[name][0].force_login(person)
    return visitors | {"token": (Client(), bearer(people["facilitator"], study))}


@contextmanager
def writes_noted() -> Iterator[list[str]]:
    """Undoes what is written meanwhile, and tells of it."""
    written: list[str] = []

    def note(execute, sql, params, many, context):
        if WRITES.match(sql) and OWN_SESSION not in sql:
            written.append(sql)
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for alias in connections:
            stack.enter_context(transaction.atomic(using=alias))
            stack.enter_context(connections[alias].execute_wrapper(note))
        yield written
        for alias in connections:
            transaction.set_rollback(True, using=alias)


def status_of(visitor: tuple[Client, dict[str, str]], method: str, address: str) -> int:
    """What is answered; whoever is refused must not have changed a row."""
    client, headers = visitor
    cookies = {name: cookie.OutputString() for name, cookie in client.cookies.items()}
    with writes_noted() as written:
        response = client.generic(method, address, headers=headers)
        response.getvalue()
    status = response.status_code
    if status in {HIDDEN, UNAUTHORISED, 405} or "?next=" in response.headers.get("Location", ""):
        assert not written, (method, address)
    assert "default-src 'none'" in response["Content-Security-Policy"], address
    client.cookies.clear()
    for cookie in cookies.values():
        client.cookies.load(cookie)
    return status


@pytest.mark.parametrize(
    "visitor",
    [pytest.param(who, marks=() if who in ON_BOTH_ENGINES else SLOW) for who in VISITORS],
)
def test_every_route_answers_as_the_table_says(addresses, visitors, visitor):
    found = {
        name: {method: status_of(visitors[visitor], method, addresses[name]) for method in methods}
        for name, methods in ROUTES.items()
    }
    assert found == {
        name: {method: statuses[visitor] for method, statuses in methods.items()}
        for name, methods in ROUTES.items()
    }


@SLOW
@pytest.mark.parametrize("visitor", ["nobody", "owner"])
def test_a_method_that_is_not_in_the_table_is_refused(addresses, visitors, visitor):
    for name, methods in ROUTES.items():
        named = {*methods, *({"HEAD"} if "GET" in methods else ())}
        for method in METHODS:
            if method not in named:
                status = status_of(visitors[visitor], method, addresses[name])
                assert status in REFUSALS, (method, name, status)


@SLOW
def test_whoever_is_sent_to_sign_in_is_told_where_to_come_back_to(addresses, visitors):
    led = [name for name, methods in ROUTES.items() if led_to_sign_in(methods.get("GET"))]
    assert len(led) > 30
    for name in led:
        reply = visitors["nobody"][0].get(addresses[name])
        assert reply["Location"] == f"/staff/sign-in/?next={addresses[name]}", name


def led_to_sign_in(statuses: Statuses | None) -> bool:
    """Whether a page sends only those away who have no account."""
    return statuses is not None and (statuses["nobody"], statuses["owner"]) == (SIGN_IN, 200)
