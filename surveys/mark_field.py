"""The answers to a question as a field of a form: radio buttons drawn as a strip."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.choices import BaseChoiceIterator
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from surveys.instruments.choices import Choice


class StripOfAnswers(forms.RadioSelect):
    """Radio buttons in their labels, the marks first and then those that give none.

    Drawn without a template for each of them, of which a page has some hundred and fifty.
    """

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the labels; the one of ``value``, if any, is checked."""
        chosen = str(value)
        return format_html_join(
            "",
            '<label{}><input type="radio" name="{}" value="{}"{}><span>{}</span></label>',
            (
                (
                    OTHER if int(key) < 0 else "",
                    name,
                    key,
                    CHECKED if str(key) == chosen else "",
                    label,
                )
                for key, label in self.choices
            ),
        )


OTHER, CHECKED = mark_safe(' class="other"'), mark_safe(" checked")  # nosec B308


class Offered(BaseChoiceIterator):
    """The answers to choose from, value and label of each, as a field is given them.

    An iterator is taken as it is: Django looks through any list for groups and their members.
    """

    def __init__(self, choices: Sequence[Choice]) -> None:
        self.pairs = [(choice.value, choice.label) for choice in choices]

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return iter(self.pairs)


class MarkField(forms.TypedChoiceField):
    """The answers to a question.

    Where it follows from another one, ``follows`` is the name of that one's field, ``values`` are
    those of its values that show it, separated by spaces, and ``hidden`` says whether it is not
    shown now; else ``follows`` is "". ``line`` is the bound field of the line of text that stands
    beside them, if there is one.
    """

    follows = ""
    values = ""
    hidden = False
    line: forms.BoundField | None = None
