"""The verdict on a gap in neutral words: what it is called, and what more there is to say."""

from django.utils.translation import gettext as _

from analytics.measures.verdicts import Direction, GapKind, GapSubtype
from analytics.release.rows import CellRow
from analytics.web import wording

# Kinds of an empathy gap; their enumeration lives beside what only the worker may load.
OVERPREDICTED, UNDERPREDICTED, ACCURATE = "overpredicted", "underpredicted", "accurate"
WITHOUT_VERDICT = (GapKind.INSUFFICIENT, GapKind.INDETERMINATE, GapKind.INCONCLUSIVE)


def is_verdict(cell: CellRow) -> bool:
    """Whether the cell is called anything but undecided."""
    return cell.kind not in WITHOUT_VERDICT


def for_dialogue(threat: CellRow | None, empathy: CellRow | None) -> bool:
    """Whether one side stands above the panel's view and the other predicted less than that.

    That the gap is below 0 is not enough: in a small group it is so by the steps of three alone
    where everybody predicts and answers the same end of the scale.
    """
    above = threat is not None and threat.kind == GapKind.OVERESTIMATION
    return above and empathy is not None and empathy.kind == UNDERPREDICTED


def kind_words(cell: CellRow) -> str:
    """What the gap is called on screen."""
    return kinds_of(cell.gap)[cell.kind]


def kinds_of(gap: str) -> dict[str, str]:
    """Every kind of this gap in words, verdicts first."""
    undecided: dict[str, str] = {
        GapKind.INCONCLUSIVE: _("inconclusive"),
        GapKind.INSUFFICIENT: _("too few to say"),
    }
    if gap == "empathy":
        return {
            UNDERPREDICTED: _("predicted too low"),
            OVERPREDICTED: _("predicted too high"),
            ACCURATE: _("predicted accurately"),
        } | undecided
    told = _against_own_view() if gap == "image" else _against_panel()
    return told | {GapKind.INDETERMINATE: _("cannot be determined")} | undecided


def _against_panel() -> dict[str, str]:
    return {
        GapKind.OVERESTIMATION: _("above the panel's view"),
        GapKind.UNDERESTIMATION: _("below the panel's view"),
        GapKind.MISJUDGMENT: _("differs in both directions at once"),
        GapKind.ALIGNED: _("aligned with the panel's view"),
    }


def _against_own_view() -> dict[str, str]:
    return {
        GapKind.OVERESTIMATION: _("above the other side's own view"),
        GapKind.UNDERESTIMATION: _("below the other side's own view"),
        GapKind.MISJUDGMENT: _("differs in both directions at once"),
        GapKind.ALIGNED: _("aligned with the other side's own view"),
    }


def notes(cell: CellRow) -> list[str]:
    """What more there is to say of the verdict, each in a sentence of its own."""
    told = [
        _subtypes(cell.gap).get(cell.subtype, ""),
        _directions(cell.gap).get(cell.direction, ""),
    ]
    if cell.figures.get("depends_on_undecided"):
        told.append(_("Depends on the undecided: with their answers it could point the other way."))
    told.append(_on_ranks(cell))
    return [note for note in told if note]


def _on_ranks(cell: CellRow) -> str:
    """Delta on ranks among the vignettes, which groups of a hundred and more have."""
    ranks = (cell.number("c_delta_uniform"), cell.number("c_delta_minimum_entropy"))
    known = sorted(rank for rank in ranks if rank is not None)
    if not known:
        return ""
    limits = wording.between(known[0], known[-1])
    return _("Delta on ranks among the vignettes: %(limits)s.") % {"limits": limits}


def _subtypes(gap: str) -> dict[str, str]:
    participants: dict[str, str] = {
        GapSubtype.PARTICIPANTS_CANNOT_DETERMINE: _(
            "Too many participants answered that it cannot be determined."
        ),
        GapSubtype.MISSED_BY_PARTICIPANTS: _("The participants' median is “not a concern”."),
    }
    if gap == "image":
        return participants | {
            GapSubtype.PANEL_CANNOT_DETERMINE: _(
                "Too many of the other side answered that it cannot be determined."
            ),
            GapSubtype.CONTESTED: _("The other side is split between opposite answers."),
            GapSubtype.NOT_SEEN_BY_PANEL: _("The other side's median is “not a concern”."),
        }
    return participants | {
        GapSubtype.PANEL_CANNOT_DETERMINE: _(
            "Too many of the panel answered that it cannot be determined."
        ),
        GapSubtype.CONTESTED: _("The panel is split between opposite answers."),
        GapSubtype.NOT_SEEN_BY_PANEL: _("The panel's median is “not a concern”."),
    }


def _directions(gap: str) -> dict[str, str]:
    unclear: dict[str, str] = {Direction.UNCLEAR: _("Direction unclear.")}
    if gap == "image":
        return unclear | {
            Direction.ABOVE: _("The few there are lie above the other side's own view."),
            Direction.BELOW: _("The few there are lie below the other side's own view."),
        }
    return unclear | {
        Direction.ABOVE: _("The few there are lie above the panel's view."),
        Direction.BELOW: _("The few there are lie below the panel's view."),
    }


def figure_lines(cell: CellRow) -> list[str]:
    """A cell's figures and verdict, line by line."""
    if cell.gap == "empathy":
        gap = cell.number("empathy_gap")
        limits = wording.between(cell.number("empathy_gap_low"), cell.number("empathy_gap_high"))
        said = wording.prediction_words(gap)
        return [f"{wording.signed(gap)} ({limits})", said, kind_words(cell)]
    limits = wording.between(cell.number("delta_low"), cell.number("delta_high"))
    shift = wording.shift_words(cell.number("level_shift"))
    return [f"{wording.signed(cell.delta)} ({limits})", shift, kind_words(cell)]
