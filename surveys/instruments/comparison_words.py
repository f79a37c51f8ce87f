"""What the groups of differences between two questionnaires are called."""

from django.utils.translation import gettext_lazy as _

from surveys.instruments.comparing import ANSWERS, AROUND, UNSEEN, WHO, WORDING

GROUP_HEADINGS = {
    WORDING: _("What was asked, word by word"),
    ANSWERS: _("The answers to choose from, and the names of the sides"),
    WHO: _("Who is asked what"),
    AROUND: _("What stands around the questions"),
    UNSEEN: _("What no respondent sees"),
}
ASKED_ANEW = _("Asked anew")
NO_LONGER_ASKED = _("No longer asked")
NOTHING_DIFFERS = _("Nothing differs: both ask the same in the same words.")
DO_NOT_COMPARE = _("Figures of rounds with these two do not compare everywhere")
COMPARE = _("What both ask, they ask alike")
