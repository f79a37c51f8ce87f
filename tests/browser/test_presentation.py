"""A dyad shown in a room: by the keys of a clicker, without a connection, hidden in an instant."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demonstration, NewPage
from tests.browser.test_pages import check, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def page(demonstration: Demonstration, new_page: NewPage) -> Page:
    page = new_page()
    sign_in(page, demonstration.details)
    details = demonstration.details
    page.goto(f"{details['base_url']}/releases/{details['release']}/JPN-PRC/presentation/")
    return page


def _seen(page: Page) -> list[bool]:
    """Whether the first lens, the second and the finding of the slide's first row are seen."""
    row = page.locator(".slide.current tbody tr").first
    parts = (".dumbbell g.perceived", ".dumbbell g.assessed", ".finding")
    return [row.locator(part).first.is_visible() for part in parts]


def test_each_key_shows_one_thing_more_or_takes_it_back(page: Page) -> None:
    check(page)
    page.get_by_role("button", name="Begin").click()
    heading = page.locator(".slide.current h2")
    expect(heading).to_be_focused()
    assert _seen(page) == [False, False, False]
    expect(page.locator(".site-header")).to_be_hidden()
    for key, seen in (
        ("ArrowRight", [True, False, False]),
        ("PageDown", [True, True, False]),
        ("ArrowLeft", [True, False, False]),
        ("ArrowDown", [True, True, False]),
        ("ArrowRight", [True, True, True]),
    ):
        page.keyboard.press(key)
        assert _seen(page) == seen, key
    first = heading.text_content()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".slide.current")).to_have_attribute("data-stage", "0")
    page.keyboard.press("PageUp")
    assert heading.text_content() == first
    assert _seen(page) == [True, True, True]
    page.keyboard.press("Escape")
    expect(page.locator(".site-header")).to_be_visible()
    expect(page.locator(".slide").last).to_be_visible()


def test_it_goes_on_without_a_connection(page: Page) -> None:
    page.context.set_offline(True)
    page.get_by_role("button", name="Begin").click()
    slides = page.locator(".slide").count()
    for _key in range(4 * slides + 1):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".slide").last).to_be_visible()
    expect(page.locator(".slide.current .finding").first).to_be_visible()


def test_one_key_hides_everything_and_the_next_shows_it_as_it_was(page: Page) -> None:
    page.get_by_role("button", name="Begin").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("b")
    blank = page.locator("[data-blank]")
    expect(blank).to_be_visible()
    box, size = blank.bounding_box(), page.viewport_size
    assert box
    assert size
    assert (box["width"], box["height"]) == (size["width"], size["height"])
    page.keyboard.press("ArrowRight")
    expect(blank).to_be_hidden()
    assert _seen(page) == [True, False, False]


def test_without_scripts_all_slides_stand_below_each_other(
    demonstration: Demonstration, new_page: NewPage
) -> None:
    page = new_page(java_script_enabled=False)
    sign_in(page, demonstration.details)
    details = demonstration.details
    page.goto(f"{details['base_url']}/releases/{details['release']}/JPN-PRC/presentation/")
    expect(page.locator(".slide")).to_have_count(4)
    expect(page.locator(".slide .finding").last).to_be_visible()
    expect(page.get_by_role("button", name="Begin")).to_be_hidden()
