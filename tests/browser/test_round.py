"""One round as people live it: five answer in four languages, one closes and reads."""

import json
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from analytics.measures.blocks import protect
from analytics.measures.published_contrast import published_contrast
from analytics.measures.published_empathy import published_empathy
from tests.browser.conftest import Demonstration, NewPage

pytestmark = pytest.mark.browser

PEOPLE = [
    ("PRC", "zh-hans", "zh-Hans", 390),
    ("JPN", "ja", "ja", 390),
    ("ROK", "ko", "ko", 320),
    ("USA", "en", "en", 1440),
    ("assessor", "en", "en", 1440),
]


def begin(page: Page, link: str, language: str) -> str:
    """From the invitation to the first page of questions; returns the code that was kept."""
    page.goto(link)
    page.click(f'.languages button[value="{language}"]')
    page.check("#id_agreed")
    page.click("main form .button.primary")
    code = page.text_content("#return-code") or ""
    page.check("#id_kept")
    page.click("main form .button.primary")
    page.wait_for_url("**/answer/1/")
    return code


def answer_all(page: Page, mark: str) -> int:
    """Give every question on every page the same mark; returns how many there were."""
    answered = 0
    while page.locator("#answers").count():
        marks = page.locator(f'#answers .marks input[value="{mark}"]')
        for number in range(marks.count()):
            marks.nth(number).evaluate("radio => radio.click()")
        answered += marks.count()
        with page.expect_navigation():
            page.click("#answers .button.primary")
    return answered


@pytest.fixture(scope="module")
def codes() -> dict[str, str]:
    return {}


@pytest.mark.parametrize(("who", "language", "tag", "width"), PEOPLE)
def test_somebody_answers(
    who: str,
    language: str,
    tag: str,
    width: int,
    demonstration: Demonstration,
    new_page: NewPage,
    codes: dict[str, str],
) -> None:
    details = demonstration.fresh_links()
    link = details["assessor_link"] if who == "assessor" else details["participant_links"][who]
    page = new_page(width=width, java_script_enabled=who != "JPN")
    referrers: list[str] = []
    page.on("request", lambda request: referrers.append(request.headers.get("referer", "")))
    codes[who] = begin(page, link, language)
    assert len(referrers) > 5
    assert not [referrer for referrer in referrers if "/i/" in referrer]
    assert page.get_attribute("html", "lang") == tag
    expected = {"PRC": 51, "JPN": 51, "ROK": 49, "USA": 51, "assessor": 94}[who]
    assert answer_all(page, mark="0" if who == "assessor" else "3") == expected
    page.click("main form .button.primary >> nth=0")
    page.wait_for_url("**/answer/sent/")
    page.goto(link)
    assert page.url.endswith("/answer/sent/"), "one's own link leads to where one left"


def test_a_code_opens_the_way_back_but_never_the_answers(
    demonstration: Demonstration, new_page: NewPage, codes: dict[str, str]
) -> None:
    page = new_page()
    page.goto(f"{demonstration.details['base_url']}/return/")
    page.fill("#id_code", codes["USA"].lower().replace(" ", "-"))
    page.click("main form .button.primary")
    page.wait_for_url("**/answer/sent/")
    assert page.locator("input:checked").count() == 0
    page.goto(f"{demonstration.details['base_url']}/answer/1/")
    assert page.url.endswith("/answer/sent/")


def test_the_facilitator_closes_and_reads(demonstration: Demonstration, new_page: NewPage) -> None:
    details = demonstration.details
    demonstration.fill(details["round"])
    page = new_page(width=1440)
    page.goto(f"{details['base_url']}/staff/")
    page.fill("#id_username", details["facilitator"]["username"])
    page.fill("#id_password", details["facilitator"]["password"])
    with page.expect_navigation():
        page.click("main form .button.primary")
    page.goto(f"{details['base_url']}/staff/rounds/{details['round']}/")
    expect(page.locator("[data-part=summary]")).to_contain_text("Counted on")
    page.check("#sure")
    page.click("main .button.danger")
    expect(page.locator("[data-progress] progress")).to_be_visible()
    expect(page.locator("text=See the gap matrix")).to_be_visible(timeout=60_000)
    sent = page.locator("table.turnout tbody tr td:nth-child(4)").all_inner_texts()
    assert sent == ["5", "5", "5", "5", "1", "2", "1", "1", "5"], "sides, who nominated, the panel"
    page.click("text=See the gap matrix")
    feared = page.locator("table.matrix")
    cells = feared.locator("td:not(.same) .value")
    assert cells.count() == 12
    assert set(cells.all_inner_texts()) == {f"{_delta_of_unanimous_fives():+.2f}"}
    page.goto(page.url.split("?")[0] + "?gap=empathy")
    predicted = page.locator("table.matrix")
    gap = f"{_empathy_gap_of_unanimous_fives():+.2f}".replace("-", "−")
    assert set(predicted.locator("td:not(.same) .value").all_inner_texts()) == {gap}
    page.locator(".chart").first.scroll_into_view_if_needed()
    expect(page.locator(".chart .heatmaplayer image")).to_have_count(1)
    release = page.url.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    assert release not in _releases_a_researcher_sees(details), "a round just closed is held"
    page.locator("table.matrix td:not(.same) a").first.click()
    expect(page.locator("h1")).to_contain_text("Japan")
    expect(page.locator("main")).to_contain_text("Resurgent militarism")


def _delta_of_unanimous_fives() -> float:
    """Five *serious* against five *none*, as far as blocks of three show it."""
    perceived, assessed = protect([0, 0, 0, 0, 0, 0, 5]), protect([0, 0, 0, 5, 0, 0, 0])
    (cell,) = published_contrast([perceived], [assessed])
    assert cell.delta is not None
    return cell.delta


def _empathy_gap_of_unanimous_fives() -> float:
    """All predicted *serious* and all answered it: blocks let a guess be lower, but none higher."""
    serious = protect([0, 0, 0, 0, 0, 0, 5])
    (cell,) = published_empathy([serious], [serious])
    assert cell.empathy_gap is not None
    return cell.empathy_gap


def _releases_a_researcher_sees(details: dict[str, str]) -> set[str]:
    request = Request(f"{details['base_url']}/api/v1/studies/{details['study']}/releases/")
    request.add_header("Authorization", f"Bearer {details['researcher_token']}")
    with urlopen(request) as reply:
        return {row["id"] for row in json.load(reply)}
