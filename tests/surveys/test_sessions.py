"""Sessions of staff end, are listed by their times alone, and are ended one by one."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from surveys import sessions, tasks
from surveys.models.sign_in import CacheEntry, StaffSession
from tests import factories
from tests.clock import clock
from tests.html import parse

MINUTE, HOUR = 60, 3600
SESSIONS = "/staff/account/sessions/"


@pytest.fixture
def later(monkeypatch):
    return clock(monkeypatch)


@pytest.fixture
def kim(db):
    return factories.make_staff(username="kim")


def browser_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def is_in(client: Client) -> bool:
    return client.get("/staff/").status_code == 200


def test_a_session_that_nobody_uses_ends(kim, later):
    browser = browser_of(kim)
    later(29 * MINUTE)
    assert is_in(browser)
    later(29 * MINUTE)
    assert is_in(browser), "it was used meanwhile"
    later(31 * MINUTE)
    assert not is_in(browser)


def test_who_shows_again_who_they_are_gets_a_session_of_a_new_key(kim):
    browser = browser_of(kim)
    before = browser.session.session_key
    reply = browser.post("/staff/confirm/", {"confirm-password": factories.PASSWORD})
    assert reply.status_code == 302
    assert browser.session.session_key != before
    assert is_in(browser)
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = before
    assert not is_in(stolen)


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(kim, later):
    browser = browser_of(kim)
    for _ in range(35):
        later(20 * MINUTE)
        assert is_in(browser)
    later(20 * MINUTE)
    assert not is_in(browser)


def test_a_page_that_asks_by_itself_keeps_no_session_open(study, open_round, later):
    browser = browser_of(factories.make_staff(study, "owner"))
    for part in ("counts", "progress"):
        later(14 * MINUTE)
        assert browser.get(f"/staff/rounds/{open_round.pk}/{part}/").status_code == 200
    later(3 * MINUTE)
    assert not is_in(browser)


def test_the_row_is_not_written_at_every_request(kim, later, django_assert_num_queries):
    browser = browser_of(kim)
    before = StaffSession.objects.get().expire_date
    later(MINUTE / 2)
    is_in(browser)
    assert StaffSession.objects.get().expire_date == before
    later(MINUTE)
    is_in(browser)
    assert StaffSession.objects.get().expire_date > before


def test_a_session_says_whose_it_is_and_nothing_of_the_browser(kim):
    client = Client(headers={"user-agent": "Elinks"}, REMOTE_ADDR="192.0.2.7")
    client.force_login(kim)
    client.get("/staff/")
    row = StaffSession.objects.get()
    assert row.user == kim
    assert set(client.session.keys()) == {
        "_auth_user_id",
        "_auth_user_backend",
        "_auth_user_hash",
        "began",
        "confirmed",
    }
    assert "_auth_user" not in row.session_data


def test_who_reads_the_table_can_use_no_session(kim):
    browser_of(kim)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = StaffSession.objects.get().session_key
    assert not is_in(thief)


def test_a_session_that_was_signed_out_of_is_gone(kim):
    browser = browser_of(kim)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    browser.post("/staff/sign-out/")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert not is_in(thief)
    assert not StaffSession.objects.filter(user=kim).exists()


def test_a_session_under_another_key_is_none(kim, settings):
    browser = browser_of(kim)
    settings.SECRET_KEY = "22" * 32
    assert not is_in(browser)


def test_participants_have_no_row(client, open_round):
    from tests.surveys.views import walking

    walking.begin(client, open_round)
    assert not StaffSession.objects.exists()


def test_sessions_are_listed_and_ended(kim, later):
    first = browser_of(kim)
    later(2 * HOUR)
    second, third = browser_of(kim), browser_of(kim)
    another = browser_of(factories.make_staff(username="lee"))
    rows = parse(second.get(SESSIONS)).one("tbody").all("tr")
    assert len(rows) == 2, "the first has ended by itself"
    assert [bool(row.all("form")) for row in rows].count(False) == 1, "this one is not ended here"
    (form,) = [form for row in rows for form in row.all("form")]
    another.post(form["action"])
    assert is_in(third), "not by anybody else"
    second.post(form["action"])
    assert not is_in(third)
    assert is_in(second)
    assert is_in(another)
    assert not is_in(first)


def test_all_others_are_ended_at_once(kim):
    here, *elsewhere = [browser_of(kim) for _ in range(3)]
    another = browser_of(factories.make_staff(username="lee"))
    reply = here.post(f"{SESSIONS}end/", follow=True)
    assert "2 other sessions have ended." in parse(reply).one("main").text
    assert is_in(here)
    assert is_in(another)
    assert not any(is_in(browser) for browser in elsewhere)


def test_last_use_is_shown_to_the_hour(kim, later):
    key = browser_of(kim).session.session_key
    (listed,) = sessions.sessions_of(kim, key)
    assert listed.is_this
    assert listed.last_used == listed.began_at.replace(minute=0, second=0, microsecond=0)
    assert key not in listed.name


def test_what_has_ended_is_erased_hourly(kim, later):
    browser_of(kim)
    expires = timezone.now() + timedelta(minutes=1)
    CacheEntry.objects.create(key="old", value=1, expires=expires)
    tasks.purge()
    assert (StaffSession.objects.count(), CacheEntry.objects.count()) == (1, 1)
    later(HOUR)
    tasks.purge()
    assert (StaffSession.objects.count(), CacheEntry.objects.count()) == (0, 0)
