"""The forms by which a questionnaire is read, compared, written and translated."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.instruments.document import Document
from surveys.instruments.interchange.formats import LARGEST_FORM, LARGEST_MEGABYTES
from surveys.instruments.sequence import DEFAULT_MODULES, available_modules
from surveys.instruments.sheets import CSV, LARGEST_SHEET, XLSX
from surveys.instruments.yaml_source import LARGEST_FILE
from surveys.languages import current_tag, language_name
from surveys.models.base import Seat
from surveys.models.instrument import Instrument
from surveys.setup_labels import module_labels

SEAT_LABELS = {Seat.PARTICIPANT: _("Participant"), Seat.ASSESSOR: _("Assessor")}
THREATS_LABEL = _("Ask about the articulated threats of each dyad as well")


def language_choices_of(document: Document) -> list[tuple[str, str]]:
    """Return (tag, the language's own name) of a questionnaire's languages, in its order."""
    return [(tag, language_name(tag)) for tag in document.languages]


class QueryForm(forms.Form):
    """A form whose values stand in the address; what is not given has its initial value."""

    def __init__(self, query: Any = None) -> None:
        super().__init__(query or None, auto_id="choose_%s")

    def value(self, name: str) -> Any:
        """Return what was chosen, and the initial value where nothing was or it does not fit."""
        if self.is_bound and self.is_valid():
            return self.cleaned_data[name]
        return self.get_initial_for_field(self.fields[name], name)


class ReadingForm(QueryForm):
    """As whom a questionnaire is read, and in which language and kind of round."""

    seat = forms.ChoiceField(label=_("Seat"), choices=list(SEAT_LABELS.items()))
    side = forms.ChoiceField(label=_("Side"))
    language = forms.ChoiceField(label=_("Language"))
    modules = forms.MultipleChoiceField(
        label=_("Optional parts"), required=False, widget=forms.CheckboxSelectMultiple
    )
    threats = forms.BooleanField(label=THREATS_LABEL, required=False, initial=True)

    def __init__(self, document: Document, query: Any = None) -> None:
        super().__init__(query)
        available = available_modules(document)
        choices: dict[str, list[tuple[str, Any]]] = {
            "side": [
                (code, document.party(code).name.read(current_tag())) for code in document.sides
            ],
            "language": list(language_choices_of(document)),
            "modules": list(module_labels(document).items()),
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        self.initial = {
            "seat": Seat.PARTICIPANT,
            "side": document.sides[0],
            "language": document.language(current_tag()),
            "modules": [module for module in DEFAULT_MODULES if module in available],
        }


ALL, UNREVIEWED = "", "unreviewed"


class TextsForm(QueryForm):
    """Which languages stand beside each other, and which texts."""

    languages = forms.MultipleChoiceField(label=_("Languages"), widget=forms.CheckboxSelectMultiple)
    which = forms.ChoiceField(
        label=_("Which texts"),
        required=False,
        choices=[(ALL, _("All")), (UNREVIEWED, _("Only those missing or not reviewed"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, document: Document, query: Any = None) -> None:
        super().__init__(query)
        self.fields["languages"].choices = language_choices_of(document)  # type: ignore[attr-defined]
        own = document.language(current_tag())
        self.initial = {"languages": list(dict.fromkeys([document.languages[0], own]))}


class ComparisonForm(QueryForm):
    """Two versions."""

    before = forms.ChoiceField(label=_("Earlier version"))
    after = forms.ChoiceField(label=_("Later version"))

    def __init__(self, instruments: Sequence[Instrument], query: Any = None) -> None:
        super().__init__(query)
        names = [(name_of(each), str(each)) for each in instruments]
        for name in ("before", "after"):
            self.fields[name].choices = names  # type: ignore[attr-defined]


def name_of(instrument: Instrument) -> str:
    """Return the name and version of an instrument in one word."""
    return f"{instrument.slug}:{instrument.version}"


class FileForm(forms.Form):
    """A questionnaire's YAML, written in the page or as a file."""

    text = forms.CharField(
        label=_("The questionnaire as YAML"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 30, "spellcheck": "false", "autocomplete": "off", "class": "yaml"}
        ),
    )
    file = forms.FileField(
        label=_("Or the questionnaire as a file"),
        required=False,
        help_text=_("A file that is chosen counts; what stands above is then left aside."),
    )
    may_replace = forms.BooleanField(
        label=_("Replace this version if it is there already and no round uses it"), required=False
    )

    def clean_text(self) -> str:
        """Return the text with line ends as files have them; browsers send others."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and file.size > LARGEST_FILE:
            raise forms.ValidationError(_TOO_LARGE)
        return file

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "file" in given and not given["file"]:
            if len(given.get("text", "")) > LARGEST_FILE:
                self.add_error("text", _TOO_LARGE)
            elif not given.get("text", "").strip():
                self.add_error("text", _("Write the questionnaire here, or choose a file."))
        return given


_TOO_LARGE = _("This is larger than a questionnaire can be: a million characters.")


class SheetForm(QueryForm):
    """Which sheet a translator gets."""

    language = forms.ChoiceField(label=_("Language"))
    kind = forms.ChoiceField(
        label=_("Kind of file"), choices=[(XLSX, "XLSX"), (CSV, "CSV (UTF-8)")]
    )

    def __init__(self, document: Document, query: Any = None) -> None:
        super().__init__(query)
        languages = language_choices_of(document)[1:]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]


class SheetUploadForm(forms.Form):
    """A sheet that comes back from a translator."""

    file = forms.FileField(label=_("The sheet, as XLSX or CSV"))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_SHEET:
            raise forms.ValidationError(
                _("The file is larger than a sheet of texts can be. Was it the right one?")
            )
        return file


class FormUploadForm(forms.Form):
    """A form of another program, to be made a questionnaire of."""

    file = forms.FileField(label=_("The form, as XLSForm (XLSX) or LimeSurvey’s TSV (TXT)"))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FORM:
            too_large = _("The file is larger than a form can be: %(most)d megabytes.")
            raise forms.ValidationError(too_large % {"most": LARGEST_MEGABYTES})
        return file
