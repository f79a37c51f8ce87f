"""Whatever stands in an address, a parameter or a header of the API is answered in words."""

import pytest
from django.test import Client

from tests.analytics import walking
from tests.analytics.hostile import SAMPLE, VALUES, send
from tests.analytics.made import bearer, make_release

SENT = {what: VALUES[what] for what in (*SAMPLE, "letters that are not seen", "markup")} | {
    "a long value": [b"x" * 5_000],
    "two values": [b"PRC", b"JPN"],
}
# Files of the release here are not made yet: 503.
ANSWERED = {200, 302, 400, 401, 404, 503}
# What stands in an address, as it is sent.
PLACES = ["%00", "%FF", "%ED%A0%80", "..%2F..%2Fetc", "%E2%80%AE", "9" * 400, "x" * 3_000, "%0D%0A"]
PLACED = {
    "name": "/api/v1/releases/{release}/files/{x}",
    "chart": "/releases/{release}/charts/{x}.svg",
    "side": "/releases/{release}/{x}-JPN/",
    "sides": "/releases/{release}/PRC-{x}/brief.pdf",
    "link": "/r/{x}/",
    "invitation": "/i/{x}/",
    "version": "/api/v1/instruments/welch2013/{x}/",
    "page": "/answer/{x}/",
    "release": "/api/v1/releases/{x}/cells/",
    "password": "/staff/password/{x}/{x}/",
    "study": "/api/v1/studies/{x}/",
}
HEADERS = {
    "Authorization": ["Bearer", "Bearer \xff", "Bearer " + "x" * 5_000, "Bearer a b", "Basic ="],
    "Accept": ["*", "text/csv;q=x", "/", "a/b;" * 500, "\xff"],
    "Accept-Language": ["\xff", "x" * 5_000, "zh-Hans-" * 50],
    "Range": ["bytes=-", "bytes=9-1", "bytes=" + "9" * 400 + "-", "x"],
    "Cookie": ["cs2survey=\x01; csrftoken=\xff", "sessionid=" + "x" * 5_000],
}


@pytest.fixture
def release(study):
    return make_release(study, audience="researchers")


@pytest.fixture
def program(study, researcher):
    return Client(headers=bearer(researcher, study))


def test_every_parameter_is_refused_by_name_or_taken(program, release):
    examples = {
        "release_id": [release.pk],
        "slug": ["forum"],
        "instruments/slug": ["welch2013"],
        "version": [release.round.instrument.version],
        "name": ["blocks.csv"],
    }
    faults, asked = [], set()
    for table in walking.tables():
        (url,) = walking.addresses(table.route, examples)
        for name in {*table.parameters, "unknown"} - asked:
            asked.add(name)
            for what, values in SENT.items():
                reply = send(program, "get", f"{url}?{_query(name, values)}")
                if reply.status not in ANSWERED or reply.error:
                    faults.append((url, name, what, reply.status, reply.error))
                if reply.status == 400 and name.encode() not in reply.content:
                    faults.append((url, name, what, reply.content[:200]))
    assert faults == []
    assert len(asked) > 15


def _query(name, values):
    return "&".join(f"{name}={''.join(f'%{byte:02X}' for byte in value)}" for value in values)


@pytest.mark.parametrize("place", PLACED)
def test_every_place_in_an_address_is_answered(program, client, staff_client, release, place):
    for written in PLACES:
        url = PLACED[place].format(release=release.pk, x=written)
        for who in (program, staff_client):
            reply = send(who, "get", url)
            assert (reply.status in ANSWERED, reply.error) == (True, ""), url


@pytest.fixture
def staff_client(study, researcher):
    client = Client()
    client.force_login(researcher)
    return client


@pytest.mark.parametrize("header", HEADERS)
def test_every_header_is_answered(release, study, researcher, header):
    for value in HEADERS[header]:
        headers = bearer(researcher, study) | {header: value}
        client = Client(headers=headers)
        for url in (f"/api/v1/releases/{release.pk}/cells/", "/staff/sign-in/", "/answer/"):
            reply = send(client, "get", url)
            assert (reply.status < 500, reply.error) == (True, ""), (url, value)
