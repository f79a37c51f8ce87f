"""The columns that say what a row is about: its question, its sides, its lens and its group."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from operator import attrgetter

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.release.rows import PANEL, AboutAQuestion
from analytics.release.schema.columns import Column, Filter, Row, count, text
from analytics.release.schema.texts import FromQuestionnaire, Phrase, Text, Values
from analytics.vocabulary.gaps import GAPS
from analytics.vocabulary.questions import ITEM_KINDS, LENSES
from surveys.instruments.document import Document, questions
from surveys.instruments.labels import Labels
from surveys.respondent_groups import LEVEL_NAMES, with_level

NO_SIDE: Values = {"": _("none: an invented situation")}


def by_key(read: Callable[[Labels], Mapping[str, str]], labels: Labels) -> Values:
    """Values that the questionnaire names; ``labels`` are those that have every key."""
    return {key: of_key(read, key) for key in read(labels)}


def of_key(read: Callable[[Labels], Mapping[str, str]], key: str) -> FromQuestionnaire:
    """What the questionnaire calls one of them."""
    return FromQuestionnaire(lambda labels: read(labels).get(key))


def parties(document: Document, labels: Labels) -> Values:
    return by_key(attrgetter("parties"), labels)


def _parties_or_none(document: Document, labels: Labels) -> Values:
    return {**parties(document, labels), **NO_SIDE}


# --- The question --------------------------------------------------------------------------------


def question_key(row: AboutAQuestion) -> str:
    """The question's key in its instrument; that of a situation is its item."""
    return row.key if row.target else row.item


TOWARD = _("%(perceiver)s toward %(target)s:")


def of_sides(
    read: Callable[[Labels], str | None], perceiver: str, target: str
) -> FromQuestionnaire:
    """Words of a question after the sides that it is about; either may be "".

    The same concern is asked of several sides in the same words.
    """
    if not target:
        return FromQuestionnaire(lambda labels: _after_side(labels, perceiver, read(labels)))
    names = {"perceiver": perceiver, "target": target}
    return FromQuestionnaire(
        read,
        Phrase(
            lambda labels: (
                str(TOWARD) % {role: labels.parties[code] for role, code in names.items()}
            )
        ),
    )


def _after_side(labels: Labels, side: str, words: str | None) -> str | None:
    return f"{labels.parties[side]}: {words}" if side and words else words


def _questions(document: Document, labels: Labels) -> Values:
    of_dyads: Values = {
        spec.key: of_sides(partial(_item_of, spec.key), spec.perceiver, spec.target)
        for spec in questions(document)
    }
    return {**of_dyads, **by_key(attrgetter("vignettes"), labels)}


def _item_of(key: str, labels: Labels) -> str:
    return labels.questions[key].item


def _items(labels: Labels) -> dict[str, str]:
    """What each item is; a threat's key says it only where all dyads use it for the same."""
    threats: dict[str, set[str]] = defaultdict(set)
    for label in labels.questions.values():
        if label.kind == "threat":
            threats[label.key.partition(":")[2]].add(label.item)
    unambiguous = {key: items.pop() for key, items in threats.items() if len(items) == 1}
    return labels.concerns | unambiguous | labels.vignettes


def _domains(document: Document, labels: Labels) -> Values:
    none: Values = {"": _("none of the five domains")}
    return {**by_key(attrgetter("domains"), labels), **none}


PERCEIVER = text("perceiver", _("Side whose concern it is"), _parties_or_none, filters=True)
QUESTION = (
    text(
        "question",
        _("Question, by its key in the questionnaire"),
        _questions,
        read=question_key,
    ),
    PERCEIVER,
    text("target", _("Side that the concern is about"), _parties_or_none, filters=True),
    text(
        "item",
        _("Concern, articulated threat or situation, by key"),
        lambda document, labels: by_key(_items, labels),
    ),
    text("item_kind", _("What kind of question it is"), ITEM_KINDS),
    text("domain", _("Domain"), _domains, filters=True),
    count("position", _("Place of the question in the questionnaire"), unit=""),
)


# --- Lens, group and gap -------------------------------------------------------------------------


NOMINATED = _("Panel, nominated by %(side)s")
WITHOUT = _("Without those nominated by %(side)s")


def groups(document: Document, labels: Labels) -> Values:
    """Every group that a release may have: participants, their levels, the panel and its parts."""
    return {
        **{side: of_key(attrgetter("participants"), side) for side in document.sides},
        **{
            f"{side}/{level}": _of_level(side, level)
            for side in document.sides
            for level in LEVEL_NAMES
        },
        PANEL: _("The panel"),
        **{f"{PANEL}/{side}": _with_side(NOMINATED, side) for side in document.sides},
    }


def _of_level(side: str, level: str) -> Text:
    return Phrase(lambda labels: with_level(labels.participants[side], level))


def _panels(document: Document, labels: Labels) -> Values:
    whole: Values = {"": _("Whole panel")}
    return {**whole, **{side: _with_side(WITHOUT, side) for side in document.sides}}


def _with_side(words: Promise, side: str) -> Text:
    return Phrase(lambda labels: str(words) % {"side": labels.parties[side]})


LENS = text("lens", _("Lens through which the question was asked"), LENSES, filters=True)
GROUP: Column = text(
    "group",
    _("Group whose answers they are"),
    groups,
    lists_present=True,
    filters=True,
)
GAP = text("gap", _("Gap"), GAPS, filters=True)
PANEL_WITHOUT = text(
    "panel_without",
    _("Nominating side whose assessors are left out"),
    _panels,
    filters=True,
)


# --- Further ways to select rows -----------------------------------------------------------------


def _dyad(row: Row) -> str | None:
    ends = (row.perceiver, row.target)
    return "-".join(sorted(ends)) if all(ends) else None


def _item_of_kind(kind: str) -> Callable[[Row], str | None]:
    return lambda row: row.item if row.item_kind == kind else None


DYAD = Filter("dyad", "Two codes in either order, both directions: `PRC-JPN`.", _dyad)
ITEMS = (
    DYAD,
    Filter("threat", "Key of an articulated threat.", _item_of_kind("threat")),
    Filter("concern", "Key of a concern of the common battery.", _item_of_kind("concern")),
)
