"""The sizes of groups on which it depends what is published and kept. Measures read it too."""

from collections.abc import Collection

# Of fewer people than this nothing but their number is published.
SMALLEST_GROUP = 5
# In rounds that withstand two colleagues who share their answers, counts of five or six people are
# all in one interval, which says nothing of them (`analytics.measures.blocks.cuts`).
SMALLEST_AGAINST_TWO = 7
# From so many people on one person's answers may be published, and kept, together.
LARGE_GROUP = 100


def smallest_group(withstands: int) -> int:
    """Return from how many people on something is said of their answers.

    `withstands` is how many colleagues who share their answers a round withstands, one or two.
    """
    return SMALLEST_GROUP if withstands == 1 else SMALLEST_AGAINST_TWO


def is_published_by_level(sizes: Collection[int], withstands: int) -> bool:
    """Whether a side is published by level and not as one, which depends on sizes alone.

    `sizes` is how many people of each level submitted, of those of which anybody did. Of a level
    that is too small a block says nothing, where that of the whole side would.

    >>> is_published_by_level([5, 12], 1), is_published_by_level([4, 12], 1)
    (True, False)
    >>> is_published_by_level([12], 1), is_published_by_level([5, 12], 2)
    (False, False)
    """
    return len(sizes) > 1 and min(sizes) >= smallest_group(withstands)
