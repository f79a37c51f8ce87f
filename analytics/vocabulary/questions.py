"""What kinds of question there are, and through which lens each is asked."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analytics.vocabulary import Words

ITEM_KINDS: Words = {
    "concern": _("a concern, asked of every directed dyad"),
    "threat": _("an articulated threat, asked of one directed dyad"),
    "vignette": _("an invented situation"),
}

LENSES: Words = {
    "perceived": pgettext_lazy("lens", "perceived"),
    "assessed": pgettext_lazy("lens", "assessed"),
    "predicted": pgettext_lazy("lens", "predicted"),
    "avowed": pgettext_lazy("lens", "avowed"),
    "first": pgettext_lazy("lens", "first impression"),
    "revised": pgettext_lazy("lens", "revised impression"),
    "anchored": pgettext_lazy("lens", "on invented situations"),
    "recalled": pgettext_lazy("lens", "change since the last round, as participants say"),
    "stated": pgettext_lazy("lens", "as participants say for themselves"),
    "reflected": pgettext_lazy("lens", "change by going through the concerns, as participants say"),
}

# Whose answers are counted through each lens, over all dyads.
GROUPS_OF_LENS: Words = {
    "perceived": _("Participants on the concerns of their own side"),
    "assessed": _("The panel"),
    "predicted": _("Participants' predictions of another side's answers"),
    "avowed": _("What participants say another side's answers should be"),
    "anchored": _("All groups on the invented situations"),
}
