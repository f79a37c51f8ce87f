"""The script that shows at once what follows from an answer does as the server does."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, expect

from surveys.envelope_contents import Answer
from surveys.instruments.document import ABOUT
from surveys.page_form import PageForm
from surveys.questionnaire import pages
from tests.surveys.instruments.conditional import with_fields

pytestmark = pytest.mark.browser


def after(question: str, *options: str) -> dict[str, object]:
    return {"show_if": {"answer": {"question": question, "options": list(options)}}}


DOCUMENT = with_fields(
    {
        ("about", "questions", 1): after("age", "age-30-44", "age-45-59"),
        ("about", "questions", 2): after("gender", "woman"),
    }
)
OPTIONS = {q.key: [option.key for option in q.options] for q in DOCUMENT.about_questions}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def open_form(page: Page, answers: dict[str, Answer]) -> dict[str, str]:
    """Show the questions about oneself with these answers; returns their ids by key."""
    (about,) = pages(DOCUMENT, "participant", "PRC", "en", modules=[ABOUT])[-1:]
    form = PageForm(about, answers)
    context = {"page": about, "form": form, "part": form.sections()[0], "number": 1}
    words = render_to_string("surveys/components/section.html", context)
    page.set_content(f'<form id="answers">{words}</form>')
    page.add_script_tag(path=str(settings.BASE_DIR / "static" / "js" / "showing.js"))
    return {question.key: f"id_q{question.position}" for question in about.questions}


def choose(page: Page, ids: dict[str, str], question: str, option: str) -> None:
    value = OPTIONS[question].index(option)
    page.check(f"#{ids[question]} input[value='{value}']")


def test_a_question_appears_with_the_answer_it_follows_from_and_goes_with_it(page: Page) -> None:
    ids = open_form(page, {})
    gender, education = (page.locator(f"#{ids[key]}") for key in ("gender", "education"))
    expect(gender).to_be_hidden()
    choose(page, ids, "age", "age-45-59")
    expect(gender).to_be_visible()
    choose(page, ids, "gender", "woman")
    expect(education).to_be_visible()
    choose(page, ids, "age", "age-18-29")
    expect(gender).to_be_hidden()
    expect(education).to_be_hidden()


def test_what_was_saved_is_shown_as_the_server_shows_it(page: Page) -> None:
    ids = open_form(page, {"about/age": Answer(1), "about/gender": Answer(1)})
    expect(page.locator(f"#{ids['gender']}")).to_be_visible()
    expect(page.locator(f"#{ids['education']}")).to_be_hidden()
