"""The numbers of an open round come up to date by themselves."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

from playwright.sync_api import Page, expect

from tests.browser.conftest import Demonstration, NewPage

# Time for all the numbers to be looked at anew.
TWO_DAYS_AGO = (
    "UPDATE surveys_showncounts SET"
    " counted_at = datetime('now', '-2 days'), whole_at = datetime('now', '-2 days')"
)


def let_two_days_pass(demonstration: Demonstration) -> None:
    with closing(sqlite3.connect(demonstration.var / "answers.sqlite3", timeout=20)) as answers:
        answers.execute(TWO_DAYS_AGO)
        answers.commit()


def signed_in(demonstration: Demonstration, new_page: NewPage, **options: object) -> Page:
    """The page of the open round, with a mark on it that a reload would lose."""
    details = demonstration.fresh_links()
    page = new_page(width=1440, **options)
    page.goto(f"{details['base_url']}/staff/")
    page.fill("#id_username", details["facilitator"]["username"])
    page.fill("#id_password", details["facilitator"]["password"])
    with page.expect_navigation():
        page.click("main form .button.primary")
    page.goto(f"{details['base_url']}/staff/rounds/{details['round']}/")
    return page


def test_the_numbers_move_on_without_a_reload_and_the_summary_is_read_out(
    demonstration: Demonstration, new_page: NewPage
) -> None:
    page = signed_in(demonstration, new_page)
    page.evaluate("document.body.dataset.mark = 'here'")
    expect(page.locator("[data-part=summary]")).to_have_attribute("role", "status")
    submitted = page.locator("table.turnout tbody tr").first.locator("td").nth(2)
    before = submitted.inner_text()
    page.check("#sure")
    demonstration.fill(demonstration.details["round"])
    let_two_days_pass(demonstration)
    expect(submitted).not_to_have_text(before, timeout=20_000)
    assert page.get_attribute("body", "data-mark") == "here"
    assert page.is_checked("#sure"), "what was begun on the page is left alone"


def test_a_page_that_nobody_looks_at_asks_for_nothing(
    demonstration: Demonstration, new_page: NewPage
) -> None:
    page = signed_in(demonstration, new_page)
    hide: Callable[[str], object] = page.evaluate
    hide("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })")
    hide("document.dispatchEvent(new Event('visibilitychange'))")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(6_000)
    assert asked == []
    hide("Object.defineProperty(document, 'hidden', { configurable: true, get: () => false })")
    with page.expect_request("**/counts/"):
        hide("document.dispatchEvent(new Event('visibilitychange'))")


def test_without_javascript_there_is_a_link(
    demonstration: Demonstration, new_page: NewPage
) -> None:
    page = signed_in(demonstration, new_page, java_script_enabled=False)
    page.locator("noscript a", has_text="Look again").click()
    expect(page.locator("[data-part=summary]")).to_contain_text("Counted on")
