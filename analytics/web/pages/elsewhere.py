"""Figures published elsewhere as sections of pages: quoted as their sources have them.

They stand apart from the figures of a release: in words, without colours and on no scale of ours.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.models import ReferenceFigure
from analytics.vocabulary.references import COMPARABILITY_NAMES
from analytics.web.pages.matrix import Links
from analytics.web.pages.shared import Words
from surveys.instruments.document import question_key

Kind = ReferenceFigure.Kind


def figures_about(
    words: Words, figures: Iterable[ReferenceFigure], perceiver: str, target: str
) -> list[ReferenceFigure]:
    """The figures of a directed dyad: those about the side as a whole, then by question.

    Not those about a matter that the questionnaire of this release has not.
    """
    order = ["", *words.labels.questions]
    own = [figure for figure in figures if (figure.perceiver, figure.target) == (perceiver, target)]
    return sorted(
        (figure for figure in own if key_of(figure) in order),
        key=lambda figure: order.index(key_of(figure)),
    )


def key_of(figure: ReferenceFigure) -> str:
    """The key of the question that a figure is about; "" for the side as a whole."""
    return question_key(figure.perceiver, figure.target, figure.item) if figure.item else ""


def quoted_here(words: Words, figures: Iterable[ReferenceFigure]) -> frozenset[str]:
    """The keys of questions whose quotation in the questionnaire is one of these figures too."""
    return frozenset(key_of(figure) for figure in figures if _is_quotation(words, figure))


def _is_quotation(words: Words, figure: ReferenceFigure) -> bool:
    label = words.labels.questions.get(key_of(figure))
    quotation = label.quotation if label else None
    return (
        quotation is not None
        and figure.figure == Kind.MARK
        and (figure.wording, figure.value) == (quotation.label, quotation.mark)
    )


def described_figure(words: Words, figure: ReferenceFigure) -> dict[str, Any]:
    """A figure as a page or a brief shows it; what was not published is ""."""
    label = words.labels.questions.get(key_of(figure))
    return {
        "matter": label.item[:1].upper() + label.item[1:] if label else "",
        "figure": figure_words(words, figure),
        "source": figure.source,
        "url": figure.url,
        "date": date_words(figure.date),
        "population": figure.population,
        "people": ngettext("%(n)s person", "%(n)s people", figure.n) % {"n": figure.n}
        if figure.n
        else "",
        "wording": figure.wording,
        "language": figure.language,
        "comparability": COMPARABILITY_NAMES[figure.comparability],
        "note": figure.note,
    }


def figure_words(words: Words, figure: ReferenceFigure) -> str:
    """The figure with its interval and scale, in the digits of its source."""
    if figure.figure == Kind.MARK:
        return _("marked “%(mark)s”") % {"mark": words.labels.marks[figure.value]}
    value = figure.value
    if figure.low:
        value = _("%(value)s (%(low)s to %(high)s)") % vars(figure)
    if figure.figure == Kind.PERCENTAGE:
        return _("%(value)s percent") % {"value": value}
    return _("mean %(value)s on a scale from %(lowest)s to %(highest)s") % {
        "value": value,
        "lowest": figure.scale_minimum,
        "highest": figure.scale_maximum,
    }


def date_words(text: str) -> str:
    """A year, month or day of ISO 8601 as the language writes it.

    >>> date_words("2013")
    '2013'
    """
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return text
    day = date(*[*parts, 1][:3])
    return date_format(day, "DATE_FORMAT" if len(parts) == 3 else "YEAR_MONTH_FORMAT")


def elsewhere_by_dyad(
    words: Words, figures: Sequence[ReferenceFigure], links: Links
) -> list[dict[str, Any]]:
    """A row for each directed dyad of which a figure was published: those about it as a whole.

    ``others`` is the number of figures about single matters, which its page shows.
    """
    rows = []
    for (perceiver, target), url in links.items():
        own = figures_about(words, figures, perceiver, target)
        whole = [described_figure(words, figure) for figure in own if not figure.item]
        if own:
            rows.append(
                {
                    "url": f"{url}#elsewhere-{perceiver}-{target}",
                    "perceiver": words.name(perceiver),
                    "target": words.name(target),
                    "whole": whole,
                    "others": len(own) - len(whole),
                }
            )
    return rows
