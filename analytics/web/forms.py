from django import forms
from django.utils.translation import gettext_lazy as _


class UnderstoodForm(forms.Form):
    """Widening an audience: it can never be taken back, so it takes a second click."""

    understood = forms.BooleanField(
        label=_("I understand that this can never be taken back."),
        error_messages={
            "required": _("Please say that you understand; until then nothing changes.")
        },
    )
