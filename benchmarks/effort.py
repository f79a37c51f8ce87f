"""What a round asks of the people in it: pages, taps, words and screens of a phone, and bytes.

A participant of the shortest useful round (the common battery, perceived and predicted) and of the
full one, and an assessor, walk in Chromium at 390 x 844 from the invitation to the last word,
answering everything, in each language. Taps are those that answer: one for each mark or box, two
for a list; buttons are counted apart. Words are as the browser parts them, those of a page once,
with the words of its buttons. A screen is 844 pixels of a page's height. Bytes are those of a
page's markup and those sent for it; the first page also has its style sheets and pictures.
"""

import json
import math
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Response, sync_playwright

from benchmarks.databases import sqlite
from benchmarks.machine import show
from tests.browser.conftest import QUIET
from tests.services import CHROMIUM

LANGUAGES = ("en", "zh-hans", "ja", "ko")
PHONE = {"width": 390, "height": 844}
COUNT_WORDS = """() => {
  const parts = new Intl.Segmenter(document.documentElement.lang, { granularity: "word" });
  return [...parts.segment(document.body.innerText)].filter((part) => part.isWordLike).length;
}"""


def run() -> dict[str, Any]:
    rows = list(measured())
    columns = list(rows[0])
    show(columns, [[str(row[column]) for column in columns] for row in rows])
    return {"rows": rows}


def measured() -> Iterator[dict[str, Any]]:
    """A row for each round, seat and language."""
    with served() as (base, links), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for name, seats in links.items():
            for seat, of_seat in seats.items():
                for language, link in zip(LANGUAGES, of_seat, strict=True):
                    walk = Walk(browser, base)
                    walk.through(link, language)
                    yield {"round": name, "seat": seat, "language": language, **walk.sums()}
        browser.close()


@contextmanager
def served() -> Iterator[tuple[str, dict[str, dict[str, list[str]]]]]:
    """The address of rounds that are served for this walk, and the links to them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.inside.effort", str(port)]
    pipe = subprocess.PIPE
    with (
        sqlite() as environment,
        subprocess.Popen(
            command, env=os.environ | environment, stdin=pipe, stdout=pipe, text=True
        ) as server,
    ):
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            yield f"http://localhost:{port}", json.loads(server.stdout.readline())
        finally:
            server.stdin.close()


class Walk:
    """One person's way through a round, counted."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.base = base
        self.page = browser.new_context(viewport=PHONE).new_page()
        self.page.set_default_timeout(30_000)
        self.counts = {"pages": 0, "taps": 0, "buttons": 0, "words": 0}
        self.height = 0
        self.markup: list[int] = []
        self.sent: list[int] = []
        self.first: dict[str, int] = {}

    def through(self, link: str, language: str) -> None:
        self.page.context.add_cookies(
            [{"name": "cs2_language", "value": language, "url": self.base}]
        )
        self._first_load(link)
        self._look()
        self._button()
        self._look()
        self._tick("#id_kept")
        self._button()
        while self.page.locator("#answers").count():
            self._answer()
            self._look()
            self._button("#answers .button.primary")
        self._look()
        self._button("main form .button.primary >> nth=0")
        self._look()
        assert self.page.url.endswith("/sent/"), self.page.url
        self.page.context.close()

    def _first_load(self, link: str) -> None:
        """Go to the invitation, counting what is fetched besides it."""
        fetched: list[Response] = []

        def fetch(response: Response) -> None:
            fetched.append(response)

        self.page.on("response", fetch)
        self.page.goto(self.base + link, wait_until="networkidle")
        self.page.remove_listener("response", fetch)
        self.first = {"first requests": len(fetched), "first bytes": sum(map(_sent, fetched))}
        if self.page.locator("#id_agreed").count():
            self._tick("#id_agreed")

    def _tick(self, box: str) -> None:
        self.page.check(box)
        self.counts["taps"] += 1

    def _answer(self) -> None:
        """Give every question of a page the first of its answers, and each list its second."""
        for question in self.page.locator("#answers fieldset:has(input[type=radio])").all():
            # Not by a place on the screen, where the line that says what is saved may lie over it.
            question.locator("input[type=radio]").first.evaluate("radio => radio.click()")
            self.counts["taps"] += 1
        for choice in self.page.locator("#answers select:visible").all():
            choice.select_option(index=1)
            self.counts["taps"] += 2

    def _look(self) -> None:
        self.counts["pages"] += 1
        self.counts["words"] += self.page.evaluate(COUNT_WORDS)
        self.height += self.page.evaluate("document.documentElement.scrollHeight")

    def _button(self, button: str = "main form .button.primary") -> None:
        with self.page.expect_navigation() as arrived:
            self.page.click(button)
        self.counts["buttons"] += 1
        response = arrived.value
        assert response is not None
        self.markup.append(len(response.body()))
        self.sent.append(_sent(response))

    def sums(self) -> dict[str, Any]:
        screens = math.ceil(10 * self.height / PHONE["height"]) / 10
        bytes_of_pages = {"largest markup": max(self.markup), "largest sent": max(self.sent)}
        return self.counts | {"screens": screens} | bytes_of_pages | self.first


def _sent(response: Response) -> int:
    """Return the bytes of a response's body as they were sent, compressed or not."""
    return int(response.request.sizes()["responseBodySize"])
