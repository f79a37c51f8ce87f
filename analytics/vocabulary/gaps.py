"""What a gap, its verdict and a change between rounds are called."""

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

SUBTYPES: Words = {
    "panel cannot determine": _("too many of the second lens cannot determine it"),
    "participants cannot determine": _("too many of the first lens cannot determine it"),
    "contested": _("the second lens is split between opposite answers"),
    "not seen by the panel": _("the second lens's median is “not a concern”"),
    "missed by participants": _("the first lens's median is “not a concern”"),
}

DIRECTIONS: Words = {
    "above": _("the few there are lie above the second lens"),
    "below": _("the few there are lie below the second lens"),
    "unclear": _("direction unclear"),
}

# Of a mean over the common battery; empty where there is none.
VERDICTS: Words = {
    "above": _("above: the interval lies above 0"),
    "below": _("below: the interval lies below 0"),
    "close": _("close: the interval lies within the bounds of no gap"),
    "cannot_be_told": _("cannot be told: the interval allows no word"),
}

MOVEMENTS: Words = {
    "rose": pgettext_lazy("concern between two rounds", "rose"),
    "fell": pgettext_lazy("concern between two rounds", "fell"),
    "steady": pgettext_lazy("concern between two rounds", "steady"),
    "too few to say": pgettext_lazy("concern between two rounds", "too few to say"),
}
