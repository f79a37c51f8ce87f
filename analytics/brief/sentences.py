"""What a brief says of a gap, in the language of the moment. No word goes beyond an interval."""

from math import ceil, floor

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from analytics.brief.findings import Finding
from analytics.brief.groups import band_of
from analytics.measures.verdicts import Direction, GapKind, Thresholds
from analytics.release.rows import CellRow
from analytics.vocabulary.gaps import DIRECTIONS_BY_GAP
from analytics.vocabulary.sizes import SIZES, size_of
from analytics.web import wording
from analytics.web.pages.shared import Words

# Levels are told in tenths, rounded away from what they bound.
TENTHS = 10
NEARLY = 1e-9


def against_panel(words: Words, finding: Finding, thresholds: Thresholds) -> str:
    """How participants stand against the panel's view, how sure that is, and how large it is."""
    participants = words.labels.participants[finding.cell.perceiver]
    template = _("%(participants)s against the panel's view: %(finding)s")
    return _sentence(template, finding, thresholds, participants=capfirst(participants))


def against_own_view(finding: Finding, thresholds: Thresholds) -> str:
    """How a side stands against what the other says of itself."""
    template = _("Their concern against the other side's own view: %(finding)s")
    return _sentence(template, finding, thresholds)


def predicting(finding: Finding, thresholds: Thresholds) -> str:
    """How a side's predictions stand to what the other answered."""
    template = _("Their predictions of the other side's answers: %(finding)s")
    return _sentence(template, finding, thresholds)


def _sentence(template: str, finding: Finding, thresholds: Thresholds, **names: str) -> str:
    return template % {**names, "finding": finding_words(finding, thresholds)}


def finding_words(finding: Finding, thresholds: Thresholds) -> str:
    """The word of a gap with its chance where it has one, and its size: "likely above (70 %), …".

    Of a gap in both directions at once, and of a group too small to classify, no size is told.
    """
    cell = finding.cell
    if cell.kind == GapKind.MISJUDGMENT:
        return ended(wording.kind_words(cell))
    if finding.together:
        above = cell.number("pooled_above") or 0.0
        words = wording.likelihood_words(cell.gap, above, thresholds)
    elif cell.kind == GapKind.INSUFFICIENT:
        return str(DIRECTIONS_BY_GAP[cell.gap][cell.direction])
    else:
        words = wording.alone(wording.kind_words(cell))
    size = size_words(finding)
    return _("%(finding)s; %(size)s.") % {"finding": words, "size": size} if size else ended(words)


def ended(words: str) -> str:
    """The words as a sentence, with the full stop of the language."""
    return _("%(sentence)s.") % {"sentence": words}


def size_words(finding: Finding) -> str:
    """How large a gap may be, from one limit of its interval to the other; "" without limits."""
    _point, low, high = finding.estimate
    if low is None or high is None:
        return ""
    if finding.direction == Direction.BELOW:
        low, high = -high, -low
    least = max(low, 0.0)
    return _levels(least, high) if finding.cell.gap == "empathy" else _sizes(least, high)


def _levels(least: float, most: float) -> str:
    high = f"{ceil(most * TENTHS - NEARLY) / TENTHS:.1f}"
    if not least:
        return _("by up to %(high)s levels") % {"high": high}
    low = f"{floor(least * TENTHS + NEARLY) / TENTHS:.1f}"
    return _("by %(low)s to %(high)s levels") % {"low": low, "high": high}


def _sizes(least: float, most: float) -> str:
    low, high = (str(SIZES[size_of(delta)]) for delta in (least, most))
    if not least:
        return _("size: anything up to %(size)s") % {"size": high}
    if low == high:
        return _("size: %(size)s") % {"size": low}
    return _("size: %(low)s to %(high)s") % {"low": low, "high": high}


def predicted_less(words: Words, cell: CellRow) -> str:
    """That the other side predicted less, which is shown of every question for dialogue."""
    participants = capfirst(words.labels.participants[cell.target])
    return _("%(participants)s predicted less concern than was answered.") % {
        "participants": participants
    }


def band_words(people: int) -> str:
    """A number of people as the band that it is in: "10 to 14 people"."""
    least, most = band_of(people)
    if most is None:
        return _("%(number)s people or more") % {"number": least}
    if not least:
        return _("fewer than %(number)s people") % {"number": most + 1}
    return _("%(low)s to %(high)s people") % {"low": least, "high": most}
