"""Who signed in a while ago shows once more who they are, before an act that cannot be undone.

What was typed is not lost: the page that asks carries every field of the form that was sent, and
sends them to where they were going, together with the password. None of it is kept by the server.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import RedirectURLMixin, redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from surveys.models.staff import User
from surveys.sessions import confirm, is_confirmed
from surveys.sign_in_forms import ConfirmForm
from surveys.signing_in import may_try

View = Callable[..., HttpResponse]
OURS = "confirm-"


def recently_signed_in(view: View) -> View:
    """Take a POST only from who has shown within minutes who they are; a GET as it is."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and request.user.is_authenticated:
            refused = _ask_beside_form(request)
            if refused is not None:
                return refused
        return view(request, *args, **kwargs)

    return guarded


def recently_signed_in_to_see(view: View) -> View:
    """Show a page only to who has shown within minutes who they are."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" or not request.user.is_authenticated or is_confirmed(request):
            return recently_signed_in(view)(request, *args, **kwargs)
        return redirect_to_login(request.get_full_path(), reverse("confirm_sign_in"))

    return guarded


def _ask_beside_form(request: HttpRequest) -> HttpResponse | None:
    """Return the page that asks, or None where it need not; then the POST is as if never asked."""
    fields = request.POST.copy()
    ours = [name for name in fields if name.startswith(OURS)]
    for name in ours:
        del fields[name]
    if not is_confirmed(request):
        form = _form(request, bool(ours))
        if not form.is_valid():
            fields.pop("csrfmiddlewaretoken", None)
            carried = [(name, value) for name, values in fields.lists() for value in values]
            return _page(request, form, carried=carried)
        confirm(request)
    request.POST = fields  # type: ignore[assignment]
    return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask who somebody is, and lead back to the page that they wanted to see."""
    form = _form(request, request.method == "POST")
    if form.is_valid():
        confirm(request)
        return redirect(_Next(request).get_success_url())
    wanted = request.POST.get("next", request.GET.get("next", ""))
    return _page(request, form, carried=[("next", wanted)])


class _Next(RedirectURLMixin):
    """Django's check of where one is led to: nowhere but on this site."""

    next_page = "studies"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request


def _form(request: HttpRequest, sent: bool) -> ConfirmForm:
    user = User.objects.get(username=request.user.get_username())
    if not sent:
        return ConfirmForm(user)
    too_many = not may_try(request, "reauthenticate", user)
    return ConfirmForm(user, request.POST, too_many=too_many)


def _page(request: HttpRequest, form: ConfirmForm, carried: list[tuple[str, str]]) -> HttpResponse:
    context = {"staff": True, "form": form, "carried": carried, "user_name": form.user.username}
    status = 429 if form.too_many else 422 if form.errors else 403 if request.POST else 200
    response = render(request, "surveys/confirm.html", context, status=status)
    add_never_cache_headers(response)
    return response
