"""Secret addresses are passed on to nobody, forms still arrive, cookies are bound to the host."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils.crypto import get_random_string

from cs2survey.browser_policy import FEATURES
from tests.surveys.views import walking

VALUES = {
    r"<str:(token|uidb64)>": "AAAAA-AAAAA-AAAAA-AAAAA",
    r"<str:(perceiver)>": "PRC",
    r"<str:(target)>": "JPN",
    r"<str:(chart)>": "heatmap",
}


def patterns(entries=None, before=""):
    """The pattern of every route of the project."""
    for entry in get_resolver().url_patterns if entries is None else entries:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield pattern
        else:
            yield from patterns(entry.url_patterns, pattern)


def secret_addresses():
    """An address for every route that has a token in its path."""
    for pattern in patterns():
        if re.search(r"<\w+:token>", pattern):
            path = pattern
            for placeholder, value in VALUES.items():
                path = re.sub(placeholder, value, path)
            assert "<" not in path, pattern
            yield "/" + path


def test_no_address_with_a_secret_in_it_is_passed_on(client, open_round):
    addresses = [*secret_addresses(), walking.invite(open_round), "/i/x/y/", "/r/x/y/z/"]
    beginnings = {address.split("/")[1] for address in addresses}
    assert beginnings == {"i", "r", "s", "staff"}
    assert len(addresses) > 15
    for address in addresses:
        for reply in (client.get(address), client.post(address)):
            assert reply["Referrer-Policy"] == "no-referrer", address
            assert "no-store" in reply["Cache-Control"], address


def test_other_pages_hide_their_address_from_other_sites(client, db):
    for address in ("/", "/return/", "/staff/sign-in/", "/nowhere/"):
        assert client.get(address)["Referrer-Policy"] == "same-origin"


# --- Forms of pages without a referrer ------------------------------------------------------------


def send(address, secure=False, fields=None, **headers):
    client = Client(enforce_csrf_checks=True)
    token = get_random_string(32)
    client.cookies[configured.CSRF_COOKIE_NAME] = token
    fields = {"csrfmiddlewaretoken": token} | (fields or {})
    return client.post(address, fields, secure=secure, headers=headers).status_code


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize("said", [{}, {"sec-fetch-site": "same-origin"}], ids=["older", "newer"])
def test_form_of_a_page_without_a_referrer_is_taken(db, secure, said):
    # 404: the form was taken, and the link leads nowhere.
    assert send("/i/x/begin/", secure, origin="null", **said) == 404


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_form_that_comes_from_elsewhere_is_refused(db, site):
    assert send("/i/x/begin/", origin="null", **{"sec-fetch-site": site}) == 403


def test_token_of_a_form_is_looked_at_all_the_same(db):
    wrong = {"csrfmiddlewaretoken": get_random_string(32)}
    assert send("/i/x/begin/", fields=wrong, origin="null") == 403


def test_only_pages_with_a_secret_address_may_hide_where_a_form_comes_from(db):
    assert send("/withdraw/", origin="null", **{"sec-fetch-site": "same-origin"}) == 403
    assert send("/withdraw/", origin="http://testserver") == 422
    assert send("/i/x/begin/", origin="https://elsewhere.example") == 403


def test_whose_link_was_used_types_the_code_on_a_page_that_hides_its_origin(db):
    assert send("/return/", origin="null", **{"sec-fetch-site": "same-origin"}) == 422
    assert send("/return/", origin="null", **{"sec-fetch-site": "cross-site"}) == 403


# --- Cookies and what a browser may do ------------------------------------------------------------

UNDER_HTTPS = """
import json, django
from django.conf import settings
settings.STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
django.setup()
from django.test import Client
from surveys import return_code_cookie, trying
client = Client(headers={"host": "localhost"}, SERVER_NAME="localhost")
client.get("/return/", secure=True)
client.post("/language/", {"language": "ja"}, secure=True)
client.get("/answer/", secure=True)
names = [settings.SESSION_COOKIE_NAME, return_code_cookie.cookie_name(), trying.cookie_name()]
cookies = {name: [c["secure"], c["path"], c["domain"]] for name, c in client.cookies.items()}
print(json.dumps([names, cookies]))
"""


def test_under_https_every_cookie_is_bound_to_the_host():
    variables = {"CS2_HTTPS": "true", "DJANGO_SETTINGS_MODULE": "cs2survey.settings"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", UNDER_HTTPS],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    names, cookies = json.loads(done.stdout.splitlines()[-1])
    assert sorted(names) == [
        "__Host-cs2survey",
        "__Host-cs2survey-test",
        "__Host-sessionid",
    ]
    assert sorted(cookies) == ["__Host-cs2_language", "__Host-csrftoken", "__Host-messages"]
    assert all(cookie == [True, "/", ""] for cookie in cookies.values())


def test_no_page_may_use_a_device(client):
    policy = client.get("/healthz")["Permissions-Policy"]
    said = dict(part.split("=", 1) for part in policy.split(", "))
    assert set(said) == set(FEATURES)
    assert {feature for feature, where in said.items() if where == "(self)"} == {
        "clipboard-write",
        "fullscreen",
        "publickey-credentials-create",
        "publickey-credentials-get",
    }
    assert set(said.values()) == {"(self)", "()"}
    assert {"camera", "microphone", "geolocation"} <= set(said)


def test_scripts_make_no_markup_of_texts_but_in_the_pages_of_the_schema(client, db):
    for address in ("/", "/return/", "/i/x/", "/staff/sign-in/", "/api/v1/schema/"):
        policy = client.get(address)["Content-Security-Policy"]
        assert "require-trusted-types-for 'script'" in policy, address
        assert "trusted-types cs2survey-charts cs2survey-watch" in policy, address
    policy = client.get("/api/v1/docs/")["Content-Security-Policy"]
    assert "trusted-types" not in policy
    assert "script-src 'self'" in policy
