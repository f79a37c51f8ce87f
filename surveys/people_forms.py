"""The forms by which people get a role in a study, and programs a token."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from surveys.api_tokens import TOKEN_DAYS
from surveys.models.staff import ApiToken
from surveys.setup_labels import ROLE_LABELS
from surveys.text_validators import validate_plain

Scope = ApiToken.Scope
_SCOPES = {
    Scope.METADATA: _("What there is: studies, rounds, questionnaires, methods, codebooks"),
    Scope.TABLES: _("Tables of releases, and figures published elsewhere"),
    Scope.RECORDS: _("Records of groups of a hundred and more, where a round publishes them"),
    Scope.FILES: _("Whole files of releases (with records only if those are allowed too)"),
}
# With the names that the API uses when it says which one is missing.
SCOPE_LABELS = {scope: format_lazy("{} – {}", scope, words) for scope, words in _SCOPES.items()}


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
        help_text=_("Such as “R on my laptop”. You and the owners of the study see it."),
    )
    study = forms.ChoiceField(label=_("Study"))
    scopes = forms.MultipleChoiceField(
        label=_("What the program may read"),
        help_text=_("Never more than you may. Choose no more than the program needs."),
        choices=list(SCOPE_LABELS.items()),
        initial=[Scope.METADATA, Scope.TABLES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that the program may read.")},
    )
    expires_on = forms.DateField(label=_("Valid until"))

    def __init__(self, studies: list[tuple[str, str]], data: Any = None) -> None:
        self.today = timezone.localdate()
        self.last_day = self.today + timedelta(days=TOKEN_DAYS)
        super().__init__(data, initial={"expires_on": self.last_day})
        self.fields["study"].choices = studies  # type: ignore[attr-defined]
        day = self.fields["expires_on"]
        day.widget = forms.DateInput(
            format="%Y-%m-%d",
            attrs={"type": "date", "min": str(self._first_day()), "max": str(self.last_day)},
        )
        day.help_text = _("This day included; at the latest %(day)s.") % {"day": self.last_day}

    def clean_expires_on(self) -> date:
        day: date = self.cleaned_data["expires_on"]
        if not self._first_day() <= day <= self.last_day:
            raise forms.ValidationError(
                _(
                    "Choose a day from %(first)s to %(last)s: a token is valid for %(days)d days "
                    "at most."
                ),
                params={
                    "first": self._first_day(),
                    "last": self.last_day,
                    "days": TOKEN_DAYS,
                },
            )
        return day

    def days(self) -> int:
        """Return for how many days the token is to be valid; call on a valid form."""
        return int((self.cleaned_data["expires_on"] - self.today).days)

    def _first_day(self) -> date:
        return self.today + timedelta(days=1)
