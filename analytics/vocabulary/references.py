"""How comparable a figure published elsewhere is with the question of a study."""

from django.utils.translation import gettext_lazy as _

from analytics.vocabulary import Words

COMPARABILITY_NAMES: Words = {
    "same": _("The same question"),
    "similar": _("A similar question"),
    "different": _("A different question"),
}
