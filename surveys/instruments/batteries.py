"""Further batteries: items judged on the same questions, as plain, frozen data.

The common battery of concerns is none of these: it is what every round asks (`matters`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from surveys.instruments.conditions import Condition
from surveys.instruments.text import Text

BATTERY = "battery"  # the kind of its questions
STATED, PREDICTED, ASSESSED = "stated", "predicted", "assessed"
# The lenses of each seat, in the order of their pages.
LENSES_OF_BATTERY = {"participant": (STATED, PREDICTED), "assessor": (ASSESSED,)}
Dyad = tuple[str, str]  # perceiver and target; "" for a party that a question does not have
EACH_OTHER, EVERY_SIDE, NO_SIDE = "each_other", "every_side", "no_side"


@dataclass(frozen=True)
class ItemGroup:
    """A heading under which results list some items."""

    key: str
    text: Text


@dataclass(frozen=True)
class BatteryItem:
    """What is judged.

    ``group`` is the key of one of the battery's groups, or "". ``dyads`` are the pairs of sides, in
    either direction, for which it is put; all where it is empty.
    """

    key: str
    text: Text
    group: str = ""
    dyads: tuple[tuple[str, ...], ...] = ()

    def is_of(self, perceiver: str, target: str) -> bool:
        """Return whether the item is put for a pair of sides."""
        return not self.dyads or {perceiver, target} in [set(dyad) for dyad in self.dyads]


@dataclass(frozen=True)
class BatteryAnswer:
    """An answer to choose; stored as its place among the answers of its question, from 0."""

    key: str
    text: Text


@dataclass(frozen=True)
class BatteryLens:
    """The words of a question through one lens: ``stem`` above the items, ``question`` in full."""

    title: Text
    stem: Text
    question: Text
    guidance: Text | None = None


@dataclass(frozen=True)
class BatteryQuestion:
    """A question put about each item of a battery; ``ordered`` answers are levels that ascend."""

    key: str
    title: Text
    answers: tuple[BatteryAnswer, ...]
    lenses: Mapping[str, BatteryLens]
    ordered: bool = True


@dataclass(frozen=True)
class Battery:
    """A battery, and a module of the same name.

    ``about`` says what its items are put about: each other side (`EACH_OTHER`), each side with
    one's own (`EVERY_SIDE`), or none (`NO_SIDE`).
    """

    key: str
    title: Text
    about: str
    items: tuple[BatteryItem, ...]
    questions: tuple[BatteryQuestion, ...]
    groups: tuple[ItemGroup, ...] = ()
    show_if: Condition | None = None
    required: bool = False

    def item(self, key: str) -> BatteryItem:
        """Return the item; KeyError if there is none of that key."""
        return {item.key: item for item in self.items}[key]

    def question(self, key: str) -> BatteryQuestion:
        """Return the question; KeyError if there is none of that key."""
        return {question.key: question for question in self.questions}[key]

    def dyads(self, sides: tuple[str, ...]) -> tuple[Dyad, ...]:
        """Return (perceiver, target) of what these sides say for themselves; target may be ""."""
        if self.about == NO_SIDE:
            return tuple((side, "") for side in sides)
        own = self.about == EVERY_SIDE
        return tuple((p, t) for p in sides for t in sides if own or p != t)

    def dyads_of(self, lens: str, side: str, sides: tuple[str, ...]) -> tuple[Dyad, ...]:
        """Return (perceiver, target) of what respondents of a side answer through a lens.

        They predict what each other side says about their own, or of itself, or about no side.
        """
        if lens != PREDICTED:
            return tuple(dyad for dyad in self.dyads(sides) if lens == ASSESSED or dyad[0] == side)
        others = [other for other in sides if other != side]
        return tuple((other, self._predicted_target(other, side)) for other in others)

    def predicted_by(self, perceiver: str, target: str, sides: tuple[str, ...]) -> list[str]:
        """Return the sides that predict what another one says about a target."""
        return [
            side for side in sides if (perceiver, target) in self.dyads_of(PREDICTED, side, sides)
        ]

    def _predicted_target(self, perceiver: str, side: str) -> str:
        return {EACH_OTHER: side, EVERY_SIDE: perceiver}.get(self.about, "")

    def parts(self, perceiver: str, target: str) -> Iterator["BatteryPart"]:
        """Yield what is put about a dyad, question by question."""
        for question in self.questions:
            for item in self.items:
                if item.is_of(perceiver, target):
                    yield BatteryPart(self.key, item.key, question.key)


class BatteryPart(NamedTuple):
    """The keys of a battery, its item and its question, as `QuestionSpec.item` joins them."""

    battery: str
    item: str
    question: str

    def __str__(self) -> str:
        return ".".join(self)


def battery_part(item: str) -> BatteryPart:
    """Return the keys of the `QuestionSpec.item` of a battery's question.

    >>> battery_part("reassurance.hotline.acceptable").question
    'acceptable'
    """
    return BatteryPart(*item.split("."))
