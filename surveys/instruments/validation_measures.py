"""Checks of how many items a page has, and of the battery that says what would reassure."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from surveys.instruments.batteries import EACH_OTHER
from surveys.instruments.errors import Path, Problem
from surveys.instruments.reassurance import ACCEPTABLE, KEY, LESSENS, LEVELS

# Items of a battery in a section. With three other sides that is a page of 24 rows; a page of all
# common concerns has 18.
MOST_ITEMS = 8


def check_number_of_items(battery: Any, path: Path, sides: list[str]) -> Iterator[Problem]:
    """Yield the first item that is one too many for a section, and whose section it is.

    `path` is that of the items.
    """
    items = list(enumerate(battery["items"]))
    if battery["about"] != EACH_OTHER:
        if len(items) > MOST_ITEMS:
            yield Problem((*path, MOST_ITEMS), f"is item {MOST_ITEMS + 1}; {_advice(len(items))}")
        return
    for dyad in combinations(sides, 2):
        asked = [place for place, item in items if _is_of(item, dyad)]
        if len(asked) > MOST_ITEMS:
            which = f"is item {MOST_ITEMS + 1} for {' and '.join(dyad)}; "
            advice = _advice(len(asked)) + ", or say with dyads for whom each is"
            yield Problem((*path, asked[MOST_ITEMS]), which + advice)
            return


def _is_of(item: Any, dyad: tuple[str, str]) -> bool:
    return "dyads" not in item or any(set(each) == set(dyad) for each in item["dyads"])


def _advice(number: int) -> str:
    return f"a page takes {MOST_ITEMS} in a section and there are {number}: leave some out"


def check_measures(battery: Any, path: Path) -> Iterator[Problem]:
    """Yield what keeps the results from saying what would reassure."""
    if battery["key"] != KEY:
        return
    otherwise = f"or give the battery another key than {KEY!r}"
    if battery["about"] != EACH_OTHER:
        yield Problem((*path, "about"), f"must be {EACH_OTHER}, {otherwise}")
    questions = {question["key"]: place for place, question in enumerate(battery["questions"])}
    for key in (LESSENS, ACCEPTABLE):
        if key not in questions:
            message = f"has no question {key!r}, from which results say what would reassure; "
            yield Problem((*path, "questions"), message + f"add it, {otherwise}")
            continue
        question = battery["questions"][questions[key]]
        place = (*path, "questions", questions[key])
        if not question.get("ordered", True):
            message = f"must be true, since results count a level and all above it, {otherwise}"
            yield Problem((*place, "ordered"), message)
        if len(question["answers"]) != LEVELS:
            message = f"has {len(question['answers'])}; give it {LEVELS} that ascend, {otherwise}"
            yield Problem((*place, "answers"), message)
