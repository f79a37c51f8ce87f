"""How each side's view of another changed over all common concerns, worded."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.measures.certain_counts import CertainShift
from analytics.measures.joint_changes import JointChange
from analytics.release.concern_changes import ConcernChange, concern_changes
from analytics.release.rows import ChangeRow
from analytics.vocabulary.gaps import MOVEMENTS
from analytics.web.pages.shared import Words

MOVED = ("rose", "fell")


def concern_section(words: Words, rows: Iterable[ChangeRow]) -> dict[str, Any] | None:
    """What the participants of each side show of each other side; None without such answers."""
    found = [change for change in concern_changes(rows) if change.first.lens == "perceived"]
    if not found:
        return None
    dyads = {(c.first.perceiver, c.first.target): c for c in found}
    in_order = [
        dyads[one, other] for one in words.order for other in words.order if (one, other) in dyads
    ]
    shown = [_row(words, change) for change in in_order]
    return {
        "summary": _summary(in_order),
        "rows": [view for view in shown if view["certain"] or view["moved"]],
        "n_all": len(shown),
        # Not every study has sizes for which a rule of all concerns is listed.
        "is_listed": any(change.joint for change in in_order),
    }


def _summary(changes: Sequence[ConcernChange]) -> str:
    certain = sum(bool(change.more or change.fewer) for change in changes)
    return ngettext(
        "Something is certain of %(certain)s of %(all)s view of one side held by another.",
        "Something is certain of %(certain)s of %(all)s views of one side held by another.",
        len(changes),
    ) % {"certain": certain, "all": len(changes)}


def _row(words: Words, change: ConcernChange) -> dict[str, Any]:
    first = change.first
    return {
        "perceiver": words.name(first.perceiver),
        "target": words.name(first.target),
        "answers": (change.answers_before, change.answers_after),
        "certain": [
            _sentence(words, shift, first.round_before)
            for shift in (change.more, change.fewer)
            if shift
        ],
        **_as_a_whole(change.joint, len(change.changes)),
    }


def _as_a_whole(joint: JointChange | None, concerns: int) -> dict[str, Any]:
    if joint is None:
        return {"movement": "", "moved": False, "detail": ""}
    return {
        "movement": MOVEMENTS[joint.movement],
        "moved": joint.movement in MOVED,
        "detail": _detail(joint, concerns),
    }


def _sentence(words: Words, shift: CertainShift, before: int) -> str:
    answers = abs(shift.people)
    if shift.people > 0:
        sentence = ngettext(
            "At least %(answers)s more answer than in round %(before)s was %(level)s.",
            "At least %(answers)s more answers than in round %(before)s were %(level)s.",
            answers,
        )
    else:
        sentence = ngettext(
            "At least %(answers)s fewer answer than in round %(before)s was %(level)s.",
            "At least %(answers)s fewer answers than in round %(before)s were %(level)s.",
            answers,
        )
    level = words.at_or_above(shift.level)
    return sentence % {"answers": answers, "before": before, "level": level}


def _detail(joint: JointChange, concerns: int) -> str:
    """At how many concerns the group moved, where it did at any."""
    if not joint.rose and not joint.fell:
        return ""
    return _("risen at %(rose)s, fallen at %(fell)s of %(concerns)s concerns") % {
        "rose": joint.rose,
        "fell": joint.fell,
        "concerns": concerns,
    }
