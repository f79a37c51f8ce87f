import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.measures import contrast
from analytics.measures.aggregate import clustered_delta
from tests.analytics.measures.expanded import counts_of


def slow_scores(x, y):
    """Each person's mean over items, one comparison at a time."""
    result = []
    for row in x:
        scores = []
        for i, mark in enumerate(row):
            others = [other[i] for other in y if other[i] >= 0]
            if mark >= 0 and others:
                scores.append(np.mean([np.sign(mark - other) for other in others]))
        if scores:
            result.append(np.mean(scores))
    return np.array(result)


marks = st.integers(-1, 3)
answers = st.integers(1, 4).flatmap(
    lambda items: st.tuples(
        *[st.lists(st.lists(marks, min_size=items, max_size=items), min_size=2, max_size=6)] * 2
    )
)


@given(sides=answers)
@settings(max_examples=60, deadline=None)
def test_the_clustered_interval_is_welchs_for_the_scores(sides):
    left, right = sides
    s, t = slow_scores(left, right), slow_scores(right, left)
    result = clustered_delta(left, right)
    if len(s) < 2 or len(t) < 2:
        assert np.isnan([result.low, result.high]).all()
        return
    assert result.mean == pytest.approx(s.mean())
    terms = s.var(ddof=1) / len(s), t.var(ddof=1) / len(t)
    if sum(terms) < 1e-20:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scipy warns of scores that are nearly all alike
        welch = stats.ttest_ind(s, t, equal_var=False)
    reach = stats.t.ppf(0.975, welch.df) * np.sqrt(sum(terms))
    assert result.low == pytest.approx(max(-1, s.mean() - reach))
    assert result.high == pytest.approx(min(1, s.mean() + reach))


def test_one_item_clustered_is_its_delta():
    left, right = [[3], [2], [2]], [[1], [0], [2], [3]]
    result = clustered_delta(left, right)
    counts = [counts_of([row[0] for row in side]) for side in (left, right)]
    assert result.mean == pytest.approx(contrast.delta(*counts))
    assert result.items == 1


def test_pooling_ratings_would_be_too_sure():
    """Twenty people who say the same of all six items are twenty, not a hundred and twenty."""
    rng = np.random.default_rng(0)
    left, right = (np.repeat(rng.integers(0, 4, (20, 1)), 6, axis=1) for _ in range(2))
    one, six = clustered_delta(left[:, :1], right[:, :1]), clustered_delta(left, right)
    assert (six.low, six.high) == pytest.approx((one.low, one.high))


def test_clustered_without_spread_or_people():
    assert clustered_delta([[3], [3]], [[0], [0]]) == (1, 1, 1, 1)
    lonely = clustered_delta([[3]], [[0], [0]])
    assert lonely.mean == 1
    assert np.isnan(lonely.low)
    nobody = clustered_delta([[-1]], [[0], [0]])
    assert np.isnan(nobody.mean)
    assert nobody.items == 0


@pytest.mark.parametrize(
    ("left", "right"), [([[1, 2]], [[1]]), ([1, 2], [1, 2]), ([[1, 2]], [1, 2])]
)
def test_clustered_groups_rate_the_same_items(left, right):
    with pytest.raises(ValueError, match="right: must rate the same items as left"):
        clustered_delta(left, right)
