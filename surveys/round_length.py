"""How long a round takes, in words: beside each module that may be chosen, and as a table."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.instruments.document import Document, checksum
from surveys.instruments.length import (
    LONGEST_MINUTES,
    SECONDS_A_MARK,
    SECONDS_A_TEXT,
    Length,
    RoundLength,
    round_length,
)
from surveys.instruments.loader import document_asked
from surveys.models.base import Seat
from surveys.models.round import Round
from surveys.setup_labels import module_labels

SEAT_LABELS = {
    Seat.PARTICIPANT: gettext_lazy("A participant"),
    Seat.ASSESSOR: gettext_lazy("An assessor"),
}
NO_NOTES: Mapping[str, str] = MappingProxyType({})


class NotedBoxes(forms.CheckboxSelectMultiple):
    """Boxes of which each may have a note below its label: `notes`, by value."""

    notes: Mapping[str, str] = NO_NOTES

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if note := self.notes.get(str(value)):
            option["note"] = note
            option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_note"
        return option


@dataclass(frozen=True)
class _Asked:
    """A document, with or without its threats, and modules: what their lengths depend on."""

    checksum: str
    threats: bool
    modules: frozenset[str]
    document: Document = field(compare=False, repr=False)


@lru_cache(maxsize=64)
def _lengths(asked: _Asked) -> Mapping[str, RoundLength]:
    return {seat.value: round_length(asked.document, seat, asked.modules) for seat in Seat}


def lengths_by_seat(document: Document, modules: Collection[str]) -> Mapping[str, RoundLength]:
    """Return what a round that asks this document asks of each seat."""
    threats = bool(document.threats)
    return _lengths(_Asked(checksum(document), threats, frozenset(modules), document))


def module_notes(document: Document, modules: Collection[str]) -> dict[str, str]:
    """Return what each module adds to those chosen before it, seat by seat, for a `NotedBoxes`."""
    lengths = lengths_by_seat(document, modules)
    notes: dict[str, str] = {}
    for seat in Seat:
        for key, added in lengths[seat].modules.items():
            if added != Length():
                notes[key] = " ".join([*filter(None, [notes.get(key)]), _note(seat, added)])
    return notes


def _note(seat: Seat, added: Length) -> str:
    values = {"who": SEAT_LABELS[seat], **_figures(added)}
    if added.texts:
        return _("%(who)s: texts %(texts)d, pages %(pages)d, minutes %(minutes)s.") % values
    return (
        _("%(who)s: marks %(marks)d, taps %(taps)d, pages %(pages)d, minutes %(minutes)s.") % values
    )


def _figures(length: Length) -> dict[str, Any]:
    return {
        "marks": length.marks,
        "taps": length.taps,
        "texts": length.texts,
        "pages": length.pages,
        "minutes": _range(length.minutes),
    }


def length_context(document: Document, modules: Collection[str]) -> dict[str, Any]:
    """Return what ``components/length.html`` shows: a table a seat, and a warning if it is long."""
    lengths, names = lengths_by_seat(document, modules), module_labels(document)
    return {
        "length_tables": [_table(seat, lengths[seat], names) for seat in Seat],
        "length_warnings": [
            _warning(seat, lengths[seat].total) for seat in Seat if lengths[seat].total.is_long
        ],
        "length_rates": _rates(),
    }


def length_of_round(round: Round) -> dict[str, Any]:
    """Return what `length_context` says of a round."""
    return length_context(document_asked(round), round.modules)


def _table(seat: Seat, length: RoundLength, names: Mapping[str, str]) -> dict[str, Any]:
    parts = [
        (_("The common concerns"), length.base),
        *((names[key], length.modules[key]) for key in length.modules_asked),
        (_("The articulated threats, with what is predicted of them"), length.threats),
    ]
    return {
        "who": SEAT_LABELS[seat],
        "rows": [{"part": part, **_figures(added)} for part, added in parts if added != Length()],
        "total": _figures(length.total),
    }


def _rates() -> str:
    """Return how minutes are reckoned."""
    return _(
        "For the side that is asked most. A tap is a mark, a list of choices two; minutes are "
        "estimated from %(mark)s seconds a mark and %(text)s seconds a text, without what is read "
        "before the first question."
    ) % {"mark": _range(SECONDS_A_MARK), "text": _range(SECONDS_A_TEXT, 0)}


def _range(ends: tuple[float, float], decimals: int = 1) -> str:
    return "–".join(number_format(round(each, decimals), decimals) for each in ends)


def _warning(seat: Seat, total: Length) -> str:
    words = {
        Seat.PARTICIPANT: _(
            "A participant who takes their time needs %(minutes)s minutes for this round, more "
            "than the %(most)s that people give to a questionnaire without notice. Leave a module "
            "out, or tell them beforehand."
        ),
        Seat.ASSESSOR: _(
            "An assessor who takes their time needs %(minutes)s minutes for this round, and more "
            "to read the evidence: tell the panel beforehand."
        ),
    }[seat]
    return words % {
        "minutes": math.ceil(total.minutes[1]),
        "most": LONGEST_MINUTES,
    }
