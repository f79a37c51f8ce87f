"""The whole way of a participant by Tab, Space, Enter and the arrows alone."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import factories
from tests.surveys.views import walking

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What has the focus, and whether a keyboard user can see that it has.
FOCUSED = """() => {
  const element = document.activeElement, label = element.labels?.[0];
  const outlined = [element, label].some(
    one => one && getComputedStyle(one).outlineStyle !== 'none' );
  const group = element.type === 'radio' ? element.form.elements[element.name] : null;
  return {
    outlined: outlined || element === document.body,
    is_radio: Boolean(group), chosen: group?.value ?? '',
    element: element.outerHTML.slice(0, 90),
    is_primary: element.matches('main .button.primary'), id: element.id,
  };
}"""
MOST_STOPS = 150


def stops(page: Page):
    """Each element that Tab leads to from here, with what can be seen of its focus."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["outlined"], f"nothing shows that the focus is here: {focused}"
        yield focused
    pytest.fail(f"no end of the page after {MOST_STOPS} stops")


def tick(page: Page, box: str) -> None:
    next(focused for focused in stops(page) if focused["id"] == box)
    page.keyboard.press("Space")
    expect(page.locator(f"#{box}")).to_be_checked()


def press_primary(page: Page) -> None:
    next(focused for focused in stops(page) if focused["is_primary"])
    with page.expect_navigation():
        page.keyboard.press("Enter")


def answer_page(page: Page) -> int:
    """Choose the second answer of each question and go on; returns how many were answered."""
    answered = 0
    for focused in stops(page):
        if focused["is_radio"] and not focused["chosen"]:
            page.keyboard.press("Space")
            page.keyboard.press("ArrowRight")
            answered += 1
        if focused["is_primary"]:
            break
    questions = page.locator("#answers fieldset.question").count()
    assert answered == questions == page.locator("#answers input[type=radio]:checked").count()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return answered


def begin(page: Page, server: LiveServer) -> Page:
    """From the invitation to the first page of questions."""
    round = factories.make_round(
        document=factories.short(), modules=["predicted"], widest_audience="public"
    )
    page.goto(server.url + walking.invite(round))
    tick(page, "id_agreed")
    press_primary(page)
    tick(page, "id_kept")
    press_primary(page)
    return page


def test_from_the_invitation_to_the_thanks(calm_page: Page, live_server: LiveServer) -> None:
    page, answered = begin(calm_page, live_server), 0
    while page.locator("#answers").count():
        answered += answer_page(page)
    assert answered > 10
    press_primary(page)
    assert page.url.endswith("/answer/sent/")


def test_enter_on_an_answer_saves_the_page(calm_page: Page, live_server: LiveServer) -> None:
    page = begin(calm_page, live_server)
    next(focused for focused in stops(page) if focused["is_radio"])
    for key in ("ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/answer/2/")
    page.goto(page.url.replace("/2/", "/1/"))
    third = page.locator("#answers input[type=radio]").nth(2).get_attribute("value")
    assert page.locator("#answers input:checked").get_attribute("value") == third
