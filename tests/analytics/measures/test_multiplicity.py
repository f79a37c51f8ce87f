import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.measures.multiplicity import (
    benjamini_hochberg,
    benjamini_yekutieli,
    in_families,
)

BOTH = [(benjamini_hochberg, "bh"), (benjamini_yekutieli, "by")]


@pytest.mark.parametrize(("adjust", "method"), BOTH)
@given(p=st.lists(st.floats(0, 1), min_size=1, max_size=40))
@settings(max_examples=50, deadline=None)
def test_as_scipy(adjust, method, p):
    expected = stats.false_discovery_control(p, method=method)
    np.testing.assert_allclose(adjust(p), expected, atol=1e-300)  # the last subnormal is not ours


@pytest.mark.parametrize(("adjust", "method"), BOTH)
def test_untested_cells_do_not_count(adjust, method):
    p = np.array([[0.01, np.nan, 0.03], [np.nan, 0.2, 0.02]])
    result = adjust(p)
    tested = ~np.isnan(p)
    np.testing.assert_array_equal(np.isnan(result), np.isnan(p))
    np.testing.assert_allclose(
        result[tested], stats.false_discovery_control(p[tested], method=method)
    )


@pytest.mark.parametrize(("adjust", "method"), BOTH)
def test_no_tests_at_all(adjust, method):
    assert np.isnan(adjust([np.nan, np.nan])).all()
    assert adjust([]).shape == (0,)


def test_yekutieli_is_the_stricter():
    p = [0.001, 0.01, 0.02]
    assert (benjamini_yekutieli(p) > benjamini_hochberg(p)).all()


@pytest.mark.parametrize("value", [-0.01, 1.01])
def test_a_p_lies_between_0_and_1(value):
    with pytest.raises(ValueError, match=f"p: must lie between 0 and 1; got {value}"):
        benjamini_hochberg([0.5, value])


@pytest.mark.parametrize(("adjust", "method"), BOTH)
def test_every_family_is_corrected_by_itself(adjust, method):
    p = np.array([0.01, 0.02, np.nan, 0.03, 0.04, 0.5])
    family = np.array(["one", "other", "one", "one", "other", "alone"])
    result = in_families(adjust, p, family)
    for name in ("one", "other", "alone"):
        np.testing.assert_array_equal(result[family == name], adjust(p[family == name]))
