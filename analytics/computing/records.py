"""Records: whole sets of answers of groups of a hundred and more, without names.

Imported by the worker alone, since pandas is slow to load.
"""

import secrets
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pandas as pd
from django.db.models import Q

from analytics.computing.tally import levels_published
from analytics.disclosure.generalisation import hierarchy, recode
from analytics.release.groups import level_of
from analytics.release.rows import RecordRow
from surveys.group_sizes import LARGE_GROUP
from surveys.instruments.about_questions import AboutQuestion
from surveys.instruments.document import ABOUT, NO_LEVEL, Document
from surveys.instruments.loader import document_of
from surveys.instruments.sequence import name_of
from surveys.models.instrument import Question
from surveys.models.response import Lens, Mark, Rating
from surveys.models.round import Round


def records(round: Round) -> list[RecordRow]:
    """A record for every participant of each group of a hundred and more, in a random order.

    Of a level of a side that is published by level the records hold what is published of the level
    and no more: the rest is published of the whole side, and laid over that would give away what
    the smaller levels answered.

    None unless the round publishes records, nor of a group that is of one mind about some question
    (`generalisation.recode`). Every record has a fresh identifier, so that nothing leads from it to
    the response it is of.
    """
    if not round.publishes_records:
        return []
    document = document_of(round.instrument)
    by_level = levels_published(round)
    rows = [
        row
        for side in document.sides
        for group in by_level.get(side, (side,))
        for row in _records(round, document, group)
    ]
    secrets.SystemRandom().shuffle(rows)
    return rows


def _records(round: Round, document: Document, group: str) -> Iterator[RecordRow]:
    given = _given(round, group)
    if len(given) < LARGE_GROUP:
        return
    names = {q.key: name_of(ABOUT, q.key) for q in document.about_questions}
    questions = [q for q in document.about_questions if names[q.key] in given]
    answers = given.drop(columns=[names[q.key] for q in questions])
    about = pd.DataFrame({q.key: _in_words(given[names[q.key]], q) for q in questions}, given.index)
    recoded = recode(about, answers, [hierarchy(question) for question in questions])
    if recoded is None:
        return
    for one, marks in zip(_rows(recoded), _rows(answers), strict=True):
        yield RecordRow(id=uuid4(), group=group, about=one, answers=marks)


def _given(round: Round, group: str) -> pd.DataFrame:
    """The marks of a group's participants: a row a person, a column for each answer's name.

    Of a level only the answers that are published by level, and those about oneself.
    """
    keys = dict(Question.objects.filter(instrument=round.instrument_id).values_list("pk", "key"))
    rows = Rating.objects.filter(round=round)
    if level_of(group):
        rows = rows.filter(group=group, lens__in=[Lens.PERCEIVED, Lens.ABOUT])
    else:
        rows = rows.filter(Q(group=group) | Q(group__startswith=f"{group}/"))
    frame = pd.DataFrame.from_records(
        list(rows.values_list("response_id", "question_id", "lens", "mark")),
        columns=["person", "question", "lens", "mark"],
    )
    frame["name"] = [
        name_of(lens, keys[question])
        for lens, question in zip(frame["lens"], frame["question"], strict=True)
    ]
    return frame.pivot(index="person", columns="name", values="mark")


def _in_words(marks: "pd.Series[int]", question: AboutQuestion) -> list[str]:
    """The keys of the options, and the same words as elsewhere for an answer that is none."""
    words = (*NO_LEVEL, *(option.key for option in question.options))
    return [words[mark - Mark.SKIPPED] for mark in marks]


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as plain dictionaries, also of a frame without columns."""
    values = frame.astype(object).to_numpy().tolist()
    return [dict(zip(frame.columns, row, strict=True)) for row in values]
