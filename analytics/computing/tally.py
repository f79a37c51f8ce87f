"""Ratings to tallies to blocks: the only code that counts answers.

Imported by the worker alone, since pandas is slow to load.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from django.db.models import Count

from analytics.measures.blocks import SMALLEST_GROUP, protect, publishable
from analytics.measures.marks import ANSWERS, SERIOUS, SKIPPED
from analytics.release.rows import PANEL, BlockRow, is_panel, panel_as_one
from surveys.instruments.document import Document, answers_of
from surveys.instruments.loader import document_of
from surveys.models.instrument import Question
from surveys.models.response import Lens, Rating
from surveys.models.round import Round

ATTRIBUTES = ["position", "perceiver", "target", "item", "kind", "domain"]
INDEX = [*ATTRIBUTES, "lens", "group"]
MARKS = range(SKIPPED, SERIOUS + 1)
MODULE_OF_LENS = {
    Lens.PREDICTED: "predicted",
    Lens.AVOWED: "avowed",
    Lens.FIRST: "impression",
    Lens.REVISED: "impression",
    Lens.ANCHORED: "vignettes",
}
Kind = Question.Kind


def tallies(round: Round) -> list[pd.DataFrame]:
    """Every tally of the round: a frame as of `tally`, and one for each side's impressions.

    An impression's columns are its own answers in published order: those without a choice, then
    the parties it could name, then something else.
    """
    people = counted(round)
    return [tally(round, people), *_impressions(round, people)]


def counted(round: Round) -> pd.DataFrame:
    """The one GROUP BY: how many ratings of each lens, question, group and mark there are.

    What respondents say about themselves is never counted.
    """
    rows = Rating.objects.filter(round=round).exclude(lens=Lens.ABOUT)
    ratings = rows.values_list("lens", "question_id", "group", "mark")
    frame = pd.DataFrame.from_records(
        list(ratings.annotate(people=Count("*"))),
        columns=["lens", "question", "group", "mark", "people"],
    )
    if not _panel_is_published_by_side(frame):
        frame["group"] = frame["group"].map(panel_as_one)
    return frame


def _panels(people: pd.DataFrame) -> list[str]:
    """The panel, or its parts, as far as anybody answered."""
    return sorted(group for group in people["group"].unique() if is_panel(group))


def _panel_is_published_by_side(people: pd.DataFrame) -> bool:
    """Whether two sides or more nominated assessors, and each that did enough to be published."""
    assessed = people[people["group"].isin(_panels(people)) & (people["lens"] == Lens.ASSESSED)]
    if assessed["group"].nunique() < 2:
        return False
    sizes = assessed.groupby(["group", "question"])["people"].sum().unstack(fill_value=0)
    return bool((sizes >= SMALLEST_GROUP).all(axis=None))


def tally(round: Round, people: pd.DataFrame | None = None) -> pd.DataFrame:
    """How many people of each group gave each mark to each question through each lens.

    Returns
    -------
    DataFrame of int
        One column for each of `ANSWERS`, in published order; indexed by the question's
        attributes, the lens and the group. Perceptions are those of the perceiver's participants,
        predictions and avowals those of the target's. Assessors are one group, the panel; or a
        group for each side that nominated them, when each of two sides or more nominated at least
        five. A question nobody answered is a row of zeros.
    """
    people = counted(round) if people is None else people
    panel = _panels(people) or [PANEL]
    groups = {
        (question.pk, str(lens), group): question
        for question in _questions(round)
        for lens, group in _asked_of(question, round, panel)
    }
    by_mark = _pivot(people, list(groups), MARKS)
    impressions = people["lens"].isin([Lens.FIRST, Lens.REVISED])
    if by_mark.to_numpy().sum() != people.loc[~impressions, "people"].sum():
        raise ValueError("there are ratings that belong to no group of this round")
    return _labelled(by_mark, list(groups.items()), ANSWERS)


def _impressions(round: Round, people: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """One frame a side, with both its impressions; none when the round did not ask."""
    if "impression" not in round.modules:
        return
    for question in _questions(round):
        if question.kind == Kind.IMPRESSION:
            answers = answers_of(document_of(round.instrument), "impression", question.perceiver)
            lenses = (Lens.FIRST, Lens.REVISED)
            rows = [((question.pk, str(lens), question.perceiver), question) for lens in lenses]
            marks = range(SKIPPED, SKIPPED + len(answers))
            yield _labelled(_pivot(people, [key for key, _ in rows], marks), rows, answers)


def blocks(counts: pd.DataFrame) -> list[BlockRow]:
    """Each tally as it may be published; of a group of fewer than five only its size."""
    return [
        BlockRow(
            position=position,
            perceiver=perceiver,
            target=target,
            item=item,
            item_kind=kind,
            domain=domain,
            lens=lens,
            group=group,
            n=sum(row),
            cumulative=protect(row).intervals if publishable(sum(row)) else None,
        )
        for (position, perceiver, target, item, kind, domain, lens, group), row in zip(
            counts.index, counts.to_numpy().tolist(), strict=True
        )
    ]


# --- Who was asked -------------------------------------------------------------------------------


def _questions(round: Round) -> list[Question]:
    return list(Question.objects.filter(instrument_id=round.instrument_id).order_by("position"))


def _asked_of(question: Question, round: Round, panel: Sequence[str]) -> Iterator[tuple[Lens, str]]:
    """The lenses through which a question was asked in this round, each with whom it was asked."""
    for lens, groups in _everybody(question, document_of(round.instrument), panel):
        if lens not in MODULE_OF_LENS or MODULE_OF_LENS[lens] in round.modules:
            yield from ((lens, group) for group in groups)


def _everybody(
    question: Question, document: Document, panel: Sequence[str]
) -> Iterator[tuple[Lens, Sequence[str]]]:
    if question.kind == Kind.VIGNETTE:
        yield Lens.ANCHORED, [*document.sides, *panel]
    elif question.kind in (Kind.CONCERN, Kind.THREAT):
        yield Lens.PERCEIVED, [question.perceiver]
        yield Lens.ASSESSED, panel
        # A party that is only feared has nobody to ask.
        others = [question.target] if question.target in document.sides else []
        yield Lens.PREDICTED, others
        yield Lens.AVOWED, others


# --- Labelling -----------------------------------------------------------------------------------


def _pivot(people: pd.DataFrame, keys: list[tuple[object, str, str]], marks: range) -> pd.DataFrame:
    # Without pandas' pivot table, which takes as long as ten thousand draws.
    row = {key: place for place, key in enumerate(keys)}
    by_mark = np.zeros((len(keys), len(marks)), dtype=int)
    columns = (people[name].tolist() for name in ("question", "lens", "group", "mark", "people"))
    for question, lens, group, mark, number in zip(*columns, strict=True):
        key = (question, lens, group)
        if key in row and mark in marks:
            by_mark[row[key], mark - marks.start] += number
    return pd.DataFrame(by_mark, columns=list(marks))


def _labelled(
    by_mark: pd.DataFrame,
    rows: Sequence[tuple[tuple[object, str, str], Question]],
    answers: Sequence[str],
) -> pd.DataFrame:
    by_mark.index = pd.MultiIndex.from_tuples(
        [
            (*(getattr(question, name) for name in ATTRIBUTES), lens, group)
            for (_, lens, group), question in rows
        ],
        names=INDEX,
    )
    by_mark.columns = pd.Index(answers, name="answer")
    return by_mark
