"""Every error below /api/v1/ is problem details, in the language of the request."""

import json

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client, override_settings
from django.utils import translation
from rest_framework.exceptions import (
    AuthenticationFailed,
    NotAcceptable,
    PermissionDenied,
    Throttled,
    UnsupportedMediaType,
)

from analytics.api import problems, views
from tests.analytics.api.complaints import MEDIA_TYPE
from tests.analytics.made import bearer

STUDIES = "/api/v1/studies/"
# How a request goes wrong → the kind of problem.
REQUESTS = {
    "/api/v1/": "not-found",
    "/api/v1/nothing/": "not-found",
    "/api/v1/studies/none/": "not-found",
    "/api/v1/studies/a%20b/": "not-found",
    "/api/v1/releases/1/cells/": "not-found",
    "/api/v1/releases/not-an-id/": "not-found",
    "/api/v1/instruments/welch2013/x/": "not-found",
    "/api/v1/studies/?format=x": "invalid-parameter",
    "/api/v1/studies/?format=": "invalid-parameter",
    "/api/v1/studies/?x=1": "unknown-parameter",
    "/api/v1/studies/?cursor=x": "invalid-cursor",
    "/api/v1/studies/?limit=0": "invalid-parameter",
    "/api/v1/studies/?fields=": "invalid-parameter",
    "/api/v1/schema/?x=1": "unknown-parameter",
    "/api/v1/schema/?format=x": "invalid-parameter",
    "/api/v1/docs/?x=1": "unknown-parameter",
}


@pytest.fixture
def program(study, researcher):
    return Client(headers=bearer(researcher, study), raise_request_exception=False)


def assert_is_problem(response, kind, path=None):
    content = json.loads(response.content)
    assert response["Content-Type"] == MEDIA_TYPE
    assert content["type"] == f"http://localhost:8000/api/v1/docs/#{kind}"
    assert content["status"] == response.status_code == problems.KINDS[kind].status
    assert content["title"] == str(problems.KINDS[kind].title)
    assert content["detail"].endswith(".")
    assert path is None or content["instance"] == path
    assert response["Cache-Control"] == "no-store"
    return content


@pytest.mark.parametrize("address", REQUESTS)
def test_whatever_goes_wrong_is_a_problem_of_its_kind(program, address):
    response = program.get(address, headers={"Accept": "text/html, text/csv, */*"})
    assert_is_problem(response, REQUESTS[address], address.partition("?")[0])


def test_other_pages_stay_pages(program):
    response = program.get("/nothing/")
    assert (response.status_code, response["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_a_slash_that_is_left_out_is_put_in(program):
    response = program.get("/api/v1/studies?format=csv")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/studies/?format=csv")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_is_only_read(program, method):
    response = getattr(program, method)(STUDIES, "<a>", content_type="text/xml")
    assert_is_problem(response, "method-not-allowed")
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_instead_of_other_credentials_a_token_is_named(client, db):
    response = client.get(STUDIES, headers={"Authorization": "Basic eDp5"})
    content = assert_is_problem(response, "not-authenticated")
    assert "Authorization: Bearer cs2_…" in content["detail"]
    assert response["WWW-Authenticate"].startswith("Bearer")


# An exception while answering → the kind of problem, its own words, and a header.
RAISED = [
    (Throttled(7), "too-many-requests", "", ("Retry-After", "7")),
    (PermissionDenied("CSRF Failed"), "forbidden", "", None),
    (NotAcceptable("None of these."), "not-acceptable", "None of these.", None),
    (AuthenticationFailed("It expired."), "not-authenticated", "It expired.", None),
    (SuspiciousOperation("x"), "bad-request", "", None),
    (ZeroDivisionError("secret"), "server-error", "", None),
]


@pytest.mark.parametrize(("exc", "kind", "words", "header"), RAISED)
def test_what_is_raised_becomes_a_problem(program, monkeypatch, exc, kind, words, header):
    def fail(request):
        raise exc

    monkeypatch.setattr(views, "visible_studies", fail)
    response = program.get(STUDIES)
    content = assert_is_problem(response, kind, STUDIES)
    assert content["detail"] == (words or str(problems.KINDS[kind].meaning))
    assert header is None or response[header[0]] == header[1]


def test_a_status_without_a_kind_of_its_own_keeps_its_number(program, monkeypatch):
    def fail(request):
        raise UnsupportedMediaType("text/xml")

    monkeypatch.setattr(views, "visible_studies", fail)
    response = program.get(STUDIES)
    assert (response.status_code, response.json()["status"]) == (415, 415)
    assert response.json()["type"].endswith("#bad-request")


def test_what_is_too_large_is_a_problem(program):
    response = program.generic("POST", STUDIES, b"x", headers={"X-Body-Length": "99999999999"})
    assert_is_problem(response, "too-large")


def test_several_parameters_are_each_named(program):
    content = program.get(f"{STUDIES}?x=1&limit=a&y=").json()
    there = "There is no such parameter here. There are: fields, limit, cursor, format."
    assert content["errors"] == [
        {"parameter": "x", "detail": there},
        {"parameter": "y", "detail": there},
    ]
    assert content["detail"] == (
        "These parameters cannot be used as they are: x, y. “errors” says why."
    )


# --- Languages and addresses ---------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "ja", "ko"])
def test_problems_are_in_the_language_of_the_request(program, language, monkeypatch):
    def title_in(_):
        return f"<{translation.get_language()}>"

    kind = problems.Kind(404, translation.gettext_lazy("x"), translation.gettext_lazy("y"))
    monkeypatch.setattr("django.utils.translation._trans.gettext", title_in)
    monkeypatch.setattr(problems, "KINDS", {**problems.KINDS, "not-found": kind})
    for address in ("studies/none/", "nothing/"):
        response = program.get(f"/api/v1/{address}", headers={"Accept-Language": language})
        content = json.loads(response.content)
        assert (content["title"], content["detail"]) == (f"<{language}>",) * 2
        assert response["Content-Language"] == language
        assert "Accept-Language" in response["Vary"]


def test_the_type_of_a_problem_leads_to_its_section(client, db):
    page = client.get("/api/v1/docs/").content.decode()
    for name, kind in problems.KINDS.items():
        with override_settings(BASE_URL="https://survey.example.org"):
            assert problems.type_of(name) == f"https://survey.example.org/api/v1/docs/#{name}"
        assert f'<dt id="{name}"><code>{kind.status} {name}</code>' in page


def test_of_one_status_the_most_general_kind_is_taken():
    assert problems.kind_of_status(400) == "bad-request"
    assert problems.kind_of_status(418) == "bad-request"
    assert problems.kind_of_status(502) == "server-error"
    assert problems.kind_of_status(404) == "not-found"
