"""The standing cast of every test, and the house rules: no network, no warnings, no real keys."""

import os

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.test import TestCase
from django.utils.translation import activate
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


@pytest.fixture(autouse=True)
def _quick_and_quiet(settings, request):
    """Cheap passwords, plain static names, and a broker that takes messages and keeps quiet."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
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


# --- Which process runs which test ----------------------------------------------------------------

# Tests of one room share a server or a browser, and so one process.
ROOMS = {"tests/browser/": "browser", "tests/workers/": "servers"}
# Each test of these files takes long and shares nothing with the others.
ONE_BY_ONE = ("tests/analytics/test_walk.py",)
LONG = (*ROOMS, *ONE_BY_ONE, "tests/production/")


class RoomByRoom(LoadScopeScheduling):
    """Gives each process whole rooms and whole files."""

    def _split_scope(self, nodeid):
        if nodeid.startswith(ONE_BY_ONE):
            return nodeid
        rooms = (room for folder, room in ROOMS.items() if nodeid.startswith(folder))
        return next(rooms, nodeid.partition("::")[0])


def pytest_xdist_make_scheduler(config, log):
    config.option.loadscopereorder = False
    return RoomByRoom(config, log)


def pytest_xdist_auto_num_workers():
    """A process more for each room: those that test servers and browsers often wait."""
    return len(os.sched_getaffinity(0)) + len(set(ROOMS.values()))


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
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
    return result


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
