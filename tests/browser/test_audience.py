"""Who may read a release, as a facilitator widens it and as participants come by their links."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demonstration, NewPage
from tests.browser.test_pages import LOOKS, check, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def links(demonstration: Demonstration, browser: object) -> dict[str, str]:
    """The links the facilitator is given, by the name that stands before each."""
    page = browser.new_page()  # type: ignore[attr-defined]
    sign_in(page, demonstration.details)
    page.goto(
        f"{demonstration.details['base_url']}/releases/{demonstration.details['release']}/audience/"
    )
    names = page.locator("dl.hand-on dt").all_text_contents()
    addresses = page.locator("dl.hand-on a").all_text_contents()
    page.close()
    return dict(zip(names, addresses, strict=True))


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_pages_behind_links(
    language: str, width: int, scheme: str, links: dict[str, str], new_page: NewPage
) -> None:
    page = new_page(width=width, color_scheme=scheme)
    page.goto(links["Japan"])
    page.click(f'.languages button[value="{language}"]')
    assert page.url == links["Japan"]
    expect(page.locator(f'.languages button[value="{language}"]')).to_have_attribute(
        "aria-current", "true"
    )
    expect(page.locator(".chart .main-svg").first).to_be_visible()
    check(page)
    for path in ("matrix/", "PRC-JPN/", "impressions/", "vignettes/", "change/"):
        page.goto(links["Japan"] + path)
        expect(page.locator(".site-nav")).to_have_count(0)
        check(page)


def test_no_request_of_a_page_behind_a_link_gives_its_address_away(
    links: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    referrers: list[str] = []
    page.on("request", lambda request: referrers.append(request.headers.get("referer", "")))
    page.goto(links["The whole room"])
    page.locator("main table a").first.click()
    page.wait_for_load_state("networkidle")
    assert len(referrers) > 5
    assert not [referrer for referrer in referrers if "/r/" in referrer]


def test_from_a_sides_own_answers_to_a_dyad_and_back_with_the_keyboard_only(
    links: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    page.goto(links["Japan"])
    follow(page, "See the whole result")
    page.wait_for_url("**/matrix/")
    follow(page, "PRC toward Japan")
    page.wait_for_url("**/PRC-JPN/**")
    follow(page, "Your own side's answers")
    page.wait_for_url(links["Japan"])


FOCUSED = "document.activeElement.matches('a, button') ? document.activeElement.innerText : ''"


def follow(page: Page, words: str) -> None:
    """Tab to the link or button with these words and press Enter."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if words in page.evaluate(FOCUSED):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no key leads to {words}")


def test_widening_with_the_keyboard_only_and_not_without_the_tick(
    demonstration: Demonstration, new_page: NewPage
) -> None:
    details = demonstration.details
    page = new_page(width=320)
    sign_in(page, details)
    page.goto(f"{details['base_url']}/staff/studies/{details['study']}/")
    page.locator("tbody a").first.press("Enter")
    page.locator("main a.button.primary").press("Enter")
    page.wait_for_url("**/releases/**")
    follow(page, "Who may read it")
    page.wait_for_url("**/audience/")
    check(page)
    follow(page, "Widen to: Public")
    page.wait_for_url("**/confirm/")
    check(page)
    page.evaluate("document.getElementById('id_understood').required = false")
    follow(page, "Widen to: Public")
    expect(page.locator("[role=alert]")).to_be_visible()
    check(page)
    page.locator("#id_understood").focus()
    page.keyboard.press("Space")
    follow(page, "Widen to: Public")
    page.wait_for_url("**/audience/")
    expect(page.locator("li[aria-current=step]")).to_contain_text("Public")
    expect(page.locator("main button[name=to]")).to_have_count(0)
    address = page.url.replace("audience/", "")
    anybody = new_page()
    anybody.goto(address)
    expect(anybody.locator("h1")).to_have_text("The gap matrix")
    expect(anybody.locator(".site-nav")).to_have_count(0)
