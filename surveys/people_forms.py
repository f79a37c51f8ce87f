"""The forms by which people get a role in a study, and programs a token."""

from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from surveys.setup_labels import ROLE_LABELS
from surveys.text_validators import validate_plain


class ColleagueForm(forms.Form):
    """Somebody and the role they are to have in a study."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator(), validate_plain],
        help_text=_("Of an account there is, or a new one: its holder then chooses a password."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=list(ROLE_LABELS.items()), widget=forms.RadioSelect
    )


class TokenForm(forms.Form):
    """A token by which a program reads one study's releases."""

    name = forms.CharField(
        label=_("What the token is for"),
        max_length=80,
        validators=[validate_plain],
        help_text=_("For yourself, such as “R on my laptop”."),
    )
    study = forms.ChoiceField(label=_("Study"))

    def __init__(self, studies: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["study"].choices = studies  # type: ignore[attr-defined]
