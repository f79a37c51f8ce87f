"""What a gap, its verdict and a change between rounds are called."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analytics.vocabulary import Words

GAPS: Words = {
    "threat": _("threat gap: perceived (first lens) against assessed (second)"),
    "image": _("image gap: perceived (first lens) against avowed (second)"),
    "empathy": _("empathy gap: predicted (first lens) against perceived (second)"),
}

# The kinds of every gap, without saying against whom.
KINDS: Words = {
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

# The kinds of each gap, decided ones first, saying against whom.
_UNDECIDED: Words = {kind: KINDS[kind] for kind in ("inconclusive", "insufficient")}
KINDS_BY_GAP: Mapping[str, Words] = {
    "threat": {
        "overestimation": _("above the panel's view"),
        "underestimation": _("below the panel's view"),
        "misjudgment": KINDS["misjudgment"],
        "aligned": _("aligned with the panel's view"),
        "indeterminate": KINDS["indeterminate"],
        **_UNDECIDED,
    },
    "image": {
        "overestimation": _("above the other side's own view"),
        "underestimation": _("below the other side's own view"),
        "misjudgment": KINDS["misjudgment"],
        "aligned": _("aligned with the other side's own view"),
        "indeterminate": KINDS["indeterminate"],
        **_UNDECIDED,
    },
    "empathy": {
        "underpredicted": KINDS["underpredicted"],
        "overpredicted": KINDS["overpredicted"],
        "accurate": KINDS["accurate"],
        **_UNDECIDED,
    },
}

SUBTYPES: Words = {
    "panel cannot determine": _("too many of the second lens cannot determine it"),
    "participants cannot determine": _("too many of the first lens cannot determine it"),
    "contested": _("the second lens is split between opposite answers"),
    "not seen by the panel": _("the second lens's median is “not a concern”"),
    "missed by participants": _("the first lens's median is “not a concern”"),
    "slightly above": _("the first lens stands above the second, by less than counts as a gap"),
    "slightly below": _("the first lens stands below the second, by less than counts as a gap"),
}

# As sentences; an empathy gap has none.
_OF_PARTICIPANTS: Words = {
    "participants cannot determine": _(
        "Too many participants answered that it cannot be determined."
    ),
    "missed by participants": _("The participants' median is “not a concern”."),
}
SUBTYPES_BY_GAP: Mapping[str, Words] = {
    "threat": {
        **_OF_PARTICIPANTS,
        "panel cannot determine": _("Too many of the panel answered that it cannot be determined."),
        "contested": _("The panel is split between opposite answers."),
        "not seen by the panel": _("The panel's median is “not a concern”."),
        "slightly above": _("Above the panel's view, but by less than counts as a gap."),
        "slightly below": _("Below the panel's view, but by less than counts as a gap."),
    },
    "image": {
        **_OF_PARTICIPANTS,
        "panel cannot determine": _(
            "Too many of the other side answered that it cannot be determined."
        ),
        "contested": _("The other side is split between opposite answers."),
        "not seen by the panel": _("The other side's median is “not a concern”."),
        "slightly above": _("Above the other side's own view, but by less than counts as a gap."),
        "slightly below": _("Below the other side's own view, but by less than counts as a gap."),
    },
    "empathy": {},
}

DIRECTIONS: Words = {
    "above": _("the few there are lie above the second lens"),
    "below": _("the few there are lie below the second lens"),
    "unclear": _("direction unclear"),
}

DIRECTIONS_BY_GAP: Mapping[str, Words] = {
    "threat": {
        "above": _("The few there are lie above the panel's view."),
        "below": _("The few there are lie below the panel's view."),
        "unclear": _("Direction unclear."),
    },
    "image": {
        "above": _("The few there are lie above the other side's own view."),
        "below": _("The few there are lie below the other side's own view."),
        "unclear": _("Direction unclear."),
    },
    "empathy": {},
}

# Of two levels of a side.
KINDS_OF_LEVELS: Words = {
    "overestimation": _("the first group stands above the second"),
    "underestimation": _("the first group stands below the second"),
    "misjudgment": KINDS["misjudgment"],
    "aligned": _("the two groups are aligned"),
    "indeterminate": KINDS["indeterminate"],
    **_UNDECIDED,
}
SUBTYPES_OF_LEVELS: Words = {
    "panel cannot determine": _("too many of the second group cannot determine it"),
    "participants cannot determine": _("too many of the first group cannot determine it"),
    "contested": _("the second group is split between opposite answers"),
    "not seen by the panel": _("the second group's median is “not a concern”"),
    "missed by participants": _("the first group's median is “not a concern”"),
    "slightly above": _("the first group stands above the second, by less than counts as a gap"),
    "slightly below": _("the first group stands below the second, by less than counts as a gap"),
}
DIRECTIONS_OF_LEVELS: Words = {
    "above": _("the few there are lie above the second group"),
    "below": _("the few there are lie below the second group"),
    "unclear": DIRECTIONS["unclear"],
}

# Of a mean over the common battery; empty where there is none.
VERDICTS: Words = {
    "above": _("above: the interval lies above 0"),
    "below": _("below: the interval lies below 0"),
    "close": _("close: the interval lies within the bounds of no gap"),
    "cannot_be_told": _("cannot be told: the interval allows no word"),
}

# The same in a word or two, for cell, legend and page.
_NO_VERDICT: Words = {"cannot_be_told": _("cannot be told"), "": _("not published")}
_AGAINST_A_VIEW: Words = {
    "below": pgettext_lazy("the panel's view", "below"),
    "above": pgettext_lazy("the panel's view", "above"),
    "close": pgettext_lazy("delta near zero", "close"),
    **_NO_VERDICT,
}
VERDICTS_BY_GAP: Mapping[str, Words] = {
    "threat": _AGAINST_A_VIEW,
    "image": _AGAINST_A_VIEW,
    "empathy": {
        "below": pgettext_lazy("predictions", "too low"),
        "above": pgettext_lazy("predictions", "too high"),
        "close": pgettext_lazy("predictions", "close"),
        **_NO_VERDICT,
    },
}

# How far from 0 a gap lies at least, by the shade of its colour; "" where that is not known.
_OF_DELTA: Words = {
    "": _("of unknown size"),
    "1": _("perhaps a small gap"),
    "2": _("at least a medium gap"),
    "3": _("a large gap"),
}
SIZES_BY_GAP: Mapping[str, Words] = {
    "threat": _OF_DELTA,
    "image": _OF_DELTA,
    "empathy": {
        "": _OF_DELTA[""],
        "1": _("perhaps by less than half a level"),
        "2": _("by at least half a level"),
        "3": _("by at least a level"),
    },
}

# Each gap as the question that its matrix answers.
QUESTIONS_BY_GAP: Words = {
    "threat": _("How far does concern stand above or below the panel's view?"),
    "image": _("How far does concern stand above or below the other side's own view?"),
    "empathy": _("Does each side know how the others see it?"),
}

MOVEMENTS: Words = {
    "rose": pgettext_lazy("concern between two rounds", "rose"),
    "fell": pgettext_lazy("concern between two rounds", "fell"),
    "steady": pgettext_lazy("concern between two rounds", "steady"),
    "too few to say": pgettext_lazy("concern between two rounds", "too few to say"),
}
