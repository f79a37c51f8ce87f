"""A demonstration of its own, served as `make demo` serves it, and a real browser before it."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.services import needs_chromium  # noqa: F401  a fixture
from tests.workers.installation import ROOT, environment, made, wait_for

# A busy machine takes a while to read a large script and to draw by it.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="package")
def browser(needs_chromium: Path) -> Iterator[Browser]:  # noqa: F811
    # Playwright's loop runs in this thread, in which some tests ask Django for pages as well.
    allowed = mock.patch.dict(os.environ, DJANGO_ALLOW_ASYNC_UNSAFE="1")
    with allowed, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=needs_chromium, args=QUIET)
        yield chromium
        chromium.close()


class Demonstration:
    """`manage.py demo` in a folder and on a port of its own."""

    def __init__(self, var: Path) -> None:
        self.var, self.log = var, var / "demo.log"
        self.environment = environment(var, CS2_JOB_LEASE_SECONDS="30")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def start(self) -> "subprocess.Popen[bytes]":
        """Serve it from nothing, and have an assistant by."""
        made(self.var)
        command = [sys.executable, "-m", "tests.workers.acting", "migrate", "collect"]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True)
        command = [sys.executable, "manage.py", "demo", "--port", str(self.port)]
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        wait_for(self.is_ready, "the demonstration is ready", self.log, patience=240)
        command = [sys.executable, "-m", "tests.browser.assisting", self.details["base_url"]]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.assistant = subprocess.Popen(command, cwd=ROOT, env=self.environment, **pipes)
        return process

    def stop(self, process: "subprocess.Popen[bytes]") -> None:
        self.assistant.communicate(timeout=30)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0

    def is_ready(self) -> bool:
        try:
            with urlopen(f"http://localhost:{self.port}/readyz", timeout=2) as reply:
                return bool(reply.status == 200)
        except (URLError, OSError):
            return False

    @property
    def details(self) -> dict[str, Any]:
        """What demo.json holds: addresses, links and who signs in by what."""
        return dict(json.loads((self.var / "demo.json").read_text()))

    def fresh_links(self) -> dict[str, Any]:
        """The same after links that were used have been replaced."""
        self._assist("links")
        return self.details

    def fill(self, round_id: str) -> None:
        """Let four more of each side and four more assessors answer the open round."""
        self._assist("fill", round_id)

    def _assist(self, *words: str) -> None:
        """Have an act of tests/browser/assisting.py done."""
        assert self.assistant.stdin is not None
        assert self.assistant.stdout is not None
        self.assistant.stdin.write(" ".join(words) + "\n")
        self.assistant.stdin.flush()
        assert self.assistant.stdout.readline() == "done\n", f"{words} failed"


@pytest.fixture(scope="package")
def demonstration(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demonstration]:
    demonstration = Demonstration(tmp_path_factory.mktemp("demo"))
    process = demonstration.start()
    yield demonstration
    demonstration.stop(process)
    leftover = _still_running(demonstration.var)
    assert not leftover, f"the demonstration left processes running: {leftover}"


def _still_running(var: Path) -> list[str]:
    """Processes that were started with this folder in their environment."""
    names = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            variables = (folder / "environ").read_bytes()
            state = (folder / "stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if f"CS2_VAR={var}".encode() in variables.split(b"\0") and state != "Z":
            names.append(folder.name)
    return [name for name in names if int(name) != os.getpid()]


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, demonstration: Demonstration) -> Iterator[NewPage]:
    """A page of a fresh browser profile that fails the test on a foreign request or an error."""
    faults: list[str] = []
    contexts = []
    base = f"http://localhost:{demonstration.port}"

    def make(width: int = 390, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 844}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: _check_origin(request.url, base, faults))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: _check_console(line.type, line.text, faults))
        return page

    yield make
    for context in contexts:
        context.close()
    assert faults == []


def _check_origin(url: str, base: str, faults: list[str]) -> None:
    if not url.startswith((base + "/", "data:", "blob:" + base)):
        faults.append(f"a request left for {url}")


def _check_console(kind: str, text: str, faults: list[str]) -> None:
    """Errors fail; but a page that is meant to answer 404, 409 or 422 is reported by browsers."""
    if kind == "error" and "Failed to load resource" not in text:
        faults.append(text)


@pytest.fixture
def calm_page(browser: Browser) -> Iterator[Page]:
    """A page of a fresh browser profile, of a reader who asks for less motion."""
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()
