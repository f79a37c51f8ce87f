"""Checks of further batteries that a schema cannot express."""

from collections.abc import Iterator
from typing import Any

from surveys.instruments.batteries import EACH_OTHER, BatteryPart
from surveys.instruments.document import ABOUT, MOST_ANSWERS, NO_LEVEL
from surveys.instruments.errors import Path, Problem
from surveys.instruments.own_answers import OWN_ANSWERS
from surveys.instruments.own_concerns import OWN_CONCERNS
from surveys.instruments.sequence import MODULES
from surveys.instruments.validation_about import repeated
from surveys.instruments.validation_measures import check_measures, check_number_of_items
from surveys.instruments.validation_sides_and_orders import check_sides_and_orders

OTHER_MODULES = frozenset({*MODULES, ABOUT, OWN_CONCERNS, OWN_ANSWERS})
LONGEST_PART = 60  # characters, as `Question.item` holds


def check_batteries(content: Any) -> Iterator[Problem]:
    """Yield every fault of the batteries of content that fits the schema."""
    yield from repeated(content["batteries"], ("batteries",), "key")
    sides = [party["code"] for party in content["parties"] if not party.get("target_only")]
    for position, battery in enumerate(content["batteries"]):
        path: Path = ("batteries", position)
        if battery["key"] in OTHER_MODULES:
            message = f"{battery['key']!r} is the name of another module; give it another"
            yield Problem((*path, "key"), message)
        for name in ("groups", "items", "questions"):
            yield from repeated(battery.get(name, []), (*path, name), "key")
        yield from _items(battery, (*path, "items"), sides)
        yield from check_number_of_items(battery, (*path, "items"), sides)
        yield from check_measures(battery, path)
        for place, question in enumerate(battery["questions"]):
            yield from _question(question, (*path, "questions", place), battery["about"])
        yield from _lengths(battery, path)
        yield from check_sides_and_orders(battery, path)


def _items(battery: Any, path: Path, sides: list[str]) -> Iterator[Problem]:
    groups = [group["key"] for group in battery.get("groups", [])]
    for position, item in enumerate(battery["items"]):
        place = (*path, position)
        if "group" in item and item["group"] not in groups:
            known = ", ".join(groups) or "none"
            message = f"{item['group']!r} is no group of this battery; use one of: {known}"
            yield Problem((*place, "group"), message)
        if "dyads" in item and battery["about"] != EACH_OTHER:
            message = f"narrows pairs of sides; that goes with about: {EACH_OTHER} alone"
            yield Problem((*place, "dyads"), message)
        for number, dyad in enumerate(item.get("dyads", [])):
            for end, code in enumerate(dyad):
                if code not in sides:
                    message = f"{code!r} is no side with participants; use one of "
                    message += ", ".join(sides)
                    yield Problem((*place, "dyads", number, end), message)


def _question(question: Any, path: Path, about: str) -> Iterator[Problem]:
    yield from repeated(question["answers"], (*path, "answers"), "key")
    for place, answer in enumerate(question["answers"]):
        if answer["key"] in NO_LEVEL:
            message = f"{answer['key']!r} is always offered; leave it out"
            yield Problem((*path, "answers", place, "key"), message)
    number = len(question["answers"]) + len(NO_LEVEL)
    if number > MOST_ANSWERS:
        message = (
            f"has {number} answers with the {len(NO_LEVEL)} that are always there; that nobody is "
            f"given away was proved for {MOST_ANSWERS} at most: leave some out"
        )
        yield Problem((*path, "answers"), message)
    if "assessed" in question["lenses"] and about != EACH_OTHER:
        message = f"is put about pairs of sides; that goes with about: {EACH_OTHER} alone"
        yield Problem((*path, "lenses", "assessed"), message)


def _lengths(battery: Any, path: Path) -> Iterator[Problem]:
    for place, item in enumerate(battery["items"]):
        for question in battery["questions"]:
            part = str(BatteryPart(battery["key"], item["key"], question["key"]))
            if len(part) > LONGEST_PART:
                message = (
                    f"makes the name {part!r}, which is longer than {LONGEST_PART} characters; "
                    "shorten a key"
                )
                yield Problem((*path, "items", place, "key"), message)
