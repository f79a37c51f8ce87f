from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.measures.paired import signed_rank, stuart_maxwell, transitions

EYES = [[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]]
pairs = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=9)


def table_of(rows):
    before, after = np.transpose(rows)
    return transitions(before, after)


@given(rows=pairs)
@settings(max_examples=30, deadline=None)
def test_transitions_count_people(rows):
    table = table_of(rows)
    for i, j in product(range(4), repeat=2):
        assert table[i, j] == rows.count((i, j))


def test_people_with_either_missing_drop_out():
    table = transitions([0, None, 2, -1, 3], [1, 1, np.nan, 2, 3])
    assert table.sum() == 2
    assert table[0, 1] == table[3, 3] == 1


def test_transitions_broadcast():
    assert transitions([[0, 1], [2, 3]], [[0, 1], [2, 3]]).shape == (2, 4, 4)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ([0, 1], [0], r"after: must have the shape of before, \(2,\); got \(1,\)"),
        ([0, 4], [0, 1], "before: marks must be whole numbers from 0 to 3; got 4"),
        ([0, 1], [0, 0.5], "after: marks must be whole numbers from 0 to 3; got 0.5"),
        (1, 1, "after: must have the shape"),
    ],
)
def test_faults_of_transitions_are_named(before, after, message):
    with pytest.raises(ValueError, match=message):
        transitions(before, after)


def slow_signed_rank_p(rows, pratt):
    """Try every way to sign the changes."""
    changes = [after - before for before, after in rows]
    ranked = changes if pratt else [c for c in changes if c]
    if not any(changes):
        return 1.0
    ranks = stats.rankdata(np.abs(ranked))
    ranks = [r for r, c in zip(ranks, ranked, strict=True) if c]
    signs = [np.sign(c) for c in ranked if c]
    observed = abs(np.dot(ranks, signs))
    sums = [abs(np.dot(ranks, s)) for s in product([-1, 1], repeat=len(ranks))]
    return np.mean([s >= observed - 1e-9 for s in sums])


@pytest.mark.parametrize("zeros", ["wilcox", "pratt"])
@given(rows=pairs)
@settings(max_examples=40, deadline=None)
def test_the_exact_p_by_signing_in_every_way(zeros, rows):
    found = signed_rank(table_of(rows), zeros)
    assert found.exact
    assert found.p == pytest.approx(slow_signed_rank_p(rows, zeros == "pratt"), rel=1e-9)


@pytest.mark.parametrize("zeros", ["wilcox", "pratt"])
def test_scipy_agrees(zeros):
    rows = [(0, 1), (1, 3), (2, 1), (3, 3), (0, 2), (1, 2), (2, 2), (0, 3)]
    changes = [after - before for before, after in rows]
    found = signed_rank(table_of(rows), zeros)
    method = stats.PermutationMethod(n_resamples=np.inf)
    expected = stats.wilcoxon(changes, zero_method=zeros, method=method)
    assert found.p == pytest.approx(expected.pvalue)
    falls = sum(r for r, c in zip(stats.rankdata(np.abs(changes)), changes, strict=True) if c < 0)
    if zeros == "pratt":
        assert expected.statistic == falls


@pytest.mark.parametrize("zeros", ["wilcox", "pratt"])
def test_the_normal_p_is_scipys(monkeypatch, zeros):
    monkeypatch.setattr("analytics.measures.paired.LARGEST_ENUMERATION", 0)
    rng = np.random.default_rng(3)
    before, after = rng.integers(0, 4, (2, 60))
    found = signed_rank(transitions(before, after), zeros)
    expected = stats.wilcoxon(after - before, zero_method=zeros, method="approx", correction=False)
    assert not found.exact
    assert found.p == pytest.approx(expected.pvalue, rel=1e-10)


def test_the_rank_sum_of_the_rises_is_scipys():
    changes = np.array([1, 2, -1, 3, 1, 2])
    found = signed_rank(transitions([0, 0, 1, 0, 1, 0], [1, 2, 0, 3, 2, 2]))
    expected = stats.wilcoxon(changes, alternative="greater", method="approx").statistic
    assert (found.changed, found.rise_sum) == (6, expected)


def test_five_changers_all_one_way_are_not_significant():
    """The normal theory says 0.025."""
    assert signed_rank(transitions([0, 1, 1, 2, 2, 3], [1, 2, 2, 3, 3, 3])).p == 0.0625


def test_exact_for_hundreds_and_labelled_beyond():
    rng = np.random.default_rng(1)
    before, after = rng.integers(0, 4, (2, 900))
    assert signed_rank(transitions(before, after)).exact
    many = np.tile(transitions(before, after), (1, 1)) * 50
    assert not signed_rank(many).exact


def test_nobody_changed_and_nobody_there():
    found = signed_rank([np.eye(4, dtype=int), np.zeros((4, 4), int)])
    assert found.changed.tolist() == [0, 0]
    np.testing.assert_array_equal(found.p, [1, np.nan])
    assert found.exact.tolist() == [True, False]
    assert signed_rank(np.zeros((0, 4, 4), int)).p.shape == (0,)


@given(rows=pairs)
@settings(max_examples=30, deadline=None)
def test_turning_time_round_changes_no_p(rows):
    table = table_of(rows)
    assert signed_rank(table.T).p == pytest.approx(signed_rank(table).p, rel=1e-9)
    assert stuart_maxwell(table.T).p == pytest.approx(stuart_maxwell(table).p, rel=1e-9)


def test_stuarts_eyes():
    statistic, df, p = stuart_maxwell(EYES)
    assert (statistic, df, p) == (
        pytest.approx(11.957, abs=5e-4),
        3,
        pytest.approx(0.007533, abs=5e-7),
    )


def slow_stuart_maxwell(table):
    """With the last level left out, by solving for it."""
    table = np.array(table, float)
    d = (table.sum(axis=1) - table.sum(axis=0))[:-1]
    v = -(table + table.T)
    np.fill_diagonal(v, table.sum(axis=1) + table.sum(axis=0) - 2 * table.diagonal())
    statistic = d @ np.linalg.solve(v[:-1, :-1], d)
    return statistic, stats.chi2.sf(statistic, len(table) - 1)


def test_stuart_maxwell_the_slow_way():
    table = [[5, 2, 1, 1], [4, 6, 2, 1], [1, 3, 4, 2], [2, 0, 1, 7]]
    statistic, df, p = stuart_maxwell(table)
    assert df == 3
    assert (statistic, p) == pytest.approx(slow_stuart_maxwell(table))


def test_with_two_levels_it_is_mcnemars():
    statistic, df, p = stuart_maxwell([[10, 7], [2, 5]])
    assert (statistic, df) == (pytest.approx((7 - 2) ** 2 / 9), 1)
    assert p == pytest.approx(stats.chi2.sf(25 / 9, 1))


def test_levels_between_which_nobody_moves_cost_degrees_of_freedom():
    statistic, df, p = stuart_maxwell([[10, 7, 0, 0], [2, 5, 0, 0], [0, 0, 3, 0], [0, 0, 0, 0]])
    assert (statistic, df) == (pytest.approx(25 / 9), 1)
    assert p == pytest.approx(stats.chi2.sf(25 / 9, 1))


def test_stuart_maxwell_of_the_unmoved_and_of_nobody():
    statistic, df, p = stuart_maxwell([np.eye(4, dtype=int), np.zeros((4, 4), int)])
    np.testing.assert_array_equal(statistic, [0, np.nan])
    np.testing.assert_array_equal(p, [1, np.nan])
    assert df.tolist() == [0, 0]


@pytest.mark.parametrize("test", [signed_rank, stuart_maxwell])
@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([[1, 2, 3], [4, 5, 6]], "table: must be square"),
        ([1, 2], "table: must be square"),
        ([[1, -2], [3, 4]], "table: counts must not be negative"),
    ],
)
def test_faults_of_a_table_are_named(test, table, message):
    with pytest.raises(ValueError, match=message):
        test(table)


def test_an_unknown_way_with_zeros_is_named():
    with pytest.raises(ValueError, match="zeros: must be wilcox or pratt; got 'zsplit'"):
        signed_rank([[1, 2], [3, 4]], "zsplit")
