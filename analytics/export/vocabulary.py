"""What the program calls the values of columns: {value: words in the current language}."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analytics.export.columns import Missing


def missing_words() -> dict[Missing, str]:
    return {
        Missing.SKIPPED: _("skipped"),
        Missing.PREFER_NOT_TO_SAY: _("prefers not to say"),
        Missing.CANNOT_DETERMINE: _("cannot be determined"),
        Missing.NOT_ASKED: _("not asked"),
        Missing.BELOW_FIVE: _("a group of fewer than five people, of which only the size is told"),
    }


def item_kind_words() -> dict[str, str]:
    return {
        "concern": _("a concern, asked of every directed dyad"),
        "threat": _("an articulated threat, asked of one directed dyad"),
        "vignette": _("an invented situation"),
    }


def lens_words() -> dict[str, str]:
    """Whose view is told, in a word or two."""
    return {
        "perceived": pgettext("lens", "perceived"),
        "assessed": pgettext("lens", "assessed"),
        "predicted": pgettext("lens", "predicted"),
        "avowed": pgettext("lens", "avowed"),
        "first": pgettext("lens", "first impression"),
        "revised": pgettext("lens", "revised impression"),
        "anchored": pgettext("lens", "on invented situations"),
    }


def gap_words() -> dict[str, str]:
    return {
        "threat": _("threat gap: perceived (first lens) against assessed (second)"),
        "image": _("image gap: perceived (first lens) against avowed (second)"),
        "empathy": _("empathy gap: predicted (first lens) against perceived (second)"),
    }


def kind_words() -> dict[str, str]:
    """Every kind of every gap, without saying against whom."""
    return {
        "overestimation": _("the first lens stands above the second"),
        "underestimation": _("the first lens stands below the second"),
        "misjudgment": _("differs in both directions at once"),
        "aligned": _("the two lenses are aligned"),
        "overpredicted": _("predicted too high"),
        "underpredicted": _("predicted too low"),
        "accurate": _("predicted accurately"),
        "indeterminate": _("cannot be determined"),
        "inconclusive": _("inconclusive"),
        "insufficient": _("too few to say"),
    }


def subtype_words() -> dict[str, str]:
    return {
        "panel cannot determine": _("too many of the second lens cannot determine it"),
        "participants cannot determine": _("too many of the first lens cannot determine it"),
        "contested": _("the second lens is split between opposite answers"),
        "not seen by the panel": _("the second lens's median is “not a concern”"),
        "missed by participants": _("the first lens's median is “not a concern”"),
    }


def direction_words() -> dict[str, str]:
    return {
        "above": _("the few there are lie above the second lens"),
        "below": _("the few there are lie below the second lens"),
        "unclear": _("direction unclear"),
    }


def size_words() -> dict[str, str]:
    return {
        "negligible": pgettext("size of delta", "negligible"),
        "small": pgettext("size of delta", "small"),
        "medium": pgettext("size of delta", "medium"),
        "large": pgettext("size of delta", "large"),
    }


def movement_words() -> dict[str, str]:
    return {
        "rose": pgettext("concern between two rounds", "rose"),
        "fell": pgettext("concern between two rounds", "fell"),
        "steady": pgettext("concern between two rounds", "steady"),
        "too few to say": pgettext("concern between two rounds", "too few to say"),
    }


def no_level_words() -> dict[str, str]:
    """The answers that name nothing, as published."""
    return {
        "skipped": _("skipped"),
        "prefer_not_to_say": _("prefers not to say"),
        "cannot_determine": _("cannot be determined"),
    }


def answer_words(marks: Mapping[str, str]) -> dict[str, str]:
    """The questionnaire's marks, and what a question left open is called."""
    return {**marks, "skipped": _("skipped")}
