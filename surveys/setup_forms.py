"""The forms by which a study, its rounds and its people are set up."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys.instruments.loader import document_of, document_with
from surveys.instruments.sequence import DEFAULT_MODULES, available_modules
from surveys.languages import TAGS
from surveys.models.instrument import Instrument
from surveys.models.round import Round
from surveys.models.study import PARTICULARS, RESERVED_SLUGS, Study
from surveys.round_length import NotedBoxes, length_context, module_notes
from surveys.setup_labels import (
    LAST_ROUND_LABELS,
    MODULE_LABELS,
    ROLE_LABELS,
    WIDEST_LABELS,
    WITHSTANDS_LABELS,
    module_labels,
)
from surveys.text_validators import validate_plain
from surveys.titled_forms import TitledForm, in_every_language, language_choices

NUMBERED = _("Round %(number)d")
DEFAULT_TITLE = _("Perceived threats and the evidence")


def _withstood_by_the_last_round(study: Study) -> int:
    last = Round.objects.filter(study=study).order_by("-number").first()
    return last.withstands if last else Round.Withstands.ONE


def free_slug() -> str:
    """Return a short name that no study has: "threats-2026", or the same with a number after it."""
    name = f"threats-{timezone.localdate().year}"
    taken = set(Study.objects.filter(slug__startswith=name).values_list("slug", flat=True))
    numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (name, *numbered) if slug not in taken)


def _in_two_years() -> date:
    """Return a day by which most studies are over; the first of a month exists in every year."""
    today = timezone.localdate()
    return date(today.year + 2, today.month, 1)


class StudyForm(TitledForm):
    """A study: its titles, languages and who stands behind it."""

    lead = _(
        "All of it may stay as it stands here, and can be changed later but for the short name. "
        "Participants read before they begin who hosts and pays for the study, if you say so below."
    )

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=language_choices(TAGS.values()),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Study
        fields: ClassVar = [
            "slug",
            "languages",
            "retention_days",
            "ends_on",
            "mails_audit_anchor",
            *PARTICULARS,
        ]
        labels: ClassVar = {
            "slug": _("Short name in addresses"),
            "retention_days": _("Days from closing until the answers are destroyed"),
            "ends_on": _("End of the study"),
            "mails_audit_anchor": _("Mail the owners each day how far the audit goes"),
        }
        widgets: ClassVar = {"ends_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
        help_texts: ClassVar = {
            "slug": _("Latin letters, digits and hyphens, such as “welch-2026”."),
            "retention_days": _(
                "Participants read this number before they begin, so once a round has been opened "
                "it can only become smaller."
            ),
            "ends_on": _(
                "On this day the list of those invited is erased, and no round opens any more. "
                "Participants read it before they begin, so once a round has been opened it can "
                "only become earlier. Without it the list stays."
            ),
            "mails_audit_anchor": _(
                "So that entries removed from the audit are noticed even by whoever has no access "
                "to the server. The mail names no study."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_new = self.instance._state.adding
        tags = list(TAGS.values())
        if is_new:
            self.initial.update(languages=tags, slug=free_slug(), ends_on=_in_two_years())
        else:
            # Addresses that were handed out keep their names.
            del self.fields["slug"]
        self.add_titles(in_every_language(DEFAULT_TITLE, tags) | (self.instance.title or {}))

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug in RESERVED_SLUGS:
            raise forms.ValidationError(_("This name is taken by a page; choose another."))
        return slug


def _all_modules() -> dict[str, str]:
    """Return what each module is called of which some questionnaire has the words."""
    of_batteries: dict[str, str] = {}
    for instrument in Instrument.objects.order_by("slug", "version"):
        document = document_of(instrument)
        titles = module_labels(document)
        of_batteries |= {battery.key: titles[battery.key] for battery in document.batteries}
    return {key: str(label) for key, label in MODULE_LABELS.items()} | of_batteries


class RoundForm(TitledForm):
    """A round before it opens: questionnaire, modules, languages and whom it may reach.

    `length` is what `length_context` says of what stands in the form.
    """

    length: Mapping[str, Any] = MappingProxyType({})

    languages = forms.MultipleChoiceField(label=_("Languages"), widget=forms.CheckboxSelectMultiple)
    modules = forms.MultipleChoiceField(
        label=_("Asked besides the concerns themselves"),
        required=False,
        widget=NotedBoxes,
    )
    widest_audience = forms.ChoiceField(
        label=_("Who may ever see the published counts"),
        choices=list(WIDEST_LABELS.items()),
        widget=forms.RadioSelect,
        help_text=_(
            "Participants agree to it before they begin, so it is fixed when the round opens. A "
            "wide reach may make people guarded."
        ),
    )

    withstands = forms.TypedChoiceField(
        label=_("How many colleagues may share their answers and be sure of nobody else’s"),
        choices=list(WITHSTANDS_LABELS.items()),
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_(
            "All rounds of a study are alike in this. Where two are withstood, groups of 5 and 6 "
            "say nothing, between groups of up to 10 hardly any gap at a single question can be "
            "shown, and a round in which one to four people of a group differ from another "
            "round’s is not opened."
        ),
    )
    shows_last_round = forms.ChoiceField(
        label=_("What participants see of the last round beside each question"),
        choices=list(LAST_ROUND_LABELS.items()),
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "Only what was published, and only where its audience includes them. Showing a result "
            "is an intervention: it can change what people answer, so the release of this round "
            "will say that it was shown. Whoever was not in the last round sees its figures as "
            "well, so use it with the same people, or where the figures are public."
        ),
    )

    class Meta:
        model = Round
        fields: ClassVar = [
            "instrument",
            "languages",
            "asks_threats",
            "modules",
            "widest_audience",
            "publishes_records",
            "withstands",
            "shows_last_round",
        ]
        labels: ClassVar = {
            "instrument": _("Questionnaire"),
            "asks_threats": _("Ask about the articulated threats of each dyad as well"),
            "publishes_records": _(
                "Publish whole sets of answers, without names, of groups of 100 and more"
            ),
        }

    def __init__(self, *args: Any, study: Study, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title_languages = study.languages
        is_new = self.instance._state.adding
        choices = language_choices(study.languages)
        self.fields["languages"].choices = choices  # type: ignore[attr-defined]
        self.fields["modules"].choices = list(_all_modules().items())  # type: ignore[attr-defined]
        if is_new:
            self.instance.study = study
            self.initial.update(
                languages=study.languages,
                modules=DEFAULT_MODULES,
                widest_audience=Round.Widest.ROOM,
                withstands=_withstood_by_the_last_round(study),
                instrument=Instrument.objects.order_by("slug", "version").last(),
            )
        titles = in_every_language(NUMBERED, study.languages, number=number)
        self.add_titles(titles | (self.instance.title or {}))
        self._note_lengths()

    def _note_lengths(self) -> None:
        """Say beside each module what it adds to what is chosen, and of all how long it takes."""
        try:
            instrument = self.fields["instrument"].to_python(self["instrument"].value())
        except forms.ValidationError:
            return
        if instrument is not None:
            modules = self["modules"].value() or ()
            asks_threats = bool(self["asks_threats"].value())
            document = document_with(instrument.checksum, threats=asks_threats)
            self.fields["modules"].widget.notes = module_notes(document, modules)
            self.length = length_context(document, modules)

    def clean(self) -> dict[str, Any]:
        """Refuse modules for which the chosen questionnaire has no words."""
        given = super().clean()
        instrument = given.get("instrument")
        if instrument is not None:
            document = document_of(instrument)
            available, names = available_modules(document), _all_modules()
            for module in given.get("modules") or ():
                if module not in available:
                    self.add_error(
                        "modules",
                        _("This questionnaire has no words for: %(module)s.")
                        % {"module": names[module]},
                    )
        return given

    def values(self) -> dict[str, Any]:
        """Return the values of the round's fields, its title among them."""
        names = [name for name in self.Meta.fields if name in self.cleaned_data]
        return {name: self.cleaned_data[name] for name in names} | {"title": self.titles()}


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
