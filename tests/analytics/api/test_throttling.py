"""How often anybody may ask, by whom they are counted, and what the answers say of it."""

import re
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from analytics.api import throttling
from analytics.api.throttling import WINDOW_SECONDS, network_of
from surveys.models.sign_in import CacheEntry
from tests import factories
from tests.analytics.made import bearer

URL = "/api/v1/studies/"


@pytest.fixture
def limits(db, settings):
    settings.API_REQUESTS_PER_MINUTE = 3
    settings.API_PUBLIC_REQUESTS_PER_MINUTE = 1


@pytest.fixture
def at(monkeypatch):
    """Sets the clock of the counting; it stands still."""

    def set_to(seconds):
        monkeypatch.setattr(throttling, "time", SimpleNamespace(time=lambda: seconds))

    set_to(1_800_000_000)
    return set_to


def ask(headers=None, address="192.0.2.7", client=None, **meta):
    client = client or Client()
    return client.get(URL, headers=headers or {}, REMOTE_ADDR=address, **meta)


def left(response) -> str:
    """The policy, the limit and what is left of it."""
    policy, limit = re.fullmatch(r'("\w+");q=(\d+);w=60', response["RateLimit-Policy"]).groups()
    name, remaining, seconds = re.fullmatch(
        r'("\w+");r=(\d+);t=(\d+)', response["RateLimit"]
    ).groups()
    assert name == policy
    assert 1 <= int(seconds) <= WINDOW_SECONDS
    return f"{policy} {remaining} of {limit}"


def test_a_token_is_counted_wherever_it_is_used(limits, at, study, researcher):
    headers = bearer(researcher, study)
    answers = [ask(headers, f"192.0.2.{n}") for n in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [left(answer) for answer in answers] == [
        f'"token" {remaining} of 3' for remaining in (2, 1, 0, 0)
    ]
    refused = answers[-1]
    assert refused["Retry-After"] == refused["RateLimit"].rpartition("t=")[2]
    other = bearer(factories.make_staff(study, "researcher"), study)
    assert left(ask(other)) == '"token" 2 of 3'


def test_after_the_time_that_is_named_all_is_there_again(limits, at):
    ask()
    refused = ask()
    assert refused.status_code == 429
    wait = int(refused["Retry-After"])
    at(1_800_000_000 + wait - 1)
    assert ask().status_code == 429
    at(1_800_000_000 + wait)
    assert left(ask()) == '"public" 0 of 1'


def test_an_account_is_counted_in_all_its_browsers(limits, at, facilitator):
    browsers = [Client() for _ in range(4)]
    for browser in browsers:
        browser.force_login(facilitator)
    answers = [ask(client=browser) for browser in browsers]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert left(answers[0]) == '"account" 2 of 3'


def test_nobody_is_counted_by_the_network(limits, at):
    assert [ask(address=f"192.0.2.{n}").status_code for n in (1, 2)] == [200, 429]
    assert ask(address="192.0.3.1").status_code == 200


def test_behind_a_proxy_the_address_is_the_one_that_it_names(limits, at, settings):
    settings.BEHIND_PROXY = True
    named = {"HTTP_X_REAL_IP": "198.51.100.7"}
    assert [ask(**named).status_code for _ in range(2)] == [200, 429]
    unnamed = [ask() for _ in range(3)]
    assert {answer.status_code for answer in unnamed} == {200}
    assert "RateLimit" not in unnamed[0]


def test_without_a_limit_nothing_is_counted_and_nothing_said(limits, at, settings):
    settings.API_PUBLIC_REQUESTS_PER_MINUTE = 0
    answers = [ask() for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    assert not {"RateLimit", "RateLimit-Policy"} & {*answers[0].headers}
    assert not CacheEntry.objects.exists()


def test_a_token_that_is_refused_is_counted_by_nobody(limits, at):
    wrong = {"Authorization": "Bearer cs2_x"}
    assert {ask(wrong).status_code for _ in range(3)} == {401}
    assert ask().status_code == 200


def test_neither_address_nor_account_is_kept_and_no_two_minutes_can_be_joined(
    limits, at, study, researcher
):
    headers = bearer(researcher, study)
    for minute in range(3):
        at(1_800_000_000 + minute * WINDOW_SECONDS)
        ask()
        ask(headers)
    kept = list(CacheEntry.objects.values_list("key", "value"))
    assert len(kept) == 6
    for key, value in kept:
        assert re.fullmatch(r":1:api-[0-9a-f]{64}", key)
        assert value == 1


def test_whoever_comes_second_in_a_window_is_counted_too(limits, at, monkeypatch):
    def another_was_first(key, value, timeout):
        cache.set(key, value, timeout)
        return False

    monkeypatch.setattr(cache, "add", another_was_first)
    assert throttling._count("public", "192.0.2.0/24")[0] == 2


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2ff:3::1", "2001:db8:1:200::/56"),
        ("", ""),
        ("unix:", ""),
        ("192.0.2.77, 192.0.2.78", ""),
    ],
)
def test_the_network_of_an_address(rf, address, network):
    assert network_of(rf.get("/", REMOTE_ADDR=address)) == network


@given(st.ip_addresses())
def test_an_address_is_in_its_network_with_its_neighbours(address):
    request = SimpleNamespace(META={"REMOTE_ADDR": str(address)})
    last = type(address)(int(address) ^ 1)
    if getattr(address, "scope_id", None) is None:
        beside = SimpleNamespace(META={"REMOTE_ADDR": str(last)})
        assert network_of(request) == network_of(beside) != ""
