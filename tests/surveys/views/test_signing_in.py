"""Signing in with a password: what is counted, what is said, and what nobody learns from it."""

from unittest import mock

import pytest
from django.test import Client

from surveys.models.sign_in import CacheEntry
from tests import factories
from tests.clock import clock
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.staff_pages import SIGN_IN

FIVE_MINUTES = 300


@pytest.fixture
def later(monkeypatch):
    return clock(monkeypatch)


@pytest.fixture
def kim(db):
    return factories.make_staff(username="kim")


def attempt(client: Client, password: str, username: str = "kim", **headers: str):
    return client.post(SIGN_IN, {"username": username, "password": password}, **headers)


def guess(times: int, username: str = "kim", **headers: str) -> list[int]:
    """Guess from a new address each time, as one who has many; returns the statuses."""
    return [
        attempt(
            Client(),
            f"guess number {n}",
            username,
            **({"REMOTE_ADDR": f"198.51.100.{n}"} | headers),
        ).status_code
        for n in range(times)
    ]


def test_after_forty_wrong_passwords_the_right_one_is_refused_for_five_minutes(kim, later):
    assert guess(40) == [200] * 5 + [429] * 35
    assert attempt(Client(), factories.PASSWORD).status_code == 429
    later(FIVE_MINUTES)
    assert attempt(Client(), factories.PASSWORD).status_code == 302


def test_a_wrong_password_is_refused_in_our_words(kim):
    refused = parse(attempt(Client(), "wrong")).one("main").text
    assert "do not belong together" in refused


def test_a_right_password_is_not_counted(kim):
    for _ in range(6):
        assert attempt(Client(), factories.PASSWORD).status_code == 302


def test_the_page_says_when_to_try_again_and_keeps_the_name(kim):
    guess(5)
    page = parse(attempt(Client(), factories.PASSWORD)).one("main")
    assert "Wait five minutes, then try again" in page.text
    assert page.one("form").one("input", name="username")["value"] == "kim"


def test_a_name_is_counted_exactly_as_accounts_are_found(kim):
    guess(5)
    assert attempt(Client(), "x", "Kim", REMOTE_ADDR="203.0.113.1").status_code == 200
    # Full-width letters are the same name to Django, and so the same account.
    assert attempt(Client(), "x", "ｋｉｍ", REMOTE_ADDR="203.0.113.1").status_code == 429


@pytest.mark.parametrize("locked", [False, True])
def test_nobody_learns_whether_there_is_an_account(kim, locked):
    pages = []
    for name in ("kim", "kit"):
        if locked:
            guess(5, name)
        reply = attempt(Client(), "wrong", name, REMOTE_ADDR="203.0.113.1")
        headers = sorted((k, v) for k, v in reply.items() if k != "Expires")
        text = walking.plain(reply.content).replace(name.encode(), b"")
        pages.append((reply.status_code, headers, text))
    assert pages[0] == pages[1]


def test_every_refusal_takes_one_hash(kim, settings):
    """Of a wrong password, an unknown name, one that is locked, and an account without password."""
    guess(5, "locked")
    factories.User.objects.create_user("without")
    inactive = factories.make_staff(username="inactive")
    inactive.is_active = False
    inactive.save()
    name = "django.contrib.auth.hashers.MD5PasswordHasher.encode"
    for username in ("kim", "unknown", "locked", "without", "inactive"):
        with mock.patch(name, autospec=True, return_value="md5$salt$00") as encode:
            attempt(Client(), "wrong", username, REMOTE_ADDR="203.0.113.1")
        assert encode.call_count == 1, username


def test_who_signed_in_before_in_a_browser_can_while_others_guess(kim):
    browser = Client()
    attempt(browser, factories.PASSWORD)
    browser.post("/staff/sign-out/")
    guess(40)
    assert attempt(browser, factories.PASSWORD).status_code == 302
    browser.post("/staff/sign-out/")
    # There too one may not guess for ever.
    statuses = [attempt(browser, f"guess {n}").status_code for n in range(6)]
    assert statuses == [200] * 5 + [429]


def test_nor_do_guesses_from_the_same_address_stop_them_there(kim):
    here = {"REMOTE_ADDR": "192.0.2.7"}
    browser = Client(**here)
    attempt(browser, factories.PASSWORD)
    browser.post("/staff/sign-out/")
    statuses = [attempt(Client(), "x", f"name{n}", **here).status_code for n in range(11)]
    assert statuses[-1] == 429
    assert attempt(browser, factories.PASSWORD).status_code == 302


def test_a_browser_known_to_one_account_is_not_to_another(kim):
    factories.make_staff(username="lee")
    browser = Client()
    attempt(browser, factories.PASSWORD, "lee")
    browser.post("/staff/sign-out/")
    guess(5)
    assert attempt(browser, factories.PASSWORD).status_code == 429


def test_an_address_may_try_ten_names_in_a_minute(kim, later):
    here = {"REMOTE_ADDR": "192.0.2.7"}
    statuses = [attempt(Client(), "x", f"name{n}", **here).status_code for n in range(11)]
    assert statuses == [200] * 10 + [429]
    assert attempt(Client(), factories.PASSWORD, REMOTE_ADDR="192.0.2.8").status_code == 302
    later(60)
    assert attempt(Client(), factories.PASSWORD, **here).status_code == 302


def test_no_address_is_kept(kim):
    attempt(Client(), "x", REMOTE_ADDR="192.0.2.7")
    kept = [f"{row.key} {row.value}" for row in CacheEntry.objects.all()]
    assert kept
    assert not [row for row in kept if "192.0.2" in row or "kim" in row]


def test_behind_a_proxy_the_address_is_the_one_it_names(kim, settings):
    settings.BEHIND_PROXY = True
    proxy = {"REMOTE_ADDR": "10.0.0.1"}
    named = proxy | {"HTTP_X_REAL_IP": "192.0.2.7"}
    statuses = [attempt(Client(), "x", f"name{n}", **named).status_code for n in range(11)]
    assert statuses[-1] == 429
    other = proxy | {"HTTP_X_REAL_IP": "192.0.2.8"}
    assert attempt(Client(), factories.PASSWORD, **other).status_code == 302


def test_a_proxy_that_names_no_address_locks_nobody_out(kim, settings):
    settings.BEHIND_PROXY = True
    assert guess(11, "somebody", REMOTE_ADDR="10.0.0.1")[-1] == 429
    statuses = {attempt(Client(), "x", f"name{n}").status_code for n in range(11)}
    assert statuses == {200}


def test_without_a_proxy_a_visitor_cannot_name_an_address(kim):
    statuses = [
        attempt(
            Client(), "x", f"name{n}", REMOTE_ADDR="192.0.2.7", HTTP_X_REAL_IP=f"192.0.2.{n}"
        ).status_code
        for n in range(11)
    ]
    assert statuses[-1] == 429


def test_the_page_says_where_a_password_alone_is_enough(client, db, settings):
    told = "On this server a password alone is enough"
    assert told in parse(client.get(SIGN_IN)).one("main").text
    settings.SECOND_FACTOR = True
    assert told not in parse(Client().get(SIGN_IN)).one("main").text


def test_asking_for_mails_is_counted_by_address(client, db, monkeypatch):
    monkeypatch.setattr("celery.current_app.send_task", lambda *args, **kwargs: None)
    path, form = "/staff/password/forgotten/", {"address": "kim@example.org"}
    statuses = [client.post(path, form).status_code for _ in range(11)]
    assert statuses == [302] * 10 + [429]
