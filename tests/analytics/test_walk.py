"""Whoever asks for whatever there is, at any stage, is told a function of the blocks and no more.

Two rounds are released twice: the second time others gave each answer, so that every tally is
another, but the blocks are the same. Whatever anybody is sent must be the same, byte for byte. Each
of the two is released, and asked for, once for all tests.
"""

import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from types import SimpleNamespace
from unittest import mock

import pytest
from django.db import connections
from django.test import Client
from django.urls import path

from analytics.computing import tally
from analytics.export.citations.formats import FORMATS
from analytics.export.store import Variant, stored_files
from analytics.release.audience import AUDIENCES
from analytics.web.catalogue import LINKSET
from analytics.web.links import token_of
from surveys.models.response import Rating
from surveys.seminars.running import show_counts
from tests import factories
from tests.analytics import twins, walking
from tests.analytics.made import bearer
from tests.analytics.walking import Who
from tests.surveys.seminars import act, counted, given, joined, make_seminar, opened
from tests.surveys.views.walking import invite

pytestmark = pytest.mark.slow

ROLES = ("owner", "facilitator", "researcher", "auditor")
# By whom pages are asked for that are about no release. Who may see which: tests/route_table.py.
ASKING_FOR_OTHERS = ("owner", "researcher", "anonymous")
# At the first stage everybody asks, and after it those alone whom a stage may reach.
ASKING = {
    "sides": ("researcher",),
    "room": ("researcher",),
    "researchers": ("researcher", "researcher's token", "outsider"),
    "public": ("outsider", "anonymous"),
}
# The stages at which every side's link is followed, not one alone.
EVERY_LINK = ("held", "sides")
# What there is of each dyad. A sheet is set from what its page says, and asked for of one dyad.
OF_A_DYAD = ("", "brief/", "presentation/")
SHEET = "/brief.pdf"
# What these say depends on the machine, on chance (a secret, a challenge) or on the hour.
ELSEWHERE = {
    "healthz",
    "readyz",
    "metrics",
    "staff/account/second-factors/app/",
    "staff/account/second-factors/passkey/",
    "staff/account/sessions/",
    "staff/jobs/",
}


@pytest.fixture(scope="module", autouse=True)
def no_time_passes():
    """However long a walk takes, nobody is asked again for the password."""
    now = time.time()
    with mock.patch("surveys.sessions.time", new=SimpleNamespace(time=lambda: now)):
        yield


@pytest.fixture(scope="module")
def study(module_db):
    return factories.make_study(slug="forum")


@pytest.fixture(scope="module")
def rounds(study):
    return twins.closed_rounds(study)


@pytest.fixture(scope="module")
def people(study, rounds):
    """By name a new browser or program of everybody who may come, but for the bearers of links."""
    users = {role: factories.make_staff(study, role) for role in ROLES}
    users["outsider"] = factories.make_staff(factories.make_study(), "facilitator")
    token = bearer(users["researcher"], study)
    return {
        **{name: partial(_signed_in, name, user) for name, user in users.items()},
        "researcher's token": lambda: Who("researcher's token", Client(), token),
        "anonymous": lambda: Who("anonymous", Client()),
    }


def _signed_in(name, user):
    client = Client()
    client.force_login(user)
    return Who(name, client)


@pytest.fixture(scope="module")
def beside(study, rounds):
    """Examples of what is beside releases: somebody who has not begun, in a round after those that
    are released, and a seminar that shows what it has counted."""
    token = invite(factories.make_round(study)).split("/")[2]
    seminar = make_seminar(study)
    seats = joined(seminar, 5)
    given(opened(seminar), seats, [3] * 5)
    act(show_counts, counted(seminar))
    return {"i/token": [token], "s/token": [seminar.join_code], "seminar_id": [seminar.pk]}


@contextmanager
def no_answer_is_read():
    """While somebody asks, no answer is fetched."""

    def refuse(execute, sql, params, many, context):
        assert "surveys_rating" not in sql, sql
        assert "surveys_response" not in sql, sql
        return execute(sql, params, many, context)

    with connections["default"].execute_wrapper(refuse):
        yield


def examples_of(release, beside):
    """What stands in addresses for the arguments of routes, and for parameters of the API."""
    return {
        "release_id": [release.pk],
        "round_id": [release.round_id],
        "slug": [release.round.study.slug],
        "instrument": [release.round.instrument.slug],
        "instruments/slug": [release.round.instrument.slug],
        "version": [release.round.instrument.version],
        "perceiver": twins.SIDES,
        "target": twins.SIDES[::-1],
        "chart": ["threat", "empathy", "threat-concerns", "PRC-JPN"],
        "r/token": links_to(release)[:1],
        "number": [1],
        "role_id": [uuid.UUID(int=0)],
        "pending_id": [uuid.UUID(int=0)],
        "job_id": [uuid.UUID(int=0)],
        "token_id": [uuid.UUID(int=0)],
        "uidb64": ["AA"],
        "factor_id": [0],
        "staff/name": ["no-such-session"],
        "staff/token": ["no-token"],
        "catalogue/name": [*(form.name for form in FORMATS), LINKSET],
        "name": [file.name for file in stored(release).files],
        "?language": release.round.languages,
        "?limit": [2],
        **beside,
    }


def stored(release):
    return stored_files(release.checksum, Variant.WITHOUT_CHANGES)


def links_to(release):
    """The tokens of the room's link and of each side's."""
    return [token_of(release.pk, side) for side in ("", *twins.SIDES)]


def walk(releases, people, beside, stages=AUDIENCES, other_pages=True):
    """All that anybody is sent at these stages; what is not about a release at the first alone.

    Everybody comes with a new browser: nothing depends on what they did before, or how long ago.
    """
    examples = examples_of(releases[-1], beside)
    urls = addresses(examples)
    others = {route: urls.pop(route) for route in list(urls) if not is_about_a_release(route)}
    asking = [people[name]() for name in ASKING_FOR_OTHERS if other_pages]
    answers = walking.everybody(AUDIENCES[0], asking, others)
    for stage in twins.stages(releases):
        if stage in stages:
            asking = [people[name]() for name in ASKING.get(stage, people)]
            answers |= walking.everybody(stage, asking, urls)
            links = links_to(releases[-1])[: None if stage in EVERY_LINK else 2]
            for number, token in enumerate(links):
                behind = addresses(examples | {"r/token": [token]}, "r/")
                holder = Who(f"bearer {number}", Client())
                answers |= walking.everybody(stage, [holder], behind)
    return answers


def addresses(examples, start=""):
    return {
        route: walking.addresses(route, examples)
        for route in walking.routes()
        if route not in ELSEWHERE and route.startswith(start)
    }


def is_about_a_release(route):
    return "release" in route or "round_id" in route or route == "catalogue/"


def differing(one, other):
    """Who is sent another answer, and where."""
    assert one.keys() == other.keys()
    return {key for key, answer in one.items() if answer != other[key]}


def raw():
    """Who gave which mark, question by question."""
    rows = Rating.objects.values_list("round", "question", "lens", "group", "mark")
    return sorted(map(str, rows))


@dataclass(frozen=True)
class Walk:
    """A twin's answers and releases, and what was sent: to everybody, and of all to the owner."""

    given: list[str]
    released: list[tuple[uuid.UUID, str]]
    sent: walking.Answers
    of_everything: walking.Answers


@pytest.fixture(scope="module")
def walks(rounds, people, beside):
    """Everything asked for while the rounds are released, once for either twin."""
    return [_walked(rounds, twin, people, beside) for twin in (twins.first, twins.last)]


def _walked(rounds, twin, people, beside):
    with twins.released(rounds, twin) as releases:
        given, released = raw(), [(release.pk, release.checksum) for release in releases]
        with no_answer_is_read():
            owner = people["owner"]()
            examples = examples_of(releases[-1], beside)
            pages = walking.every_page("held", owner, _of_each_dyad(addresses(examples)))
            of_everything = pages | walking.every_query("held", owner, examples)
            return Walk(given, released, walk(releases, people, beside), of_everything)


# --- The same blocks -----------------------------------------------------------------------------


def test_whatever_anybody_sees_at_any_stage_is_a_function_of_the_blocks(walks):
    one, other = walks
    assert one.given != other.given
    assert one.released == other.released
    assert differing(one.sent, other.sent) == set()
    assert_everything_is_sent_to_somebody(one.sent)


def test_so_is_every_page_and_every_table_with_each_filter_in_every_format(walks):
    one, other = walks
    assert differing(one.of_everything, other.of_everything) == set()
    answers = {url: answer.status for (_, _, url, _), answer in one.of_everything.items()}
    assert sum(status == 200 for status in answers.values()) > 200
    # No side has a dyad with itself, nor a brief of one.
    ends = tuple(f"/{side}-{side}/{page}" for side in twins.SIDES for page in OF_A_DYAD)
    refused = {url for url, status in answers.items() if status != 200}
    assert refused == {url for url in answers if url.endswith(ends)}


def _of_each_dyad(urls):
    """Without sheets, and without the pages behind links: these come with the room."""
    return {
        route: found
        for route, found in urls.items()
        if not route.startswith("r/") and not route.endswith(SHEET)
    }


def assert_everything_is_sent_to_somebody(sent):
    """No route is walked in vain: the owner sees it, is sent on or may only post to it."""
    found = {
        url: answer.status
        for (_, who, url, _), answer in sent.items()
        if who == ("bearer 0" if url.startswith("/r/") else "owner")
    }
    elsewhere = {url: status for url, status in found.items() if status not in (200, 302, 405)}
    # Nobody here is let set up studies, and change questionnaires for it.
    questionnaires = {url for url in elsewhere if url.startswith("/staff/instruments/")}
    # A form on paper is made for a seat and in a language, of which the address here has none.
    (sheet,) = (url for url in questionnaires if url.endswith("/paper.pdf"))
    assert len(questionnaires) == 6 + 1
    missing = {"/i/no/link/", "/staff/studies/new/", *questionnaires} - {sheet}
    assert elsewhere == dict.fromkeys(missing, 404) | {sheet: 422}
    assert len([url for url, status in found.items() if status == 200]) >= 20


# --- Another block -------------------------------------------------------------------------------


def test_a_block_that_differs_shows_and_only_to_those_who_may_read(rounds, people, beside, walks):
    stages = ["held", "researchers"]
    with twins.released(rounds, twins.first, differing="PRC>USA:military") as releases:
        sent = walk(releases, people, beside, stages, other_pages=False)
    found = differing(sent, {key: walks[0].sent[key] for key in sent})
    reading = {("held", who) for who in ("owner", "facilitator", "auditor")}
    reading |= {("researchers", who) for who in ("researcher", "researcher's token")}
    by_role = {(stage, who) for stage, who, _, _ in found if not who.startswith("bearer")}
    assert by_role == reading
    assert len({url for _, who, url, _ in found if who == "owner"}) >= 8


def only_those_who_gave_a_level(tallies, *promised):
    """A tempting change: the others' number is no secret, is it?"""
    levels = [one._replace(counts=(0, 0, 0, *one.counts[3:])) for one in tallies]
    return BLOCKS(levels, *promised)


BLOCKS = tally.blocks


def test_a_display_that_depends_on_more_than_the_blocks_would_show(rounds, people, monkeypatch):
    monkeypatch.setattr(tally, "blocks", only_those_who_gave_a_level)
    sent = []
    for twin in (twins.first, twins.last):
        with twins.released(rounds[:1], twin, with_files=False) as (release,):
            url = f"/api/v1/releases/{release.pk}/blocks/"
            sent.append(walking.everybody("held", [people["owner"]()], {"": [url]}))
    assert len(differing(*sent)) == 1


# --- The walk itself -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("route", "missing"),
    [
        ("releases/<uuid:release_id>/<str:page>/", "'page', or of 'releases/page'"),
        ("x/<str:token>/", "'token', or of 'x/token'"),
    ],
)
def test_a_route_without_an_example_stops_the_walk(route, missing):
    found = list(walking.routes([path(route, dict)], "/"))
    assert found == [f"/{route}"]
    with pytest.raises(pytest.fail.Exception, match=f"add an example of {missing}"):
        walking.addresses(route, {"release_id": [1], "i/token": ["a"]})


def test_a_parameter_without_listed_values_stops_the_walk(people):
    table = walking.Table("api/v1/studies/", {"since": []}, ["application/json"])
    url = f"/{table.route}"
    with pytest.raises(pytest.fail.Exception, match=r"add .\?since. to the examples"):
        list(walking.queries(replace(table, route=url), "/healthz", people["owner"](), {}))
    found = walking.queries(table, url, people["owner"](), {"?since": ["a", "x", "b"]})
    assert list(found) == [f"{url}?since=b"]
