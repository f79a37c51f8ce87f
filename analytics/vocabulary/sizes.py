"""How large a gap is, in words: how consistently one group stands above the other.

The steps are those of Romano and others (2006) for Cliff's delta.
"""

from django.utils.translation import pgettext_lazy

from analytics.vocabulary import Words

# From this absolute delta on, each size, the greatest first.
LEAST_DELTA = {"large": 0.474, "medium": 0.33, "small": 0.147, "negligible": 0.0}

SIZES: Words = {
    "large": pgettext_lazy("size of a gap", "large"),
    "medium": pgettext_lazy("size of a gap", "medium"),
    "small": pgettext_lazy("size of a gap", "small"),
    "negligible": pgettext_lazy("size of a gap", "negligible"),
}


def size_of(delta: float) -> str:
    """The size of a delta, whatever its sign.

    >>> size_of(-0.5), size_of(0.33), size_of(0.2), size_of(0)
    ('large', 'medium', 'small', 'negligible')
    """
    return next(size for size, least in LEAST_DELTA.items() if abs(delta) >= least)
