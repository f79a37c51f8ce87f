"""The page on which staff see where they are signed in, and sign out there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from surveys import sessions
from surveys.views.confirming import recently_signed_in
from surveys.views.facilitator import signed_in
from surveys.views.setting_up import form_page


@form_page
def open_sessions(request: HttpRequest) -> HttpResponse:
    listed = sessions.sessions_of(signed_in(request), request.session.session_key)
    context = {"staff": True, "sessions": listed, "others": len(listed) > 1}
    return render(request, "surveys/sessions.html", context)


@login_required
@require_POST
@recently_signed_in
def end_session(request: HttpRequest, name: str) -> HttpResponse:
    """Sign out in one other browser; of a session that is not one's own nothing is said."""
    sessions.end_session(user=signed_in(request), name=name)
    messages.success(request, _("That session has ended."))
    return redirect("sessions")


@login_required
@require_POST
@recently_signed_in
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but in this browser."""
    count = sessions.end_sessions(user=signed_in(request), but=request.session.session_key)
    messages.success(
        request,
        ngettext(
            "%(count)d other session has ended.", "%(count)d other sessions have ended.", count
        )
        % {"count": count},
    )
    return redirect("sessions")
