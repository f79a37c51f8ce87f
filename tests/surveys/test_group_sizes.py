"""From how many people on something is said, of both grids of blocks."""

import pytest

from analytics.measures.blocks import ONE, TWO, cuts
from surveys.group_sizes import SMALLEST_GROUP, smallest_group


@pytest.mark.parametrize("withstands", [ONE, TWO])
def test_fewer_people_are_all_in_one_interval(withstands):
    """Of which nothing but their number can be learned."""
    smallest = smallest_group(withstands)
    said = [len(cuts(n, withstands)) > 2 for n in range(SMALLEST_GROUP, 30)]
    assert said == [n >= smallest for n in range(SMALLEST_GROUP, 30)]
