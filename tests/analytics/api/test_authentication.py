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


def why_refused(client, header):
    """What a refused header is answered, which header and body say alike."""
    response = client.get(URL, headers={"Authorization": header})
    assert response.status_code == 401
    assert response["Content-Type"].startswith("application/")
    why = response.json()["detail"]
    assert response["WWW-Authenticate"] == (
        f'Bearer realm="cs2survey", error="invalid_token", error_description="{why}"'
    )
    return why


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


def test_without_a_token_nobody_is_refused_and_nothing_is_seen(client, headers):
    response = client.get(URL)
    assert (response.status_code, response.json()) == (200, [])
    assert client.get(f"{URL}forum/").status_code == 404


@pytest.mark.parametrize("header", ["Token x", "Basic eDp5", "cs2_x"])
def test_credentials_of_another_kind_are_refused_and_not_ignored(client, headers, header):
    response = client.get(URL, headers={"Authorization": header})
    assert response.status_code == 401
    assert "Authorization: Bearer cs2_" in response.json()["detail"]
    assert response["WWW-Authenticate"] == 'Bearer realm="cs2survey"'


def test_credentials_of_another_kind_do_not_disturb_a_session(client, facilitator):
    client.force_login(facilitator)
    response = client.get(URL, headers={"Authorization": "Basic eDp5"})
    assert (response.status_code, len(response.json())) == (200, 1)


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "bearer  "])
def test_a_header_without_a_token_says_how_one_is_sent(client, headers, header):
    assert "no token after Bearer. Send" in why_refused(client, header)


@pytest.mark.parametrize("token", ["cs2_x", "\u00e9", '"cs2_', "a b", "cs2_" + 42 * "a"])
def test_what_has_not_the_form_of_a_token_is_told_so(client, headers, token):
    assert "begins with cs2_" in why_refused(client, f"Bearer {token}")


def test_part_of_a_token_or_its_hash_is_none(client, headers):
    token = headers["Authorization"].split()[1]
    for wrong in (token[:-1], token + "a", token.swapcase(), ApiToken.objects.get().digest):
        assert "begins with cs2_" in why_refused(client, f"Bearer {wrong}")


def test_revoked_replaced_and_unknown_tokens_are_answered_alike(client, researcher, study, headers):
    ApiToken.objects.all().delete()
    whys = {why_refused(client, value) for value in (headers["Authorization"], unknown())}
    assert len(whys) == 1
    assert "revoked, replaced, or never issued" in whys.pop()


def unknown() -> str:
    return f"Bearer cs2_{'A' * 43}"


def test_the_name_of_the_scheme_may_be_written_small(client, headers):
    token = headers["Authorization"].split()[1]
    assert client.get(URL, headers={"Authorization": f"bearer {token}"}).status_code == 200


def test_an_expired_token_says_so_and_works_until_its_last_day(client, researcher, study):
    today = timezone.localdate()
    last_day = bearer(researcher, study, expires_on=today)
    assert client.get(URL, headers=last_day).status_code == 200
    yesterday = today - timedelta(days=1)
    expired = bearer(researcher, study, expires_on=yesterday)
    assert f"expired on {yesterday}." in why_refused(client, expired["Authorization"])


def test_a_token_dies_with_its_owners_account(client, researcher, headers):
    researcher.is_active = False
    researcher.save()
    assert "opens nothing" in why_refused(client, headers["Authorization"])


def test_a_token_is_worth_nothing_when_its_owner_has_lost_the_role(client, researcher, headers):
    researcher.roles.all().delete()
    response = client.get(URL, headers=headers)
    assert (response.status_code, response.json()) == (200, [])
    assert client.get(f"{URL}forum/", headers=headers).status_code == 404


def test_a_bad_token_is_not_saved_by_a_good_session(client, facilitator):
    client.force_login(facilitator)
    assert client.get(URL).status_code == 200
    assert client.get(URL, headers={"Authorization": unknown()}).status_code == 401


def test_why_a_token_is_refused_is_said_in_the_language_and_in_english_in_the_header(
    client, headers
):
    wrong = {"Authorization": "Bearer cs2_x", "Accept-Language": "ja"}
    response = client.get(URL, headers=wrong)
    assert response.status_code == 401
    assert response.json()["detail"].startswith("これはこのサイトのトークンではありません")
    assert 'error_description="This is no token of this site' in response["WWW-Authenticate"]
