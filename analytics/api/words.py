"""The closed vocabularies of released rows.

Written out, since the modules that define them need scipy, which the web process does without;
a test compares them.
"""

ITEM_KINDS = ("concern", "threat", "impression", "vignette")
GAPS = ("threat", "image", "empathy")
THREAT_KINDS = (
    "insufficient",
    "indeterminate",
    "overestimation",
    "underestimation",
    "misjudgment",
    "aligned",
    "inconclusive",
)
EMPATHY_KINDS = ("insufficient", "overpredicted", "underpredicted", "accurate", "inconclusive")
KINDS = tuple(dict.fromkeys((*THREAT_KINDS, *EMPATHY_KINDS)))
SUBTYPES = (
    "",
    "panel cannot determine",
    "participants cannot determine",
    "contested",
    "not seen by the panel",
    "missed by participants",
)
DIRECTIONS = ("", "above", "below", "unclear")
SIZES = ("negligible", "small", "medium", "large")
MOVEMENTS = ("rose", "fell", "steady", "too few to say")
