"""The forms of seminars: setting one up, joining it, answering, and acting on it."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from surveys.instruments.document import Document
from surveys.instruments.loader import document_of
from surveys.languages import current_tag
from surveys.models.instrument import Instrument
from surveys.models.seminar import Seminar
from surveys.models.study import Study
from surveys.seminars.steps import has_steps, targets_of
from surveys.titled_forms import language_choices

SIX_DIGITS = 999_999


class SeminarForm(forms.ModelForm):  # type: ignore[type-arg]
    """A seminar before people join: its questionnaire, sides and languages."""

    lead = _(
        "An exercise of some ten minutes: everybody says on a phone which side gives most cause "
        "for concern, then goes through the concerns about it one by one, and is asked again. The "
        "room sees the counts when you say so, in steps of three people or more."
    )

    sides = forms.MultipleChoiceField(
        label=_("Sides that take part"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "With one side everybody answers for it. With several each phone says which it "
            "belongs to, and their counts stand apart. Of a side with fewer than five phones "
            "nothing is shown."
        ),
    )
    languages = forms.MultipleChoiceField(label=_("Languages"), widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Seminar
        fields: ClassVar = ["title", "instrument", "sides", "languages"]
        labels: ClassVar = {"title": _("Title"), "instrument": _("Questionnaire")}
        help_texts: ClassVar = {"title": _("Only the people who run the study see it.")}

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.study = study
        instruments = Instrument.objects.defer("content", "file_text").order_by("slug", "version")
        documents = [document_of(instrument) for instrument in instruments]
        named = {
            code: document.party(code).name.read(document.language(current_tag()))
            for document in documents
            for code in document.sides
        }
        self.fields["sides"].choices = list(named.items())  # type: ignore[attr-defined]
        choices = language_choices(study.languages)
        self.fields["languages"].choices = choices  # type: ignore[attr-defined]
        self.initial.update(
            title=_("Seminar on %(day)s") % {"day": date_format(timezone.localdate())},
            languages=study.languages,
            instrument=instruments.last(),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a questionnaire without the questions, sides or languages that were chosen."""
        given = super().clean() or {}
        instrument = given.get("instrument")
        if instrument is not None:
            document = document_of(instrument)
            if not has_steps(document):
                self.add_error(
                    "instrument",
                    _(
                        "This questionnaire does not ask which side gives most cause for concern. "
                        "Choose one that has this question."
                    ),
                )
            self._require("sides", document.sides, _("This questionnaire has no such side: %s."))
            self._require(
                "languages", document.languages, _("This questionnaire has no words in: %s.")
            )
        return given

    def _require(self, name: str, there: Any, refusal: Any) -> None:
        field: Any = self.fields[name]
        labels = dict(field.choices)
        for value in self.cleaned_data.get(name) or ():
            if value not in there:
                self.add_error(name, refusal % labels[value])


class CodeForm(forms.Form):
    """The letters of a link to join, as they are read off the screen."""

    code = forms.CharField(
        label=_("Letters on the screen"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "enterkeyhint": "go",
            }
        ),
    )


class AnswerForm(forms.Form):
    """A tap on an answer, and the step to which it was given."""

    step = forms.IntegerField(min_value=1, max_value=SIX_DIGITS)
    place = forms.IntegerField(min_value=0, max_value=SIX_DIGITS)


class NumberForm(forms.Form):
    """The number of the seminar's row from which whoever acts on it started."""

    number = forms.IntegerField(min_value=0, max_value=SIX_DIGITS)
    confirmed = forms.BooleanField(required=False)


class TargetsForm(forms.Form):
    """For each side the other one about which it goes through its concerns."""

    def __init__(self, document: Document, sides: list[str], data: Any = None) -> None:
        super().__init__(data)
        language = document.language(current_tag())
        for side in sides:
            party = document.party(side)
            choices = [
                (code, document.party(code).name.read(language))
                for code in targets_of(document, side)
            ]
            self.fields[f"target_{side}"] = forms.ChoiceField(
                label=party.participants.read(language), choices=[("", "–"), *choices]
            )

    def targets(self) -> dict[str, str]:
        """Return what was chosen: {side: the other one}."""
        given = self.cleaned_data
        return {name.removeprefix("target_"): target for name, target in given.items()}
