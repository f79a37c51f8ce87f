"""What answers rest on, and whether it goes with wide gaps: both follow from what is published."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.release.grounds import (
    BATTERY,
    OTHERS,
    GroundGap,
    GroundsRow,
    ground_gaps,
    grounds_of,
    question_of,
)
from analytics.release.rows import Interval
from analytics.release.schema.columns import BELOW_FIVE, Column, TableSchema, count, figure, text
from analytics.release.schema.questions import DYAD, GROUP, LENS, by_key, parties
from analytics.release.schema.texts import Values
from analytics.vocabulary.grounds import OTHERS_WORDS
from surveys.instruments.document import Document
from surveys.instruments.labels import Labels


def _limits(
    name: str, fewest: Promise, most: Promise, of: Callable[[GroundsRow], Interval | None]
) -> tuple[Column, Column]:
    def end(place: int) -> Callable[[GroundsRow], int | None]:
        def read(row: GroundsRow) -> int | None:
            interval = of(row)
            return None if interval is None else interval[place]

        return read

    more: dict[str, Any] = {
        "missing": BELOW_FIVE,
        "optional": True,
        "sizes": lambda row: (row.n,),
    }
    return (
        count(f"{name}_low", fewest, read=end(0), **more),
        count(f"{name}_high", most, read=end(1), **more),
    )


GROUNDS = TableSchema(
    "grounds",
    _("What answers rest on"),
    "What the answers of one group about one directed dyad rest on most, grounds taken together: "
    "what the other side has, does or says, and all others. Single grounds are in the table of "
    "batteries.",
    (
        text("perceiver", _("Side whose concerns they are"), parties, filters=True),
        text("target", _("Side that the concerns are about"), parties, filters=True),
        LENS,
        GROUP,
        count("n", _("People of the group who submitted and were asked")),
        *_limits(
            "observed",
            _("Fewest who named what the other side has, does or says"),
            _("Most who named what the other side has, does or says"),
            lambda row: row.observed,
        ),
        *_limits(
            "others",
            _("Fewest who named another ground"),
            _("Most who named another ground"),
            lambda row: row.others,
        ),
        *_limits(
            "without",
            _("Fewest who named no ground"),
            _("Most who named no ground"),
            lambda row: row.without,
        ),
    ),
    rows=lambda source: grounds_of(source.document, source.content.blocks),
    filters=(DYAD,),
    required=False,
)


def _ground_texts(document: Document, labels: Labels) -> Values:
    question = question_of(document)
    if question is None:
        return {OTHERS: OTHERS_WORDS}
    key = f"{BATTERY}.{question.key}"
    return {**by_key(lambda each: each.battery_answers.get(key, {}), labels), OTHERS: OTHERS_WORDS}


def _pairs(name: str, label: Promise) -> Column:
    def read(row: GroundGap) -> int:
        return int(getattr(row.order, name))

    return count(name, label, unit="pairs", read=read)


def _tau(name: str, label: Promise, place: int) -> Column:
    def read(row: GroundGap) -> float | None:
        return None if row.order.limits is None else row.order.limits[place]

    return figure(name, label, -1, 1, read=read)


GROUND_GAPS = TableSchema(
    "ground_gaps",
    _("Grounds that go with wide gaps"),
    "One ground, and whether participants of sides with wider mean threat gaps name it more often: "
    "how many pairs of directed dyads are certainly so, certainly not so, or left open by the "
    "published counts, and limits of Kendall's tau-a whatever the counts are.",
    (
        text("ground", _("Ground"), _ground_texts, filters=True),
        _pairs("together", _("Pairs of which the wider gap certainly goes with the larger share")),
        _pairs("against", _("Pairs of which the wider gap certainly goes with the smaller share")),
        _pairs("undecided", _("Pairs that the published counts leave open")),
        _tau("tau_low", _("Kendall’s tau-a, lower limit whatever the counts are"), 0),
        _tau("tau_high", _("Kendall’s tau-a, upper limit whatever the counts are"), 1),
    ),
    rows=lambda source: ground_gaps(source.document, source.content.blocks, source.content.means),
    revised=True,
    required=False,
)
