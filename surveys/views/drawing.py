"""Draws a page of questions: once for all who are asked the same, where it says nothing else."""

import secrets
from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from surveys import page_saving
from surveys.envelope_contents import Answers, Holder
from surveys.headings import heading_of, place_of
from surveys.holder_pages import Variant, pages_of, pages_of_variant, variant_of
from surveys.languages import (
    current_tag,
    day_in_words,
    join_sentences,
    text_in,
    would_read_traditional,
)
from surveys.models.response import Lens
from surveys.module_rules import last_closed_round
from surveys.page_form import PageForm, field_name
from surveys.pages import Page
from surveys.views import carrying, saving
from surveys.views.earlier import count_columns, has_named, round_shown, sections_with_earlier
from surveys.views.landing import round_context

TEMPLATE = "surveys/page.html"
# Where that is put in which each form has of its own; no page has them by chance.
TOKEN, QUESTIONNAIRE, BASE = (secrets.token_hex(16) for _place in range(3))
PLACES = {"questionnaire": QUESTIONNAIRE, "base": BASE}


def page_response(
    request: HttpRequest, holder: Holder, page: Page, answers: Answers
) -> HttpResponse:
    """Return a page that shows these answers.

    Until something is answered on it, a page is the same for all who are asked the same. So drawn
    it is remembered, and the answers, the form's token and what it carries are put in for each.
    What is remembered depends on no answer, nor does the time that putting in takes.
    """
    if _says_more(request, holder, page):
        return form_response(request, holder, PageForm(page, answers), answers)
    html = _unanswered(
        variant_of(holder, current_tag()), page.number, tuple(_about(request, holder, page).items())
    )
    for question in page.questions:
        if answer := answers.get(question.name):
            radio = f'name="{field_name(question)}" value="{answer.mark}"'
            html = html.replace(radio, f"{radio} checked", 1)
    for place, own in _of_its_own(holder, page, answers).items():
        html = html.replace(PLACES[place], own)
    return HttpResponse(html.replace(TOKEN, get_token(request)))


def form_response(
    request: HttpRequest,
    holder: Holder,
    form: PageForm,
    answers: Answers,
    status: int = 200,
    again: Sequence[str] = (),
) -> HttpResponse:
    """Return the page of a form that shows these answers, and whatever was posted over them.

    ``again`` names the fields that it asks for once more, in no way an error.
    """
    parts = sections_with_earlier(holder, form)
    context = {
        **_about(request, holder, form.page),
        **_of_its_own(holder, form.page, answers),
        "page": form.page,
        "form": form,
        "parts": parts,
        "round_shown": round_shown(holder, parts),
        "count_columns": count_columns(holder),
        "again": [form[name] for name in again],
        "differing": status == 409,
    }
    return render(request, TEMPLATE, context, status=status)


@lru_cache(maxsize=512)
def _unanswered(variant: Variant, number: int, about: tuple[tuple[str, Hashable], ...]) -> str:
    page = pages_of_variant(variant)[number - 1]
    form = PageForm(page, {})
    parts = [{**part, "rows": [{"field": f} for f in part["marks"]]} for part in form.sections()]
    whole: dict[str, Any] = {**dict(about), **PLACES, "page": page, "form": form, "parts": parts}
    return render_to_string(TEMPLATE, whole | {"csrf_token": TOKEN})


def _says_more(request: HttpRequest, holder: Holder, page: Page) -> bool:
    """Return whether a page says something to its holder, or of their answers, beside the marks."""
    follows = any(question.show_if and question.show_if.answer for question in page.questions)
    shows_earlier = bool(holder.round.last_results) or has_named(holder)
    writes = any(question.say for question in page.questions)
    return bool(page.extras) or follows or writes or shows_earlier or len(get_messages(request)) > 0


def _about(request: HttpRequest, holder: Holder, page: Page) -> Mapping[str, Hashable]:
    """Return what a page shows around its questions, but for what is of its own."""
    pages = pages_of(holder, current_tag())
    about = {
        **round_context(holder.round),
        **place_of(page, pages),
        "heading": heading_of(page),
        "preface": join_sentences(page.preface, _("You may leave any question open.")),
        "pages": len(pages),
        "from_review": saving.came_from_review(request),
        "last_round": _last_round(holder, page),
        "replaces": holder.has_sent,
        "would_read_traditional": would_read_traditional(request),
    }
    return {name: tuple(v) if isinstance(v, list) else v for name, v in about.items()}


def _of_its_own(holder: Holder, page: Page, answers: Answers) -> dict[str, str]:
    return {
        "questionnaire": carrying.questionnaire_tag(holder),
        "base": page_saving.lock_base(holder, page, answers),
    }


class LastRound(NamedTuple):
    """The round that a page compares with, in words."""

    title: str
    closed_on: str


def _last_round(holder: Holder, page: Page) -> LastRound | None:
    last = last_closed_round(holder.round) if page.lens == Lens.RECALLED else None
    return LastRound(text_in(last.title), day_in_words(last.closed_on)) if last else None
