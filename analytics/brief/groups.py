"""How many people of each group answered, in bands. Pure: rows in, numbers out."""

from collections.abc import Iterable
from itertools import pairwise

from analytics.release.groups import whole_group
from analytics.release.rows import BlockRow

# The least of each band; the last has no end.
BANDS = (0, 5, 10, 15, 25, 50, 100)


def band_of(people: int) -> tuple[int, int | None]:
    """The band that a number of people is in: its least and its greatest, None without an end.

    >>> band_of(4), band_of(12), band_of(250)
    ((0, 4), (10, 14), (100, None))
    """
    for least, above in pairwise(BANDS):
        if people < above:
            return least, above - 1
    return BANDS[-1], None


def people_asked(blocks: Iterable[BlockRow]) -> dict[str, int]:
    """By side, or the panel as one: the most people who were asked any of these questions."""
    by_question: dict[tuple[str, str, str], int] = {}
    for block in blocks:
        question = (whole_group(block.group), block.lens, block.key)
        by_question[question] = by_question.get(question, 0) + block.n
    people: dict[str, int] = {}
    for (group, _lens, _key), n in by_question.items():
        people[group] = max(n, people.get(group, 0))
    return people
