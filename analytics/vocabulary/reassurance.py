"""How surely a measure lies in a contract zone, and whether the other side expects it."""

from django.utils.translation import pgettext_lazy

from analytics.vocabulary import Words

# By `analytics.measures.contract_zone.Zone`.
ZONES: Words = {
    "certain": pgettext_lazy("contract zone", "certain"),
    "likely": pgettext_lazy("contract zone", "likely"),
    "possible": pgettext_lazy("contract zone", "possible"),
    "unlikely": pgettext_lazy("contract zone", "unlikely"),
    "cannot_be_told": pgettext_lazy("contract zone", "cannot be told"),
}

# By `analytics.measures.contract_zone.Awareness`.
AWARENESS: Words = {
    "unaware": pgettext_lazy("of a measure", "not expected"),
    "perhaps_unaware": pgettext_lazy("of a measure", "perhaps not expected"),
    "aware": pgettext_lazy("of a measure", "expected"),
    "cannot_be_told": pgettext_lazy("of a measure", "cannot be told"),
    "": pgettext_lazy("of a measure", "nothing to expect"),
}
