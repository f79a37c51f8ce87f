"""The pages of one's own account: its mail address, and its password when changed or forgotten."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordChangeView, PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from surveys import setting_up
from surveys.delivering.outbox import NoMailServerError, require_mail_server
from surveys.delivering.password_mails import NotTakenError, ask_for_password_mail
from surveys.languages import current_tag
from surveys.models.staff import User
from surveys.password_forms import AccountForm, ForgottenForm
from surveys.views.facilitator import signed_in
from surveys.views.participant import posted
from surveys.views.setting_up import form_page

# Django's views of forms take PUT for POST.
METHODS = ["get", "head", "post"]

change_password = PasswordChangeView.as_view(
    http_method_names=METHODS,
    template_name="surveys/password.html",
    success_url=reverse_lazy("password_changed"),
    extra_context={"staff": True},
)


class ChoosePasswordView(PasswordResetConfirmView):
    """Takes a first password, or one in place of a forgotten one, by an address that works once."""

    template_name = "surveys/password.html"
    success_url = reverse_lazy("sign_in")

    def form_valid(self, form: "SetPasswordForm[User]") -> HttpResponse:
        messages.success(self.request, _("Your new password is saved. Sign in with it."))
        return super().form_valid(form)


# Django looks at the address before it looks at the method.
choose_password = require_http_methods(["GET", "HEAD", "POST"])(ChoosePasswordView.as_view())


@login_required
@require_safe
def password_changed(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Your new password is saved."))
    return redirect("studies")


@form_page
def account(request: HttpRequest) -> HttpResponse:
    """Show the mail address of one's own account; a POST with the password changes it."""
    user = signed_in(request)
    form = AccountForm(user, posted(request))
    if request.method == "POST" and form.is_valid():
        setting_up.change_address(user=user, address=form.cleaned_data["address"])
        messages.success(request, _("Your mail address is saved."))
        return redirect("studies")
    context: dict[str, Any] = {"staff": True, "form": form, "user_name": user.get_username()}
    status = 422 if form.errors else 200
    return render(request, "surveys/account.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten_password(request: HttpRequest) -> HttpResponse:
    """Ask for the mail address of an account; what follows is the same whether there is one."""
    form = ForgottenForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            require_mail_server()
            ask_for_password_mail(address=form.cleaned_data["address"], language=current_tag())
        except NoMailServerError:
            form.add_error(None, _("This server sends no mail. Ask its operator for an address."))
        except NotTakenError:
            form.add_error(None, _("Nothing was sent just now. Please try again in a minute."))
        else:
            return redirect("password_mailed")
    status = 422 if form.errors else 200
    return render(request, "surveys/forgotten_password.html", {"form": form}, status=status)


@never_cache
@require_safe
def password_mailed(request: HttpRequest) -> HttpResponse:
    return render(request, "surveys/password_mailed.html")
