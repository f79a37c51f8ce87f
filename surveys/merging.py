"""A three-way merge, for one questionnaire that is open in several windows. Pure: no Django."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Merged(Generic[T]):
    """What a merge comes to.

    ``values`` are to be stored. ``base`` is what the page that posted may now say it was rendered
    with. ``differing`` has what is stored (None for nothing) wherever it was changed here and
    elsewhere, differently: there the stored value stays until somebody chooses.
    """

    values: dict[str, T]
    base: dict[str, T]
    differing: dict[str, T | None]


def merge(
    stored: Mapping[str, T], posted: Mapping[str, T | None], base: Mapping[str, T] | None
) -> Merged[T]:
    """Add what a page has changed since it was rendered with ``base`` to what is stored.

    A name that is not posted was not changed; None takes a value back. Without a base everything
    posted counts as changed and nothing differs.
    """
    if base is None:
        values = _with(stored, posted)
        return Merged(values, values, {})
    changed = {name: value for name, value in posted.items() if value != base.get(name)}
    differing = {
        name: stored.get(name)
        for name, value in changed.items()
        if stored.get(name) not in (base.get(name), value)
    }
    taken = {name: value for name, value in changed.items() if name not in differing}
    return Merged(_with(stored, taken), _with(base, {**taken, **differing}), differing)


def merge_texts(
    stored: Mapping[str, str], posted: Mapping[str, str], base: Mapping[str, str] | None
) -> Merged[str]:
    """Merge as `merge` does texts, of which the page carries but a `digest` each: so is ``base``.

    A text that is not stored is as one that is "". In what is returned ``values`` and
    ``differing`` are texts, ``base`` again digests.
    """
    names = {*stored, *posted}
    before = {name: stored.get(name, "") for name in names}
    by_digest = {digest(text): text for text in (*before.values(), *posted.values())}
    merged = merge(_digests(before), _digests(posted), base)
    values = {name: by_digest[value] for name, value in merged.values.items()}
    differing: dict[str, str | None] = {name: before[name] for name in merged.differing}
    return Merged(values, merged.base, differing)


def digest(text: str) -> str:
    """Return what tells a text from any other, in as many characters for each."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _digests(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: digest(text) for name, text in texts.items()}


def _with(values: Mapping[str, T], changes: Mapping[str, T | None]) -> dict[str, T]:
    merged = {**values, **changes}
    return {name: value for name, value in merged.items() if value is not None}
