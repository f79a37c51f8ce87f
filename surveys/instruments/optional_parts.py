"""The optional parts of a questionnaire whose answers are counted, as plain, frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.instruments.conditions import Condition
from surveys.instruments.text import Text

# Whether something has changed for the respondent: each kind with its answers, which are stored as
# their place here, from 0. A kind is also the name of its module.
REPORTED_CHANGES = {
    "trend": ("lessened", "same", "grown"),
    "reflection": ("no", "not_sure", "yes"),
}


@dataclass(frozen=True)
class Heading:
    """What stands above a question that is put more than once."""

    title: Text
    guidance: Text | None = None


@dataclass(frozen=True)
class FurtherParty:
    """A party that can be named as an impression, and about which nothing else is asked."""

    code: str
    name: Text


@dataclass(frozen=True)
class Impression:
    """The question which party gives one's own side most cause for concern.

    It is put first of all and again after the concerns. It can be answered with any other party of
    the questionnaire or one of the ``further`` parties; ``other`` is the answer for none of them,
    which beside the first question can be put into words of one's own where ``say`` is true.
    """

    question: Text
    first: Heading
    revised: Heading
    other: Text
    say: bool = False
    further: tuple[FurtherParty, ...] = ()
    show_if: Condition | None = None
    required: bool = False


@dataclass(frozen=True)
class Vignette:
    """An invented situation, the same for everybody."""

    key: str
    text: Text


@dataclass(frozen=True)
class Vignettes:
    """Situations in one domain, least severe first, judged on the scale of the concerns."""

    domain: str
    title: Text
    question: Text
    stem: Text
    situations: tuple[Vignette, ...]
    guidance: Text | None = None
    show_if: Condition | None = None
    required: bool = False


@dataclass(frozen=True)
class ReportedChange:
    """A question of one of the kinds in `REPORTED_CHANGES`; ``answers`` has a text for each key."""

    title: Text
    question: Text
    answers: Mapping[str, Text]
    guidance: Text | None = None
    show_if: Condition | None = None
    required: bool = False
