"""What a brief says of the grounds on which each side's answers about the other rest."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from analytics.brief.sources import DyadSource
from analytics.release.grounds import GroundsRow, grounds_of
from analytics.web import wording
from analytics.web.pages.grounds import ground_words, most_named
from analytics.web.pages.shared import Words
from surveys.instruments.batteries import STATED
from surveys.instruments.document import Document
from surveys.instruments.loader import document_of
from surveys.languages import join_sentences


def ground_lines(words: Words, dyad: DyadSource) -> list[tuple[str, str]]:
    """Return (participants, what their answers rest on) of each side; [] where it was not asked.

    A group below five, and a questionnaire that does not tell what the other side has, does or says
    from other grounds, have no line.
    """
    document = document_of(dyad.source.release.round.instrument)
    rows = [row for row in grounds_of(document, dyad.blocks) if row.lens == STATED]
    rows.sort(key=lambda row: dyad.sides.index(row.perceiver))
    return [
        (f"{capfirst(words.labels.participants[row.group])}:", _sentence(words, document, row))
        for row in rows
        if row.others
    ]


def has_grounds(dyad: DyadSource) -> bool:
    """Return whether the round asked what answers rest on."""
    document = document_of(dyad.source.release.round.instrument)
    return bool(grounds_of(document, dyad.blocks))


def _sentence(words: Words, document: Document, row: GroundsRow) -> str:
    values = {
        "observed": wording.count_words(row.observed),
        "others": wording.count_words(row.others),
        "n": row.n,
    }
    said = _(
        "of %(n)s, %(observed)s rest on what the other side has, does or says, and %(others)s on "
        "another ground."
    )
    if key := most_named(row):
        values["ground"] = ground_words(words, document)[key]
        most = _("Most for certain on: %(ground)s.")
        return join_sentences(said % values, most % values)
    return said % values
