"""What a row's group is, and the block behind it."""

import pytest

from analytics.measures.blocks import protect
from analytics.release.rows import is_panel, nominator_of, panel_as_one
from tests.analytics.made import SERIOUS, block_row


@pytest.mark.parametrize(
    ("group", "panel", "as_one", "nominator"),
    [
        ("panel", True, "panel", ""),
        ("panel/JPN", True, "panel", "JPN"),
        ("JPN", False, "JPN", ""),
        ("panellists", False, "panellists", ""),
        ("panellists/JPN", False, "panellists/JPN", ""),
    ],
)
def test_the_panel_is_told_from_a_side(group, panel, as_one, nominator):
    assert (is_panel(group), panel_as_one(group), nominator_of(group)) == (panel, as_one, nominator)


def test_a_published_row_has_its_block():
    assert block_row(SERIOUS).block == protect(SERIOUS)


def test_a_group_below_five_has_no_block():
    assert block_row((0, 0, 0, 0, 0, 0, 4)).block is None
