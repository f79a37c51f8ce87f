"""Whether a round asks almost, but not quite, the people of another round of its study.

Where one to four people of a group joined or left, the difference between the two published rounds
may tell something of them; from five on, or with the same people, it tells nothing certain of
anybody. A side of fewer than five participants is not published, so nothing is told of it; an
assessor more or less shows in the panel. The rounds are in one database and the roll in the other:
only ids go between.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveys.models.base import Seat
from surveys.models.invitation import Invitation
from surveys.models.round import Round

FEWEST, MOST = 1, 4
# Of a smaller group nothing but its size is published.
SMALLEST_GROUP = 5

Group = tuple[str, str]
# For each (seat, side) the label of everybody who is invited, "" for who has none.
Roll = Mapping[Group, Sequence[str]]


@dataclass(frozen=True)
class GroupChange:
    """How many people of a group joined or left since another round of the study."""

    seat: str
    side: str
    number: int
    people: int

    def as_list(self) -> list[object]:
        """As it is told in an audit chain."""
        return [self.seat, self.side, self.number, self.people]


class GroupChangedError(Exception):
    """One to four people of a group differ from an earlier round; `differences` says where."""

    def __init__(self, differences: Sequence[GroupChange]) -> None:
        told = (f"{d.seat} {d.side}: {d.people} since round {d.number}" for d in differences)
        super().__init__(f"the people differ by one to four: {'; '.join(told)}")
        self.differences = list(differences)


def confirm(differences: Sequence[GroupChange], confirmed: bool) -> dict[str, object]:
    """What the audit says of differences that somebody accepts; nothing where there are none.

    Raises GroupChangedError when there are some and nobody has accepted them.
    """
    if differences and not confirmed:
        raise GroupChangedError(differences)
    return {"confirmed_roll": [d.as_list() for d in differences]} if differences else {}


# --- Who is invited ------------------------------------------------------------------------------


def changes_in_invited(round: Round) -> list[GroupChange]:
    """Where the people invited to a round differ by one to four from those of another opened one.

    Nothing while nobody is invited: then whoever invites is asked.
    """
    earlier = _opened(round)
    rolls = _rolls([round.pk, *(other.pk for other in earlier)])
    now = rolls.get(round.pk)
    return list(_differences(now, earlier, rolls)) if now else []


def changes_if_invited(round: Round, group: Group, label: str) -> list[GroupChange]:
    """Where one person more in this group of an open round would make such a difference.

    Nothing of a round that is not open yet: opening it looks at everybody invited until then.
    """
    if not Round.objects.filter(pk=round.pk, state=Round.State.OPEN).exists():
        return []
    earlier = _opened(round)
    rolls = _rolls([round.pk, *(other.pk for other in earlier)]) if earlier else {}
    now = {group: [*rolls.get(round.pk, {}).get(group, []), label]}
    return [d for d in _differences(now, earlier, rolls) if (d.seat, d.side) == group]


def _differences(
    now: Roll, earlier: Iterable[Round], rolls: Mapping[uuid.UUID, Roll]
) -> Iterator[GroupChange]:
    for other in earlier:
        # A round whose links were drawn from a hat has no roll to compare with.
        before = rolls.get(other.pk, {})
        for group in sorted({*now, *before}) if before else ():
            one, another = now.get(group, []), before.get(group, [])
            if _may_tell(group, distance(one, another), min(len(one), len(another))):
                yield GroupChange(*group, other.number, distance(one, another))


def _may_tell(group: Group, people: int, smaller: int) -> bool:
    """Whether so many who differ matter in a group that is so large in its smaller round."""
    published = group[0] == Seat.ASSESSOR or smaller >= SMALLEST_GROUP
    return published and FEWEST <= people <= MOST


def distance(now: Sequence[str], before: Sequence[str]) -> int:
    """How many joined or left: by labels where everybody has one, by numbers otherwise.

    >>> distance(["Ms. A", "Mr. B"], ["mr. b ", "Ms. C"]), distance(["", "Mr. B"], ["", "Ms. C"])
    (2, 0)
    """
    if not (all(now) and all(before)):
        return abs(len(now) - len(before))
    one, other = (Counter(_plain(label) for label in labels) for labels in (now, before))
    return ((one - other) + (other - one)).total()


def _plain(label: str) -> str:
    return " ".join(label.casefold().split())


def _opened(round: Round) -> list[Round]:
    """The other rounds of the study that have been opened; made-up ones with made-up ones only."""
    others = Round.objects.filter(study=round.study_id, simulated=round.simulated)
    others = others.exclude(pk=round.pk).exclude(state=Round.State.DRAFT)
    return list(others.only("pk", "number").order_by("number"))


def _rolls(rounds: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[Group, list[str]]]:
    found: dict[uuid.UUID, dict[Group, list[str]]] = {}
    rows = Invitation.objects.filter(round__in=list(rounds))
    rows = rows.exclude(state=Invitation.State.REVOKED)
    for round, seat, side, label in rows.values_list("round", "seat", "side", "label"):
        found.setdefault(round, {}).setdefault((seat, side), []).append(label.strip())
    return found


# --- Who submitted -------------------------------------------------------------------------------


def changes_in_turnout(round: Round) -> list[GroupChange]:
    """Where one to four people more or fewer submitted than in an earlier round; once closed."""
    if round.state != Round.State.CLOSED:
        return []
    earlier = Round.objects.filter(
        study=round.study_id,
        simulated=round.simulated,
        state=Round.State.CLOSED,
        number__lt=round.number,
    )
    now = _turnout(round)
    return [
        GroupChange(*group, other.number, abs(now[group] - before[group]))
        for other in earlier.only("number", "turnout").order_by("number")
        for before in [_turnout(other)]
        for group in sorted({*now, *before})
        if _may_tell(group, abs(now[group] - before[group]), min(now[group], before[group]))
    ]


def _turnout(round: Round) -> Counter[Group]:
    return Counter({(seat, side): n for seat, side, n in round.turnout})
