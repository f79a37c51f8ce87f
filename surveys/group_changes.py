"""Finds groups in which one to four people differ between two rounds of a study.

The difference between two published rounds may then reveal something of those people; with five or
more, or with the same people, it reveals nothing certain of anybody. A side of fewer than five
participants is not published and so not considered; an assessor more or less shows in the panel.
Rounds are in one database and the roll, the list of those invited, in the other: only ids go
between.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db.models import QuerySet

from surveys.group_sizes import SMALLEST_GROUP
from surveys.models.base import Seat
from surveys.models.invitation import Invitation
from surveys.models.round import Round
from surveys.respondent_groups import Group, group_of

FEWEST, MOST = 1, 4

# The labels of everybody invited by group, "" for a person without one. A side that is divided by
# level is a group as well as each of its levels, since either can be published.
Roll = Mapping[Group, Sequence[str]]


class GroupChange(NamedTuple):
    """How many people of a group joined or left since another round of the study."""

    seat: str
    side: str
    number: int
    people: int
    level: str = ""

    @property
    def recorded(self) -> list[object]:
        """As the audit has it."""
        return [*self] if self.level else [*self[:-1]]


class GroupChangedError(Exception):
    """One to four people of a group differ from an earlier round.

    `changes` lists the groups; `may_be_confirmed` says whether the round may go ahead all the same.
    """

    may_be_confirmed = True

    def __init__(self, changes: Sequence[GroupChange]) -> None:
        described = (
            f"{' '.join(group_of(c.seat, c.side, c.level))}: {c.people} since round {c.number}"
            for c in changes
        )
        super().__init__(f"the people differ by one to four: {'; '.join(described)}")
        self.changes = list(changes)


class GroupsFixedError(GroupChangedError):
    """The same in a round that withstands two colleagues, where nobody can confirm it."""

    may_be_confirmed = False


def confirm(changes: Sequence[GroupChange], confirmed: bool, round: Round) -> dict[str, object]:
    """Return what the audit records of confirmed changes: nothing where there are none.

    Raises GroupChangedError when there are changes and nobody has confirmed them, GroupsFixedError
    when the round withstands two colleagues: what two who stayed know together would tell more of
    the one to four people, and it was promised that it does not.
    """
    if changes and not changes_may_be_confirmed(round):
        raise GroupsFixedError(changes)
    if changes and not confirmed:
        raise GroupChangedError(changes)
    return {"confirmed_roll": [change.recorded for change in changes]} if changes else {}


def changes_may_be_confirmed(round: Round) -> bool:
    """Whether a round may go ahead although one to four people of a group differ."""
    return bool(round.withstands == Round.Withstands.ONE)


# --- Those invited -------------------------------------------------------------------------------


def changes_in_invited(round: Round) -> list[GroupChange]:
    """Return where one to four of those invited differ from another opened round of the study.

    While nobody is invited there are no changes: `changes_if_invited` then finds them.
    """
    others = _opened_rounds(round)
    rolls = _rolls([round, *others])
    now = rolls.get(round.pk)
    return list(_changes(now, others, rolls)) if now else []


def changes_if_invited(round: Round, newcomers: Roll) -> list[GroupChange]:
    """Return the changes that inviting these people, too, to an open round would make.

    There are none for a round that is not open yet: opening it compares everybody invited by then.
    """
    if not Round.objects.filter(pk=round.pk, state=Round.State.OPEN).exists():
        return []
    others = _opened_rounds(round)
    rolls = _rolls([round, *others])
    roll = rolls.get(round.pk, {})
    joining = _with_sides(newcomers)
    now = {group: [*roll.get(group, []), *labels] for group, labels in joining.items()}
    return [c for c in _changes(now, others, rolls) if group_of(c.seat, c.side, c.level) in now]


def _changes(
    now: Roll, others: Iterable[Round], rolls: Mapping[uuid.UUID, Roll]
) -> Iterator[GroupChange]:
    """Yield the changes between the roll `now` of a round and those of other rounds."""
    for other in others:
        # A round whose links were handed out by lot has no roll to compare with.
        before = rolls.get(other.pk, {})
        for group in _comparable(now, before) if before else ():
            labels, labels_before = now.get(group, []), before.get(group, [])
            people = distance(labels, labels_before)
            if _is_revealing(group, people, min(len(labels), len(labels_before))):
                yield _change(group, other.number, people)


def _change(group: Group, number: int, people: int) -> GroupChange:
    seat, side, *level = group
    return GroupChange(seat, side, number, people, *level)


def _comparable(now: Iterable[Group], before: Iterable[Group]) -> list[Group]:
    """Return the groups to compare: levels where both rounds divide the side, and whole sides."""
    one, other = {*now}, {*before}
    divided = _divided(one) & _divided(other)
    return sorted(g for g in one | other if g == g[:2] or g[:2] in divided)


def _divided(groups: Iterable[Group]) -> set[Group]:
    return {group[:2] for group in groups if group != group[:2]}


def _is_revealing(group: Group, people: int, smaller: int) -> bool:
    """Return whether `people` who differ are exposed; `smaller` is the smaller group's size."""
    published = group[0] == Seat.ASSESSOR or smaller >= SMALLEST_GROUP
    return published and FEWEST <= people <= MOST


def distance(now: Sequence[str], before: Sequence[str]) -> int:
    """Return how many joined or left: by labels where everybody has one, by numbers otherwise.

    >>> distance(["Ms. A", "Mr. B"], ["mr. b ", "Ms. C"]), distance(["", "Mr. B"], ["", "Ms. C"])
    (2, 0)
    """
    if not (all(now) and all(before)):
        return abs(len(now) - len(before))
    one, other = (Counter(_plain(label) for label in labels) for labels in (now, before))
    return ((one - other) + (other - one)).total()


def _plain(label: str) -> str:
    return " ".join(label.casefold().split())


def _opened_rounds(round: Round) -> QuerySet[Round]:
    """Return the other opened rounds of the study, simulated ones for a simulated round only."""
    others = Round.objects.filter(study=round.study_id, simulated=round.simulated)
    others = others.exclude(pk=round.pk).exclude(state=Round.State.DRAFT)
    return others.only("number", "turnout").order_by("number")


def _rolls(rounds: Iterable[Round]) -> dict[uuid.UUID, dict[Group, list[str]]]:
    rolls: dict[uuid.UUID, dict[Group, list[str]]] = {}
    rows = Invitation.objects.filter(round__in=[round.pk for round in rounds])
    rows = rows.exclude(state=Invitation.State.REVOKED)
    for round_id, *person, label in rows.values_list("round", "seat", "side", "level", "label"):
        rolls.setdefault(round_id, {}).setdefault(group_of(*person), []).append(label.strip())
    return {round_id: _with_sides(roll) for round_id, roll in rolls.items()}


def _with_sides(roll: Roll) -> dict[Group, list[str]]:
    """Return the roll with everybody of a divided side in the group of the whole side as well."""
    groups: dict[Group, list[str]] = {}
    for group, labels in roll.items():
        for each in {group, group[:2]}:
            groups.setdefault(each, []).extend(labels)
    return groups


# --- Those who submitted -------------------------------------------------------------------------


def changes_in_turnout(round: Round) -> list[GroupChange]:
    """Return where one to four people more or fewer submitted than in an earlier closed round."""
    if round.state != Round.State.CLOSED:
        return []
    earlier = _opened_rounds(round).filter(state=Round.State.CLOSED, number__lt=round.number)
    now = _turnout(round)
    return [
        _change(group, other.number, abs(now[group] - before[group]))
        for other in earlier
        for before in [_turnout(other)]
        for group in _comparable(now, before)
        if _is_revealing(group, abs(now[group] - before[group]), min(now[group], before[group]))
    ]


def _turnout(round: Round) -> Counter[Group]:
    people: Counter[Group] = Counter()
    for *group, n in round.turnout:
        for each in {tuple(group), tuple(group[:2])}:
            people[each] += n
    return people
