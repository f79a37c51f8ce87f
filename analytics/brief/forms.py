"""In which languages a brief is wanted, and the questions as its reader words them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.brief.composing import Brief
from analytics.brief.opening_questions import MOST
from surveys.languages import TAGS, own_names
from surveys.plain_text import one_line, without_unseen

LONGEST_QUESTION = 300


def _names() -> list[tuple[str, str]]:
    return [(tag, own_names([tag])) for tag in TAGS.values()]


class LanguagesForm(forms.Form):
    """One language, or two side by side; what is not given is the page's own and none."""

    language = forms.ChoiceField(label=_("Language"), choices=_names)
    beside = forms.ChoiceField(
        label=_("Beside it"),
        choices=lambda: [("", _("no other language")), *_names()],
        required=False,
    )

    def __init__(self, given: dict[str, Any], usual: str) -> None:
        super().__init__({"language": usual, **given})
        self.usual = usual
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = _("Please choose one of these languages.")

    @property
    def tags(self) -> list[str]:
        """The languages, each once; the page's own where one was asked for that there is not."""
        if not self.is_valid():
            return [self.usual]
        asked = (self.cleaned_data["language"], self.cleaned_data["beside"])
        return [tag for tag in dict.fromkeys(asked) if tag]


class QuestionsForm(forms.Form):
    """The questions of a brief, which somebody may word anew; an empty one is left out."""

    def __init__(self, briefs: Sequence[Brief], given: Any = None) -> None:
        super().__init__(given)
        self.briefs = briefs
        for brief in briefs:
            for place in range(MOST):
                written = brief.questions[place] if place < len(brief.questions) else ""
                self.fields[_name(brief.tag, place)] = _question(brief.tag, place + 1, written)

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The fields of each language, below its name."""
        return [
            {
                "tag": brief.tag,
                "name": own_names([brief.tag]),
                "fields": [self[_name(brief.tag, place)] for place in range(MOST)],
            }
            for brief in self.briefs
        ]

    def clean(self) -> dict[str, Any]:
        return {
            name: without_unseen(one_line(text)) for name, text in self.cleaned_data.items() if text
        }

    def questions_in(self, tag: str) -> list[str]:
        """The questions in a language as they were posted; it must be valid."""
        written = (self.cleaned_data.get(_name(tag, place), "") for place in range(MOST))
        return [question for question in written if question]


def _name(tag: str, place: int) -> str:
    return f"{tag}-{place + 1}"


def _question(tag: str, number: int, written: str) -> forms.CharField:
    return forms.CharField(
        label=_("Question %(number)s") % {"number": number},
        initial=written,
        required=False,
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 3, "lang": tag, "spellcheck": "false"}),
        error_messages={
            "max_length": _(
                "This question has %(show_value)s letters; on the sheet there is room for "
                "%(limit_value)s. Please shorten it."
            ),
            "null_characters_not_allowed": _("Please write the question without control letters."),
        },
    )
