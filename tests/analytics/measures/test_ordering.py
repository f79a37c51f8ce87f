import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.measures.rank_correlation import kendall_tau_b, kendall_w

values = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=12)


@given(pairs=values)
@settings(max_examples=60, deadline=None)
def test_tau_is_scipys(pairs):
    x, y = np.array(pairs).T
    found = kendall_tau_b(x, y)
    if len(set(x)) == 1 or len(set(y)) == 1:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(stats.kendalltau(x, y).statistic, abs=1e-12)


def test_items_without_data_drop_out():
    x, y = [1, 2, np.nan, 4, 0], [1, 3, 2, np.nan, 5]
    assert kendall_tau_b(x, y) == pytest.approx(stats.kendalltau([1, 2, 0], [1, 3, 5]).statistic)


def test_tau_broadcasts():
    found = kendall_tau_b([[1, 2, 3], [3, 2, 1], [1, 1, 1]], [1, 2, 3])
    np.testing.assert_array_equal(found, [1, -1, np.nan])


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


panels = st.integers(3, 6).flatmap(
    lambda items: st.lists(
        st.lists(st.integers(0, 3), min_size=items, max_size=items), min_size=3, max_size=8
    )
)


@given(rows=panels)
@settings(max_examples=60, deadline=None)
def test_w_is_friedmans_chi_squared_over_m_n_minus_1(rows):
    w, m, n = kendall_w(rows)
    assert (m, n) == np.shape(rows)
    if all(len(set(row)) == 1 for row in rows):
        assert np.isnan(w)
    else:
        chi_squared = stats.friedmanchisquare(*np.transpose(rows)).statistic
        assert w == pytest.approx(chi_squared / (m * (n - 1)), abs=1e-12)


def slow_w(rows):
    m, n = len(rows), len(rows[0])
    sums = sum(stats.rankdata(row) for row in rows)
    s = ((sums - sums.mean()) ** 2).sum()
    ties = sum(t**3 - t for row in rows for t in np.unique(row, return_counts=True)[1])
    return 12 * s / (m**2 * (n**3 - n) - m * ties)


def test_w_by_the_printed_formula():
    rows = [[1, 2, 2, 4], [1, 3, 2, 4], [2, 2, 1, 4]]
    assert kendall_w(rows).w == pytest.approx(slow_w(rows))


def test_w_of_raters_in_full_agreement_is_1():
    assert kendall_w([[0, 1, 2, 3]] * 4).w == 1


def test_incomplete_raters_drop_out():
    rows = [[1, 2, 2, 4], [1, 3, 2, 4], [2, 2, 1, 4]]
    found = kendall_w([*rows, [3, -1, 0, 1], [None, 1, 2, 3]])
    assert found == kendall_w(rows)


@pytest.mark.parametrize(
    "rows", [[[1, 2, 3]], [[1], [2]], [[1, 1], [2, 2]], [[None, 1], [1, None]]]
)
def test_where_w_is_undefined(rows):
    assert np.isnan(kendall_w(rows).w)


def test_w_broadcasts():
    rows = np.array([[[0, 1, 2], [0, 1, 2]], [[0, 1, 2], [2, 1, 0]]])
    assert kendall_w(rows).w.tolist() == [1, 0]


def test_w_needs_a_row_per_rater():
    with pytest.raises(ValueError, match="ratings: must have a row per rater"):
        kendall_w([1, 2, 3])
