"""What blocks have in common that differ only in where their intervals begin.

The tallies of all blocks of one pattern are the same tallies plus a number in each column, so which
of them are alike is worked out once. There are a few hundred patterns, however many blocks.
"""

from typing import NamedTuple, TypeAlias

import numpy as np

from analytics.measures.blocks import Block, members
from analytics.measures.count_arrays import CountArray
from analytics.measures.marks import ANSWERS

UNDETERMINED = ANSWERS.index("cannot_determine")

Kinds: TypeAlias = tuple[CountArray, CountArray]


class Places(NamedTuple):
    """Which rows are alike: the position of the first of each kind, and each row's kind.

    `answered` compares all tallies without those who gave no answer; the others compare the rows
    that differ in it: `levels` by the levels alone, `undecided` by how many could not determine it
    and how many answered. The kinds are in lexicographic order.
    """

    answered: Kinds
    levels: Kinds
    undecided: Kinds


class Pattern(NamedTuple):
    """Every tally less `lowest(block)`, shape (m, answers), and which of them are alike."""

    tallies: CountArray
    places: Places


_patterns: dict[tuple[tuple[int, bool], ...], Pattern] = {}


def pattern_of(block: Block) -> Pattern:
    """Return a block's pattern. Raises ValueError for another number of answers than a mark has.

    >>> from analytics.measures.blocks import protect
    >>> one, other = protect([0, 0, 0, 4, 20, 40, 35]), protect([0, 0, 0, 4, 20, 41, 34])
    >>> pattern_of(one) is pattern_of(other), pattern_of(one).tallies.shape
    (True, (270, 7))
    """
    if block.answers != len(ANSWERS):
        raise ValueError(f"block: must be of {len(ANSWERS)} answers; got {block.answers}")
    pairs = zip(block.intervals, (None, *block.intervals), strict=False)
    key = tuple([(here[1] - here[0], here == there) for here, there in pairs])
    if key not in _patterns:
        tallies = members(block)
        # Columns lie together in memory, since they are looked up one by one.
        relative = np.asfortranarray(tallies - lowest(block))
        _patterns[key] = Pattern(relative, places_of(tallies))
    return _patterns[key]


def lowest(block: Block) -> CountArray:
    """Return the tally, not always possible, that the lowest cumulative counts would make.

    >>> from analytics.measures.blocks import protect
    >>> lowest(protect([0, 0, 1, 2, 0, 3, 4]))
    array([0, 0, 0, 3, 0, 3, 4])
    """
    edges = np.array([0, *[low for low, _ in block.intervals], block.n], dtype=np.int64)
    return np.asarray(edges[1:] - edges[:-1])


def places_of(tallies: CountArray) -> Places:
    """Return which of some tallies of all seven answers are alike."""
    first, kinds = _alike(tallies[:, UNDETERMINED:])
    answered = tallies[first, UNDETERMINED:]
    undecided = np.column_stack([answered[:, 0], answered.sum(axis=1)])
    return Places((first, kinds), _alike(answered[:, 1:]), _alike(undecided))


def _alike(rows: CountArray) -> Kinds:
    # A number for each row, the same for equal rows only: the rows of one group lie close.
    offset = rows - rows.min(axis=0)
    keys = np.ravel_multi_index(tuple(offset.T), (offset.max(axis=0) + 1).tolist())
    _, first, kinds = np.unique(keys, return_index=True, return_inverse=True)
    return first, kinds.reshape(-1)
