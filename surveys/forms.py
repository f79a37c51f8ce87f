"""The small forms: agreement, return codes, passphrases. Pages of questions: `page_form`."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys import sealing


class AgreeForm(forms.Form):
    """Agreement to what may be shown to whom, where anybody beyond the room may see anything.

    It is not stored: nobody begins without it, so that it is the same for everybody who did.
    """

    agreed = forms.BooleanField(
        label=_("I have read what may be shown to whom, and I agree."),
        error_messages={
            "required": _(
                "Please say that you agree; otherwise you cannot take part in this round. Nothing "
                "has been kept, and your link stays good."
            )
        },
    )


class ReturnCodeField(forms.CharField):
    """A return code typed by its holder, however spaced or capitalised."""

    def clean(self, value: Any) -> str:
        code = sealing.normal_code(super().clean(value))
        if code is None:
            raise forms.ValidationError(
                _("A return code has 26 letters and digits. Please compare it with what you kept.")
            )
        return code


class KeptForm(forms.Form):
    """Confirmation that the return code is kept."""

    code = ReturnCodeField(widget=forms.HiddenInput)
    kept = forms.BooleanField(
        label=_("I have kept my return code."),
        error_messages={
            "required": _("Please keep the code first; without it nobody can bring you back.")
        },
    )


class CodeForm(forms.Form):
    code = ReturnCodeField(
        label=_("Your return code"),
        max_length=80,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class PassphraseForm(forms.Form):
    """Opening or closing a round; the passphrase only where the organisers hold the key."""

    passphrase = forms.CharField(
        label=_("Passphrase of the organisers"), required=False, widget=forms.PasswordInput
    )
