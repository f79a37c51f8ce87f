"""Parts of several pages: what surrounds them, and a release's rows in the page's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from analytics.measures.marks import ANSWERS, LEVELS, SERIOUS
from analytics.models import Release
from analytics.release.citation import citation, pooling_problem
from analytics.release.groups import level_of, whole_group
from analytics.release.queries import revisions_of
from analytics.release.rows import (
    PANEL,
    AboutAQuestion,
    BlockRow,
    CellRow,
    MeanRow,
    at_least,
    exactly,
    is_panel,
    nominator_of,
)
from analytics.vocabulary.audiences import AUDIENCE_NAMES
from analytics.vocabulary.likelihood import POOLING_PROBLEMS
from analytics.web import wording
from analytics.web.access import Reader
from surveys.instruments.labels import Labels, labels
from surveys.instruments.loader import document_of
from surveys.languages import current_tag, text_in
from surveys.models.base import Level
from surveys.respondent_groups import with_level

# Welch's own symbols, shown only where his table is quoted.
SYMBOLS = {"serious": "●", "moderate": "◎", "low": "○"}
# The columns of the published counts: levels from the top down, then the answers without one.
AT_LEAST = ("serious", "moderate", "low", "none")
WITHOUT_LEVEL = ("cannot_determine", "prefer_not_to_say", "skipped")
Row = TypeVar("Row", bound=AboutAQuestion)
GapRow = TypeVar("GapRow", CellRow, MeanRow)


@dataclass(frozen=True)
class Words:
    """The labels of a release's questionnaire, and the order in which its sides are shown."""

    labels: Labels
    order: tuple[str, ...]

    def name(self, code: str) -> str:
        return self.labels.parties[code]

    def group_name(self, group: str) -> str:
        """A side's participants or a level of them, the panel, or what of it one side nominated."""
        if group == PANEL:
            return _("Panel")
        if side := nominator_of(group):
            return _("Panel, nominated by %(side)s") % {"side": self.name(side)}
        return with_level(self.name(whole_group(group)), level_of(group))

    def place_of(self, group: str) -> tuple[bool, int, int]:
        """Sorts the sides as the study has them, each by level, then the panel by nominators."""
        side, level = nominator_of(group) or whole_group(group), level_of(group)
        place = self.order.index(side) if side in self.order else -1
        return is_panel(group), place, Level.values.index(level) if level else -1

    def by_dyad(self, rows: Iterable[Row]) -> list[list[Row]]:
        """The rows of each directed dyad, in the study's order, and last those about no dyad."""

        def ends(row: Row) -> tuple[bool, list[int]]:
            codes = [code for code in (row.perceiver, row.target) if code]
            return not codes, [self.order.index(code) for code in codes]

        return [list(of_dyad) for _ends, of_dyad in groupby(sorted(rows, key=ends), key=ends)]

    def concern(self, question: AboutAQuestion) -> str:
        """The label of the concern that a question is about; "" of any other."""
        is_concern = question.item_kind == "concern"
        return self.labels.concerns.get(question.item, "") if is_concern else ""

    def at_or_above(self, level: int) -> str:
        """A level in quotation marks, "or higher" where there is one."""
        words = _("“%(level)s”") if level == SERIOUS else _("“%(level)s” or higher")
        return words % {"level": self.labels.marks[LEVELS[level]]}

    def text(self, question: AboutAQuestion) -> str:
        """A question as a line: its matter, with a capital where there is such a thing."""
        matter = self.labels.questions[question.key].item
        return matter[:1].upper() + matter[1:]

    def short_name(self, question: AboutAQuestion) -> str:
        """A concern by its label, an articulated threat in its own words."""
        return self.concern(question) or self.text(question)


def words_of(release: Release) -> Words:
    own = labels(document_of(release.round.instrument), current_tag())
    first = release.round.study.side_order.get(current_tag(), [])
    order = [code for code in first if code in own.parties]
    return Words(own, tuple(dict.fromkeys([*order, *own.parties])))


def page_context(reader: Reader) -> dict[str, Any]:
    """What surrounds every page of a release: what it is, and where its reader may go from it."""
    release, round = reader.release, reader.release.round
    last = revisions_of(release)[-1]
    return reader.navigation() | {
        "simulated": round.simulated,
        "release": release,
        "round": round,
        "title": text_in(round.title),
        "study_title": text_in(round.study.title),
        "citation": citation(release),
        # None while the figures are those of the release itself.
        "revision": last if last.number > 1 else None,
        "audience": AUDIENCE_NAMES[release.audience],
        "pooling_problem": POOLING_PROBLEMS.get(pooling_problem(last.metadata), ""),
        "smallest_group": release.metadata["method"]["blocks"]["smallest_group"],
    }


def take_away(reader: Reader, chart: str) -> dict[str, str]:
    """The addresses of a figure that may be taken away, by format."""
    return {end: reader.url(f"chart_{end}", chart) for end in ("svg", "png")}


def of_gap(rows: Iterable[GapRow], gap: str, without: str = "") -> list[GapRow]:
    """The rows of one gap, against the whole panel or without one side's assessors."""
    return [row for row in rows if (row.gap, row.panel_without) == (gap, without)]


# --- Counts --------------------------------------------------------------------------------------


def count_words(block: BlockRow) -> list[str]:
    """The published counts of a group, one for each of `count_columns`."""
    levels = [at_least(block, ANSWERS.index(level)) for level in AT_LEAST]
    others = [exactly(block, ANSWERS.index(answer)) for answer in WITHOUT_LEVEL]
    return [wording.count_words(count) for count in levels + others]


def group_counts(name: str, block: BlockRow) -> dict[str, Any]:
    """The row of a group in a table of counts."""
    return {"group": name, "n": block.n, "cells": count_words(block)}


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
