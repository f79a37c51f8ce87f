"""The answers a respondent may give, as they are stored and in the order they are published.

Levels are ordinal numbers from 0; the other answers are negative and never enter a mean.
"""

SERIOUS, MODERATE, LOW, NONE = 3, 2, 1, 0
CANNOT_DETERMINE, PREFER_NOT_TO_SAY, SKIPPED = -1, -2, -3

LEVELS = ("none", "low", "moderate", "serious")
ANSWERS = ("skipped", "prefer_not_to_say", "cannot_determine", *LEVELS)
SUBSTANTIVE = slice(-len(LEVELS), None)
