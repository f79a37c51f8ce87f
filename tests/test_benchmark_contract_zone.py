"""What the benchmark of contract zones counts, where it can be known beforehand."""

import math

import numpy as np
import pytest

from benchmarks import contract_zone
from benchmarks.contract_zone import SHARES, measured


@pytest.mark.parametrize("name", SHARES)
def test_the_words_are_all_that_is_said_and_certain_is_never_wrong_of_the_people(name):
    row = measured(8, name, runs=60)
    words = [row[word] for word in ("certain", "likely", "possible", "unlikely", "cannot_be_told")]
    assert sum(words) == pytest.approx(1)
    assert row["certain, wrong of the people"] in (0.0, pytest.approx(math.nan, nan_ok=True))


def test_a_population_that_is_below_half_makes_every_word_for_the_zone_wrong_of_it():
    row = measured(8, "40 of 100", runs=200)
    assert row["certain, wrong of the population"] == 1
    assert row["likely, wrong of the population"] == 1
    assert 0 < row["likely, wrong of the people"] < 1
    above = measured(8, "60 of 100", runs=200)
    assert above["likely, wrong of the population"] == 0


def test_groups_of_five_of_which_nothing_is_said_are_never_put_in_a_zone():
    assert measured(5, "90 of 100", withstands=2, runs=20)["cannot_be_told"] == 1


def test_a_share_is_the_one_that_is_asked_for():
    levels = contract_zone._levels(np.random.default_rng(1), 0.4)
    assert levels[2:].sum() == pytest.approx(0.4)
    assert levels.sum() == pytest.approx(0.9)
