"""What grounds of answers are called together, and how they go with gaps."""

from django.utils.translation import gettext_lazy as _

OBSERVED_WORDS = _("What the other side has, does or says")
OTHERS_WORDS = _("Any other ground")
WITHOUT_WORDS = _("No ground named")

# By the direction of a `PairOrder`.
DIRECTIONS = {
    1: _("named more often where the gap is wider, whatever the exact counts are"),
    -1: _("named less often where the gap is wider, whatever the exact counts are"),
    0: _("cannot be told"),
}
