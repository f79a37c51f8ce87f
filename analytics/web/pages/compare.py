"""The rounds of a study, and studies with one questionnaire, side by side as a page.

Nothing is computed from two releases here: each figure is one that a release has published, and
what is said to have changed is said by the later of two releases.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from analytics.measures.change import Movement
from analytics.models import Release
from analytics.release.comparing import rounds_beside, studies_beside
from analytics.release.concern_changes import ConcernChange, concern_changes
from analytics.release.queries import Dyad, means_of, visible_changes_of
from analytics.release.rows import MeanRow
from analytics.release.verdicts import thresholds_of
from analytics.vocabulary.gaps import MOVEMENTS
from analytics.web.access import Reader
from analytics.web.charts.compared import Mark, compared
from analytics.web.pages.means import described_mean
from analytics.web.pages.shared import Words, of_gap, page_context, words_of
from surveys.languages import text_in

GAPS = ("threat", "empathy")
Means = Sequence[Mapping[Dyad, MeanRow]]


def compare(reader: Reader) -> dict[str, Any] | None:
    """The mean gaps of every directed dyad, release beside release; None if there is no other."""
    release = reader.release
    rounds = rounds_beside(release, reader.who)
    studies = [release, *studies_beside(release, reader.user)]
    parts = [
        _part(reader, "rounds", rounds, [text_in(each.round.title) for each in rounds]),
        _part(reader, "studies", studies, [_with_study(each) for each in studies]),
    ]
    shown = [part for part in parts if part]
    if not shown:
        return None
    return page_context(reader) | {
        "parts": shown,
        "change_url": reader.url("change"),
    }


def has_others(reader: Reader) -> bool:
    """Whether anything stands beside the release for this reader."""
    release = reader.release
    return len(rounds_beside(release, reader.who)) > 1 or bool(studies_beside(release, reader.user))


def _with_study(release: Release) -> str:
    names = {"study": text_in(release.round.study.title), "round": text_in(release.round.title)}
    return _("%(study)s, %(round)s") % names


def _part(
    reader: Reader, id: str, releases: Sequence[Release], names: Sequence[str]
) -> dict[str, Any] | None:
    """Charts and tables of these releases; None of one alone, and without any means."""
    if len(releases) < 2:
        return None
    words = words_of(reader.release)
    means = [means_of(release) for release in releases]
    changes = _changes(reader, releases) if id == "rounds" else [{} for _release in releases]
    sections = [
        _section(
            words,
            gap,
            f"{id}-{gap}",
            names,
            [_of_dyads(of_gap(rows, gap)) for rows in means],
            releases,
            changes if gap == "threat" else [{} for _release in releases],
        )
        for gap in GAPS
    ]
    shown = [section for section in sections if section["rows"]]
    return {"id": id, "sections": shown, "shows_changes": any(changes)} if shown else None


def _of_dyads(rows: Sequence[MeanRow]) -> dict[Dyad, MeanRow]:
    """The means of directed dyads."""
    return {(row.perceiver, row.target): row for row in rows if row.perceiver and row.target}


def _changes(reader: Reader, releases: Sequence[Release]) -> list[dict[Dyad, ConcernChange]]:
    """What each release says of how participants' own answers changed, as far as it may be seen."""
    return [
        {
            (change.first.perceiver, change.first.target): change
            for change in concern_changes(visible_changes_of(release, reader.who))
            if change.first.lens == "perceived"
        }
        for release in releases
    ]


def _section(
    words: Words,
    gap: str,
    id: str,
    names: Sequence[str],
    means: Means,
    releases: Sequence[Release],
    changes: Sequence[Mapping[Dyad, ConcernChange]],
) -> dict[str, Any]:
    dyads = [
        (one, other)
        for one in words.order
        for other in words.order
        if any((one, other) in of_release for of_release in means)
    ]
    cells = {
        dyad: [
            _cell(of_release.get(dyad), release, moved.get(dyad))
            for of_release, release, moved in zip(means, releases, changes, strict=True)
        ]
        for dyad in dyads
    }
    marks = [
        (
            f"{words.name(one)} → {words.name(other)}",
            [
                _mark(name, of_release.get((one, other)), cell)
                for name, of_release, cell in zip(names, means, cells[one, other], strict=True)
            ],
        )
        for one, other in dyads
    ]
    return {
        "gap": gap,
        "id": id,
        "chart_id": f"chart-{id}",
        "chart": compared(gap, marks) if dyads else None,
        "published": any(mark.value is not None for _name, row in marks for mark in row),
        "columns": names,
        "rows": [
            {
                "perceiver": words.name(one),
                "target": words.name(other),
                "cells": cells[one, other],
            }
            for one, other in dyads
        ],
    }


def _cell(
    mean: MeanRow | None, release: Release, change: ConcernChange | None
) -> dict[str, Any] | None:
    """A mean as its own release shows it; None where it was not asked."""
    if mean is None:
        return None
    described = described_mean(mean, (), thresholds_of(release.metadata))
    return described | {"concerns": "", "moved": _moved(change)}


def _moved(change: ConcernChange | None) -> str:
    """What the release says of participants' answers, where it says that they moved."""
    if change is None or change.joint is None:
        return ""
    if change.joint.movement == Movement.TOO_FEW_TO_SAY:
        return ""
    return _("answers since round %(before)s: %(movement)s") % {
        "before": change.first.round_before,
        "movement": MOVEMENTS[change.joint.movement],
    }


def _mark(name: str, mean: MeanRow | None, cell: Mapping[str, Any] | None) -> Mark:
    """The figure that the table shows first."""
    if mean is None or cell is None:
        return Mark(name, None, None, None, "")
    figure = mean.pooled_estimate if mean.pooled else (mean.mean, mean.mean_low, mean.mean_high)
    return Mark(name, *figure, str(cell["words"]))
