"""A password is changed, or replaced by mail; nobody learns whether there is an account."""

import pytest
from celery import current_app
from django.db import connections
from django.test.utils import CaptureQueriesContext

from surveys.delivering.password_mails import mail_password_address
from surveys.models.audit import IdentityAudit
from tests import factories
from tests.html import parse
from tests.surveys.views import walking

FORGOTTEN, ACCOUNT = "/staff/password/forgotten/", "/staff/account/"


@pytest.fixture
def messages(monkeypatch):
    sent = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **_: sent.append(args[0]))
    return sent


@pytest.fixture
def kim(db):
    user = factories.make_staff(username="kim")
    user.email = "kim@example.org"
    user.save()
    return user


def test_signing_in_leads_to_the_page_for_a_forgotten_password(client, db):
    links = [link["href"] for link in parse(client.get("/staff/sign-in/")).one("main").all("a")]
    assert links == [FORGOTTEN]


def test_the_same_is_said_whether_there_is_an_account_or_not(client, kim, messages, mailoutbox):
    replies, queries = [], []
    for address in ("kim@example.org", "nobody@example.org"):
        replies.append(client.post(FORGOTTEN, {"address": address}, follow=True))
        queries.append(len(messages))
    known, unknown = replies
    assert known.redirect_chain == unknown.redirect_chain == [(f"{FORGOTTEN}mailed/", 302)]
    assert walking.plain(known.content) == walking.plain(unknown.content)
    assert queries == [1, 2]
    assert [mail_password_address(message) for message in messages] == [1, 0]
    assert [mail.to for mail in mailoutbox] == [["kim@example.org"]]


def test_asking_looks_for_no_account(client, kim, messages):
    with CaptureQueriesContext(connections["identity"]) as asked:
        client.post(FORGOTTEN, {"address": "kim@example.org"})
    assert asked.captured_queries
    assert not [query for query in asked.captured_queries if "surveys_user" in query["sql"]]


@pytest.mark.parametrize("address", ["", "kim", "kim@", "김@example.org"])
def test_what_is_no_address_is_refused(client, db, messages, address):
    reply = client.post(FORGOTTEN, {"address": address})
    assert reply.status_code == 422
    assert reply.context["form"].errors.keys() == {"address"}
    assert not messages


def test_a_server_without_mail_says_so(client, db, messages, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    reply = client.post(FORGOTTEN, {"address": "kim@example.org"})
    assert "This server sends no mail" in parse(reply).one("main").text
    assert not messages


def test_a_broker_that_is_away_is_told_whatever_the_address(client, kim, monkeypatch):
    def away(*args, **kwargs):
        raise OSError("no broker")

    monkeypatch.setattr(current_app, "send_task", away)
    pages = []
    for address in ("kim@example.org", "all@example.org"):
        reply = client.post(FORGOTTEN, {"address": address})
        pages.append(walking.plain(reply.content).replace(address.encode(), b""))
    assert pages[0] == pages[1]
    assert b"try again in a minute" in pages[0]


def test_one_s_own_address_is_changed_with_the_password_only(client, kim):
    client.force_login(kim)
    refused = client.post(ACCOUNT, {"address": "new@example.org", "password": "guessed"})
    assert refused.context["form"].errors == {"password": ["That is not your password."]}
    assert refused.status_code == 422
    client.post(ACCOUNT, {"address": "New@EXAMPLE.org", "password": factories.PASSWORD})
    kim.refresh_from_db()
    assert kim.email == "New@example.org"
    entry = IdentityAudit.objects.get(act="change_address")
    assert (entry.actor, entry.subject, entry.detail) == ("kim", str(kim.pk), {})


def test_an_address_can_be_taken_away(client, kim):
    client.force_login(kim)
    client.post(ACCOUNT, {"address": "", "password": factories.PASSWORD})
    kim.refresh_from_db()
    assert kim.email == ""


def test_another_password_takes_the_present_one(client, kim):
    client.force_login(kim)
    new = dict.fromkeys(("new_password1", "new_password2"), "seven quiet words of ours")
    for old in ({}, {"old_password": "a guess"}):
        assert client.post("/staff/password/", old | new).status_code == 422
        kim.refresh_from_db()
        assert kim.check_password(factories.PASSWORD)
    assert client.post("/staff/password/", {"old_password": factories.PASSWORD} | new).url
    kim.refresh_from_db()
    assert kim.check_password("seven quiet words of ours")


def test_five_guesses_of_the_present_password_are_taken(client, kim):
    client.force_login(kim)
    values = dict.fromkeys(("old_password", "new_password1", "new_password2"), "a guess of words")
    replies = [client.post("/staff/password/", values).status_code for _ in range(6)]
    assert replies == [422] * 5 + [429]


def test_rules_are_said_once_and_in_our_words(client, kim):
    client.force_login(kim)
    page = parse(client.get("/staff/password/")).one("main")
    (rule,) = page.all("p", **{"class": "help"})
    assert rule.text.startswith("Not one that many people use")
    assert not page.all("li")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "at least 12 characters"),
        ("1q2w3e4r5t6y", "too common"),
        ("192837465564738", "entirely numeric"),
        ("kim@example.org", "too similar"),
    ],
)
def test_a_weak_password_is_refused_on_the_page(client, kim, password, why):
    client.force_login(kim)
    values = {"old_password": factories.PASSWORD, "new_password1": password}
    reply = client.post("/staff/password/", values | {"new_password2": password})
    assert why in str(reply.context["form"].errors)
    kim.refresh_from_db()
    assert kim.check_password(factories.PASSWORD)
