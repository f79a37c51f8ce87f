"""The names of rows in forms of other programs, which say where each of our texts stands.

The name of a row is an occasion (`OCCASIONS`) and the address of an entry, joined by full stops:
``perceived.concerns.military`` is the concern as participants are asked it, ``text.preface`` a text
by itself. XML, and so XLSForm, allows such names; no key has a full stop in it.
"""

import re
from typing import Any

from surveys.instruments.errors import Path
from surveys.instruments.text import is_text

TEXT, FIELDS, PART, GUIDANCE, STEM, ASKED = "text", "fields", "part", "guidance", "stem", "asked"
OCCASIONS = {
    TEXT, FIELDS, PART, GUIDANCE, STEM, ASKED, "perceived", "assessed", "predicted", "avowed",
    "stated", "first", "revised", "q1", "q2", "q3", "q4",
}  # fmt: skip
# The fields of a questionnaire that hold a list of entries with keys; of the others, by key.
LISTS = {
    "parties", "concerns", "threats", "situations", "questions", "options", "levels", "further",
    "batteries", "groups", "items",
}  # fmt: skip
ROOTS = {
    "title", "citation", "preface", "parties", "concerns", "threats", "lenses", "marks",
    "confidence", "basis", "impression", "vignettes", "trend", "reflection", "about",
    "own_concerns", "batteries",
}  # fmt: skip
# Of an entry: the field that its question reads, and the one that stands below it.
ASKED_FIELDS = {"concerns": ("item", "referent"), "threats": ("item", "referent")}
ITEM_FIELDS = {"situations": "text", "items": "text"}
THREAT = re.compile(r"([A-Z]{3})-([A-Z]{3})-(.+)")
# The list in which the whole questionnaire's own fields stand, which have no address.
WHOLE = "questionnaire"
Address = tuple[str, ...]


def address(path: Path, content: Any) -> Address:
    """Return the steps of a path, with the names of entries instead of their places."""
    steps: list[str] = []
    here = content
    for step in path:
        here = here[step]
        steps.append(_entry(here, step) if isinstance(step, int) else step)
    return tuple(steps)


def _entry(entry: Any, place: int) -> str:
    if not isinstance(entry, dict):
        return str(place)
    if "perceiver" in entry:
        return f"{entry['perceiver']}-{entry['target']}-{entry['key']}"
    return str(entry.get("key") or entry.get("code") or place)


def row_name(*steps: str) -> str:
    return ".".join(steps)


def parted(name: str) -> tuple[tuple[str, ...], Address] | None:
    """Return the occasions and the address in the name of a row; None if it is not one of ours."""
    steps = tuple(name.split("."))
    if steps == (FIELDS, WHOLE):
        return (FIELDS,), ()
    for place, step in enumerate(steps):
        if place and step in ROOTS:
            return steps[:place], steps[place:]
        if step not in OCCASIONS:
            return None
    return None


def label_address(occasions: tuple[str, ...], entry: Address) -> Address:
    """Return the address of the text that is the label of such a row."""
    kind = occasions[0]
    if kind in (TEXT, FIELDS):
        return entry
    if kind in (PART, GUIDANCE, STEM):
        return (*entry, {PART: "title"}.get(kind, kind))
    of = entry[-2] if len(entry) > 1 else ""
    return (*entry, ASKED_FIELDS.get(of, (ITEM_FIELDS.get(of, "question"),))[0])


def hint_address(entry: Address) -> Address | None:
    """Return the address of the text below the label of a question; None where there is none."""
    of = entry[-2] if len(entry) > 1 else ""
    return (*entry, ASKED_FIELDS[of][1]) if of in ASKED_FIELDS else None


def choice_address(list_name: str, choice: str) -> Address | None:
    """Return the address of the text of an answer; None where the list is not one of ours."""
    steps = tuple(list_name.split("."))
    if choice in ("cannot_determine", "prefer_not_to_say"):
        return ("marks", choice)
    if steps[0] == "impression":
        if choice == "else":
            return ("impression", "other")
        return ("parties", choice, "name") if len(steps) == 1 else (*steps, choice, "name")
    if steps[0] == "parties":
        return ("parties", choice, steps[1] if len(steps) > 1 else "name")
    if steps[0] in ("marks", "confidence", "basis", "trend", "reflection"):
        return (*steps, choice)
    return (*steps, choice, "text") if steps[0] in ("about", "batteries") else None


def put(content: dict[str, Any], where: Address, value: Any) -> None:
    """Set what stands at an address; entries on the way that are not there yet are added."""
    here: Any = content
    for place, step in enumerate(where[:-1]):
        here = _into(here, where[: place + 1], step)
    if isinstance(here, dict):
        here[where[-1]] = value


def entry_at(content: dict[str, Any], where: Address) -> Any:
    """Return the entry at an address, which is added if it is not there yet."""
    here: Any = content
    for place, step in enumerate(where):
        here = _into(here, where[: place + 1], step)
    return here


def _into(here: Any, until: Address, step: str) -> Any:
    if isinstance(here, list):
        found = [each for place, each in enumerate(here) if _entry(each, place) == step]
        if not found:
            here.append([] if step.isdecimal() else _new_entry(until, step))
            return here[-1]
        return found[0]
    is_list = step in LISTS or (step == "answers" and until[0] == "batteries")
    return here.setdefault(step, [] if is_list else {})


def _new_entry(until: Address, step: str) -> dict[str, Any]:
    threat = THREAT.fullmatch(step)
    if until[0] == "threats" and threat:
        return {"key": threat[3], "perceiver": threat[1], "target": threat[2]}
    if until[-2] in ("parties", "further"):
        return {"code": step}
    return {"key": step}


def has_text(value: Any) -> bool:
    """Return whether there is a text in a part of a questionnaire's content."""
    if is_text(value):
        return True
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(has_text, parts))


def step_into(here: Any, step: str) -> Any:
    """Return what stands one step further, which must be there."""
    if isinstance(here, list):
        return next(each for place, each in enumerate(here) if _entry(each, place) == step)
    return here[step]


def in_address(path: Path) -> tuple[str, ...]:
    """Return the fields of an entry that its address names, so that nothing else need."""
    if not path or not isinstance(path[-1], int):
        return ()
    return ("key", "perceiver", "target") if path[0] == "threats" else ("key", "code")
