"""Pages and API draw on releases alone: while they work, no answer is read."""

from contextlib import contextmanager

import pytest
from django.db import connections
from django.urls import get_resolver, reverse

from analytics.api.urls import urlpatterns as api_routes
from analytics.brief.urls import urlpatterns as brief_routes
from analytics.export.store import Variant
from analytics.models import Release
from analytics.web.urls import urlpatterns as page_routes
from tests import factories
from tests.analytics.stored import store_small_files

pytestmark = pytest.mark.slow

ROUTES = [*page_routes, *brief_routes, *api_routes]
# How the names of our routes begin.
OURS = ("api_", "catalogue", "heatmap", "dyad", "round_result", "release-brief")
# Routes that lead on to a page: to be posted to, or of what is not made yet.
LED_ON = ("/result/", "/confirm/", "/widen/", "/try-again/", "/remove/", "/briefs.zip")
PARQUET = "application/vnd.apache.parquet"
FORBIDDEN = (
    *("surveys_rating", "surveys_response", "surveys_envelope", "surveys_ownconcern"),
    "surveys_seminarseat",
)


@contextmanager
def no_answers_read():
    def refuse(execute, sql, params, many, context):
        assert not any(table in sql.lower() for table in FORBIDDEN), sql
        return execute(sql, params, many, context)

    with (
        connections["default"].execute_wrapper(refuse),
        connections["identity"].execute_wrapper(refuse),
    ):
        yield


def addresses(round, release):
    arguments = {
        "round_id": round.pk,
        "release_id": release.pk,
        "perceiver": "PRC",
        "target": "JPN",
        "chart": "PRC-JPN",
        "slug": round.study.slug,
        "version": 4,
        "name": "blocks.csv",
    }
    for route in ROUTES:
        known = dict(arguments)
        if "instruments/" in str(route.pattern):
            known["slug"] = "welch2013"
        if str(route.pattern).startswith("catalogue/"):
            known["name"] = "citation.bib"
        names = route.pattern.converters
        yield reverse(route.name, kwargs={name: known[name] for name in names})


@pytest.fixture(scope="module")
def study(module_db):
    return factories.make_study(slug="forum")


@pytest.fixture(scope="module")
def second_round(study):
    """A round in which all was asked that goes together, after another: every page has something
    to show. One of the sides is divided."""
    batteries = [battery.key for battery in factories.welch().batteries]
    for later in (False, True):
        modules = [*factories.FIRST_ROUND, *batteries, *(["trend"] if later else [])]
        round = factories.make_round(study, modules=modules, levels=["government", "public"])
        for side in ("PRC", "JPN", "ROK", "USA"):
            for level in round.levels if side == "PRC" else round.levels[:1]:
                for _ in range(5):
                    factories.respond(round, side=side, marks=2, level=level)
            factories.respond(round, seat="assessor", side=side, marks=1)
        factories.close(round)
    return round


@pytest.mark.parametrize("accept", ["*/*", "text/csv, */*;q=0.1", f"{PARQUET}, */*;q=0.1"])
def test_no_page_and_no_route_reads_an_answer(client, second_round, facilitator, accept):
    client.force_login(facilitator)
    release = Release.objects.get(round=second_round)
    store_small_files(release, Variant.WITH_CHANGES)
    urls = list(addresses(second_round, release))
    assert len(urls) == len(ROUTES) == 64
    with no_answers_read():
        for url in urls:
            response = client.get(url, headers={"Accept": accept})
            assert response.getvalue() or response.status_code == 302
            led_on = url.endswith(LED_ON)
            assert response.status_code == (302 if led_on else 200), url


def test_the_guard_would_notice(closed_round):
    from surveys.models.response import Rating

    with no_answers_read(), pytest.raises(AssertionError):
        Rating.objects.count()


def test_the_walk_is_over_all_routes_of_analytics():
    known = {route.name for route in ROUTES}
    mounted = {
        name
        for name in get_resolver().reverse_dict
        if isinstance(name, str) and name.startswith(OURS)
    }
    assert mounted <= known
