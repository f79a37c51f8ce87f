"""How many have begun and submitted, as those who run an open round may watch it.

Whoever sees a number go up while a colleague presses the button knows that this colleague has sent
their answers. So a number is not the number of this moment: it is looked at every quarter of an
hour, moves on when three people or more have changed it or when all who were invited have, and
otherwise once a day. Whoever looks, and how often, changes nothing of that.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from surveys.facilitating import submitted
from surveys.group_sizes import smallest_group
from surveys.instruments.loader import document_of
from surveys.inviting import invitation_counts
from surveys.models.base import Seat
from surveys.models.round import Round
from surveys.models.shown_counts import ShownCounts

PAUSE = timedelta(minutes=15)
LONGEST = timedelta(days=1)
# As many people as a published count hides anybody among.
STEP = 3

Group = tuple[str, str]
Numbers = dict[Group, tuple[int, int]]


@dataclass(frozen=True)
class GroupCount:
    """The participants of a side, or the assessors whom it nominated; `seat` says which.

    `smallest` is from how many people on anything is said of their answers.
    """

    seat: str
    side: str
    invited: int
    began: int
    submitted: int
    smallest: int

    @property
    def missing(self) -> int:
        """How many more must submit before anything is said of their answers."""
        return max(0, self.smallest - self.submitted)

    @property
    def too_few_invited(self) -> bool:
        return self.invited < self.smallest


@dataclass(frozen=True)
class Counts:
    """The counts of a round's groups; `counted_at` is None where they are those of this moment."""

    groups: list[GroupCount]
    counted_at: datetime | None
    smallest: int

    @property
    def panel(self) -> GroupCount:
        """All assessors together, who are published as one group."""
        assessors = [group for group in self.groups if group.seat == Seat.ASSESSOR]
        return GroupCount(
            seat=Seat.ASSESSOR,
            side="",
            invited=sum(group.invited for group in assessors),
            began=sum(group.began for group in assessors),
            submitted=sum(group.submitted for group in assessors),
            smallest=self.smallest,
        )

    def participants(self, side: str) -> GroupCount:
        """Return the count of a side's participants, of whom nobody may have been invited."""
        found = (g for g in self.groups if (g.seat, g.side) == (Seat.PARTICIPANT, side))
        return next(found, GroupCount(Seat.PARTICIPANT, side, 0, 0, 0, self.smallest))


def counts_of(round: Round) -> Counts:
    """Return the counts of every group that was invited: participants, then assessors, by side.

    Those of an open round lag behind; once it is being closed they are exact.
    """
    invited = invitation_counts(round)
    if round.state == Round.State.OPEN:
        shown = _shown(round, {group: counts["invited"] for group, counts in invited.items()})
        numbers, counted_at = _numbers(shown), shown.counted_at
    else:
        numbers, counted_at = _now(round), None
    smallest = smallest_group(round.withstands)
    groups = [
        GroupCount(
            seat,
            side,
            invited[seat, side]["invited"],
            *numbers.get((seat, side), (0, 0)),
            smallest=smallest,
        )
        for seat in Seat.values
        for side in document_of(round.instrument).sides
        if (seat, side) in {**invited, **numbers}
    ]
    return Counts(groups, counted_at, smallest)


def _now(round: Round) -> Numbers:
    """Return how many of each (seat, side) have begun and have submitted at this moment."""
    invited, sent = invitation_counts(round), submitted(round)
    return {group: (invited[group]["began"], sent[group]) for group in {**invited, **sent}}


def _shown(round: Round, invited: dict[Group, int]) -> ShownCounts:
    """Return what is shown of an open round, brought forward if it is time."""
    now = timezone.now()
    # A round that was opened by a version without them has none yet, and counts now.
    due = {"counted_at": now - LONGEST, "whole_at": now - LONGEST}
    shown, _is_new = ShownCounts.objects.get_or_create(round=round, defaults=due)
    has_ended = round.is_over and round.closes_at and shown.counted_at < round.closes_at
    if not has_ended and now - shown.counted_at < PAUSE:
        return shown
    # Of two who look at the same moment, the first decides.
    this_one = ShownCounts.objects.filter(pk=shown.pk, counted_at=shown.counted_at)
    numbers = _now(round)
    if has_ended or now - shown.whole_at >= LONGEST:
        this_one.update(numbers=_rows(numbers), counted_at=now, whole_at=now)
    else:
        moved = _moved_on(_numbers(shown), numbers, invited)
        this_one.update(numbers=_rows(moved), counted_at=now)
    shown.refresh_from_db()
    return shown


def _moved_on(earlier: Numbers, now: Numbers, invited: dict[Group, int]) -> Numbers:
    """Return the numbers, each moved on if enough people have changed it or all have."""
    moved = {}
    for group, (began, sent) in now.items():
        began_before, sent_before = earlier.get(group, (0, 0))
        everybody = invited.get(group, 0)
        moved[group] = (
            _moves_on(began_before, began, everybody),
            _moves_on(sent_before, sent, everybody),
        )
    return moved


def _moves_on(before: int, after: int, everybody: int) -> int:
    return after if abs(after - before) >= STEP or after == everybody else before


def _rows(numbers: Numbers) -> list[list[object]]:
    return [[seat, side, began, sent] for (seat, side), (began, sent) in numbers.items()]


def _numbers(shown: ShownCounts) -> Numbers:
    return {(seat, side): (began, sent) for seat, side, began, sent in shown.numbers}
