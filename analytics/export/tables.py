"""The tables of a release, each column with its words in every language that has them."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.export import vocabulary
from analytics.export.columns import Column, Kind, Missing, Table
from analytics.export.figures import Figure, change_figures
from analytics.export.gap_tables import cells_table, means_table
from analytics.export.questions import (
    group_column,
    lens_column,
    perceiver_column,
    question_columns,
)
from analytics.export.records import records_table
from analytics.export.telling import Cell, Told, below_five, known, table, text, whole
from analytics.export.words import Words
from analytics.measures.marks import ANSWERS
from analytics.release.impressions import ImpressionRow, impressions_in
from analytics.release.rows import BlockRow, ChangeRow, Content
from surveys.instruments.document import Document
from surveys.instruments.labels import Labels

# Of blocks and of impressions: the ends of an interval, where counts are cumulated.
ENDS = ("low", "high")
CUMULATIVE = (
    gettext_lazy("Fewest who answered “%(answer)s” or one before it"),
    gettext_lazy("Most who answered “%(answer)s” or one before it"),
)


def tables_of(content: Content, document: Document, languages: Sequence[str]) -> list[Table]:
    """Blocks, cells and means; changes, impressions and records where there are any.

    A text is missing in a language in which neither the questionnaire nor the program has one.
    Counts and figures that are not there because a group is below five are `Missing.BELOW_FIVE`,
    others None. All changes in ``content`` are told: leave out those that may not be read.
    """
    words = Words(document, languages)
    impressions = impressions_in(content.blocks, document)
    tables = [
        blocks_table([b for b in content.blocks if b.item_kind != "impression"], words),
        cells_table(content.cells, words),
        means_table(content.means, content.cells, words),
    ]
    if content.changes:
        tables.append(changes_table(content.changes, words))
    if impressions:
        tables.append(impressions_table(impressions, words))
    if content.records:
        tables.append(records_table(content.records, words))
    return tables


# --- Blocks --------------------------------------------------------------------------------------


def blocks_table(blocks: Sequence[BlockRow], words: Words) -> Table:
    told = [
        *question_columns(words),
        lens_column(words),
        group_column(words, (block.group for block in blocks)),
        whole("n", words.ours(lambda: _("People of the group who submitted and were asked"))),
        *(
            _cumulative(place, answer, end, words)
            for place, answer in enumerate(ANSWERS[:-1])
            for end in range(len(ENDS))
        ),
    ]
    return table("blocks", words.ours(lambda: _("Answers in steps of three people")), told, blocks)


def _cumulative(place: int, answer: str, end: int, words: Words) -> Told[BlockRow]:
    def label(known: Labels) -> str:
        return str(CUMULATIVE[end]) % {"answer": vocabulary.answer_words(known.marks)[answer]}

    name = f"{answer}_{ENDS[end]}"
    column = Column(name, Kind.INTEGER, words.both(label), missing=(Missing.BELOW_FIVE,))

    def value(row: BlockRow) -> Cell:
        interval = row.cumulative[place] if row.cumulative else (None, None)
        return known(interval[end], below_five(row.n))

    return Told(column, value)


# --- Changes -------------------------------------------------------------------------------------


def changes_table(changes: Sequence[ChangeRow], words: Words) -> Table:
    told = [
        *question_columns(words),
        lens_column(words),
        group_column(words, (change.group for change in changes)),
        whole("round_before", words.ours(lambda: _("Number of the earlier round"))),
        whole("n_before", words.ours(lambda: _("People asked in the earlier round"))),
        whole("n_after", words.ours(lambda: _("People asked in this round"))),
        text(
            "movement",
            words.ours(lambda: _("What the change is called")),
            words.ours_by_key(vocabulary.movement_words),
        ),
        *(_of_a_change(figure) for figure in change_figures(words)),
    ]
    return table("changes", words.ours(lambda: _("Changes since an earlier round")), told, changes)


def _of_a_change(figure: Figure) -> Told[ChangeRow]:
    return Told(figure.column, lambda row: figure.of(row.figures, row.n_before, row.n_after))


# --- Impressions ---------------------------------------------------------------------------------

PEOPLE = {
    "count_low": gettext_lazy("Fewest who may have given the answer"),
    "count_high": gettext_lazy("Most who may have given the answer"),
    "cum_low": gettext_lazy("Fewest who gave it or an answer in a row before it"),
    "cum_high": gettext_lazy("Most who gave it or an answer in a row before it"),
}


def impressions_table(impressions: Sequence[ImpressionRow], words: Words) -> Table:
    answers = words.ours_by_key(vocabulary.no_level_words)
    told: list[Told[Any]] = [
        perceiver_column(words),
        lens_column(words),
        whole("n", words.ours(lambda: _("People of the side who submitted and were asked"))),
        text(
            "answer",
            words.ours(lambda: _("Side that gives most cause for concern")),
            answers | words.asked_by_key(lambda labels: labels.options),
        ),
        *(_people(name, words) for name in PEOPLE),
    ]
    titles = words.ours(lambda: _("Which side gives most cause for concern"))
    return table("impressions", titles, told, impressions)


def _people(name: str, words: Words) -> Told[ImpressionRow]:
    labels = words.ours(partial(str, PEOPLE[name]))
    column = Column(name, Kind.INTEGER, labels, missing=(Missing.BELOW_FIVE,))
    return Told(column, lambda row: known(getattr(row, name), below_five(row.n)))
