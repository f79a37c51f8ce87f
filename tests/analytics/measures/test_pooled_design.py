"""Which effects enter which cell."""

import numpy as np
import pytest

from analytics.measures.pooled_design import Cell, Likeness, Scales, design_of

SCALES = Scales(location=0.6, dyad=0.3, concern=0.2, cell=0.25, spread=1.2)
CELLS = [
    Cell("A", "B", "military", "A", "", 8, 12),
    Cell("A", "C", "military", "A", "", 8, 12),
    Cell("B", "A", "military", "B", "", 6, 12),
    Cell("A", "B", "an island", "A", "", 8, 12),
]


@pytest.fixture
def design():
    return design_of(CELLS, Likeness(0.3, 0.12))


def shared(matrix):
    """How many effects each pair of cells has in common."""
    return matrix @ matrix.T


def test_parts_of_a_gap(design):
    """The level is everybody's, the dyad's part its own cells', the concern's of a common one."""
    assert shared(design.gap).tolist() == [
        [3, 2, 2, 2],
        [2, 3, 2, 1],
        [2, 2, 3, 1],
        [2, 1, 1, 2],
    ]


def test_people_are_shared_by_what_they_answered(design):
    """The participants of one side, and their leniency towards one; the panel throughout."""
    assert shared(design.left).tolist() == [
        [2, 1, 0, 2],
        [1, 2, 0, 1],
        [0, 0, 2, 0],
        [2, 1, 0, 2],
    ]
    # The panel's leniency towards B is shared by the two cells about B.
    assert shared(design.right).tolist() == [
        [2, 1, 1, 2],
        [1, 2, 1, 1],
        [1, 1, 2, 1],
        [2, 1, 1, 2],
    ]


def test_threats_of_one_dyad_have_another_family_of_locations(design):
    assert shared(design.base).tolist() == [
        [1, 1, 1, 0],
        [1, 1, 1, 0],
        [1, 1, 1, 0],
        [0, 0, 0, 1],
    ]


def test_variances(design):
    variances = design.variances(SCALES)
    people = sorted(set(np.round(variances[design.sort == "people"], 6).tolist()))
    assert people == pytest.approx(
        sorted([0.3 / 8, 0.12 / 8, 0.3 / 6, 0.12 / 6, 0.3 / 12, 0.12 / 12])
    )
    for sort, variance in (("dyad", 0.09), ("concern", 0.04), ("base", 1), ("level", 1)):
        assert variances[design.sort == sort] == pytest.approx(variance)


def test_where_groups_are_expected(design):
    assert (design.shift == design.gap + design.left - design.right).all()
    assert (design.centre == design.base + design.right).all()
