"""The forms by which it is said who is cited for a study's data, and their licence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.attribution import (
    CONTRIBUTOR_LABELS,
    CREATOR,
    KIND_LABELS,
    ORGANISATION,
    PERSON,
    agents_of,
    attribution_of,
)
from surveys.identifiers import normal_orcid, normal_ror
from surveys.licences import LICENCES, SUGGESTED, normal_licence
from surveys.models.study import Study
from surveys.text_validators import validate_plain

OTHER = "other"
NONE_CHOSEN = _("None: for use as agreed with the participants")
SUGGESTED_LABEL = _("%(licence)s (suggested)")
BAD_ROR = _("This is no ROR ID, such as https://ror.org/03yrm5c26: a digit or letter is wrong.")
# Rows without a name in the form, for those who are still to be added.
EMPTY_ROWS = 3
MOST_AGENTS = 50
Attributes = dict[str, Any]


def _text(label: Any, longest: int = 200, help_text: Any = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        required=False,
        validators=[validate_plain],
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )


def _licence_choices() -> list[tuple[str, Any]]:
    named = {key: f"{name} ({key})" for key, name in LICENCES.items()}
    named[SUGGESTED] = str(SUGGESTED_LABEL) % {"licence": named[SUGGESTED]}
    return [("", NONE_CHOSEN), *named.items(), (OTHER, _("Another one, by its SPDX identifier"))]


def _ror(form: forms.Form, field: str) -> str:
    text = str(form.cleaned_data[field])
    if text and normal_ror(text) is None:
        raise forms.ValidationError(BAD_ROR)
    return normal_ror(text) or ""


class PublishingForm(forms.Form):
    """Who publishes the data of a study, and the licence of those who use them."""

    publisher = _text(
        _("Publisher"),
        help_text=_("The organisation that publishes the data. Without it the study’s title."),
    )
    publisher_ror = _text(_("ROR ID of the publisher"), 40, spellcheck="false")
    licence = forms.ChoiceField(
        label=_("Licence of what is published"),
        choices=_licence_choices,
        required=False,
        help_text=_(
            "It binds whoever reads a release, and cannot be taken back from those who have it. "
            "Choose none that participants were not told of."
        ),
    )
    other_licence = _text(
        _("SPDX identifier of another licence"),
        60,
        _("As in the list at spdx.org/licenses, such as “etalab-2.0”."),
        spellcheck="false",
    )

    def clean_publisher_ror(self) -> str:
        return _ror(self, "publisher_ror")

    def clean(self) -> dict[str, Any]:
        """Require of a licence that is not offered by name that SPDX knows it."""
        given = super().clean() or {}
        other = given.get("other_licence", "")
        if given.get("licence") != OTHER:
            if other:
                self.add_error("licence", _("Choose “another one”, or leave its identifier out."))
        elif normal_licence(other) is None:
            message = _("This is no identifier of one licence in the list of SPDX.")
            self.add_error("other_licence", message)
        else:
            given["licence"] = normal_licence(other)
        if given.get("publisher_ror") and not given.get("publisher"):
            self.add_error("publisher", _("Name the publisher whose ROR ID this is."))
        return given


class AgentForm(forms.Form):
    """A person or an organisation to be named, as what, and in which place."""

    role = forms.ChoiceField(
        label=_("Named as"),
        choices=lambda: [(CREATOR, _("Creator")), *CONTRIBUTOR_LABELS.items()],
        initial=CREATOR,
    )
    kind = forms.ChoiceField(
        label=_("This is"), choices=lambda: [*KIND_LABELS.items()], initial=PERSON
    )
    name = _text(_("Name as it is written"), help_text=_("In its own script and order."))
    family = _text(_("Family name"), 100)
    given = _text(_("Given name"), 100)
    latin = _text(_("Name in Latin letters, if it is written in others"))
    orcid = _text(_("ORCID iD"), 40, spellcheck="false")
    affiliation = _text(_("Affiliation"))
    ror = _text(
        _("ROR ID of the affiliation, or of the organisation itself"), 40, spellcheck="false"
    )

    def clean_orcid(self) -> str:
        text = str(self.cleaned_data["orcid"])
        if text and normal_orcid(text) is None:
            raise forms.ValidationError(
                _("This is no ORCID iD, such as 0000-0002-1825-0097: a digit is wrong.")
            )
        return normal_orcid(text) or ""

    def clean_ror(self) -> str:
        return _ror(self, "ror")

    def clean(self) -> dict[str, Any]:
        """Require a name, and of an organisation nothing that only people have."""
        given = super().clean() or {}
        if not self.has_changed() or given.get("DELETE"):
            return given
        if not given.get("name"):
            self.add_error("name", _("Write the name as it is to be cited."))
        if given.get("kind") == ORGANISATION:
            for field in ("family", "given", "orcid", "affiliation"):
                if given.get(field):
                    self.add_error(field, _("Only a person has this: leave it out."))
        elif given.get("ror") and not given.get("affiliation"):
            self.add_error("affiliation", _("Name the affiliation whose ROR ID this is."))
        elif given.get("given") and not given.get("family"):
            self.add_error("family", _("Write the family name too, or leave the given name out."))
        return given


class _Agents(forms.BaseFormSet):  # type: ignore[type-arg]
    """The rows of people and organisations, with their places."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Place in the list")
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Leave this name out from now on")


AgentFormSet = forms.formset_factory(
    AgentForm,
    formset=_Agents,
    extra=EMPTY_ROWS,
    max_num=MOST_AGENTS,
    validate_max=True,
    can_order=True,
    can_delete=True,
    can_delete_extra=False,
)


def publishing_form(study: Study, data: Any = None) -> PublishingForm:
    """Return the form of the study's publisher and licence; at first its host is the publisher."""
    kept = study.attribution
    publisher, licence = kept.get("publisher", {}), kept.get("licence", "")
    listed = not licence or licence in LICENCES
    initial = {
        "publisher": publisher.get("name", "") if kept else study.host,
        "publisher_ror": publisher.get("ror", ""),
        "licence": licence if listed else OTHER,
        "other_licence": "" if listed else licence,
    }
    return PublishingForm(data, initial=initial)


def agent_forms(study: Study, data: Any = None) -> Any:
    """Return the rows of those named for the study, and empty ones."""
    return AgentFormSet(data, initial=agents_of(study.attribution), prefix="names")


def given_attribution(publishing: PublishingForm, agents: Any) -> Attributes:
    """Return what valid forms say, the names in the order of their places."""
    given = publishing.cleaned_data
    named = [form.cleaned_data for form in agents.ordered_forms if form.cleaned_data.get("name")]
    return attribution_of(
        named,
        publisher=given["publisher"],
        publisher_ror=given["publisher_ror"],
        licence=given["licence"],
    )
