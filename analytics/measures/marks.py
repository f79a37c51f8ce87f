"""The answers a respondent may give, as they are stored and in the order they are published.

Levels are ordinal numbers from 0; the other answers are negative and never enter a mean.
"""

SERIOUS, MODERATE, LOW, NONE = 3, 2, 1, 0
CANNOT_DETERMINE, PREFER_NOT_TO_SAY, SKIPPED = -1, -2, -3

LEVELS = ("none", "low", "moderate", "serious")
ANSWERS = ("skipped", "prefer_not_to_say", "cannot_determine", *LEVELS)
SUBSTANTIVE = slice(-len(LEVELS), None)


def position(mark: int) -> int:
    """Return where a stored mark stands in `ANSWERS`.

    Raises ValueError for a number that is not a mark.

    >>> ANSWERS[position(SKIPPED)], ANSWERS[position(NONE)], ANSWERS[position(SERIOUS)]
    ('skipped', 'none', 'serious')
    """
    if mark not in range(SKIPPED, SERIOUS + 1):
        raise ValueError(f"mark: must be one of {SKIPPED} to {SERIOUS}; got {mark!r}")
    return mark - SKIPPED
