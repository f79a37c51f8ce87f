"""The statement of accessibility: what was tested and what was not, and how to report a barrier."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from surveys import return_code_cookie
from surveys.languages import day_in_words
from surveys.promises import particulars

CHECKED_ON = date(2026, 11, 29)


@never_cache
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the statement and, to who answers in this browser, who stands behind their study."""
    round = return_code_cookie.round_from(request)
    context = {
        "tested": tested(),
        "not_tested": not_tested(),
        "checked_on": day_in_words(CHECKED_ON),
        "particulars": particulars(round.study) if round is not None else [],
    }
    return render(request, "surveys/accessibility.html", context)


def tested() -> list[str]:
    """Return what is tested whenever the program changes."""
    return [
        _(
            "Every page that participants may meet, with the messages of errors, by the program "
            "axe-core: in all four languages, on light and on dark ground, on a phone and on a "
            "wide screen."
        ),
        _("The whole way from the invitation to the thanks with the keyboard alone."),
        _(
            "Enlargement to 400 percent: no page that participants may meet has to be scrolled "
            "sideways."
        ),
        _(
            "Contrast, on light and on dark ground: text stands out from its ground by at least "
            "4.5 to 1, the outlines of fields by at least 3 to 1."
        ),
        _("That nothing moves for readers who ask their device for less motion."),
        _("Answering without JavaScript."),
    ]


def not_tested() -> list[str]:
    """Return what nobody has tested yet, and what is known to fall short."""
    return [
        _(
            "Screen readers in use, such as NVDA, JAWS, VoiceOver or TalkBack, by people who rely "
            "on them."
        ),
        _("Control by voice, switches and screen magnifiers."),
        _("Browsers other than Chromium."),
        _(
            "The charts of published results. With a screen reader please use the tables and the "
            "files."
        ),
        _("Whether the texts in Chinese, Japanese and Korean are plain to native readers."),
    ]
