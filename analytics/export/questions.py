"""The columns that say what a row is about: its question, its sides and its group."""

from collections import defaultdict
from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _

from analytics.export import vocabulary
from analytics.export.columns import Column, Kind, Texts
from analytics.export.telling import Told, Values, text, whole
from analytics.export.words import Words
from analytics.release.rows import PANEL, AboutAQuestion, nominator_of
from surveys.instruments.labels import Labels


def question_columns(words: Words) -> list[Told[Any]]:
    """The question, by its key in the questionnaire and field by field."""
    of_none: dict[str | int, Texts] = {"": words.ours(lambda: _("none: an invented situation"))}
    return [
        Told(
            Column(
                "question",
                Kind.TEXT,
                words.ours(lambda: _("Question, by its key in the questionnaire")),
                words.asked_by_key(_questions),
            ),
            key_of,
        ),
        perceiver_column(words, of_none),
        text(
            "target",
            words.ours(lambda: _("Side that the concern is about")),
            parties(words) | of_none,
        ),
        text(
            "item",
            words.ours(lambda: _("Concern, articulated threat or situation, by key")),
            words.asked_by_key(_items),
        ),
        text(
            "item_kind",
            words.ours(lambda: _("What kind of question it is")),
            words.ours_by_key(vocabulary.item_kind_words),
        ),
        text(
            "domain",
            words.ours(lambda: _("Domain")),
            words.asked_by_key(attrgetter("domains"))
            | {"": words.ours(lambda: _("none of the five domains"))},
        ),
        whole("position", words.ours(lambda: _("Place of the question in the questionnaire"))),
    ]


def key_of(row: AboutAQuestion) -> str:
    """The question's key in its instrument; that of a situation is its item."""
    return row.key if row.target else row.item


def _questions(labels: Labels) -> dict[str, str]:
    return {key: label.item for key, label in labels.questions.items()} | labels.vignettes


def _items(labels: Labels) -> dict[str, str]:
    """What each item is; a threat's key tells it only where all dyads use it for the same."""
    threats: dict[str, set[str]] = defaultdict(set)
    for label in labels.questions.values():
        if label.kind == "threat":
            threats[label.key.partition(":")[2]].add(label.item)
    told = {key: found.pop() for key, found in threats.items() if len(found) == 1}
    return labels.concerns | told | labels.vignettes


# --- Sides and groups ----------------------------------------------------------------------------


def parties(words: Words) -> dict[str | int, Texts]:
    return words.asked_by_key(attrgetter("parties"))


def perceiver_column(words: Words, empty: Values | None = None) -> Told[Any]:
    labels = words.ours(lambda: _("Side whose concern it is"))
    return text("perceiver", labels, parties(words) | dict(empty or {}))


def lens_column(words: Words) -> Told[Any]:
    labels = words.ours(lambda: _("Lens through which the question was asked"))
    return text("lens", labels, words.ours_by_key(vocabulary.lens_words))


def group_column(words: Words, groups: Iterable[str]) -> Told[Any]:
    """``groups`` are those that have a row."""
    labels = words.ours(lambda: _("Group whose answers they are"))
    return text("group", labels, {group: _group(words, group) for group in dict.fromkeys(groups)})


def _group(words: Words, group: str) -> Texts:
    side = nominator_of(group)
    if group == PANEL:
        return words.ours(lambda: _("The panel"))
    if side:
        return words.both(
            lambda known: _("Panel, nominated by %(side)s") % {"side": known.parties[side]}
        )
    return words.asked(lambda known: known.participants[group])


def without_column(words: Words) -> Told[Any]:
    labels = words.ours(lambda: _("Nominating side whose assessors are left out"))
    values: dict[str | int, Texts] = {"": words.ours(lambda: _("Whole panel"))}
    return text(
        "panel_without", labels, values | {s: _without(words, s) for s in words.document.sides}
    )


def _without(words: Words, side: str) -> Texts:
    return words.both(
        lambda known: _("Without those nominated by %(side)s") % {"side": known.parties[side]}
    )


def gap_column(words: Words) -> Told[Any]:
    labels = words.ours(lambda: _("Gap"))
    return text("gap", labels, words.ours_by_key(vocabulary.gap_words))
