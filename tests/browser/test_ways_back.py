"""What goes wrong on the way to the questions and back, and that no mark is lost by it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demonstration, NewPage
from tests.browser.test_round import begin

pytestmark = pytest.mark.browser


def code_page(page: Page, link: str) -> str:
    """From the invitation to the return code, which is shown and not yet kept."""
    page.goto(link)
    page.check("#id_agreed")
    page.click("main form .button.primary")
    return page.text_content("#return-code") or ""


def go_on(page: Page) -> None:
    page.check("#id_kept")
    page.click("main form .button.primary")


@pytest.mark.parametrize("end", ["。", " "])
def test_a_pasted_link_leads_to_its_page(
    end: str, demonstration: Demonstration, new_page: NewPage
) -> None:
    link = demonstration.fresh_links()["participant_links"]["PRC"]
    page = new_page()
    page.goto(link.rstrip("/") + end)
    assert page.url == link
    expect(page.locator("#id_agreed")).to_be_visible()


def test_one_s_own_link_leads_back_and_elsewhere_asks_for_the_code(
    demonstration: Demonstration, new_page: NewPage
) -> None:
    link = demonstration.fresh_links()["participant_links"]["JPN"]
    page, elsewhere = new_page(), new_page(java_script_enabled=False)
    code = begin(page, link, "en")
    page.goto(link)
    assert page.url.endswith("/answer/1/")
    elsewhere.goto(link)
    elsewhere.fill("#id_code", code)
    elsewhere.click("main form .button.primary")
    assert elsewhere.url.endswith("/answer/1/")


def test_of_two_browsers_the_second_learns_that_its_code_is_worth_nothing(
    demonstration: Demonstration, new_page: NewPage
) -> None:
    link = demonstration.fresh_links()["participant_links"]["ROK"]
    first, second = new_page(), new_page()
    codes = [code_page(page, link) for page in (first, second)]
    assert codes[0] != codes[1]
    go_on(first)
    assert first.url.endswith("/answer/1/")
    go_on(second)
    expect(second.locator("main [role=alert]")).to_contain_text("worth nothing")


@pytest.mark.parametrize(
    ("lost", "script"),
    [("all cookies", True), ("csrftoken", True), ("csrftoken", False), ("cs2survey", False)],
)
def test_marks_outlive_a_lost_cookie(
    lost: str, script: bool, demonstration: Demonstration, new_page: NewPage
) -> None:
    link = demonstration.fresh_links()["participant_links"]["USA"]
    page = new_page(java_script_enabled=script)
    code = begin(page, link, "en")
    marks = page.locator('#answers .marks input[value="2"]')
    made = marks.count()
    for number in range(made):
        marks.nth(number).check(force=True)
    page.context.clear_cookies(**({} if lost == "all cookies" else {"name": lost}))
    page.click("#answers .button.primary")
    expect(page.locator("h1")).to_have_text("Your marks are not lost")
    page.fill("#id_code", code)
    page.click("main form .button.primary")
    assert page.url.endswith("/answer/2/")
    expect(page.locator("main .notice[role=status]")).to_contain_text("are saved")
    page.goto(page.url.replace("/2/", "/1/"))
    assert page.locator('#answers .marks input[value="2"]:checked').count() == made > 0
