"""What withstanding two colluders costs: the rows of the benchmark."""

import pytest

from benchmarks.withstanding import of_errors, of_verdicts


def test_the_coarser_grid_has_the_larger_error_and_fewer_figures():
    row = of_errors(7)
    assert row["rounding, 1"] == pytest.approx(0.188, abs=0.001)
    assert row["rounding, 2"] == pytest.approx(0.282, abs=0.001)
    assert row["in all, 1"] < row["in all, 2"]
    assert row["figures, 2"] < row["figures, 1"] < 1


@pytest.mark.parametrize(("n", "one", "two"), [(8, 0.462, 0.0), (12, 0.976, 0.876)])
def test_how_often_gaps_are_called(n, one, two):
    row = of_verdicts(n)
    assert row["far apart, 1"] == pytest.approx(one, abs=0.001)
    assert row["far apart, 2"] == pytest.approx(two, abs=0.001)
