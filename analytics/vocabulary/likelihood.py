"""How likely it is that a gap lies above 0, in words.

The steps are those of ICD 203, Analytic Standards (Director of National Intelligence, 2015): from
55, 80 and 95 percent, and their mirror images. How sure and how much are never said in one word.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analytics.vocabulary import Words

# Why gaps of a round are not estimated together, by `analytics.measures.verdicts.PoolingProblem`.
POOLING_PROBLEMS: Words = {
    "nothing to pool": _(
        "No gaps are estimated together: at no question did enough people of both groups give "
        "a level. Every figure is that of its question or dyad alone."
    ),
    "not converged": _(
        "Not all gaps are estimated together: the model could not be fitted to some answers of "
        "this round. Where it could not, every figure is that of its question or dyad alone."
    ),
}

_AGAINST_A_VIEW: Words = {
    "almost_certainly_above": _("almost certainly above"),
    "very_likely_above": _("very likely above"),
    "likely_above": _("likely above"),
    "even_chance": _("as likely above as below"),
    "likely_below": _("likely below"),
    "very_likely_below": _("very likely below"),
    "almost_certainly_below": _("almost certainly below"),
}

LIKELIHOODS_BY_GAP: Mapping[str, Words] = {
    "threat": _AGAINST_A_VIEW,
    "image": _AGAINST_A_VIEW,
    "empathy": {
        "almost_certainly_above": pgettext_lazy("predictions", "almost certainly too high"),
        "very_likely_above": pgettext_lazy("predictions", "very likely too high"),
        "likely_above": pgettext_lazy("predictions", "likely too high"),
        "even_chance": pgettext_lazy("predictions", "as likely too high as too low"),
        "likely_below": pgettext_lazy("predictions", "likely too low"),
        "very_likely_below": pgettext_lazy("predictions", "very likely too low"),
        "almost_certainly_below": pgettext_lazy("predictions", "almost certainly too low"),
    },
}

# Of the threat gap of a directed dyad over the common concerns.
SENTENCES: Words = {
    "almost_certainly_above": _(
        "It is almost certain (%(chance)s) that %(participants)s are more "
        "concerned about %(target)s than the panel."
    ),
    "very_likely_above": _(
        "It is very likely (%(chance)s) that %(participants)s are more "
        "concerned about %(target)s than the panel."
    ),
    "likely_above": _(
        "It is likely (%(chance)s) that %(participants)s are more "
        "concerned about %(target)s than the panel."
    ),
    "even_chance": _(
        "The chances are roughly even (%(chance)s) that %(participants)s are "
        "more concerned about %(target)s than the panel."
    ),
    "likely_below": _(
        "It is likely (%(chance)s) that %(participants)s are less "
        "concerned about %(target)s than the panel."
    ),
    "very_likely_below": _(
        "It is very likely (%(chance)s) that %(participants)s are less "
        "concerned about %(target)s than the panel."
    ),
    "almost_certainly_below": _(
        "It is almost certain (%(chance)s) that %(participants)s are less "
        "concerned about %(target)s than the panel."
    ),
}
