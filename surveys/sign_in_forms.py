"""The forms of signing in, of showing once more who one is, and of setting up a second factor."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from surveys.models.staff import User
from surveys.second_factors import NAME_LENGTH, has_second_factor
from surveys.signing_in import TOO_MANY, spend_as_long

PASSWORD = {"autocomplete": "current-password"}
CODE = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


class SignInForm(AuthenticationForm):
    """A user name and a password; attempts are counted, and every answer takes as long."""

    too_many = False
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": _(
            "This user name and this password do not belong together. Capital and small letters "
            "are told apart in both."
        ),
    }

    def clean(self) -> dict[str, Any]:
        username = self.cleaned_data.get("username")
        password = self.cleaned_data.get("password")
        if username is not None and password:
            try:
                # Counts, and looks at the password only if it may be tried.
                self.user_cache = get_adapter(self.request).authenticate(
                    self.request, username=username, password=password
                )
            except ValidationError:
                spend_as_long(password)
                self.too_many = True
                raise
            if self.user_cache is None:
                raise self.get_invalid_login_error()
        return self.cleaned_data


class CodeForm(AuthenticateForm):
    """A code of an app, or a recovery code, each taken once."""

    code = forms.CharField(
        label=_("One-time code"),
        max_length=32,
        widget=forms.TextInput(attrs=CODE),
        help_text=_("The six digits that your app shows, or one of your recovery codes."),
    )

    def clean_code(self) -> str:
        # Outside, so that a refusal is counted: an exception would undo that with the rest.
        with transaction.atomic(using=User.database):
            try:
                return str(super().clean_code())
            except ValidationError as problem:
                refused = problem
        raise refused


class AppForm(ActivateTOTPForm):
    """The first code of an app that is set up now."""

    code = forms.CharField(
        label=_("Code that the app shows"), max_length=32, widget=forms.TextInput(attrs=CODE)
    )


class PasskeyForm(AddWebAuthnForm):
    """A new passkey, under a name by which its holder tells it from others."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=NAME_LENGTH, required=False)
    credential = forms.JSONField(widget=forms.HiddenInput)

    def clean(self) -> Any:
        return _readable(super().clean)


class PasskeyCheckForm(AuthenticateWebAuthnForm):
    """The answer of a passkey."""

    def clean_credential(self) -> Any:
        return _readable(super().clean_credential)


def _readable(read: Callable[[], Any]) -> Any:
    """Return what a browser says of a passkey; what cannot be read is a refusal, not a failure."""
    try:
        return read()
    except ValidationError:
        raise
    except Exception as problem:
        raise get_mfa_adapter().validation_error("incorrect_code") from problem


class ConfirmForm(forms.Form):
    """The password, or a code of the second factor, of somebody who has signed in a while ago."""

    password = forms.CharField(
        label=_("Your password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs=PASSWORD),
    )
    code = forms.CharField(
        label=_("Or a code of your app, or a recovery code"),
        required=False,
        max_length=32,
        widget=forms.TextInput(attrs=CODE),
    )

    def __init__(self, user: User, data: Any = None, *, too_many: bool = False) -> None:
        super().__init__(data, prefix="confirm")
        self.user, self.too_many = user, too_many
        if not has_second_factor(user):
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        if self.too_many:
            raise ValidationError(TOO_MANY)
        code = self.cleaned_data.get("code", "")
        password = self.cleaned_data.get("password", "")
        if code and not password:
            checked = CodeForm(user=self.user, data={"code": code})
            if not checked.is_valid():
                self.add_error("code", checked.errors["code"].as_data())
        elif not self.user.check_password(password):
            self.add_error("password", _("That is not your password."))
        return self.cleaned_data
