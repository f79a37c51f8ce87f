"""How levels of a side differ, and what the whole side is when it is published by level."""

import json
from dataclasses import replace

import pytest

from analytics.computing.gap_matrix import gap_cells
from analytics.computing.level_gaps import level_gaps
from analytics.computing.pooled_gaps import cells_and_means
from analytics.computing.revise import recomputed
from analytics.measures.candidates import panel_sum
from analytics.measures.claim_levels import BY_SIDE
from analytics.measures.published_contrast import published_contrast
from analytics.measures.verdicts import Thresholds
from analytics.release.canonical import canonical
from analytics.release.queries import content_of
from analytics.release.rows import Content
from analytics.release.schema.level_gaps import FIGURES
from analytics.release.verdicts import shown_jointly
from tests.analytics.levels import LOWER, UPPER, blocks, by_item, released_by_level
from tests.analytics.made import LOW, block_row

SIZES = {"government": 8, "military": 9, "public": 7}


def test_each_pair_of_levels_is_compared_at_each_question_in_the_order_of_levels():
    rows = [block_row(UPPER, group=f"PRC/{level}") for level in ("public", "military")]
    rows.append(block_row(LOWER, group="PRC/government"))
    found = [(row.first_level, row.second_level) for row in level_gaps(rows)]
    assert found == [
        ("government", "military"),
        ("government", "public"),
        ("military", "public"),
    ]


def test_the_figures_are_those_of_a_contrast_of_the_two_blocks():
    rows = blocks()
    found = {row.item: row for row in level_gaps(rows)}
    pairs = [
        [row.block for row in of_item if row.lens == "perceived"]
        for of_item in by_item(rows).values()
    ]
    expected = published_contrast(*zip(*pairs, strict=True))
    assert [row.kind for row in found.values()] == [each.kind for each in expected]
    assert [row.figures["delta"] for row in found.values()] == [each.delta for each in expected]
    assert (found["political"].kind, found["economic"].kind) == (
        "overestimation",
        "underestimation",
    )
    assert found["military"].kind not in ("overestimation", "underestimation")
    assert (found["political"].n_left, found["political"].n_right) == (12, 12)
    assert {*found["political"].figures} == {column.name for column in FIGURES}


def test_nothing_is_compared_of_a_side_published_as_one():
    assert level_gaps([block_row(UPPER), block_row(LOW, lens="assessed")]) == []


def test_the_gaps_of_a_side_are_those_of_the_sum_of_its_levels():
    rows = [row for row in blocks() if row.item == "political"]
    government, public, panel, predicted = (row.block for row in rows)
    threat, empathy = gap_cells(rows)
    side = panel_sum([government, public])
    (expected,) = published_contrast([side], [panel])
    assert (threat.delta, threat.n_left, threat.n_right) == (expected.delta, 24, panel.n)
    assert (empathy.n_left, empathy.n_right, threat.panel_without) == (predicted.n, 24, "")


def test_a_sum_of_levels_is_told_apart_by_the_least_level_of_p():
    """For sums on the left none is listed: where a block would be told apart a sum may not be."""
    rows = [row for row in blocks() if row.item == "economic"]
    parts = [row.block for row in rows[:2]]
    side, panel = panel_sum(parts), rows[2].block
    (found,) = published_contrast([side], [panel])
    assert BY_SIDE < found.p_delta < 0.05
    assert found.kind == "inconclusive"
    assert found.delta_low <= 0 <= found.delta_high


def test_a_side_that_is_divided_is_pooled_with_the_others():
    cells, means = cells_and_means(blocks())
    assert all(cell.is_pooled for cell in cells if cell.delta is not None)
    assert means


def test_no_level_is_listed_for_several_concerns_of_a_divided_side():
    cells, means = cells_and_means(blocks())
    (mean,) = [m for m in means if (m.gap, m.perceiver, m.target) == ("threat", "PRC", "JPN")]
    within = [replace(cell, n_left=12, n_right=12) for cell in cells]
    assert shown_jointly(mean, within, Thresholds()) is not None
    assert shown_jointly(mean, within, Thresholds(by_level=1)) is None


# --- In a release --------------------------------------------------------------------------------


@pytest.fixture
def release(study):
    return released_by_level(study)


def test_they_are_published_and_come_out_the_same_again(release):
    content = content_of(release)
    assert [row.item for row in content.level_gaps] == ["military", "political", "economic"]
    assert recomputed(release).level_gaps == content.level_gaps


def test_they_are_under_the_checksum_and_absent_from_releases_without_any(release):
    content = content_of(release)
    told = json.loads(canonical(release.metadata, content))
    assert [row["first_level"] for row in told["level_gaps"]] == ["government"] * 3
    without = Content(content.blocks, content.cells, content.means)
    assert "level_gaps" not in json.loads(canonical(release.metadata, without))
