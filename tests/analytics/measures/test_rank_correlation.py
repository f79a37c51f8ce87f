import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.measures.rank_correlation import kendall_tau_b

values = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=12)


@given(pairs=values)
@settings(max_examples=60, deadline=None)
def test_tau_is_scipys(pairs):
    x, y = np.array(pairs).T
    result = kendall_tau_b(x, y)
    if len(set(x)) == 1 or len(set(y)) == 1:
        assert np.isnan(result)
    else:
        assert result == pytest.approx(stats.kendalltau(x, y).statistic, abs=1e-12)


def test_items_without_data_drop_out():
    x, y = [1, 2, np.nan, 4, 0], [1, 3, 2, np.nan, 5]
    assert kendall_tau_b(x, y) == pytest.approx(stats.kendalltau([1, 2, 0], [1, 3, 5]).statistic)


def test_tau_broadcasts():
    result = kendall_tau_b([[1, 2, 3], [3, 2, 1], [1, 1, 1]], [1, 2, 3])
    np.testing.assert_array_equal(result, [1, -1, np.nan])


def test_tau_of_one_item_or_none_is_nan():
    assert np.isnan(kendall_tau_b([1], [2]))
    assert np.isnan(kendall_tau_b([], []))


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([1, 2], [1, 2, 3], "y: must have as many items as x, 2; got 3"),
        (1, [1], "x: must be finite"),
    ],
)
def test_faults_of_tau_are_named(x, y, message):
    with pytest.raises(ValueError, match=message):
        kendall_tau_b(x, y)
