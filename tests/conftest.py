"""The standing cast of every test, and the house rules: no network, no warnings, no real keys."""

import gc
import os
from unittest import mock

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.test import TestCase, override_settings
from django.utils.translation import activate
from nacl.pwhash import argon2id
from xdist.scheduler import LoadScopeScheduling

from analytics.release.triggers import TRIGGERS
from surveys.audit_triggers import APPEND_ONLY
from surveys.models.instrument import Instrument
from surveys.models.round import Round
from surveys.models.study import Study
from tests import factories
from tests.environment import VAR


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """SQLite as the product runs it: in files that several may use."""
    for alias in connections:
        configuration = connections[alias].settings_dict
        if configuration["ENGINE"] == "cs2survey.sqlite":
            configuration["TEST"]["NAME"] = str(VAR / f"test-{alias}.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Emptying the tables between tests must be allowed; tests of the triggers make them anew."""
    for triggers in (TRIGGERS, *APPEND_ONLY.values()):
        alias = triggers.database
        with django_db_blocker.unblock(), connections[alias].schema_editor() as editor:
            triggers.thaw(None, editor)


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker):
    """A transaction around the tests of a module, for fixtures that are built once for all of them.

    Each test runs in a transaction of its own inside it, so that it finds these rows as they were
    built. Not for modules with a test that commits (`transactional_db`).
    """

    class Module(TestCase):
        databases = frozenset(connections)

    with django_db_blocker.unblock():
        transactions = Module._enter_atomics()
        yield
        Module._rollback_atomics(transactions)


@pytest.fixture(autouse=True)
def _in_english():
    """A request leaves its language behind in the thread, and the next test may make none."""
    activate(django_settings.LANGUAGE_CODE)
    yield
    activate(django_settings.LANGUAGE_CODE)


# What it costs to make a key of a passphrase, where it is in use.
COST_OF_A_PASSPHRASE = {
    "OPSLIMIT_MODERATE": argon2id.OPSLIMIT_MODERATE,
    "MEMLIMIT_MODERATE": argon2id.MEMLIMIT_MODERATE,
}
LEAST_COST = {
    "OPSLIMIT_MODERATE": argon2id.OPSLIMIT_MIN,
    "MEMLIMIT_MODERATE": argon2id.MEMLIMIT_MIN,
}


@pytest.fixture(scope="session", autouse=True)
def _quick():
    """Cheap passwords and passphrases, plain static names, no limit on requests to the API.

    Also for what a module builds once.
    """
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    cheap = override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={**django_settings.STORAGES, "staticfiles": plain},
        API_REQUESTS_PER_MINUTE=0,
        API_PUBLIC_REQUESTS_PER_MINUTE=0,
    )
    with cheap, mock.patch.multiple(argon2id, **LEAST_COST):
        yield


@pytest.fixture(autouse=True)
def _quiet(request):
    """A broker that takes messages and keeps quiet."""
    if not request.node.get_closest_marker("worker"):
        from cs2survey.celery import app

        app.conf.update(broker_url="memory://", broker_transport_options={})


@pytest.fixture
def instrument(db) -> Instrument:
    return factories.make_instrument()


@pytest.fixture
def study(db) -> Study:
    return factories.make_study(slug="forum")


@pytest.fixture
def draft_round(study) -> Round:
    return factories.make_round(study, state="draft")


@pytest.fixture
def open_round(study) -> Round:
    return factories.make_round(study)


@pytest.fixture
def closed_round(study) -> Round:
    return factories.make_closed_round(study)


@pytest.fixture
def facilitator(study):
    return factories.make_staff(study, "facilitator", "facilitator")


@pytest.fixture
def researcher(study):
    return factories.make_staff(study, "researcher", "researcher")


@pytest.fixture
def outsider(db):
    """Facilitator of another study."""
    return factories.make_staff(factories.make_study(), "facilitator", "outsider")


# --- How often rubbish is looked for --------------------------------------------------------------


def pytest_collection_finish():
    """What is loaded by now stays, and need not be looked through again and again."""
    gc.collect()
    gc.freeze()


# --- Which process runs which test ----------------------------------------------------------------

# Pages that are answered in the test's own process, and only laid before a browser.
STAGED = ("accessibility", "brief", "chart_words", "instruments", "keyboard", "showing")
# Tests of one room share a server, a browser or two databases, and so one process.
ROOMS = {
    **{f"tests/browser/test_{name}.py": "stage" for name in STAGED},
    "tests/browser/": "demonstration",
    "tests/workers/": "servers",
    "tests/production/postgres/": "databases",
}
# In these rooms one often waits for a server: meanwhile another process can work.
WAITING = ("demonstration", "servers", "databases")
# What takes longest, the longest first.
LONG = (
    "tests/browser/",
    "tests/workers/",
    "tests/analytics/test_walk.py",
    "tests/production/",
    "tests/analytics/test_hostile_input.py",
    "tests/test_routes.py",
)


class RoomByRoom(LoadScopeScheduling):
    """Gives each process whole rooms and whole files."""

    def _split_scope(self, nodeid):
        rooms = (room for beginning, room in ROOMS.items() if nodeid.startswith(beginning))
        return next(rooms, nodeid.partition("::")[0])


def pytest_xdist_make_scheduler(config, log):
    config.option.loadscopereorder = False
    return RoomByRoom(config, log)


def pytest_xdist_auto_num_workers():
    return len(os.sched_getaffinity(0)) + len(WAITING)


def pytest_addoption(parser):
    parser.addoption(
        "--database-only", action="store_true", help="run only tests that use a database"
    )


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config, items):
    """What takes longest begins first, so that no process is left with it when all is done."""
    for item in items:
        _open_both_databases(item)
    if config.option.database_only:
        _deselect(config, items)
    result = yield
    items.sort(key=_turn)
    return result


def _turn(item):
    turns = (turn for turn, start in enumerate(LONG) if item.nodeid.startswith(start))
    return next(turns, len(LONG))


def _open_both_databases(item):
    """Every database test may use both databases: keeping them apart is the router's work."""
    marker = item.get_closest_marker("django_db")
    if marker or uses_database(item):
        kwargs = dict(marker.kwargs) if marker else {}
        kwargs["databases"] = "__all__"
        item.add_marker(pytest.mark.django_db(**kwargs), append=False)


def _deselect(config, items):
    """Leave out whatever has nothing to do with a database."""
    others = [item for item in items if not item.get_closest_marker("django_db")]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item.get_closest_marker("django_db")]


def uses_database(item):
    fixtures = {"db", "transactional_db", "module_db"}
    return bool(fixtures & set(getattr(item, "fixturenames", ())))
