"""The forms by which somebody on the roll gets a new link, or none any more."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.languages import TAGS
from surveys.models.base import Seat
from surveys.models.invitation import Invitation
from surveys.models.round import Round
from surveys.password_forms import AddressField
from surveys.titled_forms import language_choices

MAIL, SHOW, REVOKE = "mail", "show", "revoke"
LONGEST: int = Invitation._meta.get_field("label").max_length or 0


class PersonForm(forms.Form):
    """Somebody on the roll, by what is the same whether they have begun or not, and an act."""

    seat = forms.ChoiceField(choices=Seat.choices, widget=forms.HiddenInput)
    side = forms.CharField(max_length=8, widget=forms.HiddenInput)
    name = forms.CharField(max_length=LONGEST, strip=False, widget=forms.HiddenInput)
    act = forms.ChoiceField(
        choices=[(act, act) for act in (MAIL, SHOW, REVOKE)], widget=forms.HiddenInput
    )

    def person(self) -> tuple[str, str, str]:
        """Return who it is, as `surveys.delivering.renewing` names people."""
        given = self.cleaned_data
        return given["seat"], given["side"], given["name"]


class MailLinkForm(PersonForm):
    """Where, and in which language, somebody's new link is mailed."""

    address = AddressField(label=_("Mail address"))
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, round: Round, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = language_choices(round.languages or TAGS.values())
        self.fields["language"].choices = choices  # type: ignore[attr-defined]
