"""What respondents are asked about themselves, as plain, frozen data."""

from dataclasses import dataclass

from surveys.instruments.text import Text


@dataclass(frozen=True)
class Option:
    """An answer to a question about oneself, stored as its place among the options, from 0."""

    key: str
    text: Text


@dataclass(frozen=True)
class OptionGroup:
    """Answers that are told as one where each alone would be too rare."""

    key: str
    text: Text
    holds: tuple[str, ...]


@dataclass(frozen=True)
class AboutQuestion:
    """A question about oneself; ``levels`` are ever coarser partitions of its options."""

    key: str
    question: Text
    options: tuple[Option, ...]
    levels: tuple[tuple[OptionGroup, ...], ...]


@dataclass(frozen=True)
class About:
    """What respondents are asked about themselves, where whole records are published."""

    title: Text
    guidance: Text | None
    questions: tuple[AboutQuestion, ...]
