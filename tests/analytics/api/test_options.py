"""What a route does is said in JSON, whatever the rows of the route are written in."""

import pytest

from analytics.api.urls import urlpatterns
from tests import factories
from tests.analytics.api.complaints import complaints
from tests.analytics.api.conftest import mixed
from tests.analytics.made import bearer, make_release

ROUTES = [route for route in urlpatterns if route.name not in ("schema", "api_docs")]


@pytest.fixture(scope="module")
def study(module_db):
    return factories.make_study(slug="forum")


@pytest.fixture(scope="module")
def release(study):
    return make_release(study, mixed, audience="researchers")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_route_says_what_it_does_in_json(client, study, researcher, release, route):
    path = str(route.pattern)
    for argument, value in {
        "<uuid:release_id>": release.pk,
        "<slug:slug>": "welch2013" if "instruments" in path else "forum",
        "<int:version>": 1,
        "<str:name>": "blocks.csv",
    }.items():
        path = path.replace(argument, str(value))
    headers = bearer(researcher, study)
    has_format = route.callback.cls.has_format
    for renderer in route.callback.cls.renderer_classes:
        for query, accept in (
            ({"format": renderer.format} if has_format else {}, "*/*"),
            ({}, renderer.media_type),
        ):
            response = client.options(
                f"/api/v1/{path}", query_params=query, headers=headers | {"Accept": accept}
            )
            assert response.status_code == 200, (path, renderer.format)
            assert response["Content-Type"] == "application/json"
            assert response.json()["name"]
            assert "GET" in response["Allow"]


def test_a_format_that_there_is_not_is_refused_in_json(client, study, researcher, release):
    url = f"/api/v1/releases/{release.pk}/cells/?format=xml"
    response = client.options(url, headers=bearer(researcher, study))
    assert "is not one of: json, ndjson, csv, parquet" in complaints(response)["format"][0]
