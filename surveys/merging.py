"""A three-way merge, for one questionnaire that is open in several windows. Pure: no Django."""

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


def _with(values: Mapping[str, T], changes: Mapping[str, T | None]) -> dict[str, T]:
    merged = {**values, **changes}
    return {name: value for name, value in merged.items() if value is not None}
