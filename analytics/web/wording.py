"""Published figures and verdicts in words. A missing figure is a dash, never a zero.

A word stands for a verdict and never for a point: what an interval does not show has no word. A
word of likelihood stands for a published probability, and never without it.
"""

from collections.abc import Collection, Iterable
from math import ceil, floor
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from analytics.measures.verdicts import GapKind, Thresholds
from analytics.release.rows import CellRow, Interval
from analytics.release.verdicts import UNDERPREDICTED, Likelihood, likelihood
from analytics.vocabulary.gaps import (
    DIRECTIONS_BY_GAP,
    KINDS_BY_GAP,
    SIZES_BY_GAP,
    SUBTYPES_BY_GAP,
)
from analytics.vocabulary.likelihood import LIKELIHOODS_BY_GAP

DASH = "–"
MINUS = "−"
HUNDRED = 100
# Chances out of a hundred are given in steps of so many: their standard error allows no more.
CHANCE_STEP = 5
NO_BREAK = "\N{NO-BREAK SPACE}"

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


def estimate(value: float | None, low: float | None, high: float | None) -> dict[str, Any]:
    """A figure and its interval, as the templates show them."""
    return {
        "published": value is not None,
        "value": signed(value),
        "limits": between(low, high),
    }


def percent(probability: float) -> str:
    """A probability in percent, from 1 to 99: nothing that is estimated is certain.

    Rounded down, so that a figure never reaches the next word of likelihood.
    """
    return f"{whole_percent(probability)}{NO_BREAK}%"


def percent_span(low: float, high: float) -> str:
    """A share that lies somewhere between two, in whole percent that hold both."""
    least, greatest = floor(round(100 * low, 6)), ceil(round(100 * high, 6))
    if least == greatest:
        return percent_tick(least)
    return _("%(low)s to %(high)s") % {"low": least, "high": percent_tick(greatest)}


def percent_tick(number: int) -> str:
    return f"{number}{NO_BREAK}%"


def whole_percent(probability: float) -> int:
    """The same as a number."""
    return min(99, max(1, int(round(100 * probability, 6))))


def of_hundred(chance: float) -> str:
    """A chance out of 100 in fives: "80"; "< 5" and "> 95" at the ends, "0" where there is none."""
    if chance == 0:
        return "0"
    if HUNDRED * chance < CHANCE_STEP:
        return f"<{NO_BREAK}{CHANCE_STEP}"
    if HUNDRED * chance > HUNDRED - CHANCE_STEP:
        return f">{NO_BREAK}{HUNDRED - CHANCE_STEP}"
    return str(CHANCE_STEP * round(HUNDRED * chance / CHANCE_STEP))


def about_of_hundred(chance: float) -> str:
    """The same for a sentence: "about 80", "fewer than 5", "more than 95", "none"."""
    if chance == 0:
        return pgettext("of 100 gaps", "none")
    if HUNDRED * chance < CHANCE_STEP:
        return _("fewer than %(number)s") % {"number": CHANCE_STEP}
    if HUNDRED * chance > HUNDRED - CHANCE_STEP:
        return _("more than %(number)s") % {"number": HUNDRED - CHANCE_STEP}
    return _("about %(number)s") % {"number": of_hundred(chance)}


def count_words(interval: Interval | None) -> str:
    """A published count: "3–5"; "8" where the interval holds one number."""
    if interval is None:
        return DASH
    low, high = interval
    return str(low) if low == high else f"{low}{DASH}{high}"


# --- Verdicts ------------------------------------------------------------------------------------


def likelihood_words(gap: str, above: float, thresholds: Thresholds) -> str:
    """How likely a gap is to lie above 0, or below: "very likely above (93 %)".

    Where the chances are even the percentage is that of lying above, as in a sentence.
    """
    word = likelihood(above, thresholds)
    chance = above if word == Likelihood.EVEN_CHANCE else max(above, 1 - above)
    return f"{LIKELIHOODS_BY_GAP[gap][word]} ({percent(chance)})"


def size_words(gap: str, name: str) -> str:
    """How far from 0 a gap lies at least, by the class of its colour; nothing without a shade."""
    _start, _dash, last = name.rpartition("-")
    sizes = SIZES_BY_GAP[gap]
    return str(sizes.get(last, sizes[""]))


def alone(words: str) -> str:
    """Words of what a dyad or a question says without the rest of the round, marked as such."""
    mark = _("alone:")
    return f"{mark} {words}"


def kind_words(cell: CellRow) -> str:
    """What the gap is called on screen."""
    return str(KINDS_BY_GAP[cell.gap][cell.kind])


def notes(cell: CellRow) -> list[str]:
    """What more there is to say of the verdict, each in a sentence of its own."""
    sentences = [
        str(SUBTYPES_BY_GAP[cell.gap].get(cell.subtype, "")),
        str(DIRECTIONS_BY_GAP[cell.gap].get(cell.direction, "")),
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


def joint_count(shown: Collection[CellRow] | None, concerns: int) -> str:
    """At how many concerns a gap is shown with one level for all; "" where no level is listed."""
    if shown is None:
        return ""
    return ngettext(
        "shown jointly at %(shown)s of %(all)s concern",
        "shown jointly at %(shown)s of %(all)s concerns",
        concerns,
    ) % {"shown": len(shown), "all": concerns}


def concern_count(gap: str, cells: Iterable[CellRow]) -> str:
    """At how many of a gap's concerns a gap was shown; "" for a gap of which none is counted."""
    kinds = [cell.kind for cell in cells]
    concerns = len(kinds)
    if gap == "threat":
        words = ngettext(
            "shown to be above the panel's view at %(shown)s of %(all)s concern",
            "shown to be above the panel's view at %(shown)s of %(all)s concerns",
            concerns,
        )
        return words % {"shown": kinds.count(GapKind.OVERESTIMATION), "all": concerns}
    if gap == "empathy":
        words = ngettext(
            "shown to be predicted too low at %(shown)s of %(all)s concern",
            "shown to be predicted too low at %(shown)s of %(all)s concerns",
            concerns,
        )
        return words % {"shown": kinds.count(UNDERPREDICTED), "all": concerns}
    return ""
