from dataclasses import replace

import numpy as np

from analytics.measures import tallies as module
from analytics.measures.blocks import protect
from analytics.measures.candidates import candidates, panel_sum
from analytics.measures.tallies import tallies

ONE, OTHER = (
    candidates(protect(tally)) for tally in ((0, 0, 0, 0, 1, 2, 5), (0, 0, 1, 3, 3, 1, 0))
)
SIDE = protect((0, 0, 0, 0, 1, 2, 2))
PANEL, ALIKE = (
    panel_sum([SIDE, protect(tally)]) for tally in ((0,) * 5 + (2, 3), (0,) * 5 + (4, 1))
)


def test_every_tally_is_there_once_and_every_group_has_its_own():
    levels, of = tallies([ONE, PANEL, ONE, ALIKE, OTHER])
    rows = list(map(tuple, levels.tolist()))
    assert len(set(rows)) == len(rows)
    assert set(rows) == {
        tuple(row) for g in (ONE, OTHER, PANEL, ALIKE) for row in g.levels.tolist()
    }
    assert len(rows) < sum(len(g.levels) for g in (ONE, OTHER, PANEL, ALIKE))
    for group in (ONE, OTHER, PANEL, ALIKE):
        np.testing.assert_array_equal(levels[of[group]], group.levels)


def test_tallies_too_large_to_compare_are_all_kept():
    many = replace(ONE, levels=ONE.levels * 10**15)
    levels, of = tallies([many, many])
    np.testing.assert_array_equal(levels, many.levels)
    np.testing.assert_array_equal(of[many], np.arange(len(many.levels)))


def test_the_largest_key_is_not_beyond_a_whole_number():
    largest = int(module.LARGEST_KEY ** (1 / 4)) - 1
    levels = np.array([[largest, 0, 0, 0], [0, 0, 0, largest], [largest] * 4])
    group = replace(ONE, levels=levels, weights=np.full(3, 1 / 3))
    found, of = tallies([group])
    np.testing.assert_array_equal(found[of[group]], levels)
