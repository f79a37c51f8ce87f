"""Parts of several pages: what surrounds them, and a release's rows in the page's language."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analytics.measures.marks import ANSWERS
from analytics.models import Release
from analytics.release.citation import citation
from analytics.release.queries import Revision, revisions_of
from analytics.release.rows import BlockRow, at_least, exactly
from analytics.vocabulary.audiences import AUDIENCE_NAMES
from analytics.web import wording
from analytics.web.access import Reader
from surveys.instruments.labels import Labels, QuestionLabel, labels
from surveys.instruments.loader import document_of
from surveys.languages import current_tag, text_in

# Welch's own symbols, shown only where his table is quoted.
SYMBOLS = {"serious": "●", "moderate": "◎", "low": "○"}
# The columns of the published counts: levels from the top down, then the answers without one.
AT_LEAST = ("serious", "moderate", "low", "none")
WITHOUT_LEVEL = ("cannot_determine", "prefer_not_to_say", "skipped")


@dataclass(frozen=True)
class Words:
    """The labels of a release's questionnaire, and the order in which its sides are shown."""

    labels: Labels
    order: tuple[str, ...]

    def name(self, code: str) -> str:
        return self.labels.parties[code]


def words_of(release: Release) -> Words:
    own = labels(document_of(release.round.instrument), current_tag())
    first = release.round.study.side_order.get(current_tag(), [])
    order = [code for code in first if code in own.parties]
    return Words(own, tuple(dict.fromkeys([*order, *own.parties])))


def page_context(reader: Reader) -> dict[str, Any]:
    """What surrounds every page of a release: what it is, and where its reader may go from it."""
    release, round = reader.release, reader.release.round
    return reader.navigation() | {
        "simulated": round.simulated,
        "release": release,
        "round": round,
        "title": text_in(round.title),
        "study_title": text_in(round.study.title),
        "citation": citation(release),
        "revision": _later_revision(release),
        "audience": AUDIENCE_NAMES[release.audience],
        "smallest_group": release.metadata["method"]["blocks"]["smallest_group"],
    }


def _later_revision(release: Release) -> Revision | None:
    """The revision of which the figures are; None while there is only the first."""
    last = revisions_of(release)[-1]
    return last if last.number > 1 else None


def question_text(label: QuestionLabel) -> str:
    """A question as a line of a table: its matter, with a capital where there is such a thing."""
    return label.item[:1].upper() + label.item[1:]


# --- Counts --------------------------------------------------------------------------------------


def count_words(block: BlockRow) -> list[str]:
    """The published counts of a group, one for each of `count_columns`."""
    places = {answer: place for place, answer in enumerate(ANSWERS)}
    levels = [wording.count_words(at_least(block, places[answer])) for answer in AT_LEAST]
    return levels + [wording.count_words(exactly(block, places[name])) for name in WITHOUT_LEVEL]


def count_columns(labels: Labels) -> list[str]:
    marks = labels.marks
    return [
        marks["serious"],
        _("%(level)s or more") % {"level": marks["moderate"]},
        _("%(level)s or more") % {"level": marks["low"]},
        _("Any level"),
        marks["cannot_determine"],
        marks["prefer_not_to_say"],
        _("Skipped"),
    ]
