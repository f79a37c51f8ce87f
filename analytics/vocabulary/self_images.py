"""What is said of a side against what it says of itself, in words."""

from django.utils.translation import gettext_lazy as _

from analytics.vocabulary import Words
from analytics.vocabulary.gaps import KINDS

# What one side says of another against what that other says of itself, decided kinds first.
COMPARED: Words = {
    "overestimation": _("agrees more than the side itself"),
    "underestimation": _("agrees less than the side itself"),
    "misjudgment": KINDS["misjudgment"],
    "aligned": _("agrees as much as the side itself"),
    "indeterminate": KINDS["indeterminate"],
    "inconclusive": KINDS["inconclusive"],
    "insufficient": KINDS["insufficient"],
}

# Of groups that are too small to classify.
DIRECTIONS: Words = {
    "above": _("The few there are agree more than the side itself."),
    "below": _("The few there are agree less than the side itself."),
    "unclear": _("Direction unclear."),
}

# Whether the speakers know what the side says of itself.
PREDICTED: Words = {
    "overpredicted": _("expects more agreement than there is"),
    "underpredicted": _("expects less agreement than there is"),
    "accurate": _("knows the answer"),
    "inconclusive": KINDS["inconclusive"],
    "insufficient": KINDS["insufficient"],
}
