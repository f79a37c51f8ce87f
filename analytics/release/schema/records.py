"""The columns of records, which depend on the questionnaire: one for each answer."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from analytics.measures.marks import LEVELS
from analytics.release.schema.batteries import battery_values, question_of, with_question
from analytics.release.schema.columns import LONGEST_NAME, Column, Source, Type, Value, text
from analytics.release.schema.questions import GROUP, by_key, of_key, of_sides
from analytics.release.schema.texts import Joined, Values
from analytics.release.stored_records import with_every_name
from analytics.vocabulary.missing import ANSWERS_WITHOUT_LEVEL, Missing
from analytics.vocabulary.questions import LENSES
from surveys.instruments.batteries import BATTERY, battery_part
from surveys.instruments.document import Document, impression_options
from surveys.instruments.labels import Labels
from surveys.instruments.optional_parts import REPORTED_CHANGES
from surveys.instruments.sequence import KIND_OF_LENS, answer_names, modules_of, split_name

# What a question about oneself may have instead of an answer.
UNANSWERED: Values = {key: ANSWERS_WITHOUT_LEVEL[key] for key in ("skipped", "prefer_not_to_say")}
REASONS = (
    Missing.SKIPPED,
    Missing.PREFER_NOT_TO_SAY,
    Missing.CANNOT_DETERMINE,
    Missing.NOT_ASKED,
)
COLUMNS = (text("id", _("Random identifier of the record"), read=lambda row: str(row.id)), GROUP)


def record_columns(source: Source) -> tuple[Column, ...]:
    """What each record says of the respondent, and their answers in the order of the questions.

    ValueError for an answer to a question that the questionnaire does not have.
    """
    records, document = with_every_name(source.content.records), source.document
    described = {key for row in records for key in row.about}
    about = [q.key for q in document.about_questions if q.key in described]
    present = {name for row in records for name in row.answers}
    answers = _answer_names(document)
    if unknown := sorted(present - set(answers)):
        raise ValueError(f"no such question in the questionnaire: {unknown[0]!r}")
    # Of all answers there can be, so that a name is the same whoever answered.
    fixed = [column.name for column in COLUMNS]
    names = _names([*fixed, *(f"about_{key}" for key in about), *answers])
    return (
        *COLUMNS,
        *(_about(names[f"about_{key}"], key) for key in about),
        *(_answer(names[name], name, document) for name in answers if name in present),
    )


def _answer_names(document: Document) -> list[str]:
    """The names of all answers of participants, in the order of the questionnaire."""
    modules = modules_of(document)
    by_side = (answer_names(document, "participant", side, modules) for side in document.sides)
    return list(dict.fromkeys(name for names in by_side for name in names))


# --- Names ---------------------------------------------------------------------------------------


class Names(NamedTuple):
    """The name of a column, and what it is cut to where a format takes shorter ones."""

    name: str
    cut: Mapping[str, str]


def _names(keys: Sequence[str]) -> dict[str, Names]:
    names = variable_names(keys)
    cut = {format: variable_names(keys, longest) for format, longest in LONGEST_NAME.items()}
    return {
        key: Names(name, {f: of[key] for f, of in cut.items() if of[key] != name})
        for key, name in names.items()
    }


def variable_names(keys: Iterable[str], longest: int | None = None) -> dict[str, str]:
    """A name of letters, digits and underscores for each key, no two alike in any case.

    ``longest`` is how many characters a format takes; a name that is cut stays different from all
    others by a number at its end.

    >>> list(variable_names(["predicted/JPN>PRC:military", "18-29", "18_29"]).values())
    ['predicted_JPN_PRC_military', 'v_18_29', 'v_18_29_2']
    >>> variable_names(["unintended_clash", "unintended_class"], longest=12)
    {'unintended_clash': 'unintended_c', 'unintended_class': 'unintended_2'}
    """
    taken: set[str] = set()
    names = {}
    for key in keys:
        names[key] = _free_name(re.sub(r"[^A-Za-z0-9]+", "_", key).strip("_"), longest, taken)
        taken.add(names[key].casefold())
    return names


def _free_name(name: str, longest: int | None, taken: Collection[str]) -> str:
    name = name if name[:1].isalpha() else f"v_{name}"
    candidate, number = name[:longest].rstrip("_"), 1
    while candidate.casefold() in taken:
        number += 1
        end = f"_{number}"
        kept = name if longest is None else name[: longest - len(end)]
        candidate = kept.rstrip("_") + end
    return candidate


# --- What respondents said about themselves ------------------------------------------------------


def _about(names: Names, key: str) -> Column:
    return text(
        names.name,
        of_key(attrgetter("about"), key),
        lambda document, labels: {
            **by_key(lambda each: each.options_about[key], labels),
            **UNANSWERED,
        },
        optional=True,
        cut_names=names.cut,
        read=lambda row: row.about.get(key),
    )


# --- Answers -------------------------------------------------------------------------------------


def _answer(names: Names, answer: str, document: Document) -> Column:
    lens, key = split_name(answer, "participant")
    spec = document.question(key)
    question = of_sides(partial(_question, lens, key), spec.perceiver, spec.target)
    return Column(
        names.name,
        Type.MARK,
        Joined(question, LENSES[lens]),
        cut_names=names.cut,
        values=_marks(lens, key, document),
        missing=REASONS,
        read=lambda row: _mark(row.answers, answer),
        read_stored=lambda row: row.answers.get(answer, NOT_ASKED),
    )


NOT_ASKED = int(Missing.NOT_ASKED)
# Looked up for each answer of each record, where making a member of the enumeration takes longer.
_REASONS: Mapping[int, Missing] = {int(reason): reason for reason in Missing}


def _mark(answers: Mapping[str, int], name: str) -> Value | Missing:
    mark = answers.get(name, Missing.NOT_ASKED)
    return _REASONS[mark] if mark < 0 else mark


def _question(lens: str, key: str, labels: Labels) -> str:
    if lens in ("first", "revised"):
        return labels.impressions[key]
    if KIND_OF_LENS.get(lens) in REPORTED_CHANGES:
        return labels.reported_changes[key]
    if key in labels.battery_items:
        question = question_of(battery_part(key.partition(":")[2]))
        return with_question(labels, question, labels.battery_items[key])
    return labels.vignettes[key] if lens == "anchored" else labels.questions[key].item


def _marks(lens: str, key: str, document: Document) -> Values:
    """What the numbers mean: levels, or the question's own answers."""
    if lens in ("first", "revised"):
        options = impression_options(document, key)
        return {place: of_key(attrgetter("options"), key) for place, key in enumerate(options)}
    kind = KIND_OF_LENS.get(lens)
    if kind in REPORTED_CHANGES:
        answers = enumerate(REPORTED_CHANGES[kind])
        return {place: of_key(attrgetter("reported_answers"), key) for place, key in answers}
    spec = None if lens == "anchored" else document.question(key)
    if spec is not None and spec.kind == BATTERY:
        return battery_values(document, battery_part(spec.item))
    return {place: of_key(attrgetter("marks"), level) for place, level in enumerate(LEVELS)}
