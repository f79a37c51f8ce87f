"""Whoever has a link and no account finds every page of staff closed, also below the link."""

import re

import pytest

from analytics.web.links import token_of
from surveys.models.audit import AnswerAudit, IdentityAudit
from tests.analytics.everything import released_once
from tests.analytics.walking import addresses, routes
from tests.surveys.views.staff_pages import SIGN_IN

STAFF = ("staff/", "releases/", "api/")
# By which one becomes staff, or learns how the API is asked; they say nothing of any study.
OPEN = (
    "staff/sign-",
    "staff/password/forgotten/",
    "staff/password/<",
    "api/v1/schema/",
    "api/v1/docs/",
)
ANYTHING = re.compile(r"<(?:str|slug):\w+>")


@pytest.fixture
def release(study):
    return released_once(study, "room")


@pytest.fixture
def token(release):
    return token_of(release.pk)


def paths(release, token):
    """Each route of staff, with its address as it is and with the token wherever it fits."""
    round = release.round
    examples = {
        "release_id": [release.pk],
        "round_id": [round.pk],
        "role_id": [round.pk],
        "token_id": [round.pk],
        "pending_id": [round.pk],
        "seminar_id": [round.pk],
        "factor_id": [0],
        "job_id": [round.pk],
        "instrument": [round.instrument.slug],
        "version": [round.instrument.version],
        "slug": [round.study.slug],
        "perceiver": ["PRC"],
        "target": ["JPN"],
        "chart": ["threat"],
        "uidb64": ["AA"],
        "number": [1],
        "token": [token],
        "name": ["blocks"],
    }
    for route in filter(lambda route: route.startswith(STAFF), routes()):
        (path,) = addresses(route, examples)
        yield route, path
        if ANYTHING.search(route):
            yield route, addresses(ANYTHING.sub(token, route), examples)[0]


def is_closed(reply):
    if reply.status_code == 302:
        return reply["Location"].startswith(SIGN_IN)
    # The API's list of studies is anybody's: it holds those that are public, of which here is none.
    nothing_public = (reply.status_code, reply.content) == (200, b"[]")
    return nothing_public or reply.status_code in (401, 404, 405)


def test_every_page_of_staff_is_closed_to_the_bearer_of_a_link(client, release, token):
    acts = AnswerAudit.objects.count(), IdentityAudit.objects.count()
    referer = {"Referer": f"http://testserver/r/{token}/matrix/"}
    assert client.get(f"/r/{token}/matrix/").status_code == 200
    walked = 0
    for route, path in paths(release, token):
        if not route.startswith(OPEN):
            walked += 1
            assert is_closed(client.get(path, headers=referer)), path
            assert is_closed(client.post(path, headers=referer)), path
    assert walked > 80
    assert (AnswerAudit.objects.count(), IdentityAudit.objects.count()) == acts


def test_no_page_of_staff_is_behind_a_link(client, release, token):
    opened = set()
    for _route, path in paths(release, token):
        for ask in (client.get, client.post):
            assert ask(f"/r/{token}{path}").status_code == 404, path
        end = path.removeprefix(f"/releases/{release.pk}")
        if end != path and client.get(f"/r/{token}{end}").status_code == 200:
            opened.add(end)
            assert client.post(f"/r/{token}{end}").status_code == 405, end
    # The room's link opens these, as its own pages.
    dyad = ("/PRC-JPN/", "/PRC-JPN/presentation/", "/PRC-JPN/brief/")
    shared = (
        *("/impressions/", "/levels/", "/vignettes/", "/grounds/"),
        *("/change/", "/reassurance/", "/compare/", "/self-image/", "/orders/"),
    )
    assert opened - {*shared} == {*dyad, "/charts/threat.svg", "/charts/threat.png"}
