"""The forms about one's own account: its mail address, and a password new or forgotten."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

from surveys.delivering.names import plain_address
from surveys.models.staff import User


class AddressField(forms.CharField):
    """A mail address, in one form; the reason where it is none."""

    widget = forms.EmailInput

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=254, strip=True, **options)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        try:
            return plain_address(text) if text else ""
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from None


class ForgottenForm(forms.Form):
    """Asks for an address at which a new password is chosen."""

    address = AddressField(
        label=_("Mail address of your account"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """A new password, twice; why one is refused is said by the validators of the settings."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.help_text = _(
            "Not one that many people use, not only digits, and not like your user name or address."
        )
        second.label, second.help_text = _("The same password again"), ""


class ChangePasswordForm(NewPasswordForm):
    """Another password of one's own, with the present one, so that no open screen will do."""

    old_password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old_password", "new_password1", "new_password2")

    def clean_old_password(self) -> str:
        return require_password(self.user, self.cleaned_data["old_password"])


def require_password(user: User, password: str) -> str:
    """Return the password if it is the user's. Raises ValidationError."""
    if not user.check_password(password):
        raise forms.ValidationError(_("That is not your password."))
    return password


class AccountForm(forms.Form):
    """The mail address of one's own account; with the password, so that no open screen will do."""

    address = AddressField(
        label=_("Mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Only for a forgotten password. Nobody else in a study sees it."),
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data, initial={"address": user.email})
        self.user = user

    def clean_password(self) -> str:
        return require_password(self.user, self.cleaned_data["password"])
