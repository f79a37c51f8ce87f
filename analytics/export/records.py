"""The table of records: one respondent a row, one answer a column."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from analytics.export import vocabulary
from analytics.export.columns import Column, Kind, Missing, Table, Texts
from analytics.export.questions import group_column
from analytics.export.telling import Cell, Told, Values, table
from analytics.export.words import Words, joined
from analytics.measures.marks import LEVELS
from analytics.release.rows import RecordRow
from surveys.instruments.document import Document, impression_options
from surveys.instruments.labels import Labels
from surveys.instruments.sequence import answer_names, modules_of, split_name

# Stata takes 32 characters, also of the name of a column's labels, which ends with a number.
LONGEST_NAME = 28
# What may be told of a question about oneself besides its answers.
UNSAID = ("skipped", "prefer_not_to_say")
NO_VALUE = (
    Missing.SKIPPED,
    Missing.PREFER_NOT_TO_SAY,
    Missing.CANNOT_DETERMINE,
    Missing.NOT_ASKED,
)


def records_table(records: Sequence[RecordRow], words: Words) -> Table:
    """ValueError for an answer to a question that the questionnaire does not have."""
    answers = _answers(records, words.document)
    abouts = tuple(dict.fromkeys(key for row in records for key in row.about))
    names = variable_names(["id", "group", *(f"about_{key}" for key in abouts), *answers])
    told: list[Told[Any]] = [
        Told(
            Column("id", Kind.TEXT, words.ours(lambda: _("Random identifier of the record"))),
            lambda row: str(row.id),
        ),
        group_column(words, (row.group for row in records)),
        *(_about(names[f"about_{key}"], key, words) for key in abouts),
        *(
            _answer(names[name], name, words)
            for name in answers
            if any(name in row.answers for row in records)
        ),
    ]
    return table("records", words.ours(lambda: _("Answers of single respondents")), told, records)


def _answers(records: Sequence[RecordRow], document: Document) -> tuple[str, ...]:
    """The names of all answers there can be, in the order of the way of the sides."""
    modules = modules_of(document)
    known = dict.fromkeys(
        name
        for side in document.sides
        for name in answer_names(document, "participant", side, modules)
    )
    if strange := sorted({name for row in records for name in row.answers} - set(known)):
        raise ValueError(f"no such question in the questionnaire: {strange[0]!r}")
    return tuple(known)


def variable_names(wanted: Sequence[str]) -> dict[str, str]:
    """A name that SPSS and Stata take for each, no two alike in any case of the letters.

    >>> list(variable_names(["predicted/JPN>PRC:military", "18-29", "18_29"]).values())
    ['predicted_JPN_PRC_military', 'v_18_29', 'v_18_29_2']
    """
    taken: set[str] = set()
    found = {}
    for one in wanted:
        found[one] = _free(re.sub(r"[^A-Za-z0-9]+", "_", one).strip("_"), taken)
        taken.add(found[one].casefold())
    return found


def _free(plain: str, taken: Collection[str]) -> str:
    plain = plain if plain[:1].isalpha() else f"v_{plain}"
    name, count = plain[:LONGEST_NAME].rstrip("_"), 1
    while name.casefold() in taken:
        count += 1
        end = f"_{count}"
        name = plain[: LONGEST_NAME - len(end)].rstrip("_") + end
    return name


# --- What respondents said about themselves ------------------------------------------------------


def _about(name: str, key: str, words: Words) -> Told[RecordRow]:
    labels = words.asked_by_key(lambda known: known.about).get(key, {})
    values = words.asked_by_key(lambda known: known.options_about.get(key, {}))
    values |= {key: words.ours_by_key(vocabulary.no_level_words)[key] for key in UNSAID}
    return Told(Column(name, Kind.TEXT, labels, values), lambda row: row.about.get(key))


# --- Answers -------------------------------------------------------------------------------------


def _answer(name: str, answer: str, words: Words) -> Told[RecordRow]:
    lens, key = split_name(answer, "participant")
    labels = joined(
        words.asked(partial(_question, lens, key)),
        words.ours(lambda: vocabulary.lens_words()[lens]),
    )

    def value(row: RecordRow) -> Cell:
        mark = row.answers.get(answer, Missing.NOT_ASKED)
        return Missing(mark) if mark < 0 else mark

    return Told(Column(name, Kind.MARK, labels, _values(lens, key, words), NO_VALUE), value)


def _question(lens: str, key: str, labels: Labels) -> str:
    if lens in ("first", "revised"):
        return labels.impressions[key]
    return labels.vignettes[key] if lens == "anchored" else labels.questions[key].item


def _values(lens: str, key: str, words: Words) -> Values:
    if lens in ("first", "revised"):
        places = impression_options(words.document, key)
        return _numbered(places, words.asked_by_key(lambda known: known.options))
    return _numbered(LEVELS, words.asked_by_key(lambda known: known.marks))


def _numbered(keys: Sequence[str], told: Mapping[str | int, Texts]) -> Values:
    return {number: told.get(key, {}) for number, key in enumerate(keys)}
