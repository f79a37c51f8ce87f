"""Marks saved as they are made: with a connection, without one, and in two windows."""

import re
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, Request, Route, expect

from tests.browser.conftest import Demonstration, NewPage
from tests.browser.test_pages import check
from tests.browser.test_round import begin

pytestmark = pytest.mark.browser

LINE = "[data-saving]"
AWAY = "No connection"


def questions(page: Page, link: str) -> Page:
    """Somebody who has just begun, before a page of several questions: the second."""
    begin(page, link, "en")
    page.goto(page.url.replace("/1/", "/2/"))
    return page


@pytest.fixture
def page(demonstration: Demonstration, new_page: NewPage) -> Page:
    return questions(new_page(), demonstration.fresh_links()["participant_links"]["USA"])


def mark(page: Page, question: int, value: str) -> None:
    """Choose a mark of the question with this place on the page, counted from 0."""
    page.locator(f'#answers .marks input[value="{value}"]').nth(question).evaluate(
        "radio => radio.click()"
    )


def marked(page: Page) -> list[str]:
    return page.locator("#answers .marks input:checked").evaluate_all(
        "radios => radios.map(radio => radio.value)"
    )


def stored(page: Page) -> list[str]:
    """What another window of the same browser shows."""
    other = page.context.new_page()
    other.goto(f"{page.url.split('/answer/')[0]}/answer/2/")
    marks = marked(other)
    other.close()
    return marks


def posts(page: Page) -> list[Request]:
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    return sent


def kept_by(context: BrowserContext, page: Page) -> str:
    return str(page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")) + str(
        page.evaluate("indexedDB.databases().then(all => all.length)")
    )


def test_each_mark_is_saved_as_it_is_made(page: Page) -> None:
    sent = posts(page)
    for question, value in enumerate("301"):
        mark(page, question, value)
        expect(page.locator(LINE)).to_have_text("Saved.")
    page.wait_for_function("!document.querySelector('[data-saving]').matches(':empty')")
    assert stored(page) == ["3", "0", "1"]
    assert page.url.endswith("/answer/2/")
    assert kept_by(page.context, page) == "[{},{}]0"
    bodies = [request.post_data or "" for request in sent]
    assert len({len(body) for body in bodies}) == 1, "the length says nothing of the mark"
    assert all("padding" in parse_qs(body) for body in bodies)
    page.close(run_before_unload=True)


def test_without_a_connection_the_page_stays_and_sends_when_it_is_back(page: Page) -> None:
    page.context.set_offline(True)
    mark(page, 0, "3")
    expect(page.locator(LINE)).to_contain_text(AWAY)
    mark(page, 1, "2")
    page.click("#answers .button.primary")
    expect(page.locator(LINE)).to_contain_text(AWAY)
    assert page.url.endswith("/answer/2/")
    assert marked(page) == ["3", "2"]
    assert kept_by(page.context, page) == "[{},{}]0"
    page.context.set_offline(False)
    expect(page.locator(LINE)).to_have_text("Saved.")
    assert page.url.endswith("/answer/2/"), "nobody is led away later"
    assert stored(page) == ["3", "2"]
    page.click("#answers .button.primary")
    page.wait_for_url("**/answer/3/")


def test_closing_warns_only_while_something_is_unsent(page: Page) -> None:
    warned: list[str] = []

    def note(dialog: Dialog) -> None:
        warned.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", note)
    page.context.set_offline(True)
    mark(page, 0, "3")
    expect(page.locator(LINE)).to_contain_text(AWAY)
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert warned == ["beforeunload"]
    assert not page.is_closed()
    page.context.set_offline(False)
    expect(page.locator(LINE)).to_have_text("Saved.")
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    assert warned == ["beforeunload"]


def test_an_answer_that_was_lost_on_its_way_back_is_no_difference(page: Page) -> None:
    """The mark arrived, the page does not know it; meanwhile another was chosen."""
    lost: list[int] = []

    def lose_the_first(route: Route) -> None:
        if lost or route.request.method != "POST":
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    page.route("**/answer/2/", lose_the_first)
    mark(page, 0, "3")
    expect(page.locator(LINE)).to_contain_text(AWAY)
    mark(page, 0, "0")
    expect(page.locator(LINE)).to_have_text("Saved.")
    assert lost == [200]
    assert stored(page) == ["0"]


def test_the_later_of_two_windows_saves_only_what_it_changed(page: Page) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    mark(page, 0, "3")
    expect(page.locator(LINE)).to_have_text("Saved.")
    mark(other, 1, "1")
    expect(other.locator(LINE)).to_have_text("Saved.")
    mark(other, 2, "2")
    other.click("#answers .button.primary")
    other.wait_for_url("**/answer/3/")
    assert stored(page) == ["3", "1", "2"]


@pytest.mark.parametrize("script", [True, False])
def test_where_two_windows_differ_the_person_chooses(
    script: bool, demonstration: Demonstration, new_page: NewPage
) -> None:
    link = demonstration.fresh_links()["participant_links"]["ROK"]
    page = questions(new_page(java_script_enabled=script), link)
    other = page.context.new_page()
    other.goto(page.url)
    mark(page, 0, "3")
    page.click("#answers .button.primary")
    page.wait_for_url("**/answer/3/")
    mark(other, 0, "0")
    if not script:
        other.click("#answers .button.primary")
    expect(other.locator("main [role=alert]")).to_contain_text("There: Serious.")
    assert stored(page) == ["3"]
    assert marked(other) == ["0"]
    other.click("#answers .button.primary")
    other.wait_for_url("**/answer/3/")
    assert stored(page) == ["0"]


@pytest.mark.parametrize("script", [True, False])
def test_back_saves_too(script: bool, demonstration: Demonstration, new_page: NewPage) -> None:
    link = demonstration.fresh_links()["participant_links"]["PRC"]
    page = questions(new_page(java_script_enabled=script), link)
    mark(page, 0, "1")
    page.click("#answers button[name=back]")
    page.wait_for_url("**/answer/1/")
    assert stored(page) == ["1"]


@pytest.mark.parametrize("lost", ["cs2survey", "csrftoken"])
def test_a_lost_cookie_is_noticed_at_the_next_mark(lost: str, page: Page) -> None:
    page.context.clear_cookies(name=lost)
    mark(page, 0, "3")
    expect(page.locator("h1")).to_have_text("Your marks are not lost")


@pytest.mark.parametrize("script", [True, False])
def test_what_has_no_mark_yet_goes_along_into_another_language(
    script: bool, demonstration: Demonstration, new_page: NewPage
) -> None:
    page = questions(
        new_page(java_script_enabled=script), demonstration.fresh_links()["assessor_link"]
    )
    page.locator("#answers select").first.select_option("2")
    page.click('.languages button[value="ja"]')
    expect(page.locator("main [role=alert]")).to_contain_text("回答もお選びください")
    assert page.get_attribute("html", "lang") == "ja"
    assert page.locator("#answers select").first.input_value() == "2"
    mark(page, 0, "0")
    page.click('.languages button[value="ko"]')
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    assert page.locator("#answers select").first.input_value() == "2"
    assert marked(page) == ["0"]


def test_too_much_is_answered_with_the_way_back(page: Page) -> None:
    mark(page, 0, "3")
    expect(page.locator(LINE)).to_have_text("Saved.")
    page.evaluate(
        "document.getElementById('answers').append(Object.assign(document.createElement('input'),"
        " {type: 'hidden', name: 'x', value: 'a'.repeat(3e6)}))"
    )
    page.click("#answers .button.primary")
    expect(page.locator("h1")).to_have_text("Too much was sent")
    page.click("main .button.primary")
    assert marked(page) == ["3"]


def test_a_mark_is_taken_back_with_the_keyboard(page: Page) -> None:
    assert page.locator("#answers button.none:visible").count() == 0
    mark(page, 0, "3")
    mark(page, 1, "2")
    clear = page.locator("#answers button.none:visible")
    expect(clear).to_have_count(2)
    expect(clear.first).to_have_accessible_name(re.compile("^Clear: ."))
    clear.first.press("Enter")
    expect(clear).to_have_count(1)
    first = page.locator("#answers fieldset").first.locator(".marks input").first
    expect(first).to_be_focused()
    check(page)
    expect(page.locator(LINE)).to_have_text("Saved.")
    page.wait_for_timeout(500)
    assert stored(page) == ["2"]


def test_without_a_script_a_mark_is_taken_back_by_a_radio_button(
    demonstration: Demonstration, new_page: NewPage
) -> None:
    link = demonstration.fresh_links()["participant_links"]["JPN"]
    page = questions(new_page(java_script_enabled=False), link)
    mark(page, 0, "3")
    mark(page, 1, "2")
    page.click("#answers .button.primary")
    page.click("#answers button[name=back]")
    page.wait_for_url("**/answer/2/")
    assert marked(page) == ["3", "2"]
    page.locator("#answers fieldset").first.get_by_label("No answer").check()
    page.click("#answers .button.primary")
    page.wait_for_url("**/answer/3/")
    assert stored(page) == ["2"]
