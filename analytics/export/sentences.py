"""Sentences that several files have, each in the language of the file."""

from contextlib import AbstractContextManager

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from analytics.export.labels import CODES, Texts
from analytics.export.publication import Publication
from analytics.release.citation import pooling_problem
from analytics.vocabulary.likelihood import POOLING_PROBLEMS


def in_language(language: str) -> AbstractContextManager[None]:
    """Our own sentences in this language, where the program has it; else in English."""
    return override(CODES.get(language, "en"))


def no_text(language: str) -> str:
    """What stands where there is no text in a language, so that nobody takes another for it."""
    return gettext("(no text in %(language)s)") % {"language": language}


def text_or_note(texts: Texts, language: str) -> str:
    """The text in this language, or that there is none."""
    return texts.get(language) or no_text(language)


# Where a text comes from, by its status; there is none without one.
STATUSES = {
    "source": _("the text that the questionnaire was written in"),
    "reviewed": _("a translation that a native reader has reviewed"),
    "draft": _("a machine draft that no native reader has reviewed"),
    None: "",
}


# --- About the release ---------------------------------------------------------------------------


def heading(publication: Publication, language: str) -> str:
    """Study and round, as titled in this language."""
    titles = publication.title(language), publication.round_title(language)
    return ", ".join(title or no_text(language) for title in titles)


SIMULATED = _(
    "The answers are SIMULATED: made up by a program to show how this works. They say nothing "
    "about any country, group or person."
)
DISCLOSURE = _(
    "Counts are published in steps of three people or more, so that nobody's answer can be told "
    "from them. A block holds, for each answer but the last, the lowest and the highest number of "
    "people who gave that answer or one before it. Of a group of fewer than five people only "
    "its size is published."
)
RECORDS = _(
    "Of sides with 100 participants or more, all answers of each person are published as one "
    "record, under a random identifier. What people said about themselves is told so coarsely "
    "that ten people or more share every combination. That only one or two gave an answer can "
    "be seen in records, and somebody who knows several answers of a person may find the rest."
)
WEIGHTING = _(
    "People are not weighted: everybody who submitted and was asked counts once. Where a "
    "figure is computed from a block, the tallies that fit the block are weighed by how "
    "probable they are; release.json tells the weights under metadata, method."
)
EMPTY = _("An empty field means that nothing can be said, never zero.")


def records_words(publication: Publication) -> str | Promise:
    """What records are, where there are any."""
    return RECORDS if publication.content.records else ""


def _changes_words(publication: Publication) -> str:
    rounds = sorted({change.round_before for change in publication.content.changes})
    if rounds:
        numbers = ", ".join(map(str, rounds))
        return gettext(
            "Holds what changed since an earlier round (number %(numbers)s), which is told to "
            "those alone who may read the release of that round too."
        ) % {"numbers": numbers}
    if publication.metadata["changes"]["rows"]:
        return gettext(
            "What changed since an earlier round is told to those alone who may read the release "
            "of that round too, and is not here."
        )
    return ""


def pooling_words(publication: Publication) -> str | Promise:
    """Why some gaps, or all, are not estimated together; empty where all are."""
    problem = pooling_problem(publication.metadata)
    return POOLING_PROBLEMS[problem] if problem else ""


# Whose files may differ from these, and in what.
changes_words = lazy(_changes_words, str)


# --- For catalogues ------------------------------------------------------------------------------

ABOUT = _(
    "Perceived threats between the sides of a dialogue among experts: how serious a concern each "
    "side takes each other side to be, how a panel of assessors sees it, and what the sides expect "
    "of each other’s answers, as far as it was put to them."
)
UNIT = _("A group of people: the participants of one side, or the panel of assessors")
UNIVERSE = _("Those who were invited to the round and submitted their answers")
FIGURES = _(
    "Aggregate data: counts in steps of three people or more, and figures computed from them"
)
FIGURES_AND_RECORDS = _("Aggregate data and figures computed from them; answers of single people")
MODE = _("Questionnaire that people filled in by themselves, on a website")
CONFIDENTIALITY = _("Do not try to find out who answered, or what somebody answered.")
PLEASE_CITE = _("Please cite the release with its checksum, as told under the citation.")
