"""Second factors are set up, asked for, required, and their secrets kept encrypted."""

import json
import time
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from surveys.models.audit import IdentityAudit
from surveys.models.sign_in import StaffSession
from tests import factories
from tests.addresses import addresses_of
from tests.clock import clock
from tests.html import parse
from tests.route_table import ROUTES
from tests.surveys.views.staff_pages import SIGN_IN

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FACTORS = "/staff/account/second-factors/"
CODE = "/staff/sign-in/second-factor/"


@pytest.fixture
def kim(db):
    return factories.make_staff(username="kim")


@pytest.fixture
def later(monkeypatch):
    return clock(monkeypatch)


def code(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def with_password(client: Client, **fields: str):
    values = {"username": "kim", "password": factories.PASSWORD, **fields}
    return client.post(SIGN_IN, values)


def is_in(client: Client) -> bool:
    return client.get("/staff/").status_code == 200


def test_an_app_is_set_up_and_then_asked_for(client, kim):
    client.force_login(kim)
    page = parse(client.get(f"{FACTORS}app/")).one("main")
    groups = [group.text for group in page.one("code").all("span")]
    secret = "".join(groups)
    assert [len(group) for group in groups] == [4] * 8
    (link,) = [a["href"] for a in page.all("a") if a["href"].startswith("otpauth:")]
    assert f"secret={secret}" in link
    assert page.one("img")["src"].startswith("data:image/svg+xml")
    reply = client.post(f"{FACTORS}app/", {"code": code(secret)})
    assert reply["Location"] == f"{FACTORS}recovery-codes/"
    shown = parse(client.get(f"{FACTORS}recovery-codes/")).one("main")
    codes = [item.text for item in shown.all("li")]
    assert len(set(codes)) == 10
    again = parse(client.get(f"{FACTORS}recovery-codes/")).one("main")
    assert not again.all("li"), "they are shown once"
    other = Client()
    reply = with_password(other, next="/staff/tokens/")
    assert reply["Location"] == CODE
    assert not is_in(other)
    reply = other.post(CODE, {"code": code(secret)})
    assert reply["Location"] == "/staff/tokens/"
    assert is_in(other)


def test_a_wrong_first_code_sets_nothing_up(client, kim):
    client.force_login(kim)
    client.get(f"{FACTORS}app/")
    assert client.post(f"{FACTORS}app/", {"code": "000000"}).status_code == 422
    assert not Authenticator.objects.exists()


def test_a_code_is_taken_once(kim):
    TOTP.activate(kim, SECRET)
    first, second = Client(), Client()
    used = code()
    for browser, expected in ((first, True), (second, False)):
        with_password(browser)
        browser.post(CODE, {"code": used})
        assert is_in(browser) is expected


def test_a_recovery_code_is_taken_once(kim):
    TOTP.activate(kim, SECRET)
    used = RecoveryCodes.activate(kim).generate_codes()[3]
    for expected in (True, False):
        browser = Client()
        with_password(browser)
        browser.post(CODE, {"code": used})
        assert is_in(browser) is expected


def test_codes_are_not_guessed(kim, later):
    TOTP.activate(kim, SECRET)
    browser = Client()
    with_password(browser)
    for n in range(5):
        reply = browser.post(CODE, {"code": f"{n:06}"})
        assert "not a code we can take" in parse(reply).one("main").text
    reply = browser.post(CODE, {"code": code()})
    assert "Wait five minutes" in parse(reply).one("main").text
    assert not is_in(browser)
    later(300)
    browser.post(CODE, {"code": code()})
    assert is_in(browser)


def test_without_a_password_there_is_no_second_page(client, kim):
    TOTP.activate(kim, SECRET)
    for reply in (client.get(CODE), client.post(CODE, {"code": code()})):
        assert reply["Location"] == SIGN_IN
    assert not is_in(client)


def test_the_second_page_waits_a_quarter_of_an_hour(client, kim, later):
    TOTP.activate(kim, SECRET)
    with_password(client)
    later(15 * 60 + 1)
    assert client.post(CODE, {"code": code()})["Location"] == SIGN_IN
    assert not is_in(client)


def test_secrets_are_encrypted_and_another_key_opens_none(client, kim, settings, caplog):
    TOTP.activate(kim, SECRET)
    RecoveryCodes.activate(kim)
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in kept
    client.force_login(kim)
    secret = parse(client.get(f"{FACTORS}app/", follow=True)).one("main").text
    assert SECRET not in secret
    settings.SEAL_KEYS = SimpleNamespace(keys=("11" * 32,), newest="11" * 32)
    browser = Client()
    with_password(browser)
    assert browser.post(CODE, {"code": code()}).status_code == 200
    assert not is_in(browser)
    assert "`reset_sign_in` helps" in caplog.text


def test_a_secret_that_is_being_set_up_is_encrypted_too(client, kim):
    client.force_login(kim)
    secret = parse(client.get(f"{FACTORS}app/")).one("main").one("code").text.replace(" ", "")
    assert client.session["mfa.totp.secret"] == secret
    assert secret not in "".join(StaffSession.objects.values_list("session_data", flat=True))


@pytest.mark.parametrize("sent", ["", "{}", "[]", "null", '{"id": 1}', "not json", '{"type": []}'])
def test_what_is_no_passkey_is_refused(client, kim, sent):
    client.force_login(kim)
    client.get(f"{FACTORS}passkey/")
    reply = client.post(f"{FACTORS}passkey/", {"name": "mine", "credential": sent})
    assert reply.status_code == 422
    TOTP.activate(kim, SECRET)
    browser = Client()
    with_password(browser)
    browser.get(CODE)
    assert browser.post(CODE, {"credential": sent}).status_code == 200
    assert not is_in(browser)


def test_other_sessions_end_when_one_is_set_up(client, kim):
    client.force_login(kim)
    other = Client()
    other.force_login(kim)
    secret = parse(client.get(f"{FACTORS}app/")).one("main").one("code").text.replace(" ", "")
    client.post(f"{FACTORS}app/", {"code": code(secret)})
    assert is_in(client)
    assert not is_in(other)
    entry = IdentityAudit.objects.get(act="add_second_factor")
    assert (entry.actor, entry.subject, entry.detail) == ("kim", str(kim.pk), {"kind": "totp"})


def test_the_last_one_takes_the_recovery_codes_along(client, kim):
    factor = TOTP.activate(kim, SECRET).instance
    RecoveryCodes.activate(kim)
    client.force_login(kim)
    client.post(f"{FACTORS}{factor.pk}/remove/")
    assert not Authenticator.objects.exists()
    assert IdentityAudit.objects.get(act="remove_second_factor").detail == {"kind": "totp"}


def test_nobody_takes_away_another_s(client, kim):
    factor = TOTP.activate(kim, SECRET).instance
    client.force_login(factories.make_staff(username="lee"))
    assert client.post(f"{FACTORS}{factor.pk}/remove/").status_code == 404
    assert Authenticator.objects.count() == 1


def test_new_recovery_codes_replace_the_old(client, kim):
    TOTP.activate(kim, SECRET)
    old = RecoveryCodes.activate(kim).generate_codes()
    client.force_login(kim)
    page = parse(client.post(f"{FACTORS}recovery-codes/", follow=True)).one("main")
    new = {item.text for item in page.all("li")}
    assert len(new) == 10
    assert not new & set(old)


# --- Where one is required ------------------------------------------------------------------------

# Setting one up, leaving, and what asks nobody to sign in.
SHOWN_WITHOUT = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "confirm_sign_in",
    "sign_out",
    "language",
    "accessibility",
    "healthz",
    "readyz",
    *("landing", "begin", "confirm", "malformed", "return", "withdraw", "leave"),
    *("answer", "page", "own_words", "review", "sent", "again", "keep"),
}


def test_who_has_none_sees_nothing_else(client, study, open_round, settings):
    settings.SECOND_FACTOR = True
    owner = factories.make_staff(study, "owner")
    client.force_login(owner)
    for name, path in addresses_of(open_round).items():
        if name not in SHOWN_WITHOUT and path.startswith(("/staff/", "/releases/", "/api/")):
            method = next(iter(ROUTES[name])).lower()
            reply = getattr(client, method)(path)
            assert reply.status_code == 302, name
            assert reply["Location"] == FACTORS, name
    for path in ("/api/v1/studies/", "/staff/planner/"):
        assert client.get(path)["Location"] == FACTORS
    page = parse(client.get(FACTORS)).one("main")
    assert "Before anything else, set up a second factor" in page.text
    TOTP.activate(owner, SECRET)
    assert client.get("/staff/studies/forum/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, kim, settings):
    settings.SECOND_FACTOR = True
    RecoveryCodes.activate(kim)
    client.force_login(kim)
    assert client.get("/staff/")["Location"] == FACTORS


def test_who_answers_is_asked_for_none(client, kim, open_round, settings):
    settings.SECOND_FACTOR = True
    client.force_login(kim)
    addresses = addresses_of(open_round)
    for name in ("landing", "return", "accessibility", "healthz"):
        reply = client.get(addresses[name])
        assert reply.get("Location") != FACTORS, name
