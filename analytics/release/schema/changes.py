"""What changed since an earlier round, at single questions and over the common concerns.

Both tables are of the changes that a reader may see, and have no row for anybody else.
"""

from dataclasses import replace
from operator import attrgetter
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.measures.certain_counts import CertainShift
from analytics.measures.change import Movement
from analytics.measures.marks import LEVELS, LOW
from analytics.release.concern_changes import ConcernChange, concern_changes
from analytics.release.schema.columns import Column, TableSchema, count, text
from analytics.release.schema.figures import CHANGE
from analytics.release.schema.questions import (
    DYAD,
    GROUP,
    ITEMS,
    LENS,
    QUESTION,
    by_key,
    parties,
)
from analytics.release.schema.texts import Values
from analytics.vocabulary.gaps import MOVEMENTS
from surveys.instruments.document import Document
from surveys.instruments.labels import Labels

ROUND_BEFORE = count("round_before", _("Number of the earlier round"), unit="")

CHANGES = TableSchema(
    "changes",
    _("Changes since an earlier round"),
    "One group's answers to one question against those of an earlier round, if you may read its "
    "release too.",
    (
        *QUESTION,
        LENS,
        GROUP,
        ROUND_BEFORE,
        count("n_before", _("People asked in the earlier round")),
        count("n_after", _("People asked in this round")),
        text("movement", _("What the change is called"), MOVEMENTS, filters=True),
        *CHANGE,
    ),
    rows=lambda source: source.content.changes,
    filters=ITEMS,
    revised=True,
    required=False,
    of_changes=True,
)


# --- Over the common concerns --------------------------------------------------------------------


def _of_all(column: Column) -> Column:
    """A column that all changes of the group have in common."""
    return replace(column, read=lambda row: getattr(row.first, column.name))


def _marks(document: Document, labels: Labels) -> Values:
    marks = by_key(attrgetter("marks"), labels)
    return {level: marks[level] for level in LEVELS[LOW:]}


def _certain(end: str, level: Promise, answers: Promise) -> tuple[Column, ...]:
    def shift(row: ConcernChange) -> CertainShift | None:
        found: CertainShift | None = getattr(row, end)
        return found

    def name(row: ConcernChange) -> str:
        found = shift(row)
        return "" if found is None else LEVELS[found.level]

    def number(row: ConcernChange) -> int | None:
        found = shift(row)
        return None if found is None else abs(found.people)

    more: dict[str, Any] = {"optional": True}
    return (
        text(f"{end}_level", level, _marks, read=name, **more),
        count(f"{end}_answers", answers, unit="answers", read=number, **more),
    )


def _joint(name: str, label: Promise) -> Column:
    def read(row: ConcernChange) -> int | None:
        return None if row.joint is None else int(getattr(row.joint, name))

    return count(f"n_{name}_jointly", label, unit="concerns", optional=True, read=read)


CONCERN_CHANGES = TableSchema(
    "concern_changes",
    _("Changes over the common concerns"),
    "One group's answers to all common concerns about one side against those of an earlier round, "
    "if you may read its release too.",
    (
        _of_all(text("perceiver", _("Side whose concerns they are"), parties, filters=True)),
        _of_all(text("target", _("Side that the concerns are about"), parties, filters=True)),
        _of_all(LENS),
        _of_all(GROUP),
        _of_all(ROUND_BEFORE),
        count("n_concerns", _("Concerns compared"), unit="concerns", read=lambda r: len(r.changes)),
        count("answers_before", _("Answers asked for in the earlier round"), unit="answers"),
        count("answers_after", _("Answers asked for in this round"), unit="answers"),
        *_certain(
            "more",
            _("Level that certainly more answers than before were, or higher"),
            _("How many more answers, at least"),
        ),
        *_certain(
            "fewer",
            _("Level that certainly fewer answers than before were, or higher"),
            _("How many fewer answers, at least"),
        ),
        text(
            "movement",
            _("What all concerns together show of the group"),
            {name: words for name, words in MOVEMENTS.items() if name != Movement.STEADY},
            optional=True,
            filters=True,
            read=lambda row: str(row.joint.movement) if row.joint else "",
        ),
        _joint("needed", _("Concerns that must have risen, or fallen, for that")),
        _joint("rose", _("Concerns that rose with a p that allows for all six")),
        _joint("fell", _("Concerns that fell with a p that allows for all six")),
    ),
    rows=lambda source: concern_changes(source.content.changes),
    filters=(DYAD,),
    revised=True,
    required=False,
    of_changes=True,
)
