"""Whether counts rise with a figure, against every count that the limits allow."""

from itertools import combinations, product

import numpy as np
import pytest

from analytics.measures.ordered_pairs import Item, PairOrder, pair_order


def every_tau(items):
    """Kendall's tau-a for every choice of counts within the limits, slowly."""
    for counts in product(*(range(item.low, item.high + 1) for item in items)):
        shares = [count / item.size for count, item in zip(counts, items, strict=True)]
        pairs = [
            np.sign(shares[a] - shares[b]) * np.sign(items[a].figure - items[b].figure)
            for a, b in combinations(range(len(items)), 2)
            if items[a].figure != items[b].figure
        ]
        yield sum(pairs) / len(pairs)


@pytest.mark.parametrize("seed", range(12))
def test_no_counts_within_the_limits_have_a_tau_beyond_them(seed):
    random = np.random.default_rng(seed)
    items = []
    for _ in range(4):
        size = int(random.integers(5, 13))
        low = int(random.integers(0, size - 1))
        high = min(size, low + int(random.integers(0, 4)))
        items.append(Item(low, high, size, float(random.integers(-2, 3))))
    found = pair_order(items)
    if not found.pairs:
        return
    taus = list(every_tau(items))
    low, high = found.limits
    assert low - 1e-9 <= min(taus)
    assert max(taus) <= high + 1e-9
    if found.direction:
        assert all(np.sign(tau) == found.direction for tau in taus)
    assert found.together == sum(
        all((t > 0) for t in every_tau(pair))
        for pair in combinations(items, 2)
        if pair[0].figure != pair[1].figure
    )


def test_shares_are_compared_and_not_counts():
    assert pair_order([Item(5, 5, 10, 0.0), Item(4, 4, 5, 1.0)]) == PairOrder(1, 0, 0)
    assert pair_order([Item(4, 4, 10, 0.0), Item(2, 2, 5, 1.0)]) == PairOrder(0, 0, 1)


@pytest.mark.parametrize(
    ("counts", "direction"),
    [
        ([(0, 2), (3, 5), (9, 12)], 1),
        ([(9, 12), (3, 5), (0, 2)], -1),
        ([(0, 5), (3, 9), (6, 12)], 0),
    ],
)
def test_a_direction_is_said_only_if_it_holds_whatever_the_counts_are(counts, direction):
    items = [Item(*limits, 12, place / 10) for place, limits in enumerate(counts)]
    assert pair_order(items).direction == direction


def test_what_is_missing_or_equal_makes_no_pair():
    items = [Item(None, None, 4, 0.1), Item(0, 2, 8, None), Item(3, 5, 8, 0.3), Item(6, 8, 8, 0.3)]
    found = pair_order(items)
    assert (found, found.limits, found.direction) == (PairOrder(0, 0, 0), None, 0)
