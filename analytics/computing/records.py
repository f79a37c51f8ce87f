"""Records: whole sets of answers of groups of a hundred and more, without names.

Imported by the worker alone, since pandas is slow to load.
"""

from itertools import islice

import numpy as np
import numpy.typing as npt
import pandas as pd
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from analytics.computing.tally import levels_published
from analytics.disclosure.generalisation import hierarchy, recode
from analytics.release.groups import level_of
from analytics.release.record_columns import GroupColumns, Marks, RecordColumns, random_order
from surveys.group_sizes import LARGE_GROUP
from surveys.instruments.about_questions import AboutQuestion
from surveys.instruments.document import ABOUT, NO_LEVEL, Document
from surveys.instruments.loader import document_of
from surveys.instruments.sequence import name_of
from surveys.models.instrument import Question
from surveys.models.response import Lens, Mark, Rating
from surveys.models.round import Round

# How many ratings are read at once.
READ_AT_ONCE = 20_000


def records(round: Round) -> RecordColumns:
    """A record for every participant of each group of a hundred and more, in a random order.

    Of a level of a side that is published by level the records hold what is published of the level
    and no more: the rest is published of the whole side, and laid over that would give away what
    the smaller levels answered.

    None unless the round publishes records, nor of a group that is of one mind about some question
    (`generalisation.recode`). Every record has a fresh identifier, so that nothing leads from it to
    the response it is of.
    """
    if not round.publishes_records:
        return RecordColumns()
    document = document_of(round.instrument)
    by_level = levels_published(round)
    groups = (group for side in document.sides for group in by_level.get(side, (side,)))
    found = (_records(round, document, group) for group in groups)
    return RecordColumns([one for one in found if one is not None])


def _records(round: Round, document: Document, group: str) -> GroupColumns | None:
    given = _given(round, group)
    if len(given) < LARGE_GROUP:
        return None
    names = {q.key: name_of(ABOUT, q.key) for q in document.about_questions}
    questions = [q for q in document.about_questions if names[q.key] in given]
    answers = given.drop(columns=[names[q.key] for q in questions])
    about = pd.DataFrame({q.key: _in_words(given[names[q.key]], q) for q in questions}, given.index)
    recoded = recode(about, answers, [hierarchy(question) for question in questions])
    if recoded is None:
        return None
    told = {q.key: recoded[q.key].to_numpy() for q in questions}
    return random_order(group, told, list(answers.columns), answers.to_numpy(dtype=np.int8))


def _given(round: Round, group: str) -> pd.DataFrame:
    """The marks of a group's participants: a row a person, a column for each answer's name.

    Of a level only the answers that are published by level, and those about oneself. Raises
    ValueError if not everybody of the group has an answer to everything.
    """
    keys = Question.objects.filter(instrument=round.instrument_id).values_list("pk", "key")
    key_of = {_hex(pk): key for pk, key in keys}
    rows = Rating.objects.filter(round=round)
    if level_of(group):
        rows = rows.filter(group=group, lens__in=[Lens.PERCEIVED, Lens.ABOUT])
    else:
        rows = rows.filter(Q(group=group) | Q(group__startswith=f"{group}/"))
    # Texts, of which millions are made in the time of as many UUIDs.
    person, question = (Cast(name, TextField()) for name in ("response", "question"))
    people: dict[str, int] = {}
    columns: dict[tuple[str, str], int] = {}
    parts: list[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Marks]] = []
    read = rows.values_list(person, question, "lens", "mark").iterator(READ_AT_ONCE)
    while part := list(islice(read, READ_AT_ONCE)):
        parts.append(
            (
                np.array([people.setdefault(who, len(people)) for who, *_ in part], np.int32),
                np.array([columns.setdefault(x[1:3], len(columns)) for x in part], np.int16),
                np.array([mark for *_, mark in part], np.int8),
            )
        )
    if sum(len(part[0]) for part in parts) != len(people) * len(columns):
        raise ValueError(f"not everybody of {group} has an answer to everything")
    marks = np.zeros((len(people), len(columns)), np.int8)
    for of_people, of_columns, of_part in parts:
        marks[of_people, of_columns] = of_part
    names = [name_of(lens, key_of[_hex(question)]) for question, lens in columns]
    return pd.DataFrame(marks, columns=names)[sorted(names)]


def _hex(identifier: object) -> str:
    """How databases write a UUID: with hyphens or without."""
    return str(identifier).replace("-", "")


def _in_words(marks: "pd.Series[int]", question: AboutQuestion) -> npt.NDArray[np.object_]:
    """The keys of the options, and the same words as elsewhere for an answer that is none."""
    words = np.array([*NO_LEVEL, *(option.key for option in question.options)], dtype=object)
    return words[marks.to_numpy(dtype=np.intp) - Mark.SKIPPED]
