"""The questions about respondents themselves, as plain, frozen data."""

from dataclasses import dataclass

from surveys.instruments.conditions import Condition
from surveys.instruments.text import Text


@dataclass(frozen=True)
class Option:
    """An answer to a question about oneself, stored as its index among the options, from 0.

    ``say``: beside the question it can be put into words of one's own.
    """

    key: str
    text: Text
    say: bool = False


@dataclass(frozen=True)
class OptionGroup:
    """Options that are published as one where each alone would be too rare."""

    key: str
    text: Text
    holds: tuple[str, ...]


@dataclass(frozen=True)
class AboutQuestion:
    """A question about oneself; each of the ``levels`` partitions its options more coarsely."""

    key: str
    question: Text
    options: tuple[Option, ...]
    levels: tuple[tuple[OptionGroup, ...], ...] = ()
    show_if: Condition | None = None
    required: bool = False


@dataclass(frozen=True)
class About:
    """The questions about oneself, which are put where whole records are published."""

    title: Text
    questions: tuple[AboutQuestion, ...]
    guidance: Text | None = None
    show_if: Condition | None = None
