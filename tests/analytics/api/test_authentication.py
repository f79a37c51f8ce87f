from datetime import timedelta

import pytest
from django.utils import timezone

from surveys.inviting import digest
from surveys.models.staff import ApiToken
from tests.analytics.made import bearer

URL = "/api/v1/studies/"


@pytest.fixture
def headers(researcher, study):
    return bearer(researcher, study)


def test_a_token_opens_its_study(client, headers):
    response = client.get(URL, headers=headers)
    assert response.status_code == 200
    assert [row["slug"] for row in response.json()] == ["forum"]


def test_only_the_hash_of_a_token_is_kept(client, headers):
    token = headers["Authorization"].split()[1]
    assert token.startswith("cs2_")
    known = ApiToken.objects.get()
    assert known.digest == digest(token)
    assert token not in str(ApiToken.objects.values())


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer cs2_unknown", "Bearer \u00e9", "Token x", "Basic eDp5"],
)
def test_without_a_known_token_one_is_asked_for(client, headers, header):
    response = client.get(URL, headers={"Authorization": header})
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="cs2survey"'
    assert response["Content-Type"] == "application/problem+json"


def test_the_hash_itself_is_no_token(client, headers):
    stolen = {"Authorization": f"Bearer {ApiToken.objects.get().digest}"}
    assert client.get(URL, headers=stolen).status_code == 401


def test_the_name_of_the_scheme_may_be_written_small(client, headers):
    token = headers["Authorization"].split()[1]
    assert client.get(URL, headers={"Authorization": f"bearer {token}"}).status_code == 200


def test_an_expired_token_says_so_and_works_until_its_last_day(client, researcher, study):
    today = timezone.localdate()
    last_day = bearer(researcher, study, expires_on=today)
    assert client.get(URL, headers=last_day).status_code == 200
    expired = bearer(researcher, study, expires_on=today - timedelta(days=1))
    response = client.get(URL, headers=expired)
    assert response.status_code == 401
    assert "expired" in response.json()["detail"]
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_token_dies_with_its_owners_account(client, researcher, headers):
    researcher.is_active = False
    researcher.save()
    assert client.get(URL, headers=headers).status_code == 401


def test_a_token_is_worth_nothing_when_its_owner_has_lost_the_role(client, researcher, headers):
    researcher.roles.all().delete()
    response = client.get(URL, headers=headers)
    assert (response.status_code, response.json()) == (200, [])
    assert client.get(f"{URL}forum/", headers=headers).status_code == 404


def test_a_bad_token_is_not_saved_by_a_good_session(client, facilitator):
    client.force_login(facilitator)
    assert client.get(URL).status_code == 200
    assert client.get(URL, headers={"Authorization": "Bearer cs2_x"}).status_code == 401
