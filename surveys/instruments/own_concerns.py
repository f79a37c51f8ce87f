"""The page on which participants name concerns in their own words, as plain, frozen data."""

from dataclasses import dataclass

from surveys.instruments.text import Text

OWN_CONCERNS = "own_concerns"  # the field of the file and the module of a round
LONGEST_TEXT = 300  # characters of one concern
DEFAULT_MOST = 3
# Of one respondent: as many as the largest envelope has room for, beside the marks.
MOST_TEXTS = 36


@dataclass(frozen=True)
class OwnConcerns:
    """The question for concerns about one other party, of which ``most`` may be named."""

    title: Text
    question: Text
    guidance: Text | None = None
    most: int = DEFAULT_MOST
