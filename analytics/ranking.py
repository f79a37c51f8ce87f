"""The threat gap on ranks among anchoring vignettes, for groups of a hundred and more.

A rank needs one person's own rating and their ratings of the vignettes together, so that it is no
function of blocks: smaller groups have none. Imported by the worker alone.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analytics.gaps.rounding import figure
from analytics.gaps.vignettes import RankInterval, c_delta, c_scale
from analytics.rows import PANEL, CellRow, Figures, panel_as_one
from surveys.instruments.document import Document
from surveys.instruments.loading import document_of
from surveys.models.base import Seat
from surveys.models.instrument import Question
from surveys.models.response import Lens, Rating
from surveys.models.round import Round

LARGE_GROUP = 100
# So few that one person more or less seldom shows.
DECIMALS = 2
RULES = ("uniform", "minimum_entropy")


def with_ranks(cells: Sequence[CellRow], round: Round) -> list[CellRow]:
    """The cells, those of the vignettes' domain and of large groups with delta on C ranks.

    The figures are ``c_delta_uniform`` and ``c_delta_minimum_entropy``, after what becomes of
    people whose ratings allow several ranks.
    """
    found = c_gaps(round)
    ranked = ("threat", "")
    return [
        replace(cell, figures={**cell.figures, **found[cell.key]})
        if (cell.gap, cell.without) == ranked and cell.key in found
        else cell
        for cell in cells
    ]


def c_gaps(round: Round) -> dict[str, Figures]:
    """Delta on C ranks by question; nothing of groups below a hundred, or without vignettes.

    A question has no figure unless a hundred in both groups have a rank: of fewer, the figure
    would tell of single people.
    """
    document = document_of(round.instrument)
    large = _large_groups(round)
    if "vignettes" not in round.modules or document.vignettes is None or PANEL not in large:
        return {}
    people = _people(round)
    vignettes = _vignettes(round, document)
    questions = Question.objects.filter(
        instrument_id=round.instrument_id,
        kind__in=[Question.Kind.CONCERN, Question.Kind.THREAT],
        domain=document.vignettes.domain,
        perceiver__in=large,
    )
    return {q.key: _gap(people, q, vignettes) for q in questions}


def _large_groups(round: Round) -> set[str]:
    """The sides, and the panel, of which at least a hundred people submitted."""
    sizes: dict[str, int] = {}
    for seat, side, n in round.turnout:
        group = PANEL if seat == Seat.ASSESSOR else side
        sizes[group] = sizes.get(group, 0) + n
    return {group for group, n in sizes.items() if n >= LARGE_GROUP}


def _people(round: Round) -> pd.DataFrame:
    """One row a person, by group; a column a question; no level is NaN."""
    lenses = [Lens.PERCEIVED, Lens.ASSESSED, Lens.ANCHORED]
    rows = Rating.objects.filter(round=round, lens__in=lenses, mark__gte=0)
    frame = pd.DataFrame.from_records(
        list(rows.values_list("group", "response_id", "question_id", "mark")),
        columns=["group", "person", "question", "mark"],
    )
    frame["group"] = frame["group"].map(panel_as_one)
    return frame.pivot_table(index=["group", "person"], columns="question", values="mark")


def _vignettes(round: Round, document: Document) -> list[object]:
    """The vignettes' questions, the least severe first."""
    assert document.vignettes is not None
    places = {s.key: place for place, s in enumerate(document.vignettes.situations)}
    asked = Question.objects.filter(instrument_id=round.instrument_id, kind=Question.Kind.VIGNETTE)
    return [q.pk for q in sorted(asked, key=lambda q: places[q.item])]


def _gap(people: pd.DataFrame, question: Question, vignettes: Sequence[object]) -> Figures:
    """The two deltas; None unless a hundred in each group rated the question and every vignette."""
    left, right = (_ranks(people, g, question, vignettes) for g in (question.perceiver, PANEL))
    if min(_ranked(left), _ranked(right)) < LARGE_GROUP:
        return dict.fromkeys(map(_name, RULES))
    ranks = 2 * len(vignettes) + 1
    deltas = {rule: c_delta(left, right, ranks, rule) for rule in RULES}
    return {_name(rule): figure(np.round(delta, DECIMALS)) for rule, delta in deltas.items()}


def _name(rule: str) -> str:
    return f"c_delta_{rule}"


def _ranked(group: RankInterval) -> int:
    return int(np.isfinite(group.low).sum())


def _ranks(
    people: pd.DataFrame, group: str, question: Question, vignettes: Sequence[object]
) -> RankInterval:
    rated = people.reindex(columns=[question.pk, *vignettes])
    marks = rated[rated.index.get_level_values("group") == group].to_numpy(np.float64)
    return c_scale(marks[:, 0], marks[:, 1:])
