"""How likely it is that one side stands above the panel's view, in words.

The steps are those of ICD 203, Analytic Standards (Director of National Intelligence, 2015): from
55, 80 and 95 percent, and their mirror images. How sure and how much are never said in one word.
"""

from django.utils.translation import gettext_lazy as _

from analytics.vocabulary import Words

# Why a round has no gaps estimated together, by `analytics.measures.verdicts.PoolingProblem`.
POOLING_PROBLEMS: Words = {
    "nothing to pool": _(
        "No gaps are estimated together: at no question did enough people of both groups give "
        "a level. Every figure is that of its question or dyad alone."
    ),
    "not converged": _(
        "No gaps are estimated together: the model could not be fitted to the answers of this "
        "round. Every figure is that of its question or dyad alone."
    ),
}

LIKELIHOODS: Words = {
    "almost_certainly_above": _("almost certainly above"),
    "very_likely_above": _("very likely above"),
    "likely_above": _("likely above"),
    "even_chance": _("as likely above as below"),
    "likely_below": _("likely below"),
    "very_likely_below": _("very likely below"),
    "almost_certainly_below": _("almost certainly below"),
}

# Of a directed dyad over the common concerns.
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
