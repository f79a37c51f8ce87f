"""The standing cast of every test, and the house rules: no network, no warnings, no real keys."""

import pytest
from django.conf import settings as django_settings
from django.db import connections
from xdist.scheduler import LoadScopeScheduling

from analytics.release.triggers import thaw
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
        if configuration["ENGINE"] == "django.db.backends.sqlite3":
            configuration["TEST"]["NAME"] = str(VAR / f"test-{alias}.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Emptying the tables between tests must be allowed; tests of the triggers make them anew."""
    with django_db_blocker.unblock(), connections["default"].schema_editor() as editor:
        thaw(None, editor)


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
    """Eight participants a side and eight assessors: perceived serious, assessed low."""
    round = factories.make_round(study)
    for side in ("PRC", "JPN", "ROK", "USA"):
        for _ in range(8):
            factories.respond(round, side=side, marks=3)
        for _ in range(2):
            factories.respond(round, seat="assessor", side=side, marks=1)
    return factories.close(round)


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


# Tests of one room share a server, a browser or a Redis, and so one process.
ROOMS = {
    "tests/browser/": "browser",
    "tests/workers/": "servers",
    "tests/production/": "servers",
}


class RoomByRoom(LoadScopeScheduling):
    """Spreads tests one by one, but all of a room to the same process."""

    def _split_scope(self, nodeid):
        rooms = (room for folder, room in ROOMS.items() if nodeid.startswith(folder))
        return next(rooms, nodeid)


def pytest_xdist_make_scheduler(config, log):
    return RoomByRoom(config, log)


def pytest_collection_modifyitems(items):
    for item in items:
        _open_both_databases(item)


def _open_both_databases(item):
    """Every database test may use both databases: keeping them apart is the router's work."""
    marker = item.get_closest_marker("django_db")
    uses_database = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    if uses_database or marker:
        kwargs = dict(marker.kwargs) if marker else {}
        kwargs["databases"] = "__all__"
        item.add_marker(pytest.mark.django_db(**kwargs), append=False)
