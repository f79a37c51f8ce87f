"""Words in a chart are drawn as they stand: no tag, link or name of a colour in them is read."""

from pathlib import Path
from typing import Any

import plotly
import pytest
from django.conf import settings
from django.utils.html import json_script
from playwright.sync_api import Browser, Page, Route

from analytics.web.charts.parts import figure, label, markup, title

pytestmark = pytest.mark.browser

SERVED = {
    "/plotly.js": Path(plotly.__file__).parent / "package_data" / "plotly.min.js",
    "/charts.js": settings.BASE_DIR / "static" / "js" / "charts.js",
}
HERE = "http://charts.test"
PAGE = """<!doctype html><style>:root {{ --ink: #123456 }}</style>
<figure data-figure><div class="chart" data-chart="data"></div></figure>{data}
<script src="/charts.js" data-plotly="/plotly.js"></script>"""
WORDS = (
    "<b>bold</b> & R&amp;D",
    '<a href="https://example.org/">link</a>',
    "--ink of GDP < 1 %",
    "a<br>b",
)


def test_what_somebody_wrote_is_drawn_as_it_stands(browser: Browser) -> None:
    axis = {"tickvals": [1, 2], "ticktext": [WORDS[1], markup([WORDS[3], "below"])]}
    chart = figure(
        {"type": "bar", "x": [1, 2], "y": [1, 2], "name": WORDS[0], "text": WORDS[2:]},
        xaxis=axis | {"title": title(WORDS[0], 13)},
        annotations=[label(WORDS[2], 1, 1, 13), label(markup(WORDS[:2]), 1, 2, 13)],
        showlegend=True,
        height=600,
    )
    with browser.new_context() as context:
        page = context.new_page()
        _open(page, chart)
        page.wait_for_selector(".chart svg text")
        drawn = page.locator(".chart svg")
        texts = [text.replace("\u00a0", " ") for text in drawn.locator("text").all_text_contents()]
        found = [sum(words in text for text in texts) for words in WORDS]
        # As a name, a title and in two lines; at the axis and in two lines; twice; twice.
        assert found == [3, 2, 2, 2], texts
        assert drawn.locator("a").count() == 0
        assert drawn.locator("[style*=bold]").count() == 0
        # Breaks of ours are read.
        assert drawn.locator("tspan.line").count() == 4


def _open(page: Page, chart: dict[str, Any]) -> None:
    html = PAGE.format(data=json_script(chart, "data"))
    bodies = {"/": html} | {address: file.read_text("utf-8") for address, file in SERVED.items()}
    types = {"/": "text/html"}

    def answer(route: Route) -> None:
        address = route.request.url.removeprefix(HERE)
        if address not in bodies:
            return route.abort()
        kind = types.get(address, "text/javascript")
        return route.fulfill(body=bodies[address], content_type=f"{kind}; charset=utf-8")

    page.route("**/*", answer)
    page.goto(f"{HERE}/")
