"""What each side says of itself against what the others say of it, from chosen blocks."""

import pytest

from analytics.measures.published_contrast import published_contrast
from analytics.measures.published_empathy import published_empathy
from analytics.measures.verdicts import Thresholds
from analytics.release.self_images import self_images
from tests.analytics.made import block_row
from tests.analytics.sides_and_orders import DENY, FEW, SAY, self_image_blocks, statement

SIDES = ("PRC", "JPN", "ROK", "USA")


def at(rows, speaker, about, item="keeps-rules"):
    (row,) = [r for r in rows if (r.speaker, r.about, r.item) == (speaker, about, item)]
    return row


def test_each_side_is_compared_with_what_each_other_says_of_it():
    rows = self_images(self_image_blocks(SIDES), Thresholds())
    assert [(row.speaker, row.about) for row in rows] == [
        (one, other) for one in SIDES for other in SIDES if one != other
    ]


def test_the_speakers_stand_on_the_left():
    blocks = [
        statement("PRC", "PRC", SAY),
        statement("JPN", "PRC", DENY),
        statement("PRC", "PRC", SAY, lens="predicted", group="JPN"),
    ]
    (row,) = self_images(blocks, Thresholds())
    assert (row.speaker, row.about, row.n_left, row.n_right) == ("JPN", "PRC", 10, 12)
    assert (row.kind, row.prediction) == ("underestimation", "inconclusive")
    assert row.estimate("delta")[0] < -0.8


def test_the_figures_are_those_of_the_two_machineries_over_all_pairs():
    blocks = self_image_blocks(("PRC", "JPN", "USA"))
    rows = self_images(blocks, Thresholds())
    own = {b.perceiver: b.block for b in blocks if b.lens == "stated" and b.perceiver == b.target}
    said = {(b.perceiver, b.target): b.block for b in blocks if b.lens == "stated"}
    predicted = {(b.group, b.target): b.block for b in blocks if b.lens == "predicted"}
    pairs = [(row.speaker, row.about) for row in rows]
    contrasts = published_contrast([said[p] for p in pairs], [own[p[1]] for p in pairs])
    gaps = published_empathy([predicted[p] for p in pairs], [own[p[1]] for p in pairs])
    for row, contrast, gap in zip(rows, contrasts, gaps, strict=True):
        assert row.figures["delta"] == contrast.delta
        assert row.figures["q_bh"] == contrast.q_bh
        assert row.figures["empathy_gap"] == gap.empathy_gap
        assert (row.kind, row.prediction) == (contrast.kind, gap.kind)


def test_of_a_side_of_fewer_than_five_only_the_size_is_known():
    blocks = [statement("PRC", "PRC", SAY), statement("JPN", "PRC", FEW)]
    (row,) = self_images(blocks, Thresholds())
    assert (row.n_left, row.kind, row.estimate("delta")) == (4, "insufficient", (None,) * 3)


def test_without_predictions_nothing_is_said_of_them():
    blocks = [statement("PRC", "PRC", SAY), statement("JPN", "PRC", DENY)]
    (row,) = self_images(blocks, Thresholds())
    assert (row.prediction, row.estimate("empathy_gap")) == ("", (None,) * 3)


@pytest.mark.parametrize(
    "blocks",
    [[], [block_row(SAY)], [statement("JPN", "PRC", DENY)], [statement("PRC", "PRC", SAY)]],
)
def test_nothing_is_compared_unless_both_spoke(blocks):
    assert self_images(blocks, Thresholds()) == []
