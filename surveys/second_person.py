"""What a page answers when an act needs a second person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from surveys import two_person
from surveys.models.study import Study


def ask_second_person(
    request: HttpRequest, needed: two_person.SecondPersonError, study: Study
) -> HttpResponse:
    """Ask on behalf of the user, and lead to the page where somebody else confirms."""
    two_person.ask(request=needed.request, by=str(request.user.get_username()))
    messages.info(
        request,
        _(
            "Nothing was done yet: this study has the two-person rule. Somebody else who runs it "
            "has seven days to confirm on this page."
        ),
    )
    return redirect("two_person_rule", study.slug)
