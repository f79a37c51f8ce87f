"""The pages on which staff set up their second factors, and see their recovery codes once."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as recovery_codes
from allauth.mfa.totp.internal import flows as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.internal import flows as passkeys
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from segno import make

from surveys import accounts
from surveys.languages import day_in_words
from surveys.models.staff import User
from surveys.second_factors import has_second_factor, is_missing
from surveys.sign_in_forms import AppForm, PasskeyForm
from surveys.views.confirming import recently_signed_in, recently_signed_in_to_see
from surveys.views.facilitator import actor, signed_in
from surveys.views.participant import posted
from surveys.views.setting_up import form_page

Type = Authenticator.Type


@form_page
def second_factors(request: HttpRequest) -> HttpResponse:
    """Show the user's second factors; of who must have one and has none, nothing else is shown."""
    user = signed_in(request)
    factors = Authenticator.objects.filter(user=user).exclude(type=Type.RECOVERY_CODES)
    context = {
        "staff": True,
        "factors": [
            {"pk": factor.pk, "name": _name(factor), "since": day_in_words(factor.created_at)}
            for factor in factors.order_by("created_at")
        ],
        "has_app": factors.filter(type=Type.TOTP).exists(),
        "missing": is_missing(user),
        "codes_left": _codes_left(user),
    }
    return render(request, "surveys/second_factors.html", context)


@form_page
@recently_signed_in_to_see
def add_app(request: HttpRequest) -> HttpResponse:
    """Show the secret of an app as a picture and in letters; its first code sets it up."""
    user = signed_in(request)
    if Authenticator.objects.filter(user=user, type=Type.TOTP).exists():
        return redirect("mfa_index")
    form = AppForm(posted(request), user=user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic(using=User.database):
            totp.activate_totp(request, form)
            _note(request, user, Type.TOTP)
        return _added(request, user)
    address = get_adapter().build_totp_url(user, form.secret)
    context = {
        "staff": True,
        "form": form,
        # In fours, as they are typed.
        "secret": [form.secret[start : start + 4] for start in range(0, len(form.secret), 4)],
        "picture": make(address).svg_data_uri(scale=5, light="#fff"),
        "address": address,
    }
    return _form_page(request, "surveys/add_app.html", context)


@form_page
@recently_signed_in_to_see
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Ask the browser for a passkey, which needs its script, and keep what it answers."""
    user = signed_in(request)
    form = PasskeyForm(posted(request), user=user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with transaction.atomic(using=User.database):
            passkeys.add_authenticator(request, given["name"], given["credential"])
            _note(request, user, Type.WEBAUTHN)
        return _added(request, user)
    options = webauthn.begin_registration(user, False)
    context = {"staff": True, "form": form, "data": {"creation_options": options}}
    return _form_page(request, "surveys/add_passkey.html", context)


@form_page
@require_POST
@recently_signed_in
def remove_second_factor(request: HttpRequest, factor_id: int) -> HttpResponse:
    """Take one away; where one is required, the next page asks to set another one up."""
    user = signed_in(request)
    factors = Authenticator.objects.exclude(type=Type.RECOVERY_CODES)
    factor = get_object_or_404(factors, pk=factor_id, user=user)
    accounts.remove_second_factor(user=user, factor=factor, by=actor(request))
    messages.success(request, _("That second factor is taken away."))
    return redirect("mfa_index")


@form_page
@recently_signed_in_to_see
def show_recovery_codes(request: HttpRequest) -> HttpResponse:
    """Show the recovery codes this once; a POST makes new ones in place of those there were."""
    user = signed_in(request)
    if not has_second_factor(user):
        return redirect("mfa_index")
    if request.method == "POST":
        accounts.renew_recovery_codes(user=user, by=actor(request))
        return redirect("mfa_view_recovery_codes")
    found, may_be_seen = recovery_codes.view_recovery_codes(request)
    codes = found.get_unused_codes() if found and may_be_seen else []
    return render(request, "surveys/recovery_codes.html", {"staff": True, "codes": codes})


def _note(request: HttpRequest, user: User, kind: str) -> None:
    accounts.note_second_factor(user=user, kind=kind, keeping=request.session.session_key)


def _added(request: HttpRequest, user: User) -> HttpResponse:
    messages.success(request, _("The second factor is set up. From now on you sign in with it."))
    first = Authenticator.objects.filter(user=user).exclude(type=Type.RECOVERY_CODES).count() == 1
    return redirect("mfa_view_recovery_codes" if first else "mfa_index")


def _form_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=422 if context["form"].errors else 200)


def _name(factor: Authenticator) -> str:
    return str(factor.wrap().name if factor.type == Type.WEBAUTHN else _("App that shows codes"))


def _codes_left(user: User) -> int:
    codes = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()
    return len(codes.wrap().get_unused_codes()) if codes else 0
