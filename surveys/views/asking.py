"""Draws a page of the questionnaire once for all who are asked the same."""

import secrets
from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from surveys.holder_pages import Alike, alike, pages_alike
from surveys.languages import current_tag
from surveys.page_form import PageForm, field_name
from surveys.questionnaire import Page
from surveys.responding import Answers, Holder
from surveys.views import carrying

TEMPLATE = "surveys/page.html"
# Where the token of a form, and who is asked, are put in; no page has them by chance.
TOKEN, ASKED = secrets.token_hex(16), secrets.token_hex(16)

# What the page shows beside its questions, but for what it says of whom it asks.
Context = Mapping[str, Hashable]


def page_html(
    request: HttpRequest, holder: Holder, page: Page, answers: Answers, context: Context
) -> str:
    """Return a page with its questions, and what was answered chosen.

    As long as nobody has answered it the page is the same for all who are asked the same. So drawn
    it is remembered; the answers and the form's token are put in for each. What is remembered
    depends on no answer, and nor does the time that takes.
    """
    if page.extras or len(get_messages(request)):
        return drawn_alone(request, holder, PageForm(page, answers), context)
    html = _unanswered(alike(holder, current_tag()), page.number, tuple(context.items()))
    for question in page.questions:
        if answer := answers.get(question.name):
            radio = f'name="{field_name(question)}" value="{answer.mark}"'
            html = html.replace(radio, f"{radio} checked", 1)
    return html.replace(TOKEN, get_token(request)).replace(ASKED, carrying.asked(holder))


def drawn_alone(request: HttpRequest, holder: Holder, form: PageForm, context: Context) -> str:
    """Return a page with its form as it is, and with what there is to say to this one person."""
    own = {"page": form.page, "form": form, "asked": carrying.asked(holder)}
    return render_to_string(TEMPLATE, {**context, **own}, request)


@lru_cache(maxsize=512)
def _unanswered(asked: Alike, number: int, context: tuple[tuple[str, Hashable], ...]) -> str:
    page = pages_alike(asked)[number - 1]
    whole: dict[str, Any] = {**dict(context), "page": page, "form": PageForm(page, {})}
    return render_to_string(TEMPLATE, whole | {"csrf_token": TOKEN, "asked": ASKED})
