"""The sizes of groups on which it depends what is published and kept. Measures read it too."""

from collections.abc import Collection

# Of fewer people than this nothing but their number is published.
SMALLEST_GROUP = 5
# From so many people on one person's answers may be published, and kept, together.
LARGE_GROUP = 100
# A side is published by level only if each of its levels has so many people, by how many colleagues
# are withstood: of fewer a block says nothing, where that of the whole side would.
SMALLEST_LEVEL = {1: SMALLEST_GROUP, 2: 7}


def is_published_by_level(sizes: Collection[int], withstands: int) -> bool:
    """Whether a side is published by level and not as one, which depends on sizes alone.

    `sizes` is how many people of each level submitted, of those of which anybody did.

    >>> is_published_by_level([5, 12], 1), is_published_by_level([4, 12], 1)
    (True, False)
    >>> is_published_by_level([12], 1), is_published_by_level([5, 12], 2)
    (False, False)
    """
    return len(sizes) > 1 and min(sizes) >= SMALLEST_LEVEL[withstands]
