"""A seminar in real browsers: a facilitator's screen, six phones, and a second facilitator's."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demonstration, NewPage

pytestmark = pytest.mark.browser

PEOPLE = 6


def signed_in(demonstration: Demonstration, new_page: NewPage) -> Page:
    details = demonstration.details
    page = new_page(width=1440)
    page.goto(f"{details['base_url']}/staff/")
    page.fill("#id_username", details["facilitator"]["username"])
    page.fill("#id_password", details["facilitator"]["password"])
    with page.expect_navigation():
        page.click("main form .button.primary")
    return page


def press(page: Page, act: str) -> None:
    with page.expect_navigation():
        page.click(f"button[name=act][value={act}]")


def tap(phone: Page, answer: str) -> None:
    phone.get_by_role("button", name=answer, exact=True).click()
    expect(phone.locator("main [role=status]")).to_contain_text("Your answer is in")


def test_a_room_goes_through_the_steps_and_another_browser_takes_over(
    demonstration: Demonstration, new_page: NewPage
) -> None:
    screen = signed_in(demonstration, new_page)
    base, study = demonstration.details["base_url"], demonstration.details["study"]
    screen.goto(f"{base}/staff/studies/{study}/seminars/new/")
    screen.check("input[name=sides][value=JPN]")
    with screen.expect_navigation():
        screen.click("main form .button.primary")
    letters = screen.locator(".join-code").inner_text().replace(" ", "")
    phones = [new_page(java_script_enabled=number > 0) for number in range(PEOPLE)]
    for phone in phones:
        phone.goto(f"{base}/s/{letters}/")
        phone.get_by_role("button", name="Join").click()
        expect(phone.locator("h1")).to_have_text("You have joined")
    # The number of phones comes up by itself.
    expect(screen.locator("[data-part=joined]")).to_contain_text(f"{PEOPLE} phones have joined")
    press(screen, "open")

    without_script, *others = phones
    expect(without_script.locator("h1")).to_have_text("A question to begin with", timeout=10_000)
    for phone in others:
        expect(phone.locator("h1")).to_have_text("A question to begin with")
    for phone in phones:
        tap(phone, "PRC")
    assert "PRC" not in screen.inner_text("main")
    press(screen, "count")
    assert "PRC" not in screen.inner_text("main")
    for phone in others:
        expect(phone.locator("h1")).to_have_text("The question is closed")
    press(screen, "show")
    expect(screen.locator("table tbody tr", has_text="PRC")).to_contain_text("3–6")

    # The facilitator's browser dies: another one goes on from where it was.
    address = screen.url
    screen.context.close()
    second = signed_in(demonstration, new_page)
    second.goto(address)
    expect(second.locator("main")).to_contain_text("last run from another browser")
    expect(second.locator("table tbody tr", has_text="PRC")).to_contain_text("3–6")
    second.select_option("select", "PRC")
    press(second, "open")
    expect(second.locator("main")).not_to_contain_text("last run from another browser")
    for phone in others:
        expect(phone.locator("h1")).to_have_text("Military")
    tap(others[0], "Serious")

    assert second.evaluate("document.documentElement.scrollWidth") <= 1440
    assert others[0].evaluate("document.documentElement.scrollWidth") <= 390
    second.get_by_text("End the seminar").click()
    press(second, "end")
    expect(second.locator(".lead")).to_contain_text("Everything but these counts is erased")
    expect(second.locator("table tbody tr", has_text="PRC")).to_contain_text("3–6")
