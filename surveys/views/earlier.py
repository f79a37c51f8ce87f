"""What a page shows of earlier rounds: published answers, and concerns in participants' words."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from surveys.envelope_contents import Holder
from surveys.instruments.labels import Labels, labels
from surveys.instruments.loader import document_of
from surveys.languages import current_tag, day_in_words, text_in
from surveys.last_results import ShownCount, shown_counts
from surveys.models.base import Seat
from surveys.models.response import Lens
from surveys.own_concerns import shared_before
from surveys.page_form import PageForm


def sections_with_earlier(holder: Holder, form: PageForm) -> list[dict[str, Any]]:
    """Return the sections of a page with what is shown of earlier rounds.

    Each has ``rows`` of a field and the counts below it, and the ``named`` concerns of its dyad.
    """
    counts, named = _counts(holder), _named(holder)
    return [
        part
        | {
            "rows": [
                {"field": field, "counts": counts(question.key)}
                for field, question in zip(part["marks"], part["section"].questions, strict=True)
            ],
            "named": named.get((part["section"].perceiver, part["section"].target), []),
        }
        for part in form.sections()
    ]


def has_named(holder: Holder) -> bool:
    """Return whether a page of the holder may show concerns named in earlier rounds."""
    return holder.round.follows_shared_concerns is not False and bool(_named(holder))


def round_shown(holder: Holder, sections: list[dict[str, Any]]) -> dict[str, str] | None:
    """Return title and day of closing of the round whose counts a page shows; None without any."""
    if not any(row["counts"] for part in sections for row in part["rows"]):
        return None
    about = holder.round.last_results["round"]
    closed_on = date.fromisoformat(about["closed_on"])
    return {"title": text_in(about["title"]), "closed_on": day_in_words(closed_on)}


def count_columns(holder: Holder) -> list[str]:
    """Return what the counts say: how many answered so or, but for the first, more seriously.

    Nothing in a round that shows none.
    """
    if not holder.round.last_results:
        return []
    marks = _words(holder).marks
    or_more = _("%(level)s or more")
    return [
        marks["serious"],
        or_more % {"level": marks["moderate"]},
        or_more % {"level": marks["low"]},
    ]


def _counts(holder: Holder) -> Callable[[str], list[dict[str, Any]]]:
    """Return what finds the counts below a question, by its key."""
    if not holder.round.last_results:
        return lambda key: []
    seat, side, words = holder.envelope.seat, holder.envelope.side, _words(holder)
    return lambda key: [
        {"group": _group(words, count), "n": count.n, "cells": [*map(_range, count.at_least)]}
        for count in shown_counts(holder.round, seat, side, key)
    ]


def _words(holder: Holder) -> Labels:
    return labels(document_of(holder.round.instrument), current_tag())


def _group(words: Labels, count: ShownCount) -> str:
    names = {
        Lens.PERCEIVED: "%(participants)s",
        Lens.PREDICTED: _("predicted by %(participants)s"),
        Lens.AVOWED: _("how it should be, to %(participants)s"),
    }
    return names[Lens(count.lens)] % {"participants": words.participants[count.side]}


def _range(interval: tuple[int, int]) -> str:
    low, high = interval
    return str(low) if low == high else f"{low}–{high}"


def _named(holder: Holder) -> dict[tuple[str, str], list[str]]:
    """Return the concerns that participants of earlier rounds named, by directed dyad."""
    named: dict[tuple[str, str], list[str]] = {}
    if holder.envelope.seat == Seat.PARTICIPANT:
        for concern in shared_before(holder.round):
            named.setdefault((concern.perceiver, concern.target), []).append(concern.text)
    return named
