"""The different tallies of many groups, numbered: what depends on a tally is worked out once."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analytics.measures.candidates import Candidates
from analytics.measures.count_arrays import CountArray

# A tally is told from others by one whole number below this.
LARGEST_KEY = 2**62


class Tallies(NamedTuple):
    """The tallies of the levels that some groups may have, each once.

    `levels` (tallies, K); `of` says, for each group, which of them are its own, in the order of its
    candidates.
    """

    levels: CountArray
    of: dict[Candidates, CountArray]


def tallies(groups: Sequence[Candidates]) -> Tallies:
    """Return the different tallies of the groups; of groups too large to compare, all of them.

    >>> from analytics.measures.blocks import protect
    >>> from analytics.measures.candidates import panel_sum
    >>> low, high = protect([0, 0, 0, 5, 0, 0, 0]), protect([0, 0, 0, 0, 0, 0, 5])
    >>> one, other = panel_sum([low, high]), panel_sum([high, high])
    >>> levels, of = tallies([one, other, one])
    >>> bool((levels[of[one]] == one.levels).all())
    True
    >>> len(of), len(levels) < len(one.levels) + len(other.levels)
    (2, True)
    """
    distinct = list(dict.fromkeys(groups))
    levels = np.concatenate([group.levels for group in distinct])
    ends = np.cumsum([len(group.levels) for group in distinct])
    base, k = int(levels.max()) + 1, levels.shape[1]
    if base**k < LARGEST_KEY:
        keys = levels @ base ** np.arange(k)
        _, first, places = np.unique(keys, return_index=True, return_inverse=True)
        levels, places = levels[first], places.reshape(-1)
    else:
        places = np.arange(len(levels))
    return Tallies(levels, dict(zip(distinct, np.split(places, ends[:-1]), strict=True)))
