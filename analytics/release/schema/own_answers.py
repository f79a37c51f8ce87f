"""The tables of questions whose answers are not the marks: impressions and reported changes."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.release.own_answers import AnswerRow, answers_in
from analytics.release.rows import BlockRow
from analytics.release.schema.columns import BELOW_FIVE, Column, TableSchema, count, text
from analytics.release.schema.questions import DYAD, LENS, PERCEIVER, by_key, parties
from analytics.release.schema.texts import Values
from analytics.vocabulary.missing import ANSWERS_WITHOUT_LEVEL
from surveys.instruments.document import Document
from surveys.instruments.labels import Labels
from surveys.instruments.optional_parts import REPORTED_CHANGES as KINDS


def group_size(row: BlockRow | AnswerRow) -> Sequence[int]:
    return (row.n,)


def _people(name: str, label: Promise) -> Column:
    return count(name, label, missing=BELOW_FIVE, optional=True, sizes=group_size)


def _impression_answers(document: Document, labels: Labels) -> Values:
    return {**ANSWERS_WITHOUT_LEVEL, **by_key(lambda each: each.options, labels)}


OF_ONE_ANSWER = (
    _people("count_low", _("Fewest who may have given the answer")),
    _people("count_high", _("Most who may have given the answer")),
    _people("cum_low", _("Fewest who gave it or an answer in a row before it")),
    _people("cum_high", _("Most who gave it or an answer in a row before it")),
)
N_OF_SIDE = count("n", _("People of the side who submitted and were asked"))

IMPRESSIONS = TableSchema(
    "impressions",
    _("Which side gives most cause for concern"),
    "One answer to one side's impression, whose answers are sides.",
    (
        PERCEIVER,
        LENS,
        N_OF_SIDE,
        text(
            "answer",
            _("Side that gives most cause for concern"),
            _impression_answers,
            filters=True,
        ),
        *OF_ONE_ANSWER,
    ),
    rows=lambda source: answers_in(source.content.blocks, source.document, ("impression",)),
    required=False,
)


def _reported_answers(document: Document, labels: Labels) -> Values:
    without = {key: ANSWERS_WITHOUT_LEVEL[key] for key in ("skipped", "prefer_not_to_say")}
    return {**without, **by_key(lambda each: each.reported_answers, labels)}


def _parties_or_all(document: Document, labels: Labels) -> Values:
    return {**parties(document, labels), "": _("none: about the concerns as a whole")}


REPORTED_CHANGES = TableSchema(
    "reported_changes",
    _("What participants say has changed"),
    "One answer to whether something has changed for the participants of one side: their concern "
    "about another side since the last round (lens recalled), or what they would name first (lens "
    "reflected).",
    (
        PERCEIVER,
        text("target", _("Side that the concern is about"), _parties_or_all, filters=True),
        LENS,
        N_OF_SIDE,
        text("answer", _("Whether it has changed"), _reported_answers, filters=True),
        *OF_ONE_ANSWER,
    ),
    rows=lambda source: answers_in(source.content.blocks, source.document, KINDS),
    filters=(DYAD,),
    required=False,
)
