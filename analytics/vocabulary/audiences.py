"""Who may read a release, from the narrowest audience to the widest."""

from django.utils.translation import gettext_lazy as _

from analytics.vocabulary import Words

AUDIENCE_NAMES: Words = {
    "held": _("the people who run the study"),
    "sides": _("each side"),
    "room": _("all participants"),
    "researchers": _("researchers"),
    "public": _("everybody"),
}
