"""What is drawn once for many is what each would have been shown alone."""

import pytest
from django.utils.translation import override

from surveys import responding
from surveys.forms import PageForm
from surveys.responding import Answer
from surveys.views import asking
from tests import factories
from tests.surveys.views.walking import LANGUAGES


@pytest.fixture
def holder(study):
    return factories.begin(factories.make_round(study, modules=list(factories.FIRST_ROUND)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answered_page_is_the_form_with_these_answers(holder, language):
    """Every page and every answer there is to choose; and some questions left open."""
    with override(language):
        for page in asking.pages_of(holder):
            most = max(len(page.choices(question)) for question in page.questions)
            for place in range(-1, most):
                answers = {
                    question.name: Answer(page.choices(question)[place].value)
                    for question in page.questions[place + 1 :]
                    if place < len(page.choices(question))
                }
                shown = asking.questions_to_show(holder, page, answers)
                assert shown == asking.draw_questions(PageForm(page, answers))
                assert shown.count(" checked") == len(answers)


def test_what_is_remembered_is_without_answers(holder):
    page = asking.pages_of(holder)[1]
    asking._unanswered.cache_clear()
    answers = {question.name: Answer(3) for question in page.questions}
    assert " checked" in asking.questions_to_show(holder, page, answers)
    assert " checked" not in asking.questions_to_show(holder, page, {})
    before = asking._unanswered.cache_info()
    assert (before.misses, before.currsize) == (1, 1)


def test_assessors_are_shown_what_they_said_beside_a_mark(study):
    holder = factories.begin(factories.make_round(study), seat="assessor")
    page = asking.pages_of(holder)[0]
    answers = {page.questions[0].name: Answer(2, confidence=1, basis="intent")}
    shown = asking.questions_to_show(holder, page, answers)
    assert shown == asking.draw_questions(PageForm(page, answers))
    assert shown.count(" selected") == 2 * len(page.questions)


def test_pages_are_of_the_seat_the_side_the_language_the_order_and_the_modules(study):
    """Each of these alone makes other pages, though they are remembered."""
    round = factories.make_round(study)
    holder = factories.begin(round)
    seen = {asking.pages_of(holder), asking.pages_of(holder)}
    with override("ko"):
        seen.add(asking.pages_of(holder))
    study.side_order = {"en": ["USA", "JPN", "ROK", "PRC"]}
    study.save()
    again = responding.holder_by_code(code=holder.code)
    seen.add(asking.pages_of(again))
    seen.add(asking.pages_of(factories.begin(round, side="USA")))
    seen.add(asking.pages_of(factories.begin(round, seat="assessor")))
    other = factories.make_round(study, modules=["vignettes"])
    seen.add(asking.pages_of(factories.begin(other)))
    seen.add(asking.pages_of(factories.begin(factories.make_round(document=factories.short()))))
    assert len(seen) == 7
