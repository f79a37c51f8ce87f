"""Every page, looked at: accessible, never wider than the phone, and readable without a mouse."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demonstration, NewPage

pytestmark = pytest.mark.browser

LOOKS = [("en", 320, "light"), ("zh-hans", 390, "dark"), ("ja", 1440, "light"), ("ko", 320, "dark")]


def sign_in(page: Page, details: dict[str, dict[str, str]]) -> None:
    page.goto(f"{details['base_url']}/staff/")
    page.fill("#id_username", details["facilitator"]["username"])
    page.fill("#id_password", details["facilitator"]["password"])
    with page.expect_navigation():
        page.click("main form .button.primary")


def check(page: Page) -> None:
    """No accessibility fault that axe knows, and no sideways scrolling of the page."""
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    assert_no_wider_than_the_window(page)


def assert_no_wider_than_the_window(page: Page) -> None:
    wider = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wider, f"{page.url} is wider than the window"


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_public_pages(
    language: str, width: int, scheme: str, demonstration: Demonstration, new_page: NewPage
) -> None:
    page = new_page(width=width, color_scheme=scheme)
    base = demonstration.details["base_url"]
    page.goto(f"{base}/")
    page.click(f'.languages button[value="{language}"]')
    for path in ("/", "/return/", "/withdraw/", "/staff/sign-in/", "/i/no-such-link/"):
        page.goto(base + path)
        check(page)


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1440, "light")])
def test_staff_pages(
    width: int, scheme: str, demonstration: Demonstration, new_page: NewPage
) -> None:
    details = demonstration.details
    page = new_page(width=width, color_scheme=scheme)
    sign_in(page, details)
    release = f"/releases/{details['release']}/"
    for path in (
        "/staff/",
        f"/staff/studies/{details['study']}/",
        f"/staff/rounds/{details['round']}/",
        release,
        f"{release}PRC-JPN/",
        f"{release}impressions/",
        f"{release}vignettes/",
        f"{release}change/",
        f"{release}compare/",
        f"{release}files/",
        f"{release}audience/",
    ):
        page.goto(details["base_url"] + path)
        expect(page.locator("text=Simulated data").first).to_be_visible()
        assert_no_wider_than_the_window(page)
        # What is seen before the parts are opened is seen with them open as well.
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        check(page)
    page.goto(f"{details['base_url']}/staff/planner/")
    expect(page.locator(".chart .scatterlayer .lines path")).to_have_count(6)
    check(page)


def test_heatmap_cells_have_sharp_edges(demonstration: Demonstration, new_page: NewPage) -> None:
    """Under our content policy a browser may smooth a heatmap's cells into each other."""
    details = demonstration.details
    page = new_page(width=1440)
    sign_in(page, details)
    page.goto(f"{details['base_url']}/releases/{details['release']}/")
    image = page.locator(".chart .heatmaplayer image")
    expect(image).to_have_count(1)
    assert image.evaluate("node => getComputedStyle(node).imageRendering") == "pixelated"


def test_a_dyad_fits_two_screens_and_four_sheets_until_its_parts_are_opened(
    demonstration: Demonstration, new_page: NewPage
) -> None:
    details = demonstration.details
    page = new_page(width=1440)
    sign_in(page, details)
    page.goto(f"{details['base_url']}/releases/{details['release']}/PRC-JPN/")
    expect(page.locator(".glance")).to_have_count(2)
    # And a closed line in each direction for what would reassure, for grounds and for what is
    # published elsewhere, which a round without further modules does not have.
    lines = 2 * 3 * 45
    height = page.locator(".both-directions").evaluate("node => node.offsetHeight")
    assert height < 2 * 900 + lines
    assert page.pdf(format="A4").count(b"/Type /Page\n") <= 4
    chart = page.locator("details .chart").first
    page.locator("summary", has_text="Does Japan know").click()
    expect(chart.locator(".main-svg").first).to_be_visible()
    assert chart.evaluate("node => node.querySelector('.main-svg').clientWidth") > 500


@pytest.mark.parametrize("width", [320, 360, 390])
def test_no_answer_is_broken_inside_a_word(
    width: int, demonstration: Demonstration, new_page: NewPage
) -> None:
    """Chosen, it is set in bold: *Moderate* was broken in a strip of four on a phone."""
    page = new_page(width=width)
    page.goto(demonstration.fresh_links()["participant_links"]["JPN"])
    page.check("#id_agreed")
    page.click("main form .button.primary")
    page.check("#id_kept")
    page.click("main form .button.primary")
    page.goto(f"{demonstration.details['base_url']}/answer/2/")
    page.locator("#answers .marks label", has_text="Moderate").first.click()
    lines = page.locator("#answers input:checked + span").evaluate(
        "span => { const range = document.createRange(); range.selectNodeContents(span); "
        "return new Set([...range.getClientRects()].map(box => box.top)).size }"
    )
    assert lines == 1
    check(page)
