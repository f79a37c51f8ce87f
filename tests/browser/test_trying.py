"""A facilitator tries the questionnaire in a browser, prints it, and nothing is kept."""

import re
from contextlib import closing

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demonstration, NewPage
from tests.printed import pages_of, unspaced

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VERSION = "/staff/instruments/welch2013/4"
TEST = "**/staff/test/answer/"
RIBBON = "Test: nothing is kept"


def sign_in(page: Page, demonstration: Demonstration) -> str:
    details = demonstration.details
    page.goto(f"{details['base_url']}/staff/sign-in/")
    page.fill("#id_username", details["facilitator"]["username"])
    page.fill("#id_password", details["facilitator"]["password"])
    page.click("main button[type=submit]")
    page.wait_for_url("**/staff/")
    return str(details["base_url"])


def begin(page: Page, base: str) -> None:
    page.goto(f"{base}{VERSION}/test/")
    page.click("main .button.primary")
    page.wait_for_url(f"{TEST}1/")


def faults_of(page: Page) -> list[str]:
    result = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    return [
        f"{page.url}: {violation['id']}: {node['html'][:160]}"
        for violation in result.response["violations"]
        for node in violation["nodes"]
    ]


def test_marks_are_saved_as_they_are_made_until_the_test_is_ended(
    new_page: NewPage, demonstration: Demonstration
) -> None:
    page = new_page()
    begin(page, sign_in(page, demonstration))
    expect(page).to_have_title(re.compile(f"^{RIBBON} · "))
    expect(page.locator(".ribbon")).to_contain_text(RIBBON)
    with page.expect_response(f"{TEST}1/") as saved:
        page.locator("#answers .marks label").first.click()
    assert saved.value.json()["next"] == "/staff/test/answer/2/"
    page.reload()
    expect(page.locator("#answers .marks input:checked")).to_have_count(1)
    page.click("#answers .button.primary")
    page.wait_for_url(f"{TEST}2/")
    page.goto(page.url.replace("answer/2/", "answer/review/"))
    page.click("#send .button.primary")
    page.wait_for_url(f"{TEST}sent/")
    page.click(".ribbon button")
    page.wait_for_url("**/staff/")
    expect(page.locator(".notice")).to_contain_text("nothing of it is kept")


def test_every_printed_sheet_says_that_it_is_a_test(
    new_page: NewPage, demonstration: Demonstration
) -> None:
    page = new_page(width=1440)
    begin(page, sign_in(page, demonstration))
    page.goto(page.url.replace("answer/1/", "answer/2/"))
    sheets = pages_of(page.pdf(format="A4"))
    assert len(sheets) > 2
    assert all(unspaced(RIBBON) in sheet for sheet in sheets)
    assert all("Endthetest" not in sheet for sheet in sheets)


def test_it_goes_without_javascript(new_page: NewPage, demonstration: Demonstration) -> None:
    page = new_page(java_script_enabled=False)
    begin(page, sign_in(page, demonstration))
    page.locator("#answers .marks label").first.click()
    page.click("#answers .button.primary")
    page.wait_for_url(f"{TEST}2/")


def test_a_form_is_made_of_what_is_ticked(new_page: NewPage, demonstration: Demonstration) -> None:
    page = new_page(width=1440)
    base = sign_in(page, demonstration)
    page.goto(f"{base}{VERSION}/paper/")
    page.check('input[value="assessor-JPN"]')
    page.fill("#id_heading", "The forum")
    address = page.evaluate(
        "() => new URLSearchParams(new FormData(document.querySelector('main form'))).toString()"
    )
    reply = page.request.get(f"{base}{VERSION}/paper.pdf?{address}")
    assert reply.headers["content-type"] == "application/pdf"
    text = "".join(pages_of(reply.body()))
    assert "Theforum" in text
    assert "ForassessorsnominatedbyJapan" in text
    with closing(pypdfium2.PdfDocument(reply.body())) as document:
        assert document.is_tagged()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_both_are_accessible(
    new_page: NewPage, demonstration: Demonstration, scheme: str
) -> None:
    page = new_page(width=390, color_scheme=scheme, reduced_motion="reduce")
    base, faults = sign_in(page, demonstration), []
    for place in ("paper/", "paper.pdf", "test/"):
        page.goto(f"{base}{VERSION}/{place}")
        faults += faults_of(page)
    begin(page, base)
    faults += faults_of(page)
    assert not faults, "\n".join(faults)
