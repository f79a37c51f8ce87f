import pytest
from django.utils import timezone

from analytics.api.urls import urlpatterns
from surveys.models.instrument import Instrument
from tests import factories
from tests.analytics.api.complaints import without_its_address
from tests.analytics.made import bearer, make_release
from tests.analytics.stored import store_small_files

# Who asks → the status of routes about a held release, about one open to researchers, and about
# the study itself.
TABLE = {
    "owner": (200, 200, 200),
    "facilitator": (200, 200, 200),
    "auditor": (200, 200, 200),
    "researcher": (404, 200, 200),
    "outsider": (404, 404, 404),
    "nobody": (404, 404, 404),
    "owner's token": (200, 200, 200),
    "researcher's token": (404, 200, 200),
    "own token for another study": (404, 404, 404),
    "outsider's token": (404, 404, 404),
    "outsider's token for this study": (404, 404, 404),
    "expired token": (401, 401, 401),
}
OF_A_RELEASE = {
    "api_release": "releases/{release}/",
    "api_canonical": "releases/{release}/canonical/",
    "api_cells": "releases/{release}/cells/",
    "api_means": "releases/{release}/means/",
    "api_level_gaps": "releases/{release}/level_gaps/",
    "api_changes": "releases/{release}/changes/",
    "api_blocks": "releases/{release}/blocks/",
    "api_impressions": "releases/{release}/impressions/",
    "api_concern_changes": "releases/{release}/concern_changes/",
    "api_reported_changes": "releases/{release}/reported_changes/",
    **{
        f"api_{table}": f"releases/{{release}}/{table}/"
        for table in (
            *("batteries", "undetermined", "grounds", "ground_gaps"),
            *("zones", "self_images", "orders", "order_predictions"),
        )
    },
    "api_records": "releases/{release}/records/",
    "api_codebook": "releases/{release}/codebook/",
    "api_files": "releases/{release}/files/",
    "api_file": "releases/{release}/files/blocks.csv",
}
OF_A_STUDY = {
    "api_study": "studies/forum/",
    "api_rounds": "studies/forum/rounds/",
    "api_releases": "studies/forum/releases/",
    "api_references": "studies/forum/references/",
    "api_instrument": "instruments/welch2013/4/",
    "api_parties": "instruments/welch2013/4/parties/",
    "api_threats": "instruments/welch2013/4/threats/",
}
OPEN_TO_ALL = ["schema", "api_docs"]


@pytest.fixture(scope="module")
def study(module_db):
    return factories.make_study(slug="forum")


@pytest.fixture(scope="module")
def held(study):
    return make_release(study)


@pytest.fixture(scope="module")
def opened(study):
    return make_release(study, audience="researchers")


def ask_as(client, who, study):
    """Headers of the request, the client signed in if need be."""
    other = factories.make_study()
    outsider = factories.make_staff(other, "owner")
    if who in ("owner", "facilitator", "auditor", "researcher"):
        client.force_login(factories.make_staff(study, who))
        return {}
    if who == "outsider":
        client.force_login(outsider)
        return {}
    if who == "nobody":
        return {}
    owner = factories.make_staff(study, "owner")
    return {
        "owner's token": lambda: bearer(owner, study),
        "researcher's token": lambda: bearer(factories.make_staff(study, "researcher"), study),
        "own token for another study": lambda: bearer(owner, other),
        "outsider's token": lambda: bearer(outsider, other),
        "outsider's token for this study": lambda: bearer(outsider, study),
        "expired token": lambda: bearer(
            owner, study, expires_on=timezone.localdate() - timezone.timedelta(days=1)
        ),
    }[who]()


@pytest.mark.parametrize("who", TABLE)
def test_who_sees_what(client, study, held, opened, who):
    for release in (held, opened):
        store_small_files(release)
    headers = ask_as(client, who, study)

    def status(path):
        response = client.get(f"/api/v1/{path}", headers=headers)
        response.getvalue()  # a file is closed when it has been read
        return response.status_code

    def statuses(routes, release=None):
        return {status(path.format(release=release)) for path in routes.values()}

    found = (
        statuses(OF_A_RELEASE, held.pk),
        statuses(OF_A_RELEASE, opened.pk),
        statuses(OF_A_STUDY),
    )
    assert found == tuple({expected} for expected in TABLE[who])


@pytest.mark.parametrize("who", TABLE)
def test_lists_hold_only_what_one_may_see(client, study, held, opened, who):
    headers = ask_as(client, who, study)
    studies = client.get("/api/v1/studies/", headers=headers)
    releases = client.get("/api/v1/studies/forum/releases/", headers=headers)
    seen = TABLE[who]
    if seen[2] == 401:
        assert studies.status_code == 401
        return
    assert ("forum" in [row["slug"] for row in studies.json()]) == (seen[2] == 200)
    if seen[2] == 200:
        assert len(releases.json()) == (2 if seen[0] == 200 else 1)


def test_every_route_is_in_the_table():
    known = [*OF_A_RELEASE, *OF_A_STUDY, *OPEN_TO_ALL, "api_studies"]
    assert sorted(pattern.name for pattern in urlpatterns) == sorted(known)


def test_what_is_hidden_answers_as_what_is_not_there(client, study, researcher):
    hidden = make_release(study)
    headers = bearer(researcher, study)
    nowhere = factories.make_study(slug="hidden")
    for there, not_there in (
        (f"releases/{hidden.pk}/", f"releases/{study.pk}/"),
        (f"releases/{hidden.pk}/cells/", f"releases/{study.pk}/cells/"),
        (f"studies/{nowhere.slug}/", "studies/nothing/"),
    ):
        answers = [client.get(f"/api/v1/{path}", headers=headers) for path in (there, not_there)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert without_its_address(answers[0]) == without_its_address(answers[1])


def test_an_instrument_no_round_of_ones_studies_uses_is_hidden(client, study, researcher):
    Instrument.objects.create(slug="secret", version=1, title={}, content={}, checksum="0" * 64)
    headers = bearer(researcher, study)
    assert client.get("/api/v1/instruments/secret/1/", headers=headers).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, study, researcher, method):
    release = make_release(study, audience="researchers")
    headers = bearer(researcher, study)
    for path in (f"releases/{release.pk}/", f"releases/{release.pk}/cells/", "studies/"):
        response = getattr(client, method)(f"/api/v1/{path}", headers=headers)
        assert response.status_code == 405
