"""What participants see of the last round beside a question, as it was fixed at opening."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys.models.base import Seat
from surveys.models.response import Lens
from surveys.models.round import Round


@dataclass(frozen=True)
class ShownCount:
    """How the participants of a side answered a question through a lens, as published.

    ``at_least`` has the fewest and the most who answered serious, moderate or more, low or more.
    """

    side: str
    lens: str
    n: int
    at_least: tuple[tuple[int, int], ...]


def shown_counts(round: Round, seat: str, side: str, key: str) -> list[ShownCount]:
    """Return what a participant of the side sees beside a question, their own side's first.

    Assessors see nothing, nor does anybody of a round that shows nothing.
    """
    if seat != Seat.PARTICIPANT:
        return []
    stored: Sequence[Any] = round.last_results.get("counts", {}).get(key, [])
    counts = [
        ShownCount(
            count["group"],
            count["lens"],
            count["n"],
            tuple((low, high) for low, high in count["at_least"]),
        )
        for count in stored
        if count["group"] == side or round.shows_last_round == Round.LastRound.ALL
    ]
    lenses = list(Lens)
    return sorted(counts, key=lambda count: (count.side != side, lenses.index(Lens(count.lens))))
