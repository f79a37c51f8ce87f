"""What the study planner calls gaps of a known size, and what may be said of them."""

from django.utils.translation import gettext_lazy as _

from analytics.vocabulary import Words

SCOPES: Words = {
    "question": _("A single question"),
    "dyad": _("A dyad's mean over the six concerns"),
}
GAPS: Words = {
    "one": _("one level"),
    "half": _("half a level"),
    "nothing": _("no gap"),
}
SAID: Words = {
    "likely": _("likely or better"),
    "very_likely": _("very likely or better"),
    "almost_certain": _("almost certain"),
    "alone": _("above or below, by its own answers alone"),
}
# By scope: how many of 100 gaps of each size are called so.
SENTENCES: Words = {
    "question": _(
        "Single questions: of 100 with a gap of one level, %(one)s are called “%(said)s” in the "
        "right direction; of 100 with a gap of half a level, %(half)s. Of 100 without any gap "
        "%(nothing)s are called so, in one direction or the other."
    ),
    "dyad": _(
        "Means of a dyad: of 100 with a gap of one level, %(one)s are called “%(said)s” in the "
        "right direction; of 100 with a gap of half a level, %(half)s. Of 100 without any gap "
        "%(nothing)s are called so, in one direction or the other."
    ),
}
