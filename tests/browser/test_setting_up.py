"""A study of Welch 2013, from nothing to an open round, counted in clicks."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demonstration, NewPage

pytestmark = pytest.mark.browser

PASSPHRASE = " four words of ours"
PEOPLE = "name,address,side,language\n" + "".join(
    f"Person {n} of {side},person{n}.{side}@example.org,{side},en\n"
    for side in ("PRC", "JPN", "ROK", "USA")
    for n in range(5)
)


class Clicks:
    """A page on which every click is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def __call__(self, selector: str, away: bool = True) -> None:
        self.count += 1
        if away:
            with self.page.expect_navigation():
                self.page.click(selector)
        else:
            self.page.click(selector)


@pytest.fixture
def page(demonstration: Demonstration, new_page: NewPage) -> Page:
    details = demonstration.details
    page = new_page(width=1440)
    page.goto(f"{details['base_url']}/staff/sign-in/")
    page.fill("#id_username", details["facilitator"]["username"])
    page.fill("#id_password", details["facilitator"]["password"])
    with page.expect_navigation():
        page.click("main form .button.primary")
    return page


def test_welch_is_three_clicks_away_and_its_open_round_eight(page: Page) -> None:
    click = Clicks(page)
    click("text=Set up a study")
    click("text=Set up the study")
    click("text=Set up the round")
    assert click.count == 3
    expect(page.locator("h1")).to_have_text("Invite from a list")
    page.fill("#id_pasted", PEOPLE)
    click("text=Check the list")
    assert page.locator("tbody tr").count() == 20
    click("text=Invite them")
    expect(page.locator(".notice.success")).to_contain_text("20 mails go out when the round opens")
    expect(page.locator("main")).to_contain_text("Assessors: 0 invited. Of fewer than 5")
    click("#id_confirmed_few", away=False)
    click("#id_allow_drafts", away=False)
    click("section[aria-labelledby=open] .button.primary")
    expect(page.locator(".notice.success")).to_have_text("The round is open.")
    assert click.count == 8, "two of them ticks: no panel, and texts that nobody has reviewed"


def test_a_passphrase_is_shown_on_demand_and_compared(page: Page) -> None:
    page.click("text=Set up a study")
    page.click("text=Set up the study")
    page.click("text=Set up the round")
    page.click("text=On to the round")
    first, again = page.locator("#id_passphrase"), page.locator("#id_passphrase_again")
    first.fill(PASSPHRASE)
    again.fill(PASSPHRASE.strip())
    assert first.get_attribute("type") == again.get_attribute("type") == "password"
    page.check("#shows-passphrase")
    assert first.get_attribute("type") == again.get_attribute("type") == "text"
    page.check("#id_confirmed_few")
    page.check("#id_allow_drafts")
    with page.expect_navigation():
        page.click("section[aria-labelledby=open] .button.primary")
    expect(page.locator(".notice.error")).to_contain_text("The two are not the same")
    assert page.input_value("#id_passphrase") == ""
    for field in ("#id_passphrase", "#id_passphrase_again"):
        page.fill(field, PASSPHRASE)
    with page.expect_navigation():
        page.click("section[aria-labelledby=open] .button.primary")
    expect(page.locator(".notice.success")).to_have_text("The round is open.")


def test_without_a_script_the_two_fields_suffice(
    demonstration: Demonstration, new_page: NewPage, page: Page
) -> None:
    page.click("text=Set up a study")
    page.click("text=Set up the study")
    page.click("text=Set up the round")
    page.click("text=On to the round")
    plain = new_page(java_script_enabled=False, storage_state=page.context.storage_state())
    plain.goto(page.url)
    expect(plain.locator("#shows-passphrase")).to_be_hidden()
    for field in ("#id_passphrase", "#id_passphrase_again"):
        plain.fill(field, PASSPHRASE)
    plain.check("#id_confirmed_few")
    plain.check("#id_allow_drafts")
    with plain.expect_navigation():
        plain.click("section[aria-labelledby=open] .button.primary")
    expect(plain.locator(".notice.success")).to_have_text("The round is open.")
