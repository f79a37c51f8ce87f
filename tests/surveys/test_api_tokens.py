import hashlib
from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from surveys import api_tokens
from surveys.models.audit import IdentityAudit
from surveys.models.staff import ApiToken, TokenUse
from surveys.tasks import purge

TODAY = date(2026, 11, 30)


def issued(user, study, name="R", **how) -> ApiToken:
    api_tokens.issue_api_token(user=user, study=study.pk, name=name, by="ada", **how)
    return ApiToken.objects.get(name=name)


@pytest.fixture
def token(researcher, study) -> ApiToken:
    return issued(researcher, study)


def test_a_token_is_returned_once_and_kept_as_a_hash(study, researcher):
    secret = api_tokens.issue_api_token(
        user=researcher,
        study=study.pk,
        name="laptop",
        by="ada",
        days=7,
        scopes=["files", "metadata"],
    )
    row, today = ApiToken.objects.get(), timezone.localdate()
    assert api_tokens.has_form_of_token(secret)
    assert row.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert (row.user, row.study, row.name) == (researcher, study.pk, "laptop")
    assert (row.issued_on, row.expires_on) == (today, today + timedelta(days=7))
    assert row.scopes == ["metadata", "files"]
    entry = IdentityAudit.objects.get()
    assert (entry.act, entry.subject) == ("issue_token", str(researcher.pk))
    assert entry.detail == {
        "study": str(study.pk),
        "name": "laptop",
        "scopes": ["metadata", "files"],
        "until": str(today + timedelta(days=7)),
    }
    assert secret not in str(IdentityAudit.objects.values())


@pytest.mark.parametrize("days", [0, -1, 91])
def test_a_token_lives_for_1_to_90_days(researcher, study, days):
    with pytest.raises(ValueError, match="90"):
        issued(researcher, study, days=days)
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("scopes", [[], ["everything"], ["tables", "everything"]])
def test_a_token_has_scopes_that_there_are(researcher, study, scopes):
    with pytest.raises(ValueError, match="metadata, tables, records, files"):
        issued(researcher, study, scopes=scopes)
    assert not ApiToken.objects.exists()


@given(st.text(max_size=50))
def test_hardly_any_text_has_the_form_of_a_token(text):
    assert not api_tokens.has_form_of_token(text)
    assert api_tokens.has_form_of_token(f"cs2_{text}") == (
        len(text) == 43 and all(c.isascii() and (c.isalnum() or c in "-_") for c in text)
    )


def test_a_replaced_token_keeps_all_but_its_secret_and_its_days(token):
    long_ago = TODAY - timedelta(days=400)
    expires = long_ago + timedelta(days=30)
    ApiToken.objects.update(issued_on=long_ago, expires_on=expires, scopes=["tables"])
    api_tokens.count_use(token, 5)
    token.refresh_from_db()
    before = token.digest
    secret = api_tokens.renew_api_token(token=token, by="kim")
    token.refresh_from_db()
    assert token.digest == hashlib.sha256(secret.encode()).hexdigest() != before
    today = timezone.localdate()
    assert (token.issued_on, token.expires_on) == (today, today + timedelta(days=30))
    assert (token.name, token.scopes, token.uses.count()) == ("R", ["tables"], 1)
    entry = IdentityAudit.objects.latest("number")
    assert (entry.act, entry.actor) == ("renew_token", "kim")
    assert entry.detail["until"] == str(token.expires_on)


def test_a_token_of_before_days_were_kept_is_replaced_for_90_days(token):
    token.issued_on = None
    api_tokens.renew_api_token(token=token, by="kim")
    assert token.expires_on == timezone.localdate() + timedelta(days=90)


def test_a_revoked_token_is_gone_with_its_counts(token):
    api_tokens.count_use(token, 5)
    api_tokens.revoke_api_token(token=token, by="ada")
    assert (ApiToken.objects.count(), TokenUse.objects.count()) == (0, 0)
    assert IdentityAudit.objects.latest("number").act == "revoke_token"


def test_requests_and_bytes_are_counted_by_day(token, researcher, study):
    yesterday = timezone.localdate() - timedelta(days=1)
    TokenUse.objects.create(token=token, day=yesterday, requests=7, sent_bytes=70)
    other = issued(researcher, study, name="other")
    for sent in (0, 5, 2**33):
        api_tokens.count_use(token, sent)
    api_tokens.count_use(other, 1)
    assert list(token.uses.order_by("day").values_list("day", "requests", "sent_bytes")) == [
        (yesterday, 7, 70),
        (timezone.localdate(), 3, 2**33 + 5),
    ]
    assert other.uses.get().requests == 1


def test_whoever_comes_second_on_a_day_is_counted_too(token, monkeypatch):
    api_tokens.count_use(token, 5)
    add = api_tokens._add_to
    seen = []

    def not_yet_there(*args):
        seen.append(args)
        return 0 if len(seen) == 1 else add(*args)

    monkeypatch.setattr(api_tokens, "_add_to", not_yet_there)
    api_tokens.count_use(token, 6)
    assert (token.uses.get().requests, token.uses.get().sent_bytes) == (2, 11)


def test_a_day_has_one_count(token):
    TokenUse.objects.create(token=token, day=TODAY, requests=1, sent_bytes=1)
    with pytest.raises(IntegrityError):
        TokenUse.objects.create(token=token, day=TODAY, requests=1, sent_bytes=1)


def test_tokens_go_a_month_after_their_last_day_and_counts_after_ninety(study, researcher):
    for name, ago in (("due", 31), ("kept", 30)):
        token = issued(researcher, study, name=name)
        ApiToken.objects.filter(pk=token.pk).update(expires_on=TODAY - timedelta(days=ago))
        for days in (91, 90, 1):
            day = TODAY - timedelta(days=days)
            TokenUse.objects.create(token=token, day=day, requests=1, sent_bytes=1)
    assert api_tokens.erase_expired_tokens(TODAY) == 1
    assert ApiToken.objects.get().name == "kept"
    left = TokenUse.objects.values_list("token__name", "day").order_by("day")
    assert list(left) == [("kept", TODAY - timedelta(days=days)) for days in (90, 1)]
    entry = IdentityAudit.objects.latest("number")
    assert (entry.act, entry.actor, entry.detail["name"]) == ("erase_token", "worker", "due")
    assert api_tokens.erase_expired_tokens(TODAY) == 0


def test_a_worker_erases_them(token):
    ApiToken.objects.update(expires_on=timezone.localdate() - timedelta(days=31))
    purge()
    assert not ApiToken.objects.exists()
