"""The pages on which staff sign in: a name and a password, then a second factor."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.base.views import AuthenticateView
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpResponse
from django.views.decorators.cache import never_cache

from surveys.sign_in_forms import PasskeyCheckForm, SignInForm


class SignInView(LoginView):
    """Takes a name and a password; allauth then asks for a second factor, if there is one."""

    template_name = "surveys/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(second_factor=settings.SECOND_FACTOR, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        login = Login(user=user, redirect_url=self.get_success_url())
        credentials = {"username": user.get_username()}
        response: HttpResponse = perform_password_login(self.request, credentials, login)
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_invalid(form)
        if isinstance(form, SignInForm) and form.too_many:
            response.status_code = 429
        return response


class SecondFactorView(AuthenticateView):
    """Takes a code or a passkey of whoever has given the right password."""

    template_name = "surveys/second_factor.html"
    webauthn_form_class = PasskeyCheckForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        sent = context["webauthn_form"].is_bound
        passkeys = self.stage.login.user.authenticator_set.filter(type="webauthn").exists()
        if not passkeys:
            context["form"].fields["code"].widget.attrs["autofocus"] = True
        return context | {"has_passkey": passkeys, "refused": sent}


# Django's views of forms take PUT for POST.
sign_in = SignInView.as_view(http_method_names=["get", "head", "post"])
second_factor = never_cache(SecondFactorView.as_view())
