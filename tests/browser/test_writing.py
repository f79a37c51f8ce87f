"""Texts saved as they are written: on the page of one's own concerns, and beside a question."""

import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demonstration, NewPage
from tests.browser.test_round import begin
from tests.browser.test_saving import AWAY, LINE, kept_by, posts
from tests.workers.installation import ROOT

pytestmark = pytest.mark.browser

TEXT = "#answers .line textarea"
FIRST = "textarea[name$='1'] >> nth=0"


def link_to(demonstration: Demonstration) -> str:
    """A link to a fresh round in which one may write in one's own words."""
    words = [sys.executable, "-m", "tests.browser.writing"]
    done = subprocess.run(
        words, cwd=ROOT, env=demonstration.environment, check=True, capture_output=True, text=True
    )
    return f"http://localhost:{demonstration.port}{done.stdout.strip()}"


def own_words(page: Page) -> Page:
    page.goto(page.url.replace("/answer/1/", "/answer/own-words/"))
    return page


def stored(page: Page, path: str, field: str) -> str:
    """What another window of the same browser shows."""
    other = page.context.new_page()
    other.goto(page.url.split("/answer/")[0] + path)
    text = other.locator(field).input_value()
    other.close()
    return text


# --- One's own concerns ---------------------------------------------------------------------------


def test_a_concern_is_saved_while_it_is_typed_and_when_it_is_left(
    demonstration: Demonstration, new_page: NewPage
) -> None:
    page = new_page()
    begin(page, link_to(demonstration), "en")
    own_words(page)
    sent = posts(page)
    page.locator(FIRST).press_sequentially("exercises at sea")
    expect(page.locator(LINE)).to_have_text("Saved.")
    assert stored(page, "/answer/own-words/", FIRST) == "exercises at sea"
    page.locator(FIRST).fill("訓練" * 150)
    page.locator("textarea >> nth=1").focus()
    expect(page.locator(LINE)).to_have_text("Saved.")
    assert stored(page, "/answer/own-words/", FIRST) == "訓練" * 150
    assert len({len(request.post_data or "") for request in sent}) == 1, "whatever was written"
    assert kept_by(page.context, page) == "[{},{}]0"
    page.click("#answers .button.primary")
    page.wait_for_url("**/answer/2/")


def test_without_a_connection_it_stays_and_is_sent_when_it_is_back(
    demonstration: Demonstration, new_page: NewPage
) -> None:
    page = new_page()
    begin(page, link_to(demonstration), "en")
    own_words(page)
    page.context.set_offline(True)
    page.locator(FIRST).fill("exercises at sea")
    page.click("#answers .button.primary")
    expect(page.locator(LINE)).to_contain_text(AWAY)
    assert page.locator(FIRST).input_value() == "exercises at sea"
    page.context.set_offline(False)
    expect(page.locator(LINE)).to_have_text("Saved.")
    assert page.url.endswith("/answer/own-words/"), "nobody is led away later"
    assert stored(page, "/answer/own-words/", FIRST) == "exercises at sea"


@pytest.mark.parametrize("script", [True, False])
def test_where_two_windows_differ_both_texts_are_shown(
    script: bool, demonstration: Demonstration, new_page: NewPage
) -> None:
    page = new_page(java_script_enabled=script)
    begin(page, link_to(demonstration), "en")
    other = own_words(page).context.new_page()
    other.goto(page.url)
    page.locator(FIRST).fill("here")
    page.click("#answers .button.primary")
    page.wait_for_url("**/answer/2/")
    other.locator(FIRST).fill("there")
    other.click("#answers .button.primary")
    expect(other.locator("main [role=alert]")).to_contain_text("another window: “here”")
    assert other.locator(FIRST).input_value() == "there"
    other.click("#answers .button.primary")
    other.wait_for_url("**/answer/2/")
    assert stored(page, "/answer/own-words/", FIRST) == "there"


def test_a_lost_cookie_is_noticed_and_the_text_is_carried_on(
    demonstration: Demonstration, new_page: NewPage
) -> None:
    page = new_page()
    code = begin(page, link_to(demonstration), "en")
    own_words(page)
    page.context.clear_cookies(name="cs2survey")
    page.locator(FIRST).fill("exercises at sea")
    page.locator("textarea >> nth=1").focus()
    expect(page.locator("h1")).to_have_text("Your marks are not lost")
    page.fill("#id_code", code)
    page.click("main form .button.primary")
    page.wait_for_url("**/answer/2/")
    assert stored(page, "/answer/own-words/", FIRST) == "exercises at sea"


# --- Beside a question ----------------------------------------------------------------------------


@pytest.mark.parametrize("script", [True, False])
def test_a_line_is_offered_whatever_is_marked_with_and_without_a_script(
    script: bool, demonstration: Demonstration, new_page: NewPage
) -> None:
    page = new_page(java_script_enabled=script)
    begin(page, link_to(demonstration), "en")
    expect(page.locator(TEXT)).to_be_visible()
    expect(
        page.get_by_label("If “Something else”: please say what, in a few words")
    ).to_be_visible()
    page.locator('#answers .marks input[value="0"]').check(force=True)
    page.locator(TEXT).fill("supply of energy")
    if script:
        page.locator(TEXT).blur()
        expect(page.locator(LINE)).to_have_text("Saved.")
        assert stored(page, "/answer/1/", TEXT) == "supply of energy"
    page.click("#answers .button.primary")
    page.wait_for_url("**/answer/own-words/")
    assert stored(page, "/answer/1/", TEXT) == "supply of energy"
    page.goto(page.url.replace("own-words", "review"))
    expect(page.locator("td q")).to_have_text("supply of energy")


def test_a_line_without_a_mark_is_kept_in_the_page_which_asks_for_one(
    demonstration: Demonstration, new_page: NewPage
) -> None:
    page = new_page()
    begin(page, link_to(demonstration), "en")
    page.locator(TEXT).fill("supply of energy")
    page.locator(TEXT).blur()
    expect(page.locator(LINE)).to_contain_text("Please choose an answer as well")
    page.locator('#answers .marks input[value="1"]').check(force=True)
    expect(page.locator(LINE)).to_have_text("Saved.")
    assert stored(page, "/answer/1/", TEXT) == "supply of energy"
