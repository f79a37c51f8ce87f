import numpy as np

from analytics.measures.rounding import difference, figure, probabilities, probability


def test_figures_have_ten_decimals_and_no_negative_zero():
    assert figure(2 / 3) == 0.6666666667
    assert str(figure(-1e-12)) == "0.0"
    assert figure(np.float64("nan")) is None
    assert type(figure(np.float64(1))) is float


def test_probabilities_have_six_significant_digits():
    assert probability(np.float64(1.23456789e-9)) == 1.23457e-9
    assert probability(float("nan")) is None
    assert probabilities([0.123456789, 1]).tolist() == [0.123457, 1]


def test_a_difference_needs_both():
    assert difference(0.3, 0.1) == 0.2
    assert difference(0.3, None) is None
    assert difference(None, 0.3) is None
