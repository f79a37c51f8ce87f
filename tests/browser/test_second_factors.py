"""Signing in with a passkey and with an app in a real browser, the app without any script."""

import os
import subprocess
import sys
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demonstration, NewPage
from tests.browser.test_pages import check
from tests.workers.installation import ROOT

pytestmark = pytest.mark.browser

PASSWORD = "seven quiet words that nobody else says"
FACTORS = "/staff/account/second-factors/"


@pytest.fixture
def somebody(demonstration: Demonstration) -> dict[str, object]:
    """An account of its own: that of the demonstration has a password alone."""
    name = f"somebody-{time.monotonic_ns()}"
    words = ["manage.py", "createsuperuser", "--noinput", "--database=identity"]
    subprocess.run(
        [sys.executable, *words, f"--username={name}", "--email=somebody@example.org"],
        cwd=ROOT,
        env=os.environ | demonstration.environment | {"DJANGO_SUPERUSER_PASSWORD": PASSWORD},
        check=True,
        capture_output=True,
    )
    return {"base": demonstration.details["base_url"], "name": name}


def give_password(page: Page, somebody: dict[str, object]) -> None:
    page.goto(f"{somebody['base']}/staff/sign-in/")
    page.fill("#id_username", str(somebody["name"]))
    page.fill("#id_password", PASSWORD)
    press(page, "main form .button.primary")


def press(page: Page, what: str) -> None:
    with page.expect_navigation():
        page.click(what)


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_a_passkey_is_set_up_and_signs_in(somebody: dict[str, object], new_page: NewPage) -> None:
    page = new_page(color_scheme="dark")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = devices.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    give_password(page, somebody)
    for path in (FACTORS, "/staff/account/", "/staff/account/sessions/", f"{FACTORS}passkey/"):
        page.goto(f"{somebody['base']}{path}")
        check(page)
    page.fill("#id_name", "My telephone")
    press(page, "#passkey")
    expect(page.locator("h1")).to_have_text("Recovery codes")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    check(page)
    page.goto(f"{somebody['base']}{FACTORS}")
    expect(page.locator("tbody th")).to_have_text("My telephone")
    press(page, ".site-nav button")
    give_password(page, somebody)
    expect(page.locator("h1")).to_have_text("Second factor")
    check(page)
    page.focus("#passkey")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Studies")
    # A device that has lost it is told so, and nobody is in.
    press(page, ".site-nav button")
    devices.send("WebAuthn.clearCredentials", {"authenticatorId": added["authenticatorId"]})
    give_password(page, somebody)
    page.click("#passkey")
    expect(page.locator("[data-trouble]")).to_be_visible()
    page.goto(f"{somebody['base']}/staff/")
    expect(page.locator("h1")).to_have_text("Sign in")


def test_an_app_is_set_up_and_signs_in_without_a_script(
    somebody: dict[str, object], new_page: NewPage
) -> None:
    page = new_page(java_script_enabled=False)
    give_password(page, somebody)
    page.goto(f"{somebody['base']}{FACTORS}app/")
    secret = page.locator("main code").inner_text()
    page.fill("#id_code", code(secret))
    press(page, "main form .button.primary")
    one = page.locator(".recovery-codes code").first.inner_text()
    for given in (code(secret), one):
        press(page, ".site-nav button")
        give_password(page, somebody)
        page.fill("#id_code", given)
        press(page, "main form .button")
        expect(page.locator("h1")).to_have_text("Studies")
