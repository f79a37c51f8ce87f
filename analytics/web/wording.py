"""Published figures and verdicts in words. A missing figure is a dash, never a zero.

A word stands for a verdict and never for a point: what an interval does not show has no word.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from analytics.measures.verdicts import Direction, GapKind, GapSubtype
from analytics.release.rows import CellRow, Interval
from analytics.release.verdicts import ACCURATE, OVERPREDICTED, UNDERPREDICTED, MeanVerdict

DASH = "–"
MINUS = "−"

# --- Figures -------------------------------------------------------------------------------------


def signed(value: float | None) -> str:
    """The figure with its sign and two decimals: +0.42, −0.42, 0.00."""
    if value is None:
        return DASH
    rounded = round(value, 2) + 0.0
    sign = "+" if rounded > 0 else MINUS if rounded < 0 else ""
    return f"{sign}{abs(rounded):.2f}"


def tick(value: float) -> str:
    """A figure beside an axis, as short as it can be: +0.5, −1, 0."""
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    return f"{sign}{abs(value):g}"


def between(low: float | None, high: float | None) -> str:
    """The limits of an interval; a dash where there is none."""
    if low is None or high is None:
        return DASH
    return _("%(low)s to %(high)s") % {"low": signed(low), "high": signed(high)}


def count_words(interval: Interval | None) -> str:
    """A published count: "3–5"; "8" where the interval holds one number."""
    if interval is None:
        return DASH
    low, high = interval
    return str(low) if low == high else f"{low}{DASH}{high}"


# --- Verdicts ------------------------------------------------------------------------------------


def mean_verdict_words(gap: str) -> dict[MeanVerdict, str]:
    """Every verdict on a mean in a word or two: the same in cell, legend and page."""
    if gap == "empathy":
        decided = {
            MeanVerdict.BELOW: pgettext("predictions", "too low"),
            MeanVerdict.ABOVE: pgettext("predictions", "too high"),
            MeanVerdict.CLOSE: pgettext("predictions", "close"),
        }
    else:
        decided = {
            MeanVerdict.BELOW: pgettext("the panel's view", "below"),
            MeanVerdict.ABOVE: pgettext("the panel's view", "above"),
            MeanVerdict.CLOSE: pgettext("delta near zero", "close"),
        }
    return decided | {
        MeanVerdict.CANNOT_BE_TOLD: _("cannot be told"),
        MeanVerdict.NO_FIGURE: _("not published"),
    }


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
    decided = _against_own_view() if gap == "image" else _against_panel()
    return decided | {GapKind.INDETERMINATE: _("cannot be determined")} | undecided


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


def subtypes_of(gap: str) -> dict[str, str]:
    """Every subtype of this gap as a sentence."""
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


def directions_of(gap: str) -> dict[str, str]:
    """Every direction of too few people to classify, as a sentence."""
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


def notes(cell: CellRow) -> list[str]:
    """What more there is to say of the verdict, each in a sentence of its own."""
    sentences = [
        subtypes_of(cell.gap).get(cell.subtype, ""),
        directions_of(cell.gap).get(cell.direction, ""),
    ]
    if cell.figures.get("depends_on_undecided"):
        sentences.append(
            _("Depends on the undecided: with their answers it could point the other way.")
        )
    sentences.append(_on_ranks(cell))
    return [sentence for sentence in sentences if sentence]


def _on_ranks(cell: CellRow) -> str:
    """Delta on ranks among the vignettes, which groups of a hundred and more have."""
    ranks = (cell.number("c_delta_uniform"), cell.number("c_delta_minimum_entropy"))
    values = sorted(rank for rank in ranks if rank is not None)
    if not values:
        return ""
    limits = between(values[0], values[-1])
    return _("Delta on ranks among the vignettes: %(limits)s.") % {"limits": limits}


def concern_count(gap: str, cells: Iterable[CellRow]) -> str:
    """At how many of a gap's concerns a gap was shown; "" for a gap of which none is counted."""
    kinds = [cell.kind for cell in cells]
    if gap == "threat":
        return _above(kinds.count(GapKind.OVERESTIMATION), len(kinds))
    return _predicted_low(kinds.count(UNDERPREDICTED), len(kinds)) if gap == "empathy" else ""


def _above(shown: int, concerns: int) -> str:
    return ngettext(
        "shown to be above the panel's view at %(shown)s of %(all)s concern",
        "shown to be above the panel's view at %(shown)s of %(all)s concerns",
        concerns,
    ) % {"shown": shown, "all": concerns}


def _predicted_low(shown: int, concerns: int) -> str:
    return ngettext(
        "shown to be predicted too low at %(shown)s of %(all)s concern",
        "shown to be predicted too low at %(shown)s of %(all)s concerns",
        concerns,
    ) % {"shown": shown, "all": concerns}


# --- Changes -------------------------------------------------------------------------------------


def movement_words() -> dict[str, str]:
    """Every movement of a group between two rounds."""
    return {
        "rose": pgettext("concern between two rounds", "rose"),
        "fell": pgettext("concern between two rounds", "fell"),
        "steady": pgettext("concern between two rounds", "steady"),
        "too few to say": pgettext("concern between two rounds", "too few to say"),
    }


def lens_words() -> dict[str, str]:
    """Whose answers are counted, over all dyads."""
    return {
        "perceived": _("Participants on the concerns of their own side"),
        "assessed": _("The panel"),
        "predicted": _("Participants' predictions of another side's answers"),
        "avowed": _("What participants say another side's answers should be"),
        "anchored": _("All groups on the invented situations"),
    }


# --- Audiences -----------------------------------------------------------------------------------


def audience_words() -> dict[str, str]:
    """The audiences, the narrowest first."""
    return {
        "held": _("the people who run the study"),
        "sides": _("each side"),
        "room": _("all participants"),
        "researchers": _("researchers"),
        "public": _("everybody"),
    }
