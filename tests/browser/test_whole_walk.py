"""The evening before, in the browser alone: set up, invite, answer, close, read, print a brief."""

import io
import re
from contextlib import closing

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demonstration, NewPage
from tests.browser.test_pages import sign_in
from tests.browser.test_round import answer_all

pytestmark = pytest.mark.browser

SIDES = ("PRC", "JPN", "ROK", "USA")
LINK = re.compile(r"http://\S+/i/\S+/")
# One in the browser, and eight whose answers come without one.
FILLS = 2


def people() -> str:
    """A list as somebody would paste it: nine of each side, and two assessors by each."""
    lines = ["name,side,seat,language"]
    for side in SIDES:
        lines += [f"Person {n} of {side},{side},participant,en" for n in range(9)]
        lines += [f"Assessor {n} by {side},{side},assessor,en" for n in range(2)]
    return "\n".join(lines)


def press(page: Page, name: str) -> None:
    """Press the button or follow the link of this name on the page."""
    with page.expect_navigation():
        page.locator("main").locator(f'a:text-is("{name}"), button:text-is("{name}")').click()


def set_up(page: Page) -> list[str]:
    """From the list of studies to an open round; returns the links of those invited."""
    press(page, "Set up a study")
    page.fill("#id_title_en", "A walk")
    page.fill("#id_slug", "a-walk")
    press(page, "Set up the study")
    press(page, "Set up the round")
    page.fill("#id_pasted", people())
    page.check('input[name="way"][value="list"]')
    press(page, "Check the list")
    assert page.locator("tbody tr").count() == 4 * 11
    with page.expect_download() as started:
        page.click("main >> text=Invite them")
    links = LINK.findall(started.value.path().read_text(encoding="utf-8"))
    assert len(links) == 4 * 11
    press(page, "On to the round, where it is opened")
    page.check("#id_allow_drafts")
    with page.expect_navigation():
        page.click("section[aria-labelledby=open] .button.primary")
    expect(page.locator(".notice.success")).to_have_text("The round is open.")
    return links


def test_from_an_empty_study_to_a_brief_on_paper(
    demonstration: Demonstration, new_page: NewPage
) -> None:
    page = new_page(width=1440)
    sign_in(page, demonstration.details)
    links = set_up(page)
    round_url = page.url

    phone = new_page(width=390)
    phone.goto(links[0])
    press(phone, "Begin")
    phone.check("#id_kept")
    with phone.expect_navigation():
        phone.click("main form .button.primary")
    assert answer_all(phone, mark="3") > 0
    with phone.expect_navigation():
        phone.click("main form .button.primary >> nth=0")
    assert phone.url.endswith("/answer/sent/")
    for _fill in range(FILLS):
        demonstration.fill(round_url.rstrip("/").rsplit("/", 1)[-1])

    page.goto(round_url)
    page.check("#sure")
    with page.expect_navigation():
        page.click("main .button.danger")
    if page.locator("[data-progress]").count() == 0:
        # The groups withheld are others than on the page that was confirmed: once more.
        page.check("#sure")
        page.click("main .button.danger")
    page.click("text=See the gap matrix", timeout=90_000)
    expect(page.locator("h1")).to_have_text("The gap matrix")
    expect(page.locator("table.matrix td:not(.same) .value")).to_have_count(12)

    press(page, "The briefs of all dyads")
    press(page, "PRC and Japan")
    expect(page.locator(".brief")).to_contain_text("PRC")
    sheets = page.pdf(format="A4").count(b"/Type /Page\n")
    assert sheets == 1
    question = page.locator(".brief-questions textarea").first
    question.fill("What would each of us have to see to be less concerned?")
    with page.expect_download() as started:
        page.click("text=Make the sheet (PDF)")
    with closing(pypdfium2.PdfDocument(io.BytesIO(started.value.path().read_bytes()))) as sheet:
        assert len(sheet) == 1
        words = sheet[0].get_textpage().get_text_bounded()
    assert "to see to be less concerned?" in " ".join(words.split())
