"""What is said of an order of the region that a side may find acceptable."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analytics.vocabulary import Words
from analytics.vocabulary.gaps import KINDS

# Whether at least half of a side's participants find an order acceptable.
STANDINGS: Words = {
    "certain": pgettext_lazy("acceptable", "certainly"),
    "likely": pgettext_lazy("acceptable", "likely"),
    "possible": pgettext_lazy("acceptable", "possibly"),
    "unlikely": pgettext_lazy("acceptable", "unlikely"),
    "excluded": pgettext_lazy("acceptable", "certainly not"),
    "cannot_be_told": pgettext_lazy("acceptable", "cannot be told"),
}

# Whether a side knows what another finds acceptable.
PREDICTED: Words = {
    "underpredicted": _("more acceptable there than expected"),
    "overpredicted": _("less acceptable there than expected"),
    "accurate": _("as acceptable there as expected"),
    "inconclusive": KINDS["inconclusive"],
    "insufficient": KINDS["insufficient"],
}
