"""Where each text of a questionnaire stands: its address, the same in every version."""

from typing import Any

from surveys.instruments.document import question_key
from surveys.instruments.errors import Path


def address(path: Path, content: Any) -> str:
    """Return where a path leads, entries of lists by their keys.

    A threat is named with its dyad, since its key may stand in several.

    >>> content = {"threats": [{"perceiver": "JPN", "target": "USA", "key": "abandonment"}]}
    >>> address(("threats", 0, "item"), content)
    'threats[JPN>USA:abandonment].item'
    """
    written, here = "", content
    for step in path:
        here = here[step]
        if isinstance(step, int):
            written += f"[{entry_name(here, step)}]"
        else:
            written += f".{step}" if written else step
    return written


def entry_name(entry: Any, position: int) -> str:
    """Return the name of an entry of a list; its place, from 1, where it has none."""
    if isinstance(entry, dict) and {"perceiver", "target", "key"} <= entry.keys():
        return question_key(entry["perceiver"], entry["target"], entry["key"])
    if isinstance(entry, dict):
        return str(entry.get("key") or entry.get("code") or position + 1)
    return str(position + 1)
