"""How a group's answers to all common concerns about one side changed. Pure: no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.measures.certain_counts import CertainShift, certain_shifts_of
from analytics.measures.joint_changes import JointChange, joint_change
from analytics.release.rows import COUNT_CHANGES, ChangeRow


@dataclass(frozen=True)
class ConcernChange:
    """The changes of one group at the common concerns of one directed dyad through one lens.

    Attributes
    ----------
    changes : one a concern, in the order of the questionnaire.
    answers_before, answers_after : how many were asked, summed over the concerns.
    more, fewer : what is certain of how many more and how many fewer answers were a level or a
        higher one; None where nothing is.
    joint : what all concerns together show of the group; None where they could show nothing.
    """

    changes: Sequence[ChangeRow]
    answers_before: int
    answers_after: int
    more: CertainShift | None
    fewer: CertainShift | None
    joint: JointChange | None

    @property
    def first(self) -> ChangeRow:
        """A change that tells the dyad, the lens, the group and the earlier round of all."""
        return self.changes[0]

    @property
    def perceiver(self) -> str:
        return self.first.perceiver

    @property
    def target(self) -> str:
        return self.first.target


def concern_changes(rows: Iterable[ChangeRow]) -> list[ConcernChange]:
    """Return the changes over the common concerns, in the order in which they are published."""
    groups: dict[tuple[str, ...], list[ChangeRow]] = {}
    for row in rows:
        if row.item_kind == "concern":
            place = row.perceiver, row.target, row.lens, row.group
            groups.setdefault(place, []).append(row)
    return [_of_group(changes) for _place, changes in sorted(groups.items())]


def _of_group(changes: Sequence[ChangeRow]) -> ConcernChange:
    before, after = (sum(getattr(row, n) for row in changes) for n in ("n_before", "n_after"))
    proved = _certain(changes, after - before)
    return ConcernChange(
        changes=changes,
        answers_before=before,
        answers_after=after,
        more=next((shift for shift in proved if shift.people > 0), None),
        fewer=next((shift for shift in proved if shift.people < 0), None),
        joint=joint_change(
            [row.n_before for row in changes],
            [row.n_after for row in changes],
            *(
                [_number(row, name) for row in changes]
                for name in ("delta", "level_shift", "p_delta")
            ),
        ),
    )


def _certain(changes: Sequence[ChangeRow], grown: int) -> list[CertainShift]:
    """Nothing where a concern is not published, or was before these figures were."""
    sums = {
        level: (_sum(changes, least), _sum(changes, most))
        for level, (least, most) in COUNT_CHANGES.items()
    }
    certain = {
        level: (least, most)
        for level, (least, most) in sums.items()
        if least is not None and most is not None
    }
    return certain_shifts_of(certain, grown) if len(certain) == len(sums) else []


def _sum(changes: Sequence[ChangeRow], name: str) -> int | None:
    values = [row.figures.get(name) for row in changes]
    return None if None in values else sum(int(value) for value in values if value is not None)


def _number(row: ChangeRow, name: str) -> float:
    value = row.figures.get(name)
    return np.nan if value is None else float(value)
