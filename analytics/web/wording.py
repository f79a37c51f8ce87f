"""Published figures in words. A missing figure is a dash, never a zero."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from analytics.measures.contrast import delta_size
from analytics.release.rows import Interval

DASH = "–"
MINUS = "−"
# In levels: from the first on a prediction is called too high or too low.
LEVEL_BANDS = (0.5, 1.0)
BANDS = {"negligible": 0, "small": 1, "medium": 2, "large": 3}


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


def band(delta: float | None) -> int | None:
    """How far from the panel's view: 0 close, 1 to 3 above, -1 to -3 below; None unknown."""
    size = None if delta is None else delta_size(delta)
    if delta is None or size is None:
        return None
    return BANDS[size] if delta > 0 else -BANDS[size]


def band_class(delta: float | None) -> str:
    """The class that gives a cell its colour; one of its own where nothing is known."""
    step = band(delta)
    if step is None:
        return "gap-unknown"
    if not step:
        return "gap-none"
    return f"gap-above-{step}" if step > 0 else f"gap-below-{-step}"


def against_panel(delta: float | None) -> str:
    """Where the participants' marks stand against the panel's."""
    step = band(delta)
    if step is None:
        return _("not published")
    return band_words()[step]


def band_words() -> dict[int, str]:
    """The words of every band, from far above to far below."""
    return {
        3: _("far above the panel's view"),
        2: _("above the panel's view"),
        1: _("a little above the panel's view"),
        0: _("close to the panel's view"),
        -1: _("a little below the panel's view"),
        -2: _("below the panel's view"),
        -3: _("far below the panel's view"),
    }


def one_word(delta: float | None) -> str:
    """The same in a word, for a cell of the matrix; nothing where nothing is known."""
    step = band(delta)
    if step is None:
        return ""
    if step == 0:
        return pgettext("delta near zero", "close")
    if step > 0:
        return pgettext("the panel's view", "above")
    return pgettext("the panel's view", "below")


# --- Levels --------------------------------------------------------------------------------------


def level_band(gap: float | None) -> int | None:
    """How far the predictions lie from the answers: 0 within half a level, 1 less than a level.

    2 a level or more; negative when too little was predicted; None unknown.
    """
    if gap is None:
        return None
    step = sum(abs(gap) >= bound for bound in LEVEL_BANDS)
    return step if gap > 0 else -step


def level_class(gap: float | None) -> str:
    """The class that gives a mean empathy gap its colour."""
    step = level_band(gap)
    if step is None:
        return "gap-unknown"
    if not step:
        return "gap-none"
    return f"gap-above-{step + 1}" if step > 0 else f"gap-below-{1 - step}"


def level_band_words() -> dict[int, str]:
    """The words of every band of predictions, from far too high to far too low."""
    return {
        2: _("predicted too high by one level or more"),
        1: _("predicted too high by half a level or more"),
        0: _("predicted within half a level"),
        -1: _("predicted too low by half a level or more"),
        -2: _("predicted too low by one level or more"),
    }


def against_answers(gap: float | None) -> str:
    """Where the predictions lie against the answers."""
    step = level_band(gap)
    return _("not published") if step is None else level_band_words()[step]


def one_word_predicted(gap: float | None) -> str:
    """The same in a word or two, for a cell of the matrix; nothing where nothing is known."""
    step = level_band(gap)
    if step is None:
        return ""
    if step == 0:
        return pgettext("predictions", "close")
    return pgettext("predictions", "too high") if step > 0 else pgettext("predictions", "too low")


def shift_words(shift: float | None) -> str:
    """The level shift as one would say it: "0.8 of a level higher"."""
    if shift is None:
        return DASH
    size = abs(round(shift, 1))
    if size == 0:
        return _("same level")
    told = {"levels": f"{size:.1f}"}
    if size < 1:
        higher, lower = _("%(levels)s of a level higher"), _("%(levels)s of a level lower")
    elif size == 1:
        higher, lower = _("%(levels)s level higher"), _("%(levels)s level lower")
    else:
        higher, lower = _("%(levels)s levels higher"), _("%(levels)s levels lower")
    return (higher if shift > 0 else lower) % told


def prediction_words(gap: float | None) -> str:
    """The empathy gap as one would say it: "0.8 of a level less than was answered"."""
    if gap is None:
        return DASH
    size = abs(round(gap, 1))
    if size == 0:
        return _("the same level as was answered")
    told = {"levels": f"{size:.1f}"}
    if size == 1:
        more = _("about one level more than was answered")
        less = _("about one level less than was answered")
    elif size < 1:
        more = _("%(levels)s of a level more than was answered")
        less = _("%(levels)s of a level less than was answered")
    else:
        more = _("%(levels)s levels more than was answered")
        less = _("%(levels)s levels less than was answered")
    return (more if gap > 0 else less) % told


# --- Numbers of people and of concerns -----------------------------------------------------------


def count_words(interval: Interval | None) -> str:
    """A published count: "3–5"; "8" where the interval holds one number."""
    if interval is None:
        return DASH
    low, high = interval
    return str(low) if low == high else f"{low}{DASH}{high}"


def concerns_predicted_low(below: int, known: int) -> str:
    """At how many of the concerns less was predicted than was answered."""
    if not known:
        return _("not published")
    return ngettext(
        "predicted below the answers at %(below)s of %(known)s concern",
        "predicted below the answers at %(below)s of %(known)s concerns",
        known,
    ) % {"below": below, "known": known}


def concerns_above(above: int, known: int) -> str:
    """How many of the concerns stand above the panel's view."""
    if not known:
        return _("not published")
    return ngettext(
        "%(above)s of %(known)s concern above the panel's view",
        "%(above)s of %(known)s concerns above the panel's view",
        known,
    ) % {"above": above, "known": known}
