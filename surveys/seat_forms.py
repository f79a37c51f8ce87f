"""The forms that choose whose questionnaire is printed or tried: seat, modules and languages."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.instruments.document import Document
from surveys.instruments.labels import labels
from surveys.instruments.sequence import DEFAULT_MODULES, available_modules
from surveys.languages import current_tag
from surveys.models.base import Seat
from surveys.paper_form import MOST_LANGUAGES, PaperForm
from surveys.round_length import NotedBoxes, module_notes
from surveys.setup_labels import module_labels
from surveys.text_validators import validate_plain
from surveys.titled_forms import language_choices

SEPARATOR = "-"


class SeatForm(forms.Form):
    """A seat, and what a round would ask it besides the concerns themselves."""

    seat = forms.ChoiceField(label=_("Seat"), widget=forms.RadioSelect)

    def __init__(self, document: Document, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.document = document
        seats = seat_choices(document)
        self.fields["seat"].choices = seats  # type: ignore[attr-defined]
        self.initial.setdefault("seat", seats[0][0])

    def seat_and_side(self) -> tuple[str, str]:
        """Return the seat and the side of a valid form."""
        seat, _separator, side = str(self.cleaned_data["seat"]).partition(SEPARATOR)
        return seat, side


class LanguageForm(forms.Form):
    """The language in which a test begins."""

    language = forms.ChoiceField(
        label=_("Language"),
        widget=forms.RadioSelect,
        help_text=_("Every page of the test offers the others. The pages of staff follow it."),
    )

    def offer(self, tags: Collection[str]) -> None:
        """Offer these languages, first of all the one in which the form is read."""
        choices = language_choices(tags)
        self.fields["language"].choices = choices  # type: ignore[attr-defined]
        first = current_tag() if current_tag() in tags else choices[0][0]
        self.initial.setdefault("language", first)


class ModulesForm(SeatForm):
    """A seat, and the modules of a version of a questionnaire that no round has chosen yet."""

    asks_threats = forms.BooleanField(
        label=_("Ask about the articulated threats of each dyad as well"), required=False
    )
    modules = forms.MultipleChoiceField(
        label=_("Asked besides the concerns themselves"),
        required=False,
        widget=NotedBoxes,
    )

    def __init__(self, document: Document, data: Any = None, **kwargs: Any) -> None:
        super().__init__(document, data, **kwargs)
        available = available_modules(document)
        choices = list(module_labels(document).items())
        self.fields["modules"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("asks_threats", True)
        self.initial.setdefault("modules", [key for key in DEFAULT_MODULES if key in available])
        chosen = self["modules"].value() or ()
        self.fields["modules"].widget.notes = module_notes(document, chosen)


class RoundTrialForm(SeatForm, LanguageForm):
    """The seat as which a draft round is tried."""

    def __init__(self, document: Document, languages: Collection[str], data: Any = None) -> None:
        super().__init__(document, data)
        self.offer(languages)


class VersionTrialForm(ModulesForm, LanguageForm):
    """The seat as which a version of a questionnaire is tried, and what it asks."""

    def __init__(self, document: Document, data: Any = None) -> None:
        super().__init__(document, data)
        self.offer(document.languages)


class PaperChoiceForm(ModulesForm):
    """What a paper form is to ask, and in which one or two languages."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One, or two below each other."),
        error_messages={"required": _("Please choose one language or two.")},
    )
    heading = forms.CharField(
        label=_("On top of the first sheet"),
        required=False,
        max_length=160,
        validators=[validate_plain],
        help_text=_("Such as the names of the study and the round. It may stay empty."),
    )

    def __init__(self, document: Document, data: Any = None, **kwargs: Any) -> None:
        super().__init__(document, data, **kwargs)
        choices = language_choices(document.languages)
        self.fields["languages"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("languages", [document.language(current_tag())])

    def clean_languages(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["languages"]
        if len(chosen) > MOST_LANGUAGES:
            raise forms.ValidationError(
                _("There is room for two languages on a sheet. Print a second form for others.")
            )
        return chosen

    def paper_form(self, document: Document) -> PaperForm:
        """Return what a valid form asks for, of a document with or without its threats."""
        seat, side = self.seat_and_side()
        return PaperForm(
            document=document,
            seat=seat,
            side=side,
            languages=self.cleaned_data["languages"],
            modules=self.cleaned_data["modules"],
            heading=self.cleaned_data["heading"],
        )


def seat_choices(document: Document) -> list[tuple[str, Any]]:
    """Return (seat and side, in words) of every seat of a questionnaire."""
    names = labels(document, current_tag())
    assessors = _("Assessors nominated by %(side)s")
    return [
        *((_key(Seat.PARTICIPANT, side), names.parties[side]) for side in document.sides),
        *(
            (_key(Seat.ASSESSOR, side), assessors % {"side": names.parties[side]})
            for side in document.sides
        ),
    ]


def _key(seat: Seat, side: str) -> str:
    return f"{seat.value}{SEPARATOR}{side}"
