from itertools import product

import numpy as np
import pytest

from analytics.measures import planning
from analytics.measures.planning import (
    FEWEST,
    MOST,
    Gap,
    Said,
    Scope,
    can_be_said,
    chance,
    fewest,
    terms,
)

QUESTION, DYAD = Scope.QUESTION, Scope.DYAD
SIZES = list(product(range(FEWEST, MOST + 1), (5, 8, 12, 20, 30)))


@pytest.fixture
def weights(monkeypatch):
    """Every figure has these weights from now on."""

    def put(*numbers):
        table = dict.fromkeys(product(Scope, Gap, Said), np.array(numbers))
        monkeypatch.setattr(planning, "_TABLE", table)

    return put


def test_a_chance_is_a_logistic_function_of_both_numbers(weights):
    weights(1, 2, -4, 8, 16, -32, 0)
    # 5 / 10 and 5 / 20: 1 + 1 - 1 + 2 + 2 - 2.
    assert chance(10, 20, DYAD, Gap.ONE, Said.ALONE) == pytest.approx(1 / (1 + np.exp(-3)))
    # 5 / 20 and 5 / 10: 1 + 0.5 - 2 + 0.5 + 2 - 8.
    assert chance(20, 10, QUESTION, Gap.HALF, Said.LIKELY) == pytest.approx(1 / (1 + np.exp(6)))


def test_coarse_blocks_count_for_themselves(weights):
    weights(0, 0, 0, 0, 0, 0, 12)
    # The seven counts of six people have two intervals, the eleven of ten people have four.
    odds = 12 * ((5 / 6) * (7 / 2 - 3) + (5 / 10) * (11 / 4 - 3))
    assert odds == pytest.approx(3.5)
    for sizes in ((6, 10), (10, 6)):
        found = chance(*sizes, DYAD, Gap.ONE, Said.LIKELY)
        assert found == pytest.approx(1 / (1 + np.exp(-3.5)))


def test_a_question_by_itself_follows_the_level_of_its_sizes(weights):
    weights(0, 0, 0, 0, 0, 0, 0, 1)
    # The odds are the levels of groups of 8 and 12, and of 12 and 12.
    for participants, level in ((8, 0.023), (12, 0.021)):
        found = chance(participants, 12, QUESTION, Gap.ONE, Said.ALONE)
        assert found == pytest.approx(level / (1 + level))


@pytest.mark.parametrize(
    ("participants", "assessors", "can"), [(7, 30, False), (30, 7, False), (8, 8, True)]
)
def test_a_question_by_itself_needs_eight_on_either_side(participants, assessors, can):
    assert can_be_said(participants, assessors, QUESTION, Said.ALONE) is can
    assert (chance(participants, assessors, QUESTION, Gap.ONE, Said.ALONE) > 0) is can
    assert can_be_said(participants, assessors, DYAD, Said.ALONE)
    assert can_be_said(participants, assessors, QUESTION, Said.ALMOST_CERTAIN)


@pytest.mark.parametrize(
    ("participants", "assessors", "told"),
    [
        (4, 12, "participants: must be from 5 to 30; got 4"),
        (12, 31, "assessors: must be from 5 to 30; got 31"),
    ],
)
def test_other_numbers_are_refused(participants, assessors, told):
    with pytest.raises(ValueError, match=told):
        chance(participants, assessors, DYAD, Gap.ONE, Said.LIKELY)


def test_so_many_are_enough_as_long_as_more_are(monkeypatch):
    chances = dict.fromkeys(range(5, 31), 0.9) | {6: 0.8, 8: 0.79}
    monkeypatch.setattr(planning, "chance", lambda n, *others: chances[n])
    assert fewest(12, DYAD, Gap.ONE, Said.LIKELY, 0.8) == 9
    assert fewest(12, DYAD, Gap.ONE, Said.LIKELY, 0.75) == 5
    assert fewest(12, DYAD, Gap.ONE, Said.LIKELY, 0.95) is None


# --- The table -----------------------------------------------------------------------------------


def test_every_figure_has_a_weight_for_each_term():
    assert set(planning._TABLE) == set(product(Scope, Gap, Said))
    for (scope, _gap, said), weights in planning._TABLE.items():
        assert weights.shape == terms(12, 12, scope, said).shape


@pytest.mark.parametrize("scope", Scope)
def test_the_surer_the_word_the_rarer_and_the_greater_the_gap_the_more_often(scope):
    for n, m in SIZES:
        for gap in Gap:
            likely, very, almost = (chance(n, m, scope, gap, said) for said in list(Said)[:3])
            # Where nearly all are called so, the fits of two words may touch.
            assert likely + 0.005 > very > almost
        for said in Said:
            one, half = (chance(n, m, scope, gap, said) for gap in (Gap.ONE, Gap.HALF))
            assert one >= half


def test_more_people_see_a_gap_of_a_level_more_often():
    for scope, said in product(Scope, Said):
        few, many = (chance(n, n, scope, Gap.ONE, said) for n in (8, 30))
        assert few < many or few > 0.99


def test_no_gap_is_seldom_called_one_by_its_own_answers():
    """The levels that a p must reach see to it: at most one in twenty."""
    for (n, m), scope in product(SIZES, Scope):
        assert chance(n, m, scope, Gap.NOTHING, Said.ALONE) <= 0.05 + planning.ERROR
