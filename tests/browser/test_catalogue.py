"""The page of a release in the catalogue: its lines run, and no script of it does."""

import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from analytics.web.pages.data_access import TOKEN
from tests.browser.conftest import Demonstration, NewPage
from tests.workers.installation import wait_for

pytestmark = pytest.mark.browser

CELLS = "len(cells), cells['delta'].notna().any(), sorted(cells['gap'].unique())[0]"


@pytest.fixture
def page(demonstration: Demonstration, new_page: NewPage):
    """The page as the facilitator sees it, once the files are made."""
    page, details = new_page(), demonstration.details
    page.goto(f"{details['base_url']}/staff/sign-in/")
    for name, value in details["facilitator"].items():
        page.fill(f"[name={name}]", value)
    page.click("main button[type=submit]")
    page.wait_for_url("**/staff/")

    def has_files() -> bool:
        page.goto(f"{details['base_url']}/catalogue/{details['release']}/")
        return page.locator("a.button.primary").count() > 0

    wait_for(has_files, "the files are made")
    return page


@pytest.fixture
def lines(page, demonstration):
    """The lines for each program, as they stand on the page, with a token in its place."""
    token = demonstration.details["researcher_token"]
    found = {}
    for program in ("pandas", "r", "stata", "curl"):
        text = page.locator(f"pre[aria-labelledby={program}]").inner_text()
        assert TOKEN in text
        found[program] = text.replace(TOKEN, token)
    return found


def run(*command: str, folder) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_lines_for_programs_run_as_they_stand(lines, tmp_path):
    """One test for all: the page is opened once."""
    script = f"{lines['pandas']}\nprint({CELLS})"
    rows, any_delta, gap = run(sys.executable, "-c", script, folder=tmp_path).split()
    assert (int(rows) > 100, any_delta, gap) == (True, "True", "empathy")
    if shutil.which("curl"):
        run("sh", "-c", lines["curl"], folder=tmp_path)
        (archive,) = tmp_path.iterdir()
        assert archive.read_bytes()[:2] == b"PK"
        # The first line of those for Stata is one of a shell.
        command = lines["stata"].splitlines()[0].removeprefix("shell ")
        run("sh", "-c", command, folder=tmp_path)
        written = (tmp_path / "cells.csv").read_text().splitlines()
        assert len(written) == int(rows) + 1
    if shutil.which("Rscript"):
        counted = run("Rscript", "-e", f"{lines['r']}\ncat(nrow(cells))", folder=tmp_path)
        assert counted == rows


def test_what_is_folded_in_opens_without_a_script(page):
    """Nor does any script run: the page has none, and a browser would say what it refused."""
    assert page.locator("script[src]").count() == 0
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("pre.lines").first).to_contain_text("@misc{demonstration-round-2")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == page.viewport_size["width"]
