"""Checks of the batteries on what each side says of itself and on orders of the region."""

from collections.abc import Iterator
from typing import Any

from surveys.instruments.batteries import STATED
from surveys.instruments.errors import Path, Problem
from surveys.instruments.sides_and_orders import LEVELS, SHAPES, Shape


def check_sides_and_orders(battery: Any, path: Path) -> Iterator[Problem]:
    """Yield what keeps the results of such a battery from being drawn; nothing of any other."""
    shape = SHAPES.get(battery["key"])
    if shape is None:
        return
    otherwise = f"or give the battery another key than {battery['key']!r}"
    if battery["about"] != shape.about:
        yield Problem((*path, "about"), f"must be {shape.about}, {otherwise}")
    if len(battery["items"]) < shape.fewest:
        message = (
            f"has {len(battery['items'])}, and results compare {shape.fewest} at least: "
            f"add another, {otherwise}"
        )
        yield Problem((*path, "items"), message)
    for position, item in enumerate(battery["items"]):
        for language, by_status in item["text"].items():
            if any("{" in text for text in by_status.values()):
                message = (
                    "names a side, and stands above the results of all sides; word it without, "
                    f"such as “this side”, {otherwise}"
                )
                yield Problem((*path, "items", position, "text", language), message)
    yield from _questions(battery, path, shape, otherwise)


def _questions(battery: Any, path: Path, shape: Shape, otherwise: str) -> Iterator[Problem]:
    places = {question["key"]: place for place, question in enumerate(battery["questions"])}
    for key in shape.questions:
        if key not in places:
            message = f"has no question {key!r}, from which results are drawn; add it, {otherwise}"
            yield Problem((*path, "questions"), message)
            continue
        question = battery["questions"][places[key]]
        place = (*path, "questions", places[key])
        if not question.get("ordered", True):
            yield Problem((*place, "ordered"), f"must be true: its answers are levels; {otherwise}")
        if len(question["answers"]) != LEVELS:
            message = f"has {len(question['answers'])}; give it {LEVELS} that ascend, {otherwise}"
            yield Problem((*place, "answers"), message)
        if STATED not in question["lenses"]:
            message = f"has no {STATED}, with which all else is compared; add it, {otherwise}"
            yield Problem((*place, "lenses"), message)
