"""The form of a page of the questionnaire."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.envelope_contents import Answer, Answers
from surveys.headings import line_label
from surveys.instruments.choices import ExtraQuestion
from surveys.instruments.own_answers import LONGEST_LINE
from surveys.mark_field import MarkField, Offered, StripOfAnswers
from surveys.page_logic import shown_questions, to_ask_again, values_that_show
from surveys.pages import Page, PageQuestion, Section
from surveys.text_forms import LineField

MARK_FIELD = re.compile(r"q\d+")
LINE_FIELD = re.compile(r"q\d+_line")
ANY_FIELD = re.compile(r"(q|all)\d+(_confidence|_basis|_line)?")
NOT_GIVEN = (None, "")
ASKED_AGAIN = "asked_again"


class PageForm(forms.Form):
    """One page of the questionnaire; every question may be left open.

    Fields are named by the question's position, because its key repeats a label of results. What is
    asked beside the marks, such as how sure the respondent is, is asked once for a section
    (``all12_confidence``, by its first question) and counts for each marked question of it that has
    no other answer of its own (``q12_confidence``). A line of text (``q12_line``) stands beside a
    question whatever is marked, so that to have written one says nothing of the mark.
    """

    def __init__(self, page: Page, answers: Answers, data: Any = None) -> None:
        super().__init__(data, auto_id="id_%s")
        self.page, self.saved = page, answers
        self._read: tuple[int, dict[str, Answer]] | None = None
        for section in page.sections:
            for question in section.questions:
                self._add_question(question, answers.get(question.name))
            for extra in page.extras:
                self._add_extra(section, extra, answers)

    def _add_question(self, question: PageQuestion, answer: Answer | None) -> None:
        self.fields[field_name(question)] = field = MarkField(
            label=question.item,
            help_text=question.referent_line,
            choices=Offered(self.page.choices(question)),
            coerce=int,
            empty_value=None,
            required=False,
            initial=answer.mark if answer else None,
            widget=StripOfAnswers,
            error_messages={"invalid_choice": _("Please choose one of the answers offered here.")},
        )
        if question.say:
            self.fields[field_name(question, "line")] = LineField(
                label=line_label(question.say),
                longest=LONGEST_LINE,
                required=False,
                initial=answer.line if answer else "",
            )
        if question.show_if is not None and question.show_if.answer is not None:
            position, field.values = values_that_show(question, self.page.questions)
            field.follows = f"q{position}"

    def _add_extra(self, section: Section, extra: ExtraQuestion, answers: Answers) -> None:
        """Add the field of a section and those of its questions, which say where it differs."""
        given = {
            question.name: getattr(answers[question.name], extra.key)
            for question in section.questions
            if question.name in answers
        }
        common = shared_by_most(given.values())
        self.fields[section_field_name(section, extra.key)] = _select(extra, "–", common)
        for question in section.questions:
            own = given.get(question.name)
            field = _select(extra, _("the same"), None if own == common else own)
            field.widget.attrs["aria-labelledby"] = _spoken_name(section, question, extra)
            self.fields[field_name(question, extra.key)] = field

    def sections(self) -> list[dict[str, Any]]:
        """Return the bound fields of each section, as the template shows them.

        ``extras`` are those of the section, ``differing`` those of its questions; ``differs`` says
        whether any of these has an answer or an error.
        """
        self._hide()
        self._place_lines()
        return [
            {"section": section, "marks": [self[field_name(q)] for q in section.questions]}
            | self._bound_extras(section)
            for section in self.page.sections
        ]

    def _hide(self) -> None:
        """Mark the fields of the questions that are not shown after the answers so far."""
        shown = {field_name(question) for question in shown_questions(self.page, self.marks())}
        for name, field in self.fields.items():
            if isinstance(field, MarkField):
                field.hidden = name not in shown

    def _place_lines(self) -> None:
        """Put the line of text of each question beside its answers."""
        for question in self.page.questions:
            if question.say:
                field = self.fields[field_name(question)]
                assert isinstance(field, MarkField)
                field.line = self[field_name(question, "line")]

    def marks(self) -> dict[str, int]:
        """Return the marks by name: those posted, and those saved before where none was.

        Not those that are taken back.
        """
        answers = {**self.saved, **(self._given if self.is_bound else {})}
        taken_back = {q.name for q in self.page.questions if self._is_taken_back(q)}
        return {name: a.mark for name, a in answers.items() if name not in taken_back}

    def to_ask_again(self) -> list[PageQuestion]:
        """Return the questions about which the page comes back, unless it has done so already."""
        before = {name: answer.mark for name, answer in self.saved.items()}
        seen = set(self.data.get(ASKED_AGAIN, "").split())
        again = to_ask_again(self.page, before, self.marks())
        return again if any(field_name(question) not in seen for question in again) else []

    @property
    def has_conditions(self) -> bool:
        """Whether some question of the page is shown only after an answer to another."""
        return any(isinstance(field, MarkField) and field.follows for field in self.fields.values())

    def _bound_extras(self, section: Section) -> dict[str, Any]:
        keys = [extra.key for extra in self.page.extras]
        own = {q: [self[field_name(q, key)] for key in keys] for q in section.questions}
        given = [field for fields in own.values() for field in fields]
        return {
            "extras": [self[section_field_name(section, key)] for key in keys],
            "differing": [
                {"mark": self[field_name(question)], "extras": fields}
                for question, fields in own.items()
            ],
            "differs": any(field.value() not in NOT_GIVEN or field.errors for field in given),
        }

    def clean(self) -> dict[str, Any]:
        """Refuse answers to questions that are not on this page; the others are kept.

        An answer beside a mark needs the mark: without an error it would be lost in silence. Only
        who takes a mark back takes back what stands beside it.
        """
        for section in self.page.sections:
            for name in self._extras_alone(section):
                self.add_error(
                    name,
                    _("Please choose an answer as well; what you said below it is kept with it."),
                )
        if any(ANY_FIELD.match(name) and name not in self.fields for name in self.data):
            self.add_error(
                None,
                _(
                    "One answer was for a question that is not on this page, and was not saved. "
                    "Please answer it on its own page."
                ),
            )
        return self.cleaned_data

    def _extras_alone(self, section: Section) -> list[str]:
        """Return the names of the fields that lack a mark to stand beside."""
        unmarked = [
            field_name(question)
            for question in section.questions
            if not (self._is_marked(question) or self._is_taken_back(question))
        ]
        beside = [*(extra.key for extra in self.page.extras), "line"]
        alone = [
            name for name in unmarked if any(self._is_given(f"{name}_{key}") for key in beside)
        ]
        of_section = [section_field_name(section, extra.key) for extra in self.page.extras]
        if len(unmarked) == len(section.questions) and any(map(self._is_given, of_section)):
            alone.append(unmarked[0])
        return list(dict.fromkeys(alone))

    def _is_marked(self, question: PageQuestion) -> bool:
        return self._is_given(field_name(question)) or field_name(question) in self.errors

    def _is_given(self, name: str) -> bool:
        return self.cleaned_data.get(name) not in NOT_GIVEN

    def _is_taken_back(self, question: PageQuestion) -> bool:
        return self.data.get(field_name(question)) == ""

    def changes(self) -> dict[str, Answer | None]:
        """Return the valid answers of this page by name, and None for each that is taken back.

        What was not posted is in neither: an answer is taken back by an empty value alone.
        """
        taken_back = {q.name: None for q in self.page.questions if self._is_taken_back(q)}
        return {**taken_back, **self.answers()}

    def answers(self) -> dict[str, Answer]:
        """Return the valid answers of this page by name, but of questions that are not shown."""
        shown = {question.name for question in shown_questions(self.page, self.marks())}
        return {name: answer for name, answer in self._given.items() if name in shown}

    @property
    def _given(self) -> dict[str, Answer]:
        """Return the answers posted by name; read once, and anew when an error takes one away."""
        if self._read is None or self._read[0] != len(self.errors):
            self._read = len(self.errors), self._answers_posted()
        return self._read[1]

    def _answers_posted(self) -> dict[str, Answer]:
        return {
            question.name: Answer(
                mark=self.cleaned_data[field_name(question)],
                confidence=self._beside(section, question, "confidence"),
                basis=self._beside(section, question, "basis") or "",
                line=self._line(question),
            )
            for section in self.page.sections
            for question in section.questions
            if self._is_given(field_name(question))
        }

    def _line(self, question: PageQuestion) -> str:
        """Return the line of text beside a mark: as saved, where what was sent has to be mended."""
        name = field_name(question, "line")
        if name in self.errors and question.name in self.saved:
            return self.saved[question.name].line
        return str(self.cleaned_data.get(name) or "")

    def _beside(self, section: Section, question: PageQuestion, key: str) -> Any:
        """Return what stands beside a mark: the question's own answer, else the section's."""
        own = self.cleaned_data.get(field_name(question, key))
        return self.cleaned_data.get(section_field_name(section, key)) if own is None else own


def shared_by_most(values: Iterable[Any]) -> Any:
    """Return the most common of the values, None unless every one is given."""
    counts = Counter(values)
    missing = not counts or any(value in NOT_GIVEN for value in counts)
    return None if missing else counts.most_common(1)[0][0]


def field_name(question: PageQuestion, extra: str = "") -> str:
    """Return the name of a question's field, or of the extra question beside it."""
    return f"q{question.position}{extra and '_' + extra}"


def section_field_name(section: Section, extra: str) -> str:
    """Return the name of the field of what is asked once for a section."""
    return f"all{min(question.position for question in section.questions)}_{extra}"


def _spoken_name(section: Section, question: PageQuestion, extra: ExtraQuestion) -> str:
    """Return the ids of the words that name a select: its question's, and what it asks of it."""
    return f"id_{field_name(question)}_item id_{section_field_name(section, extra.key)}_label"


def _select(extra: ExtraQuestion, none: Any, initial: Any) -> forms.TypedChoiceField:
    """Return a field whose values are stored: the index of a confidence, the key of a basis."""
    scale = extra.key == "confidence"
    return forms.TypedChoiceField(
        label=extra.question,
        choices=[("", none), *((c.value if scale else c.key, c.label) for c in extra.choices)],
        coerce=int if scale else str,
        empty_value=None,
        required=False,
        initial=initial,
        widget=forms.Select(),
    )
