"""What of a questionnaire no form of another program carries."""

from dataclasses import dataclass
from typing import Any

from surveys.instruments.addresses import address
from surveys.instruments.errors import Path
from surveys.instruments.text import is_text, texts

# Fields that stay behind, with the reason. A form goes to those being asked.
LEFT_OUT = {
    "quotation": "the label and mark of the work quoted, which nobody being asked is shown",
    "evidence": "the documents for assessors, which participants are not shown",
    "translator_note": "a note to translators",
}
STATUS = "the status of a translation: what comes back is a draft"


@dataclass(frozen=True)
class LeftOut:
    """What is not carried, and why; ``address`` names its place in the questionnaire."""

    address: str
    reason: str


def carried(content: Any) -> Any:
    """Return the part of valid content that a form carries, as it comes back from one."""
    source = content["languages"][0]
    return _kept(content, source)


def _kept(value: Any, source: str) -> Any:
    if is_text(value):
        return {tag: {_status(tag, source): _words(value[tag])} for tag in value}
    if isinstance(value, list):
        return [_kept(each, source) for each in value]
    if isinstance(value, dict):
        return {name: _kept(each, source) for name, each in value.items() if name not in LEFT_OUT}
    return value


def _status(language: str, source: str) -> str:
    return "source" if language == source else "draft"


def _words(version: Any) -> str:
    return str(next(iter(version.values())))


def left_out(content: Any) -> tuple[LeftOut, ...]:
    """Return what of valid content is not carried, in its order; the statuses as one."""
    found = [
        LeftOut(address(path, content), LEFT_OUT[str(path[-1])])
        for path in _paths_left_out(content, ())
    ]
    reviewed = sorted(
        {tag for _path, text in texts(content) for tag in text if "reviewed" in text[tag]},
        key=content["languages"].index,
    )
    return (*found, *(LeftOut(f"reviewed {tag}", STATUS) for tag in reviewed))


def _paths_left_out(value: Any, path: Path) -> list[Path]:
    steps: Any = ()
    if isinstance(value, dict) and not is_text(value):
        steps = value.items()
    elif isinstance(value, list):
        steps = enumerate(value)
    found: list[Path] = []
    for step, each in steps:
        here = (*path, step)
        found += [here] if step in LEFT_OUT else _paths_left_out(each, here)
    return found
