from itertools import product

import pytest

from analytics.measures.blocks import protect
from analytics.measures.contract_zone import Support, support
from analytics.measures.order_zones import Standing, Widest, sides_accepting, standing, widest
from analytics.measures.verdicts import Thresholds

CERTAIN, LIKELY, POSSIBLE, UNLIKELY, EXCLUDED, UNKNOWN = Standing
ACCEPTABLE = 2
# People per answer: skipped, prefer not to say, cannot determine, then from not acceptable up.
NEARLY_ALL, FEW = (0, 0, 0, 0, 1, 3, 6), (0, 0, 0, 6, 3, 1, 0)


@pytest.mark.parametrize(("tally", "expected"), [(NEARLY_ALL, CERTAIN), (FEW, EXCLUDED)])
def test_what_holds_for_every_tally_is_certain(tally, expected):
    assert standing(support(protect(tally), ACCEPTABLE), Thresholds()) == expected


@pytest.mark.parametrize(
    ("likelihood", "expected"),
    [(0.55, LIKELY), (0.5499, POSSIBLE), (0.2, POSSIBLE), (0.1999, UNLIKELY)],
)
def test_what_is_open_has_a_word_by_its_probability(likelihood, expected):
    assert standing(Support(8, 3, 5, likelihood), Thresholds()) == expected


def test_the_thresholds_are_those_of_the_round():
    strict = Thresholds(likely=0.7, very_likely=0.9)
    assert standing(Support(8, 3, 5, 0.6), strict) == POSSIBLE
    assert standing(Support(8, 3, 5, 0.15), strict) == POSSIBLE


def test_nothing_is_said_of_a_side_that_is_not_published_or_of_a_block_without_bounds():
    assert standing(None, Thresholds()) == UNKNOWN
    assert standing(Support(6, 0, 6, 0.5), Thresholds()) == UNKNOWN


def test_a_side_of_which_nothing_can_be_told_may_accept_an_order():
    assert sides_accepting([CERTAIN, UNKNOWN, UNLIKELY, EXCLUDED]) == (1, 3)


@pytest.mark.parametrize(
    ("standings", "expected"),
    [
        ({"a": [CERTAIN, CERTAIN], "b": [CERTAIN, EXCLUDED]}, Widest(("a",), True)),
        ({"a": [CERTAIN, LIKELY], "b": [CERTAIN, EXCLUDED]}, Widest(("a",), True)),
        ({"a": [CERTAIN, EXCLUDED], "b": [EXCLUDED, CERTAIN]}, Widest(("a", "b"), True)),
        ({"a": [CERTAIN, LIKELY], "b": [LIKELY, POSSIBLE]}, Widest(("a",), False)),
        ({"a": [LIKELY, POSSIBLE], "b": [POSSIBLE, LIKELY]}, Widest(("a", "b"), False)),
        ({"a": [POSSIBLE, UNLIKELY], "b": [UNKNOWN, EXCLUDED]}, None),
        ({"a": [EXCLUDED, EXCLUDED], "b": [EXCLUDED, EXCLUDED]}, None),
        ({}, None),
    ],
)
def test_the_widest_orders(standings, expected):
    assert widest(standings) == expected


def truths(standings):
    """Every way in which the sides may truly accept the orders."""
    open_to = {CERTAIN: (1,), EXCLUDED: (0,)}
    places = [open_to.get(each, (0, 1)) for each in standings]
    return {sum(way) for way in product(*places)}


def test_certain_is_what_holds_whichever_sides_truly_accept_an_order():
    """Against every way to fill in what is open, for two orders and three sides."""
    for one, other in product(product((CERTAIN, POSSIBLE, EXCLUDED), repeat=3), repeat=2):
        found = widest({"one": one, "other": other})
        surely = tuple(
            name
            for name, mine, theirs in (("one", one, other), ("other", other, one))
            if min(truths(mine)) and min(truths(mine)) >= max(truths(theirs))
        )
        assert surely == (found.orders if found and found.is_certain else ())
