from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.measures.planning import FEWEST, MOST, Said
from analytics.vocabulary.planning import SAID
from surveys.identifiers import normal_doi


class UnderstoodForm(forms.Form):
    """Widening an audience: it can never be taken back, so it takes a second click."""

    understood = forms.BooleanField(
        label=_("I understand that this can never be taken back."),
        error_messages={
            "required": _("Please say that you understand; until then nothing changes.")
        },
    )


class DOIForm(forms.Form):
    """The DOI of a release, as a repository writes it; empty: it has none."""

    doi = forms.CharField(
        label=_("DOI"),
        max_length=200,
        required=False,
        help_text=_(
            "As the repository gave it, such as 10.5281/zenodo.1234567. Empty takes it away."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_doi(self) -> str:
        text = str(self.cleaned_data["doi"])
        if text and normal_doi(text) is None:
            raise forms.ValidationError(
                _("This is no DOI: one begins with “10.”, a number and a slash.")
            )
        return normal_doi(text) or ""


def _people(**how: Any) -> forms.IntegerField:
    return forms.IntegerField(
        min_value=FEWEST,
        max_value=MOST,
        # A field of numbers would not show again what is none.
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Please give a number of people."),
            "invalid": _("Please give a whole number of people."),
            "min_value": _(
                "Nothing is published of groups of fewer than %(limit_value)s, so that no gap is "
                "ever recognised. Please give a greater number."
            ),
            "max_value": _(
                "Nothing is known of groups of more than %(limit_value)s. Please give a smaller "
                "number."
            ),
        },
        **how,
    )


class PlanForm(forms.Form):
    """A round that somebody thinks of: what is not given is as usual."""

    participants = _people(label=_("Participants a side"))
    assessors = _people(
        label=_("Assessors in the panel"), help_text=_("Of all nominating sides together.")
    )
    said = forms.ChoiceField(
        label=_("What should be said of a gap, at least"),
        help_text=_(
            "“Likely” is easily said, even of questions without a gap, “almost certain” far less "
            "often. “Above or below” is the verdict that rests on a question's own answers."
        ),
        choices=[(said.value, SAID[said]) for said in Said],
        error_messages={"invalid_choice": _("Please choose one of the words offered here.")},
    )
    usual = {"participants": 12, "assessors": 12, "said": Said.VERY_LIKELY.value}

    def __init__(self, given: dict[str, Any]) -> None:
        super().__init__({**self.usual, **given})
