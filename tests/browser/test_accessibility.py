"""WCAG 2.2 AA on every page that participants may meet, in every state, language and scheme.

Pages are answered by the program in this process and laid before a browser, which needs no server.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.http import HttpResponse
from playwright.sync_api import Page

from tests.browser.staff_states import Staff
from tests.browser.staging import Stage
from tests.browser.states import Participant
from tests.surveys.views.walking import LANGUAGES

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_LOOKS = ["color-contrast", "target-size", "scrollable-region-focusable"]
# 1280 px enlarged to 400 percent are 320; the other is a wide screen, on which only what depends on
# the look is tested again.
Look = tuple[int, str, list[str]]
LOOKS: list[Look] = [(320, "light", ALL), (1440, "dark", OF_LOOKS)]
STATUSES = {200, 403, 404, 409, 422, 500}

MOVES = """() => [...document.querySelectorAll('*')].filter(element => {
  const style = getComputedStyle(element);
  const longest = list => Math.max(...list.split(',').map(parseFloat));
  return longest(style.transitionDuration) > 0.01 || longest(style.animationDuration) > 0.01
    || style.scrollBehavior === 'smooth';
}).map(element => element.outerHTML.slice(0, 80))"""

SMALL = """() => [...document.querySelectorAll('main button, main .button, main input + label')]
  .filter(element => element.checkVisibility() && !element.closest('.visually-hidden'))
  .map(element => [element.getBoundingClientRect(), element.textContent.trim()])
  .filter(([box]) => box.width < 24 || box.height < 24).map(([, text]) => text)"""


def faults_of(page: Page, rules: list[str]) -> list[str]:
    """What is wrong with the page as it is shown now."""
    return faults_by_rules(page, rules) + faults_by_measure(page)


def faults_by_rules(page: Page, rules: list[str]) -> list[str]:
    """What breaks one of these rules of axe."""
    result = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in result.response["violations"]
        for node in violation["nodes"]
    ]


def faults_by_measure(page: Page) -> list[str]:
    """What is wider than the window, or moves for a reader who asked for less motion."""
    found = []
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append("is wider than the window")
    return found + [f"moves: {element}" for element in page.evaluate(MOVES)]


def look_at(page: Page, turn: int) -> Look:
    """Give the page one look after the other, whenever its turn comes."""
    width, scheme, rules = LOOKS[turn % len(LOOKS)]
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)
    return width, scheme, rules


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_participants(language: str, calm_page: Page) -> None:
    """Each page has one look in two of the languages, and the other in the other two.

    It is measured in every language, and gone through by all rules once in each look: what the
    rules look for, but for lengths that are measured, is the same in every language.
    """
    stage, faults, seen = Stage(calm_page), [], set()
    for number, (state, answer) in enumerate(Participant(language).states()):
        assert answer.status_code in STATUSES, state
        seen.add(answer.status_code)
        page = stage.show(answer)
        turn = (number + LANGUAGES.index(language)) % len(LANGUAGES)
        width, scheme, rules = look_at(page, turn)
        found = faults_of(page, rules) if turn < len(LOOKS) else faults_by_measure(page)
        faults += [f"{state}, {width}, {scheme}: {fault}" for fault in found]
        assert page.get_attribute("html", "lang").lower() == language, state
        small = page.evaluate(SMALL)
        assert not small, f"{state}: targets below 24 px: {small}"
    assert not faults, "\n".join(faults)
    assert seen == STATUSES


def test_pages_on_which_staff_set_up_and_run_a_study(calm_page: Page) -> None:
    """In one language, since time is short: the widest letters, at 390 px and dark."""
    stage, faults = Stage(calm_page), []
    calm_page.emulate_media(color_scheme="dark")
    for state, answer in Staff("ja").states():
        assert answer.status_code in (200, 422), state
        faults += [f"{state}: {fault}" for fault in faults_of(stage.show(answer), ALL)]
    assert not faults, "\n".join(faults)


def test_what_is_wrong_is_noticed(calm_page: Page) -> None:
    page = Stage(calm_page).show(
        HttpResponse(
            "<html lang=en><title>Wrong</title><main><h1>Wrong</h1><img src='/static/no.png'>"
            "<p style='width: 9000px; color: #aaa; transition: color 2s'>Pale and wide</p></main>"
        )
    )
    found = {fault.partition(":")[0] for fault in faults_of(page, ALL)}
    assert found >= {"image-alt", "color-contrast", "is wider than the window", "moves"}
