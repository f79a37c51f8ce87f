"""The sizes of groups on which it depends what is published and kept. Measures read it too."""

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
