"""Every route of the API, asked for with tokens of another study, of too few scopes, and with dead
ones: nobody is sent a byte of what is not theirs.

Two studies with different questionnaires are released, and a third to all; once for all tests.
"""

import re
import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from analytics.api.scopes import ROUTES, WITH_RECORDS
from analytics.models import Record
from surveys.inviting import digest
from surveys.models.staff import ApiToken
from tests import factories
from tests.addresses import addresses_of
from tests.analytics.made import bearer, make_release
from tests.analytics.stored import store_small_files

SCOPES = ("metadata", "tables", "records", "files")
OPEN_TO_ALL = {"api_docs", "api_root"}


def of_the_api(release, **others) -> dict[str, str]:
    """An address of every route of the API about this release and what belongs to it."""
    found = addresses_of(release.round, release_id=release.pk) | others
    return {
        name: address
        for name, address in found.items()
        if address.startswith("/api/v1/") and name not in OPEN_TO_ALL | {"schema"}
    }


def marks_of(release) -> list[bytes]:
    """What tells a release, its study and its questionnaire from all others."""
    names = (release.pk, release.checksum, release.round.study.slug, release.round.study_id)
    return [str(name).encode() for name in names]


def released(slug, document=None, **others):
    study = factories.make_study(slug=slug)
    release = make_release(study, audience="researchers", document=document, **others)
    store_small_files(release)
    return release


@pytest.fixture(scope="module")
def theirs(module_db):
    """A release of a study of others, with a questionnaire that nobody else has."""
    return released("second-forum", factories.short())


@pytest.fixture(scope="module")
def mine(module_db):
    release = released("first-forum")
    make_release(release.round.study, audience="held")
    return release


@pytest.fixture(scope="module")
def public(module_db):
    """A release to all; beside it a round that is not, and a draft."""
    study = factories.make_study(slug="open-forum")
    release = make_release(study, audience="public", document=factories.large(2))
    store_small_files(release)
    make_release(study, audience="researchers")
    factories.make_round(study, state="draft")
    return release


@pytest.fixture(scope="module")
def people(mine, theirs, public):
    """A researcher of each study."""
    return {
        release.round.study.slug: factories.make_staff(release.round.study, "researcher")
        for release in (mine, theirs, public)
    }


@pytest.fixture
def token_for(people):
    """Makes a token of a study's researcher, with these scopes alone."""

    def make(release, scopes=SCOPES, **fields):
        study = release.round.study
        return bearer(people[study.slug], study, scopes=[*scopes], **fields)

    return make


def get(client, address, headers=None):
    """Status, body and those headers that could name anything.

    A problem repeats the address that whoever asks has sent: it is left out.
    """
    response = client.get(address, headers=headers or {})
    body = b"".join(response) if response.streaming else response.content
    if response.status_code >= 400:
        body = body.replace(address.encode(), b"")
    said = b"\n".join(f"{name}: {value}".encode() for name, value in response.items())
    return SimpleNamespace(
        status=response.status_code,
        body=body,
        all=said + body,
        why=response.headers.get("WWW-Authenticate", ""),
    )


def nowhere(address, release) -> str:
    """The same address of what is not there."""
    instrument = f"{release.round.instrument.slug}/{release.round.instrument.version}/"
    for there, not_there in (
        (str(release.pk), str(uuid.UUID(int=7))),
        (f"studies/{release.round.study.slug}/", "studies/nothing/"),
        (f"instruments/{instrument}", "instruments/nothing/1/"),
    ):
        address = address.replace(there, not_there)
    return address


def assert_hidden(client, release, headers):
    """Every route about the release is answered as one about nothing, and says nothing of it."""
    for name, address in of_the_api(release).items():
        answer = get(client, address, headers)
        assert not any(mark in answer.all for mark in marks_of(release)), name
        if name != "api_studies":
            assert answer.status == 404, name
            of_nothing = get(client, nowhere(address, release), headers)
            assert (answer.status, answer.body) == (of_nothing.status, of_nothing.body), name


def test_every_route_is_given_its_scopes(mine):
    assert set(ROUTES) == set(of_the_api(mine))
    assert set(ROUTES.values()) == {frozenset({scope}) for scope in SCOPES}
    assert len(ROUTES) > 25


def test_a_token_of_one_study_opens_nothing_of_another(client, mine, theirs, token_for):
    assert_hidden(client, theirs, token_for(mine))
    assert_hidden(client, mine, token_for(theirs))


def test_nor_does_a_token_of_somebody_with_roles_in_both(client, mine, theirs, people, token_for):
    people["first-forum"].roles.create(study=theirs.round.study_id, role="owner")
    assert_hidden(client, theirs, token_for(mine))


def test_nor_one_whose_holder_has_lost_the_role(client, mine, people, token_for):
    headers = token_for(mine)
    people["first-forum"].roles.all().delete()
    assert_hidden(client, mine, headers)


def test_nobody_sees_what_is_not_public(client, mine, theirs, public):
    for release in (mine, theirs):
        assert_hidden(client, release, None)
    others = [r for r in public.round.study.rounds.all() if r != public.round]
    closed = next(round for round in others if round.state == "closed").release
    for name, address in of_the_api(closed).items():
        if str(closed.pk) in address:
            assert get(client, address).status == 404, name


@pytest.mark.parametrize("scope", SCOPES)
def test_a_token_opens_what_its_scope_names_and_is_told_what_it_lacks(
    client, mine, token_for, scope
):
    headers = token_for(mine, [scope])
    for name, address in of_the_api(mine).items():
        answer = get(client, address, headers)
        if scope in ROUTES[name]:
            assert answer.status == 200, name
            continue
        (needed,) = ROUTES[name]
        assert answer.status == 403, name
        assert re.search(rf'error="insufficient_scope".*, scope="{needed}"$', answer.why), name
        assert f"lacks the scope: {needed}." in answer.body.decode()
        assert not any(mark in answer.all for mark in marks_of(mine)), name


def test_files_with_records_need_both_scopes(client, mine, token_for):
    release = make_release(mine.round.study, audience="researchers")
    store_small_files(release)
    addresses = of_the_api(release)
    for has_records in (False, True):
        if has_records:
            Record.objects.create(release=release, group="PRC", about={}, answers={})
        for name in ("api_files", *WITH_RECORDS):
            for scopes in (["files"], ["files", "records"]):
                answer = get(client, addresses[name], token_for(mine, scopes))
                lacks = has_records and name in WITH_RECORDS and scopes == ["files"]
                assert answer.status == (403 if lacks else 200), (name, scopes)
                assert ('scope="records"' in answer.why) == lacks


def test_a_route_that_nobody_gave_scopes_needs_all(client, mine, token_for, monkeypatch):
    monkeypatch.delitem(ROUTES, "api_study")
    few = get(client, "/api/v1/studies/first-forum/", token_for(mine, ["metadata", "files"]))
    assert few.why.endswith('scope="tables records"')
    assert get(client, "/api/v1/studies/first-forum/", token_for(mine)).status == 200


def test_dead_tokens_open_nothing_and_all_routes_say_the_same(client, mine, public, token_for):
    yesterday = timezone.localdate() - timedelta(days=1)
    expired = token_for(mine, expires_on=yesterday)
    revoked = token_for(mine)
    key = revoked["Authorization"].split()[1]
    ApiToken.objects.filter(digest=digest(key)).delete()
    malformed = {"Authorization": f"Bearer {key[:-1]}"}
    for headers, words in ((expired, "expired"), (revoked, "revoked"), (malformed, "cs2_")):
        answers = [
            get(client, address, headers)
            for release in (mine, public)
            for address in of_the_api(release).values()
        ]
        assert {answer.status for answer in answers} == {401}
        assert len({(answer.body, answer.why) for answer in answers}) == 1
        assert words in answers[0].why
        for answer in answers:
            assert not any(mark in answer.all for mark in [*marks_of(mine), *marks_of(public)])


@pytest.mark.parametrize("who", ["nobody", "another's token", "a token of too few scopes"])
def test_what_is_public_is_open_to_whoever_asks(client, mine, public, token_for, who):
    headers = {
        "nobody": lambda: None,
        "another's token": lambda: token_for(mine, ["records"]),
        "a token of too few scopes": lambda: token_for(public, ["records"]),
    }[who]()
    addresses = of_the_api(public)
    for name, address in addresses.items():
        if name != "api_studies":
            assert get(client, address, headers).status == 200, name
    rounds, releases = (
        client.get(addresses[name], headers=headers or {}).json()
        for name in ("api_rounds", "api_releases")
    )
    assert [(row["number"], row["state"]) for row in rounds] == [(1, "closed")]
    assert [row["id"] for row in releases] == [str(public.pk)]


def test_lists_of_studies(client, mine, public, token_for):
    def slugs(headers):
        return [row["slug"] for row in client.get("/api/v1/studies/", headers=headers).json()]

    assert slugs({}) == ["open-forum"]
    assert slugs(token_for(mine)) == ["first-forum"]
    assert slugs(token_for(public)) == ["open-forum"]


def test_a_role_and_its_scope_open_more_than_what_is_public(client, public, token_for):
    headers = token_for(public, ["metadata"])
    rounds = client.get("/api/v1/studies/open-forum/rounds/", headers=headers).json()
    assert [row["state"] for row in rounds] == ["closed", "closed", "draft"]
    assert len(client.get("/api/v1/studies/open-forum/releases/", headers=headers).json()) == 2
