"""The figures published elsewhere that a brief of a dyad names, each with its source."""

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.brief.sources import DyadSource
from analytics.models import ReferenceFigure
from analytics.web.pages.elsewhere import described_figure, figures_about
from analytics.web.pages.shared import Words
from surveys.languages import join_sentences

MOST_FIGURES = 3
# Texts of figures may be longer than lines of a sheet; the page of the dyad has them in full.
LONGEST_TEXT = 110
COMPARABLE_FIRST = tuple(ReferenceFigure.Comparability.values)


def quoted_figures(words: Words, dyad: DyadSource) -> list[tuple[str, str]]:
    """What each figure is about and what it says: the most comparable first, at most three.

    Where there are more, the last entry says how many and is about nothing.
    """
    own = [
        figure
        for ends in (dyad.sides, dyad.sides[::-1])
        for figure in figures_about(words, dyad.source.elsewhere, *ends)
    ]
    own.sort(key=lambda figure: COMPARABLE_FIRST.index(figure.comparability))
    said = [(_about(words, figure), _sentence(words, figure)) for figure in own[:MOST_FIGURES]]
    left_out = len(own) - len(said)
    return [*said, ("", _more(left_out))] if left_out else said


def _more(number: int) -> str:
    return ngettext(
        "%(count)d more stands on the page of the dyad.",
        "%(count)d more stand on the page of the dyad.",
        number,
    ) % {"count": number}


def _about(words: Words, figure: ReferenceFigure) -> str:
    ends = {"perceiver": words.name(figure.perceiver), "target": words.name(figure.target)}
    return _("%(perceiver)s toward %(target)s:") % ends


def _sentence(words: Words, figure: ReferenceFigure) -> str:
    """The figure, whom it is about, when and where it was published, and how comparable it is."""
    shown = described_figure(words, figure)
    short = {
        name: Truncator(shown[name].rstrip(".")).chars(LONGEST_TEXT)
        for name in ("wording", "population", "source")
    }
    return join_sentences(
        _("“%(wording)s”, %(figure)s; %(population)s, %(date)s.") % (shown | short),
        _("%(comparability)s. Source: %(source)s.") % (shown | short),
    )
