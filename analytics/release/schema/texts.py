"""Where the words of labels and values come from, before they are put into a language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from surveys.instruments.document import Document
from surveys.instruments.labels import Labels


@dataclass(frozen=True)
class Phrase:
    """A sentence of the program with words of the questionnaire in it."""

    say: Callable[[Labels], str]


@dataclass(frozen=True)
class FromQuestionnaire:
    """Words that the questionnaire has; None where it has none for this.

    ``head`` stands before them in every language that has it too, and ends with a colon.
    """

    read: Callable[[Labels], str | None]
    head: Phrase | None = None


@dataclass(frozen=True)
class Joined:
    """The first text with the second in brackets."""

    first: "Text"
    second: "Text"


# Where the words of a label come from; a plain text or a Promise is the program's own.
Text = str | Promise | FromQuestionnaire | Phrase | Joined
Values = Mapping[Any, Text]
# Values that the questionnaire decides on, from it and its labels in the source language.
ValuesOfDocument = Callable[[Document, Labels], Values]
