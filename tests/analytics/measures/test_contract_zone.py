from itertools import combinations_with_replacement, product
from math import gamma, prod

import numpy as np
import pytest

from analytics.measures.blocks import ONE, TWO, protect
from analytics.measures.contract_zone import (
    Awareness,
    Support,
    Verdict,
    Zone,
    awareness,
    contract_zone,
    support,
)
from analytics.measures.verdicts import Thresholds
from analytics.measures.weighting import ALPHA

RULES = Thresholds()
CERTAIN, EXCLUDED = Support(8, 6, 8, 1.0), Support(8, 0, 2, 0.0)
LIKELY, EVEN, HARDLY = (Support(8, 3, 5, p) for p in (0.9, 0.5, 0.2))
NOTHING = Support(6, 0, 6, 0.9)


def listed(tally, withstands):
    """Every tally of as many people with the same block, and its weight, one by one."""
    block, answers = protect(tally, withstands), range(len(tally))
    every = (
        tuple(np.bincount(each, minlength=len(tally)).tolist())
        for each in combinations_with_replacement(answers, sum(tally))
    )
    alike = [each for each in every if protect(each, withstands) == block]
    weights = [
        prod(gamma(x + a) / gamma(x + 1) for x, a in zip(each, ALPHA, strict=True))
        for each in alike
    ]
    return list(zip(alike, weights, strict=True))


# Both ends of the levels, half and half of an odd and an even number, and many without a level.
TALLIES = [
    (0, 0, 0, 1, 1, 1, 2),
    (0, 0, 0, 0, 0, 0, 5),
    (0, 0, 0, 5, 0, 0, 0),
    (0, 1, 2, 0, 1, 1, 0),
    (0, 0, 0, 2, 1, 2, 1),
    (1, 0, 2, 0, 0, 1, 2),
]


@pytest.mark.parametrize(("tally", "withstands"), [*product(TALLIES, (ONE, TWO))])
def test_it_is_what_listing_every_tally_says(tally, withstands):
    n, every = sum(tally), listed(tally, withstands)
    for level in (1, 2, 3):
        people = [sum(each[3 + level :]) for each, _weight in every]
        half = sum(weight for each, weight in every if sum(each[3 + level :]) >= n / 2)
        found = support(protect(tally, withstands), level)
        assert (found.n, found.least, found.most) == (n, min(people), max(people))
        assert found.likelihood == pytest.approx(half / sum(w for _, w in every), abs=1e-4)
        assert found.is_certain == all(2 * each >= n for each in people)
        assert found.is_excluded == all(2 * each < n for each in people)


def test_the_zone_of_two_groups_is_what_listing_every_pair_says():
    pairs = [(TALLIES[0], TALLIES[4]), (TALLIES[4], TALLIES[5]), (TALLIES[1], TALLIES[4])]
    for welcome, acceptable in pairs:
        one, other = listed(welcome, ONE), listed(acceptable, ONE)
        total = sum(w * v for (_, w), (_, v) in product(one, other))
        both = sum(
            w * v
            for (x, w), (y, v) in product(one, other)
            if sum(x[5:]) >= sum(welcome) / 2 and sum(y[5:]) >= sum(acceptable) / 2
        )
        found = contract_zone(support(protect(welcome), 2), support(protect(acceptable), 2), RULES)
        assert found.likelihood == pytest.approx(both / total, abs=2e-4)


def test_those_who_gave_no_level_stand_behind_nothing():
    """Two of ten answered; both are for it, and yet they are not half of those asked."""
    found = support(protect([4, 2, 2, 0, 0, 0, 2]), 2)
    assert found.is_excluded
    assert found.n == 10


def test_it_is_never_rounded_to_a_certainty():
    found = support(protect([0, 0, 0, 0, 1, 1, 3 * 10**2]), 2)
    assert found.likelihood == 1.0
    assert found.is_certain
    half = support(protect([0, 0, 0, 30, 0, 0, 30]), 1)
    assert 0 < half.likelihood < 1


@pytest.mark.parametrize(
    ("block", "level", "problem"),
    [
        (protect([1, 2, 5]), 1, "block: must be of 7 answers; got 3"),
        (protect([0, 0, 0, 1, 1, 2, 4]), 0, "level: must be 1 to 3; got 0"),
        (protect([0, 0, 0, 1, 1, 2, 4]), 4, "level: must be 1 to 3; got 4"),
    ],
)
def test_what_it_does_not_take(block, level, problem):
    with pytest.raises(ValueError, match=problem):
        support(block, level)


@pytest.mark.parametrize(
    ("welcome", "acceptable", "zone", "likelihood"),
    [
        (CERTAIN, CERTAIN, Zone.CERTAIN, 1.0),
        (CERTAIN, LIKELY, Zone.LIKELY, 0.9),
        (LIKELY, LIKELY, Zone.LIKELY, 0.81),
        (LIKELY, EVEN, Zone.POSSIBLE, 0.45),
        (EVEN, EVEN, Zone.POSSIBLE, 0.25),
        (EVEN, HARDLY, Zone.UNLIKELY, 0.1),
        (CERTAIN, EXCLUDED, Zone.UNLIKELY, 0.0),
        (EXCLUDED, None, Zone.UNLIKELY, 0.0),
        (NOTHING, EXCLUDED, Zone.UNLIKELY, 0.0),
        (CERTAIN, None, Zone.CANNOT_BE_TOLD, None),
        (CERTAIN, NOTHING, Zone.CANNOT_BE_TOLD, None),
        (None, None, Zone.CANNOT_BE_TOLD, None),
    ],
)
def test_the_words(welcome, acceptable, zone, likelihood):
    assert contract_zone(welcome, acceptable, RULES) == Verdict(zone, likelihood)
    assert contract_zone(acceptable, welcome, RULES) == Verdict(zone, likelihood)


def test_a_probability_at_a_threshold_has_the_surer_word():
    at = [Support(8, 3, 5, p) for p in (0.65, 0.64, 0.36, 0.35, 0.21, 0.2)]
    assert [contract_zone(CERTAIN, each, RULES).zone for each in at] == [
        Zone.LIKELY,
        *[Zone.POSSIBLE] * 4,
        Zone.UNLIKELY,
    ]
    assert [awareness(CERTAIN, each, RULES) for each in at] == [
        Awareness.AWARE,
        Awareness.PERHAPS_UNAWARE,
        Awareness.PERHAPS_UNAWARE,
        *[Awareness.UNAWARE] * 3,
    ]
    assert [awareness(each, EXCLUDED, RULES) for each in at[:2]] == [
        Awareness.UNAWARE,
        Awareness.NOT_SUPPORTED,
    ]


@pytest.mark.parametrize(
    ("answered", "predicted", "word"),
    [
        (CERTAIN, CERTAIN, Awareness.AWARE),
        (CERTAIN, LIKELY, Awareness.AWARE),
        (CERTAIN, EVEN, Awareness.PERHAPS_UNAWARE),
        (LIKELY, HARDLY, Awareness.UNAWARE),
        (CERTAIN, EXCLUDED, Awareness.UNAWARE),
        (CERTAIN, None, Awareness.CANNOT_BE_TOLD),
        (CERTAIN, NOTHING, Awareness.CANNOT_BE_TOLD),
        (EVEN, EXCLUDED, Awareness.NOT_SUPPORTED),
        (NOTHING, EXCLUDED, Awareness.NOT_SUPPORTED),
        (None, EXCLUDED, Awareness.NOT_SUPPORTED),
    ],
)
def test_who_knows_of_it(answered, predicted, word):
    assert awareness(answered, predicted, RULES) is word
