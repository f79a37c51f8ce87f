"""The pages of the questionnaire, made once for all who are asked the same in the same words."""

from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from surveys.forms import PageForm, field_name
from surveys.instruments.loader import document_with
from surveys.languages import current_tag
from surveys.questionnaire import Page, PageQuestion, pages
from surveys.responding import Answers, Holder


class Alike(NamedTuple):
    """All that decides what somebody is asked: instrument, seat, side, language, modules.

    `side_order` is that of the study in the language, () without one.
    """

    checksum: str
    seat: str
    side: str
    language: str
    side_order: tuple[str, ...]
    modules: tuple[str, ...]


def pages_of(holder: Holder) -> tuple[Page, ...]:
    """Return the pages of a respondent in the active language."""
    return _pages(_alike(holder))


def _alike(holder: Holder) -> Alike:
    round, language = holder.round, current_tag()
    return Alike(
        round.instrument.checksum,
        holder.envelope.seat,
        holder.envelope.side,
        language,
        tuple(round.study.side_order.get(language, ())),
        tuple(round.modules),
    )


@lru_cache(maxsize=128)
def _pages(asked: Alike) -> tuple[Page, ...]:
    return pages(
        document_with(asked.checksum),
        seat=asked.seat,
        side=asked.side,
        language=asked.language,
        side_order=asked.side_order,
        modules=asked.modules,
    )


def questions_to_show(holder: Holder, page: Page, answers: Answers) -> SafeString:
    """Return the questions of a page as HTML, with what was answered chosen.

    As long as nobody has answered them they are the same for all who are asked the same: so drawn,
    they are remembered, and the answers put in. What is remembered depends on no answer, so that
    the time this takes says nothing of what others chose.
    """
    if page.extras:
        return draw_questions(PageForm(page, answers))
    html = _unanswered(_alike(holder), page.number)
    for question in page.questions:
        if answer := answers.get(question.name):
            radio = f'id="{_radio_id(page, question, answer.mark)}"'
            html = html.replace(radio, f"{radio} checked", 1)
    return SafeString(html)


def draw_questions(form: PageForm) -> SafeString:
    """Return the questions of a form as HTML, with what was posted and what is to be mended."""
    return render_to_string("surveys/components/questions.html", {"form": form, "page": form.page})


@lru_cache(maxsize=1024)
def _unanswered(asked: Alike, number: int) -> str:
    return draw_questions(PageForm(_pages(asked)[number - 1], {}))


def _radio_id(page: Page, question: PageQuestion, mark: int) -> str:
    place = [choice.value for choice in page.choices(question)].index(mark)
    return f"id_{field_name(question)}_{place}"
