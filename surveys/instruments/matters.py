"""What is judged: the concerns of the common battery and the articulated threats."""

from dataclasses import dataclass

from surveys.instruments.conditions import Condition
from surveys.instruments.text import Text


@dataclass(frozen=True)
class Concern:
    """A concern of the common battery; ``domain`` is None where it belongs to none of the five."""

    key: str
    domain: str | None
    label: Text
    item: Text
    referent: Text
    required: bool = False


@dataclass(frozen=True)
class Quotation:
    """The cited work's own label and mark, for readers of results only."""

    label: str
    mark: str


@dataclass(frozen=True)
class Threat:
    """An articulated threat in one directed dyad; ``quotation`` is None if nothing is quoted."""

    key: str
    perceiver: str
    target: str
    domain: str
    item: Text
    referent: Text
    quotation: Quotation | None = None
    show_if: Condition | None = None
    required: bool = False
