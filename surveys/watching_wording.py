"""What is shown of a round while it fills: its counts, and what can be published at their size."""

from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.closing_time import moment_in_words
from surveys.instruments.labels import Labels, labels
from surveys.instruments.loader import document_of
from surveys.languages import current_tag, join_words
from surveys.models.base import Seat
from surveys.models.round import Round
from surveys.watching import Counts, GroupCount, counts_of


@dataclass(frozen=True)
class Row:
    """A group's counts in words; `expired` is None while an invitation may still be used."""

    side: str
    invited: int
    began: int
    submitted: int
    expired: int | None
    publication: str


@dataclass(frozen=True)
class Dyad:
    """Whether a dyad can be published: what both sides answered, and that against the panel."""

    name: str
    sides: str
    panel: str


@dataclass(frozen=True)
class Watch:
    """All of it for one page; `withheld` says which groups are too small, by code and in words."""

    summary: str
    lags: bool
    rows: list[Row]
    dyads: list[Dyad]
    withheld: dict[str, str]

    @property
    def withheld_codes(self) -> str:
        """What a form carries, so that whoever confirms is asked again when it has changed."""
        return " ".join(self.withheld)


def watch(round: Round) -> Watch:
    """Return what those who run the round, or read it once it has closed, see of its counts."""
    counts = counts_of(round)
    words = labels(document_of(round.instrument), current_tag())
    sides = document_of(round.instrument).sides
    over = round.state in (Round.State.CLOSING, Round.State.CLOSED) or round.is_over
    rows = [_row(group, words, over) for group in counts.groups]
    if counts.panel.invited:
        rows.append(_row(counts.panel, words, over))
    return Watch(
        summary=_summary(round, counts),
        lags=counts.counted_at is not None,
        rows=rows,
        dyads=[_dyad(pair, counts, words, over) for pair in combinations(sides, 2)],
        withheld=_withheld(sides, counts, words),
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
        publication=_publication(group, over),
    )


def _name(group: GroupCount, words: Labels) -> str:
    if not group.side:
        return _("All assessors, who are published as one panel")
    if group.seat == Seat.ASSESSOR:
        return _("Assessors nominated by %(side)s") % {"side": words.parties[group.side]}
    return words.parties[group.side]


def _publication(group: GroupCount, over: bool) -> str:
    if group.seat == Seat.ASSESSOR and group.side:
        return _("within the panel")
    if not group.missing:
        return _("large enough")
    if over:
        return _("too small: withheld")
    numbers = {"number": group.missing}
    if group.too_few_invited:
        return _("%(number)d more needed, and too few are invited") % numbers
    return _("%(number)d more needed") % numbers


def _dyad(pair: tuple[str, str], counts: Counts, words: Labels, over: bool) -> Dyad:
    groups = [counts.participants(side) for side in pair]
    missing = [_more(group, words, over) for group in groups if group.missing]
    of_panel = [_more(counts.panel, words, over)] if counts.panel.missing else []
    return Dyad(
        name=" – ".join(words.parties[side] for side in pair),
        sides=_verdict(missing, over),
        panel=_verdict(missing + of_panel, over)
        if counts.panel.invited
        else _("no assessor is invited"),
    )


def _verdict(missing: list[str], over: bool) -> str:
    if not missing:
        return _("can be published")
    text = _("withheld, too few answered: %(groups)s") if over else _("not yet: %(groups)s")
    return text % {"groups": join_words(missing)}


def _more(group: GroupCount, words: Labels, over: bool) -> str:
    """Return how many more are needed of a group; once nobody can come any more, only of which."""
    if over:
        return words.parties[group.side] if group.side else _("the panel")
    if not group.side:
        numbers = {"number": group.missing}
        more = ngettext("%(number)d more assessor", "%(number)d more assessors", group.missing)
        return more % numbers
    return _("%(number)d more from %(side)s") % {
        "number": group.missing,
        "side": words.parties[group.side],
    }


def _withheld(sides: tuple[str, ...], counts: Counts, words: Labels) -> dict[str, str]:
    """Return the groups of which, closed at these numbers, nothing but the number is published."""
    groups = {side: counts.participants(side) for side in sides} | {"panel": counts.panel}
    return {
        code: _("%(group)s: %(submitted)d submitted")
        % {"group": _name(group, words), "submitted": group.submitted}
        for code, group in groups.items()
        if group.missing
    }
