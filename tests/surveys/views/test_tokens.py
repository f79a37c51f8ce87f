"""Tokens are made, replaced and revoked on pages; owners see how much each has read."""

from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone

from surveys import api_tokens, sessions
from surveys.inviting import digest
from surveys.models.audit import IdentityAudit
from surveys.models.staff import ApiToken, TokenUse
from tests import factories
from tests.html import parse

URL = "/staff/tokens/"
OF_THE_STUDY = "/staff/studies/forum/tokens/"


@pytest.fixture
def owner(client, study):
    client.force_login(factories.make_staff(study, "owner", "owner"))
    return client


def wanted(study, **fields):
    """What is posted for a token."""
    day = timezone.localdate() + timedelta(days=30)
    common = {"name": "R on my laptop", "study": str(study.pk), "expires_on": str(day)}
    return common | {"scopes": ["metadata", "tables"]} | fields


def token_of(user, study, name="theirs") -> ApiToken:
    api_tokens.issue_api_token(user=user, study=study.pk, name=name, by="test")
    return ApiToken.objects.get(name=name)


def shown(reply) -> str:
    """The secret on a page."""
    (code,) = parse(reply).all("code")
    return code.text


def test_a_token_is_shown_once_and_is_of_one_s_own_study(owner, study):
    reply = owner.post(URL, wanted(study))
    token = ApiToken.objects.get()
    assert digest(shown(reply)) == token.digest
    assert (token.study, token.name) == (study.pk, "R on my laptop")
    assert token.scopes == ["metadata", "tables"]
    assert token.expires_on == timezone.localdate() + timedelta(days=30)
    page = parse(owner.get(URL))
    assert [line.text.split()[0] for line in page.one("dl").all("dd")[:2]] == ["metadata", "tables"]
    assert not page.all("code")
    assert "R on my laptop" in page.one("main").text
    assert "not used yet" in page.one("main").text


def test_no_token_is_made_for_a_study_of_others(owner):
    reply = owner.post(URL, wanted(factories.make_study()))
    assert reply.status_code == 422
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(("days", "status"), [(0, 422), (1, 200), (90, 200), (91, 422), (-1, 422)])
def test_the_last_day_is_chosen_within_ninety_days(owner, study, days, status):
    day = timezone.localdate() + timedelta(days=days)
    reply = owner.post(URL, wanted(study, expires_on=str(day)))
    assert reply.status_code == status
    assert [row.expires_on for row in ApiToken.objects.all()] == ([day] if status == 200 else [])
    if status == 422:
        assert "90 days at most" in reply.context["form"].errors["expires_on"][0]


@pytest.mark.parametrize("scopes", [[], ["everything"]])
def test_a_token_is_of_scopes_that_there_are(owner, study, scopes):
    reply = owner.post(URL, wanted(study, scopes=scopes))
    assert (reply.status_code, [*reply.context["form"].errors]) == (422, ["scopes"])
    assert not ApiToken.objects.exists()


def test_one_revokes_one_s_own_token_and_no_other(owner, study):
    owner.post(URL, wanted(study, name="mine"))
    token_of(factories.make_staff(study), study)
    for token in ApiToken.objects.all():
        owner.post(f"{URL}{token.pk}/revoke/")
    assert [token.name for token in ApiToken.objects.all()] == ["theirs"]


def test_one_replaces_one_s_own_token_and_no_other(owner, study):
    owner.post(URL, wanted(study, name="mine"))
    mine, theirs = ApiToken.objects.get(), token_of(factories.make_staff(study), study)
    reply = owner.post(f"{URL}{mine.pk}/renew/")
    assert digest(shown(reply)) == ApiToken.objects.get(pk=mine.pk).digest != mine.digest
    assert IdentityAudit.objects.latest("number").act == "renew_token"
    reply = owner.post(f"{URL}{theirs.pk}/renew/", follow=True)
    assert "no such token" in reply.content.decode()
    assert ApiToken.objects.get(pk=theirs.pk).digest == theirs.digest


@pytest.mark.parametrize("act", ["", "renew/"])
def test_making_and_replacing_ask_once_more_who_one_is(owner, study, act):
    owner.post(URL, wanted(study))
    before = ApiToken.objects.get()
    address = f"{URL}{before.pk}/{act}" if act else URL
    later = sessions.time.time() + 3600 / 4
    with mock.patch("surveys.sessions.time.time", return_value=later):
        reply = owner.post(address, wanted(study, name="more"))
    assert reply.status_code == 403
    assert 'name="confirm-password"' in reply.content.decode()
    assert ApiToken.objects.get().digest == before.digest


def test_without_the_role_a_token_is_not_listed_and_cannot_be_replaced(owner, study):
    owner.post(URL, wanted(study, name="Julia"))
    token = ApiToken.objects.get()
    token.user.roles.all().delete()
    assert "Julia" not in owner.get(URL).content.decode()
    owner.post(f"{URL}{token.pk}/renew/")
    assert ApiToken.objects.get().digest == token.digest


def test_owners_see_every_token_of_the_study_by_counts_alone(owner, study, researcher):
    token = token_of(researcher, study)
    token_of(factories.make_staff(factories.make_study()), factories.make_study(), "elsewhere")
    today = timezone.localdate()
    for days in range(20):
        TokenUse.objects.create(
            token=token, day=today - timedelta(days=days), requests=days + 1, sent_bytes=1000
        )
    page = parse(owner.get(OF_THE_STUDY))
    assert page.one("h2").text == "researcher: theirs"
    assert "210 requests in all" in page.one("caption").text
    rows = [[cell.text for cell in row.all("td")] for row in page.one("tbody").all("tr")]
    assert rows == [[str(days + 1), "1000"] for days in range(14)]
    assert page.one("tbody").all("th")[0].text == str(today)
    assert not page.all("code")
    assert token.digest not in owner.get(OF_THE_STUDY).content.decode()


def test_owners_are_told_of_tokens_that_are_worth_nothing(owner, study, researcher):
    token = token_of(researcher, study)
    assert "no role in the study any more" not in owner.get(OF_THE_STUDY).content.decode()
    researcher.roles.all().delete()
    assert "no role in the study any more" in owner.get(OF_THE_STUDY).content.decode()
    ApiToken.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert "expired" in parse(owner.get(OF_THE_STUDY)).one("dl").text
    assert token.name == "theirs"


def test_owners_revoke_a_token_of_their_study_and_of_no_other(owner, study, researcher):
    here = token_of(researcher, study)
    there = token_of(researcher, factories.make_study(), "elsewhere")
    for token in (here, there):
        owner.post(f"{OF_THE_STUDY}{token.pk}/revoke/")
    assert [token.name for token in ApiToken.objects.all()] == ["elsewhere"]
    assert IdentityAudit.objects.latest("number").actor == "owner"


@pytest.mark.parametrize("role", ["facilitator", "researcher", "auditor"])
def test_others_see_and_revoke_none(client, study, researcher, role):
    token = token_of(researcher, study)
    client.force_login(factories.make_staff(study, role))
    assert client.get(OF_THE_STUDY).status_code == 404
    assert client.post(f"{OF_THE_STUDY}{token.pk}/revoke/").status_code == 404
    assert ApiToken.objects.exists()


def test_more_tokens_take_no_more_queries(owner, study, researcher, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(40, using="identity") as asked:
            owner.get(OF_THE_STUDY)
        return len(asked)

    token_of(researcher, study)
    one = queries()
    for name in ("second", "third"):
        api_tokens.count_use(token_of(researcher, study, name), 1)
    assert queries() == one
