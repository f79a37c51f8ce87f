import numpy as np
import pytest

from analytics.measures.quasirandom import pick, radical_inverse


def test_picks_are_as_frequent_as_their_weights():
    weights = np.array([0.1, 0.0, 0.6, 0.3])
    picked = pick(weights, (np.arange(1000) + 0.5) / 1000)
    assert np.bincount(picked, minlength=4).tolist() == [100, 0, 600, 300]
    assert pick(weights, np.array([1 - 1e-17])).tolist() == [3]


def test_the_sequence_of_halton():
    assert radical_inverse(5, 3) == pytest.approx([1 / 3, 2 / 3, 1 / 9, 4 / 9, 7 / 9])
