"""The pages of the questionnaire, made once for all who are asked the same in the same words."""

import secrets
from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from surveys.forms import PageForm, field_name
from surveys.instruments.loader import document_with
from surveys.languages import current_tag
from surveys.questionnaire import Page, PageQuestion, pages
from surveys.responding import Answer, Answers, Holder

TEMPLATE = "surveys/page.html"
# Where the token of a form is put in; no page has it by chance.
STAND_IN = secrets.token_hex(16)

# What the page shows beside its questions, all that depends on whoever asks for it.
Context = Mapping[str, Hashable]


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


def page_html(
    request: HttpRequest, holder: Holder, page: Page, answers: Answers, context: Context
) -> str:
    """Return a page with its questions, and what was answered chosen.

    As long as nobody has answered it the page is the same for all who are asked the same. So drawn
    it is remembered; the answers and the form's token are put in for each. What is remembered
    depends on no answer, and nor does the time that takes.
    """
    if page.extras or len(get_messages(request)):
        return render_to_string(TEMPLATE, _with_form(page, answers, context), request)
    html = _unanswered(_alike(holder), page.number, tuple(context.items()))
    for question in page.questions:
        if answer := answers.get(question.name):
            radio = f'id="{_radio_id(page, question, answer)}"'
            html = html.replace(radio, f"{radio} checked", 1)
    return html.replace(STAND_IN, get_token(request))


@lru_cache(maxsize=1024)
def _unanswered(asked: Alike, number: int, context: tuple[tuple[str, Hashable], ...]) -> str:
    page = _pages(asked)[number - 1]
    return render_to_string(
        TEMPLATE, _with_form(page, {}, dict(context)) | {"csrf_token": STAND_IN}
    )


def _with_form(page: Page, answers: Answers, context: Context) -> dict[str, Any]:
    return {**context, "page": page, "form": PageForm(page, answers)}


def _radio_id(page: Page, question: PageQuestion, answer: Answer) -> str:
    place = [choice.value for choice in page.choices(question)].index(answer.mark)
    return f"id_{field_name(question)}_{place}"
