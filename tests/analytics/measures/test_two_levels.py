from itertools import product
from math import comb

import numpy as np
import pytest

from analytics.measures.two_levels import LARGEST_LISTED, choose, two_levels


def test_every_way_is_counted_up_to_and_from_each_number():
    first, second = np.array([0, 3, 5]), np.array([4, 2, 0])
    sums = two_levels(first, second, 0, 5)
    for pair, s in product(range(3), range(6)):
        ways = [comb(first[pair], a) * _choose(second[pair], s - a) for a in range(6)]
        for a in range(6):
            assert sums.up_to[pair, s, a] == sum(ways[:a])
            assert sums.from_on[pair, s, a] == sum(ways[a:])


def test_there_is_no_way_to_deal_fewer_than_nobody():
    sums = two_levels(np.array([3]), np.array([2]), -1, 2)
    assert not sums.up_to[0, 0].any()
    assert not sums.from_on[0, 0].any()
    assert sums.least == -1


def test_the_sums_of_a_few_rows_are_those_of_all():
    first, second = np.array([6, 9]), np.array([8, 3])
    some, every = two_levels(first, second, 4, 7), two_levels(first, second, 0, 7)
    assert some.up_to.tolist() == every.up_to[:, 4:].tolist()
    assert some.from_on.tolist() == every.from_on[:, 4:].tolist()


@pytest.mark.parametrize("n", [0, 5, 120, 121, LARGEST_LISTED])
def test_ways_to_choose(n):
    k = np.array([-n - 1 if n < LARGEST_LISTED else -n, -1, 0, n // 3, n, n + 1])
    assert choose(np.array([n]), k) == pytest.approx([float(_choose(n, int(i))) for i in k])


def _choose(n, k):
    return comb(int(n), int(k)) if 0 <= k <= n else 0
