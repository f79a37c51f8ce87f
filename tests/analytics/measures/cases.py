"""Groups whose contrasts are tested."""

from analytics.measures.blocks import protect
from analytics.measures.published_contrast import published_contrast

SPREAD = (0, 1, 0, 1, 2, 2, 2)
CASES = {
    "apart": ((0, 0, 0, 0, 1, 2, 5), (0, 0, 1, 3, 3, 1, 0)),
    "five": ((0, 0, 0, 0, 0, 2, 3), (0, 0, 0, 1, 3, 1, 0)),
    "unanimous": ((0, 0, 0, 0, 0, 0, 8), (0, 0, 0, 8, 0, 0, 0)),
    "alike": (SPREAD, SPREAD),
    "crossing": ((0, 0, 0, 4, 0, 0, 4), (0, 0, 0, 0, 4, 4, 0)),
    "uneven": ((0, 0, 0, 2, 4, 3, 1), (1, 0, 0, 1, 2, 1, 0)),
}


def contrast(left, right, **how):
    (cell,) = published_contrast([protect(left)], [protect(right)], **how)
    return cell
