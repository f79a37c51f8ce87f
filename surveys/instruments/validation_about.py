"""Checks of the questions about oneself: their keys, and that each level is coarser."""

from collections.abc import Iterator, Sequence
from typing import Any

from surveys.instruments.document import NO_LEVEL
from surveys.instruments.errors import Path, Problem


def check_about(content: Any) -> Iterator[Problem]:
    """Yield every fault of the questions about oneself in content that fits the schema."""
    path: Path = ("about", "questions")
    questions = content["about"]["questions"]
    situations = content.get("vignettes", {}).get("situations", ())
    yield from repeated(questions, path, "key")
    for position, question in enumerate(questions):
        place = (*path, position)
        if question["key"] in {situation["key"] for situation in situations}:
            message = f"{question['key']!r} is the key of a situation; give the question another"
            yield Problem((*place, "key"), message)
        yield from _keys(place, question)
        yield from _lines(place, question)
        yield from _levels(place, question)


def repeated(entries: Sequence[Any], path: Path, key: str) -> Iterator[Problem]:
    """Yield each entry whose key an earlier one of the list has."""
    seen: set[str] = set()
    for position, entry in enumerate(entries):
        if entry[key] in seen:
            message = f"{entry[key]!r} is used before; give each of the {path[-1]} its own {key}"
            yield Problem((*path, position, key), message)
        seen.add(entry[key])


def _keys(path: Path, question: Any) -> Iterator[Problem]:
    """A key must mean one thing in every release, whatever its level."""
    places: list[Path] = [(*path, "options", place) for place in range(len(question["options"]))]
    entries = list(question["options"])
    for number, level in enumerate(question.get("levels", ())):
        places += [(*path, "levels", number, place) for place in range(len(level))]
        entries += level
    seen = set(NO_LEVEL)
    for place, entry in zip(places, entries, strict=True):
        if entry["key"] in seen:
            message = f"{entry['key']!r} is used before or by the program; give it another"
            yield Problem((*place, "key"), message)
        seen.add(entry["key"])


def _lines(path: Path, question: Any) -> Iterator[Problem]:
    """Beside a question stands one line, so that its text says nothing of the answer given."""
    said = [place for place, option in enumerate(question["options"]) if option.get("say")]
    for place in said[1:]:
        first = question["options"][said[0]]["key"]
        message = f"is true of {first!r} as well; let one answer of a question be said in words"
        yield Problem((*path, "options", place, "say"), message)


def _levels(path: Path, question: Any) -> Iterator[Problem]:
    """Every level must group every answer once, and keep together what the last one did."""
    finer = [{option["key"]} for option in question["options"]]
    options = {key for one in finer for key in one}
    for number, level in enumerate(question.get("levels", ())):
        place = (*path, "levels", number)
        groups = [set(group["holds"]) for group in level]
        held = [key for group in level for key in group["holds"]]
        if unknown := sorted(set(held) - options):
            yield Problem(place, f"holds {unknown[0]!r}, which is none of the options")
        elif missing := sorted(options - set(held)):
            yield Problem(place, f"has no group for {missing[0]!r}; put every option in one")
        elif len(held) > len(options):
            twice = next(key for key in held if held.count(key) > 1)
            yield Problem(place, f"holds {twice!r} twice; put every option in one group")
        elif len(groups) >= len(finer) or not all(any(f <= g for g in groups) for f in finer):
            message = "is not coarser than what stands before it; join groups, and split none"
            yield Problem(place, message)
        else:
            finer = groups
