"""The forms of respondents: pages of questions, agreement, return codes; and the passphrase."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys import sealing
from surveys.envelope_contents import Answer, Answers
from surveys.instruments.choices import ExtraQuestion
from surveys.questionnaire import Page, PageQuestion


class PageForm(forms.Form):
    """One page of the questionnaire; every question may be left open.

    Fields are named by the question's position, because its key repeats a label of results.
    """

    def __init__(self, page: Page, answers: Answers, data: Any = None) -> None:
        super().__init__(data, auto_id="id_%s")
        self.page = page
        for question in page.questions:
            self._add_question(question, answers.get(question.name))

    def _add_question(self, question: PageQuestion, answer: Answer | None) -> None:
        self.fields[field_name(question)] = forms.TypedChoiceField(
            label=question.item,
            help_text=question.referent_line,
            choices=[(choice.value, choice.label) for choice in self.page.choices(question)],
            coerce=int,
            empty_value=None,
            required=False,
            initial=answer.mark if answer else None,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": _("Please choose one of the answers offered here.")},
        )
        for extra in self.page.extras:
            self.fields[field_name(question, extra.key)] = _select(question, extra, answer)

    def questions(self) -> list[dict[str, Any]]:
        """Return the bound fields of each question, as the template shows them."""
        beside = [extra.key for extra in self.page.extras]
        return [
            {"field": self[field_name(question)]}
            | {key: self[field_name(question, key)] for key in beside}
            for question in self.page.questions
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse answers to questions that are not on this page; the others are kept.

        An answer beside a mark needs the mark: without an error it would be lost in silence.
        """
        for question in self.page.questions:
            if self._has_extras_alone(question):
                self.add_error(
                    field_name(question),
                    _("Please choose an answer as well; what you said below it is kept with it."),
                )
        if any(QUESTION_FIELD.match(name) and name not in self.fields for name in self.data):
            self.add_error(
                None,
                _(
                    "One answer was for a question that is not on this page, and was not saved. "
                    "Please answer it on its own page."
                ),
            )
        return self.cleaned_data

    def _has_extras_alone(self, question: PageQuestion) -> bool:
        given = self.cleaned_data
        extras = [given.get(field_name(question, extra.key)) for extra in self.page.extras]
        marked = given.get(field_name(question)) is not None or field_name(question) in self.errors
        return not marked and any(extra not in (None, "") for extra in extras)

    def answers(self) -> dict[str, Answer]:
        """Return the valid answers of this page by name."""
        given = self.cleaned_data
        return {
            question.name: Answer(
                mark=given[field_name(question)],
                confidence=given.get(field_name(question, "confidence")),
                basis=given.get(field_name(question, "basis")) or "",
            )
            for question in self.page.questions
            if given.get(field_name(question)) is not None
        }


QUESTION_FIELD = re.compile(r"q\d+")


def field_name(question: PageQuestion, extra: str = "") -> str:
    """Return the name of a question's field, or of the extra question beside it."""
    return f"q{question.position}{extra and '_' + extra}"


def _select(
    question: PageQuestion, extra: ExtraQuestion, answer: Answer | None
) -> forms.TypedChoiceField:
    """Return a field whose values are stored: the index of a confidence, the key of a basis.

    It is named by the question it is about and by its own: by its own alone all selects of a page
    would be called the same.
    """
    about = f"id_{field_name(question)}_item id_{field_name(question, extra.key)}_label"
    scale = extra.key == "confidence"
    choices = [(c.value if scale else c.key, c.label) for c in extra.choices]
    return forms.TypedChoiceField(
        label=extra.question,
        choices=[("", "–"), *choices],
        coerce=int if scale else str,
        empty_value=None,
        initial=getattr(answer, extra.key, None),
        required=False,
        widget=forms.Select(attrs={"aria-labelledby": about}),
    )


class AgreeForm(forms.Form):
    """Agreement to what may be shown to whom, where anybody beyond the room may see anything.

    It is not stored: nobody begins without it, so that it is the same for everybody who did.
    """

    agreed = forms.BooleanField(
        label=_("I have read what may be shown to whom, and I agree."),
        error_messages={
            "required": _(
                "Please say that you agree; otherwise you cannot take part in this round. Nothing "
                "has been kept, and your link stays good."
            )
        },
    )


class ReturnCodeField(forms.CharField):
    """A return code typed by its holder, however spaced or capitalised."""

    def clean(self, value: Any) -> str:
        code = sealing.normal_code(super().clean(value))
        if code is None:
            raise forms.ValidationError(
                _("A return code has 26 letters and digits. Please compare it with what you kept.")
            )
        return code


class KeptForm(forms.Form):
    """Confirmation that the return code is kept."""

    code = ReturnCodeField(widget=forms.HiddenInput)
    kept = forms.BooleanField(
        label=_("I have kept my return code."),
        error_messages={
            "required": _("Please keep the code first; without it nobody can bring you back.")
        },
    )


class CodeForm(forms.Form):
    code = ReturnCodeField(
        label=_("Your return code"),
        max_length=80,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class PassphraseForm(forms.Form):
    """Opening or closing a round; the passphrase only where the organisers hold the key."""

    passphrase = forms.CharField(
        label=_("Passphrase of the organisers"), required=False, widget=forms.PasswordInput
    )
