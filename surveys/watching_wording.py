"""What is shown of a round while it fills: its counts, and what can be published at their size."""

from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.closing_time import moment_in_words
from surveys.few_invited import smallest_level
from surveys.group_sizes import is_published_by_level
from surveys.instruments.labels import Labels, labels
from surveys.instruments.loader import document_of
from surveys.languages import current_tag, join_words
from surveys.models.base import Seat
from surveys.models.round import Round
from surveys.respondent_groups import level_name, with_level
from surveys.watching import Counts, GroupCount, counts_of

# Stands for all assessors among the codes of sides.
PANEL = "panel"


@dataclass(frozen=True)
class Row:
    """A group's counts in words; `expired` is None while an invitation may still be used."""

    side: str
    invited: int
    began: int
    submitted: int
    expired: int | None


@dataclass(frozen=True)
class Watch:
    """All of it for one page.

    `too_small`: of which sides nothing is published yet, and what is missing. `as_one`: which sides
    are published as one and not by level, at these numbers. `dyads`: the name of
    each, and whether what both sides answered can be published; `panel`: whether it can be set
    against the panel's view. `withheld`: the groups that closing at these numbers withholds, by
    code. `lags`: these are not the numbers of this moment.
    """

    summary: str
    lags: bool
    rows: list[Row]
    too_small: list[str]
    as_one: list[str]
    dyads: list[tuple[str, str]]
    panel: str
    withheld: dict[str, str]

    @property
    def withheld_codes(self) -> str:
        """What a form carries, so that whoever confirms is asked again when it has changed."""
        return " ".join(self.withheld)


def watch(round: Round) -> Watch:
    """Return what those who run the round, or read it once it has closed, see of its counts."""
    counts = counts_of(round)
    words = labels(document_of(round.instrument), current_tag())
    participants = [counts.participants(side) for side in document_of(round.instrument).sides]
    over = round.state in (Round.State.CLOSING, Round.State.CLOSED) or round.is_over
    rows = [_row(group, words, over) for group in counts.groups]
    if counts.panel.invited:
        rows.append(_row(counts.panel, words, over))
    return Watch(
        summary=_summary(round, counts),
        lags=counts.counted_at is not None,
        rows=rows,
        too_small=[_too_small(group, words, over) for group in participants if group.missing],
        as_one=_as_one(round, counts, words),
        dyads=[_dyad(pair, words, over) for pair in combinations(participants, 2)],
        panel=_against_the_panel(counts.panel, over),
        withheld=_withheld([*participants, counts.panel], words),
    )


def _summary(round: Round, counts: Counts) -> str:
    numbers = {
        "submitted": sum(group.submitted for group in counts.groups),
        "invited": sum(group.invited for group in counts.groups),
    }
    if counts.counted_at is None:
        return _("%(submitted)d of %(invited)d invited have submitted.") % numbers
    moment = moment_in_words(counts.counted_at, round.closes_zone)
    return _("Counted on %(moment)s: %(submitted)d of %(invited)d invited have submitted.") % {
        "moment": moment,
        **numbers,
    }


def _row(group: GroupCount, words: Labels, over: bool) -> Row:
    return Row(
        side=_name(group, words),
        invited=group.invited,
        began=group.began,
        submitted=group.submitted,
        expired=group.invited - group.began if over else None,
    )


def _name(group: GroupCount, words: Labels) -> str:
    if not group.side:
        return _("All assessors, who are published as one panel")
    if group.seat == Seat.ASSESSOR:
        return _("Assessors nominated by %(side)s") % {"side": words.parties[group.side]}
    return with_level(words.parties[group.side], group.level)


def _too_small(group: GroupCount, words: Labels, over: bool) -> str:
    names = {"side": words.parties[group.side], "number": group.missing}
    if over:
        return _("%(side)s: too few, withheld") % names
    if group.too_few_invited:
        return _("%(side)s: %(number)d more needed, and too few are invited") % names
    return _("%(side)s: %(number)d more needed") % names


def _as_one(round: Round, counts: Counts, words: Labels) -> list[str]:
    """Return a line for each divided side of which a level is too small to be published apart."""
    smallest = smallest_level(round)
    lines = []
    for side in document_of(round.instrument).sides:
        parts = counts.parts(side)
        sizes = [group.submitted for group in parts if group.submitted]
        if len(parts) > 1 and sizes and not is_published_by_level(sizes, round.withstands):
            small = [level_name(g.level) for g in parts if g.submitted < smallest]
            names = {"side": words.parties[side], "levels": join_words(small), "number": smallest}
            lines.append(
                _(
                    "%(side)s is published as one and not by level: fewer than %(number)d have "
                    "submitted of %(levels)s."
                )
                % names
            )
    return lines


def _dyad(pair: tuple[GroupCount, GroupCount], words: Labels, over: bool) -> tuple[str, str]:
    missing = [_more(group, words, over) for group in pair if group.missing]
    name = " – ".join(words.parties[group.side] for group in pair)
    return name, _verdict(missing, over)


def _verdict(missing: list[str], over: bool) -> str:
    if not missing:
        return _("can be published")
    text = _("withheld, too few answered: %(groups)s") if over else _("not yet: %(groups)s")
    return text % {"groups": join_words(missing)}


def _more(group: GroupCount, words: Labels, over: bool) -> str:
    """Return how many more are needed of a side; once nobody can come any more, only of which."""
    side = words.parties[group.side]
    if over:
        return side
    return _("%(number)d more from %(side)s") % {"number": group.missing, "side": side}


def _against_the_panel(panel: GroupCount, over: bool) -> str:
    if not panel.invited:
        return _("No assessor is invited, so that nothing can be set against a panel's view.")
    if not panel.missing:
        return _("The panel is large enough for the answers to be set against its view.")
    if over:
        return _("Nothing is set against the panel's view: too few assessors answered.")
    text = ngettext(
        "To be set against the panel's view every dyad needs %(number)d more assessor.",
        "To be set against the panel's view every dyad needs %(number)d more assessors.",
        panel.missing,
    )
    return text % {"number": panel.missing}


def _withheld(groups: list[GroupCount], words: Labels) -> dict[str, str]:
    """Return the groups of which, closed at these numbers, nothing but the number is published."""
    return {
        group.side or PANEL: _("%(group)s: %(submitted)d submitted")
        % {"group": _name(group, words), "submitted": group.submitted}
        for group in groups
        if group.missing
    }
