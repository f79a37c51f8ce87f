"""A browser in which somebody has signed in is known by a cookie that names nobody."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from surveys import known_browsers
from tests.clock import clock


def browser(username: str):
    """A request from a browser that knows this account."""
    response = known_browsers.remember(HttpResponse(), username)
    request = RequestFactory().get("/")
    request.COOKIES = {name: cookie.value for name, cookie in response.cookies.items()}
    return request


def test_it_is_known_to_the_account_that_signed_in_there():
    request = browser("kim")
    number = known_browsers.number_of(request, "kim")
    assert number
    assert known_browsers.number_of(request) == number
    assert known_browsers.number_of(request, "lee") == ""
    assert known_browsers.number_of(browser("kim"), "kim") != number


def test_the_cookie_names_nobody():
    (value,) = browser("kim").COOKIES.values()
    assert "kim" not in value


def test_it_is_forgotten_after_thirty_days(monkeypatch):
    later = clock(monkeypatch)
    request = browser("kim")
    later(timedelta(days=30).total_seconds() - 5)
    assert known_browsers.number_of(request, "kim")
    later(10)
    assert known_browsers.number_of(request, "kim") == ""


@pytest.mark.parametrize("cookie", ["", "nonsense", "WyJhIl0:1a:b"])
def test_a_cookie_of_another_s_making_is_none(cookie):
    request = RequestFactory().get("/")
    request.COOKIES = {known_browsers.cookie_name(): cookie}
    assert known_browsers.number_of(request) == ""


def test_the_cookie_is_for_no_script_and_no_other_site(settings):
    for https, name in ((False, "cs2survey-browser"), (True, "__Host-cs2survey-browser")):
        settings.HTTPS = https
        cookie = known_browsers.remember(HttpResponse(), "kim").cookies[name]
        assert cookie["httponly"]
        assert bool(cookie["secure"]) is https
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Strict", "/", "")
