"""Charts as a browser draws them under our content policy: pixels, paper and what is fetched."""

import io
import json
import re
from typing import Any

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import Demonstration, NewPage
from tests.browser.test_pages import sign_in

pytestmark = pytest.mark.browser

MOST_BYTES = 120 * 1024
# Plotly is 5 MB of script: a busy machine takes a while to read it.
PATIENCE = 30_000
CELLS = ".chart .shapelayer path"
# Boxes in the coordinates of the whole page.
BOXES = """nodes => nodes.map(node => {
    const box = node.getBoundingClientRect();
    return [box.x + scrollX, box.y + scrollY, box.width, box.height];
})"""


def matrix_url(details: dict[str, Any]) -> str:
    return f"{details['base_url']}/releases/{details['release']}/"


def pixels(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")


def token(page: Page, name: str) -> tuple[int, ...]:
    """The colour that a design token has on the page at the moment."""
    value = page.evaluate(
        "name => getComputedStyle(document.documentElement).getPropertyValue(name)", name
    )
    return tuple(bytes.fromhex(value.strip().removeprefix("#")))


def source(page: Page) -> dict[str, Any]:
    return dict(json.loads(page.locator("#concerns-data").text_content() or ""))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_heatmap_is_drawn_and_each_cell_has_its_colour(
    width: int, scheme: str, demonstration: Demonstration, new_page: NewPage
) -> None:
    details = demonstration.details
    page = new_page(width=width, color_scheme=scheme)
    sign_in(page, details)
    page.goto(matrix_url(details))
    expect(page.locator(CELLS).first).to_be_attached(timeout=PATIENCE)
    expect(page.locator(".chart .heatmaplayer image")).to_have_count(1)
    chart = source(page)
    layout = chart["narrow"] if width == 390 else chart["layout"]
    shapes = layout["shapes"]
    boxes = page.locator(CELLS).evaluate_all(BOXES)
    assert len(boxes) == len(shapes)
    picture, (trace,) = pixels(page), chart["data"]
    colours = [name for _edge, name in trace["colorscale"][::2]]
    seen = set()
    for shape, (left, top, across, _down) in zip(shapes, boxes, strict=True):
        if shape["type"] != "rect":
            continue
        number = trace["z"][int(shape["y0"] + 0.5)][int(shape["x0"] + 0.5)]
        place = (round(left + across / 2), round(top + 5))
        if colours[number] == "--sheet":
            column = [
                picture.getpixel((x, place[1]))
                for x in range(round(left + 3), round(left + across - 3))
            ]
            assert len(set(column)) > 1, "a cell that is not shown to differ is hatched"
        else:
            assert picture.getpixel(place) == token(page, colours[number]), shape
        seen.add(colours[number])
    assert {"--sheet", "--above-1"} <= seen


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_matrix_is_coloured_without_any_script(
    scheme: str, demonstration: Demonstration, new_page: NewPage
) -> None:
    details = demonstration.details
    page = new_page(width=1440, color_scheme=scheme, java_script_enabled=False)
    sign_in(page, details)
    page.goto(matrix_url(details))
    cells = page.locator(".matrix td.gap-above-1")
    assert cells.count() > 3
    box = cells.first.bounding_box()
    assert box is not None
    colour = pixels(page).getpixel((round(box["x"] + 4), round(box["y"] + box["height"] / 2)))
    light, dark = (0xF3, 0xE4, 0xD4), (0x38, 0x29, 0x1D)
    assert colour == (dark if scheme == "dark" else light)
    page.click(".switch a:not([aria-current])")
    expect(page.locator(".matrix caption")).to_contain_text("empathy gap")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_matrix_prints_on_four_sheets_with_its_chart_in_light_colours(
    language: str, demonstration: Demonstration, new_page: NewPage
) -> None:
    details = demonstration.details
    page = new_page(width=1440, color_scheme="dark")
    sign_in(page, details)
    page.goto(matrix_url(details))
    page.click(f'.languages button[value="{language}"]')
    expect(page.locator(CELLS).first).to_be_attached(timeout=PATIENCE)
    printed = pypdfium2.PdfDocument(page.pdf(format="A4", print_background=True))
    # Three, and one more with the concerns about a party that takes no part.
    assert len(printed) <= 4
    texts = [sheet.get_textpage().get_text_range() for sheet in printed]
    chart = source(page)
    (where,) = [
        n for n, text in enumerate(texts) if chart["layout"]["xaxis"]["ticktext"][1] in text
    ]
    # The chart is whole: its first row and its last stand on the sheet of its headings.
    for name in (chart["layout"]["yaxis"]["ticktext"][0], chart["layout"]["yaxis"]["ticktext"][-1]):
        assert name in re.sub(r"\s+", " ", texts[where])
    picture = printed[where].render(scale=2).to_pil().convert("RGB")
    colours = {colour for _count, colour in picture.getcolors(1 << 24)}
    assert (0xF3, 0xE4, 0xD4) in colours, "a light cell"
    assert (0x1E, 0x1F, 0x1B) not in colours, "the dark ground of the screen"


def test_the_heads_of_tables_stay_with_their_rows_on_paper(
    demonstration: Demonstration, new_page: NewPage
) -> None:
    details = demonstration.details
    page = new_page(width=1440)
    sign_in(page, details)
    page.goto(matrix_url(details))
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    printed = pypdfium2.PdfDocument(page.pdf(format="A4"))
    for sheet in printed:
        lines = sheet.get_textpage().get_text_range().strip().splitlines()
        last = lines[-1].strip()
        assert last not in ("Perceiver", "Dyad", "Side", "Finding", "Difference", "All questions")


def test_plotly_is_fetched_after_the_page_and_only_for_a_chart_that_is_seen(
    demonstration: Demonstration, new_page: NewPage
) -> None:
    details = demonstration.details
    page = new_page(width=1440)
    sign_in(page, details)
    fetched: list[Request] = []
    page.on("request", lambda request: fetched.append(request))
    page.goto(f"{matrix_url(details)}PRC-JPN/", wait_until="networkidle")
    assert not [request for request in fetched if "plotly" in request.url]
    page.locator("summary", has_text="Does Japan know").click()
    expect(page.locator("details[open] .chart .main-svg").first).to_be_visible(timeout=PATIENCE)
    (plotly,) = [request for request in fetched if "plotly" in request.url]
    reply = plotly.response()
    assert reply is not None
    assert "immutable" in reply.headers["cache-control"]
    assert reply.headers["content-encoding"] == "gzip"
    assert re.search(r"plotly\.min\.[0-9a-f]{12}\.js$", plotly.url)


def test_the_first_view_of_any_page_is_light(
    demonstration: Demonstration, new_page: NewPage
) -> None:
    details = demonstration.details
    page = new_page(width=1440)
    sign_in(page, details)
    known = page.context.cookies()
    staff, release = details["base_url"], matrix_url(details)
    pages = [
        f"{staff}/",
        f"{staff}/staff/",
        f"{staff}/staff/studies/{details['study']}/",
        f"{staff}/staff/rounds/{details['round']}/",
        f"{staff}/staff/planner/",
        demonstration.fresh_links()["participant_links"]["JPN"],
        *(release + name for name in ("", "?gap=empathy", "?quoted=shown", "PRC-JPN/")),
        *(release + f"{name}/" for name in ("impressions", "vignettes", "change", "files")),
    ]
    heavy = {}
    for url in pages:
        fresh = new_page(width=1440)
        fresh.context.add_cookies(known)  # type: ignore[arg-type]
        sent: list[Request] = []
        fresh.on("requestfinished", lambda request, sent=sent: sent.append(request))
        fresh.goto(url, wait_until="networkidle")
        sizes = [
            request.sizes()["responseBodySize"] for request in sent if "plotly" not in request.url
        ]
        assert len(sizes) >= 2
        if sum(sizes) > MOST_BYTES:
            heavy[url] = sum(sizes)
        fresh.context.close()
    assert heavy == {}


@pytest.mark.parametrize("language", ["en", "zh-hans", "ja", "ko"])
def test_no_heading_of_a_table_is_broken_into_single_characters_on_a_phone(
    language: str, demonstration: Demonstration, new_page: NewPage
) -> None:
    details = demonstration.details
    page = new_page(width=390)
    sign_in(page, details)
    page.goto(matrix_url(details))
    page.click(f'.languages button[value="{language}"]')
    broken = {}
    for name in ("", "?gap=empathy", "PRC-JPN/", "impressions/", "vignettes/"):
        page.goto(matrix_url(details) + name)
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        tall = page.locator("th").evaluate_all(
            """cells => cells.filter(cell => cell.offsetWidth > 0).map(cell => {
                const range = document.createRange();
                range.selectNodeContents(cell);
                const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
                const text = cell.innerText.replace(/\\s/g, "");
                return [text, lines.size];
            }).filter(([text, lines]) => text.length > 3 && text.length / lines < 1.9)"""
        )
        if tall:
            broken[name] = tall
    assert broken == {}


def test_no_script_makes_markup_or_code_of_a_text(
    demonstration: Demonstration, calm_page: Page
) -> None:
    calm_page.goto(f"http://localhost:{demonstration.port}/")
    for act in (
        "document.body.innerHTML = '<b>x</b>'",
        "document.createElement('script').src = '/static/x.js'",
        "trustedTypes.createPolicy('other', {})",
    ):
        refused = calm_page.evaluate(f"() => {{ try {{ {act} }} catch (e) {{ return e.name }} }}")
        assert refused == "TypeError", act
