"""The tables of a release: values, words and why a value is missing."""

from dataclasses import replace

import pytest

from analytics.computing.gap_matrix import published_group
from analytics.export.publication import Publication
from analytics.measures.marks import ANSWERS
from analytics.measures.published_change import published_change
from analytics.measures.published_contrast import published_contrast
from analytics.measures.published_empathy import published_empathy
from analytics.release.rows import (
    COUNT_CHANGES,
    BlockRow,
    CellRow,
    ChangeRow,
    Content,
    MeanRow,
    in_order,
)
from analytics.release.schema.figures import CHANGE as CHANGE_COLUMNS
from analytics.release.schema.figures import CONTRAST, EMPATHY
from analytics.vocabulary.missing import Missing
from tests import factories
from tests.analytics.made import block_row

LANGUAGES = ("en", "zh-Hans", "ja", "ko")
BELOW = Missing.BELOW_FIVE
METADATA = {"method": {"thresholds": {"gaps": {}, "changes": {}}}}


def tables(languages=LANGUAGES, **content):
    empty = {"blocks": (), "cells": (), "means": ()}
    whole = Content(**{name: in_order(rows) for name, rows in (empty | content).items()})
    publication = Publication(METADATA, "", "", whole, factories.welch(), tuple(languages))
    return {table.name: table for table in publication.tables}


def rows(table):
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def column(table, name):
    return next(column for column in table.columns if column.name == name)


# --- Blocks --------------------------------------------------------------------------------------

COUNTS = [f"cum_{answer}_{end}" for answer in ANSWERS[:-1] for end in ("low", "high")]


def test_a_block_has_the_ends_of_every_interval():
    block = block_row((0, 0, 0, 3, 0, 2, 3))
    (row,) = rows(tables(blocks=[block])["blocks"])
    assert block.cumulative == ((0, 2), (0, 2), (0, 2), (3, 5), (3, 5), (3, 5))
    assert [row[name] for name in COUNTS] == [0, 2, 0, 2, 0, 2, 3, 5, 3, 5, 3, 5]
    assert {name: row[name] for name in ("question", "item", "lens", "group", "n")} == {
        "question": "PRC>JPN:military",
        "item": "military",
        "lens": "perceived",
        "group": "PRC",
        "n": 8,
    }


def test_of_a_group_below_five_only_its_size_is_reported():
    (row,) = rows(tables(blocks=[block_row((0, 0, 0, 0, 0, 0, 4))])["blocks"])
    assert row["n"] == 4
    assert {row[name] for name in COUNTS} == {BELOW}


def test_a_situation_has_the_key_of_the_questionnaire():
    key = factories.welch().vignettes.situations[0].key
    asked = {"perceiver": "", "target": "", "item_kind": "vignette", "group": "panel/JPN"}
    blocks = tables(blocks=[block_row((0,) * 6 + (8,), lens="anchored", item=key, **asked)])
    (row,) = rows(blocks["blocks"])
    assert row["question"] == row["item"] == key
    values = column(blocks["blocks"], "question").values
    assert values[key]["ja"] == factories.welch().vignette(key).text.read("ja")
    assert column(blocks["blocks"], "group").values["panel/JPN"] == {
        "en": "Panel, nominated by Japan",
        "zh-Hans": column(blocks["blocks"], "group").values["panel/JPN"]["zh-Hans"],
        "ja": column(blocks["blocks"], "group").values["panel/JPN"]["ja"],
        "ko": column(blocks["blocks"], "group").values["panel/JPN"]["ko"],
    }


# --- Impressions ---------------------------------------------------------------------------------


def impression(cumulative, n):
    question = {"perceiver": "PRC", "target": "", "item": "impression", "item_kind": "impression"}
    about = {"domain": "", "position": 99, "lens": "first", "group": "PRC"}
    return BlockRow(**question, **about, n=n, cumulative=cumulative)


def test_impressions_have_a_table_of_their_own_answer_by_answer():
    intervals = ((0, 2), (0, 2), (0, 2), (3, 5), (6, 8), (6, 8), (6, 8))
    found = tables(blocks=[impression(intervals, 8)])
    assert found["blocks"].rows == []
    told = {row["answer"]: row for row in rows(found["impressions"])}
    assert list(told) == [*ANSWERS[:3], "JPN", "ROK", "USA", "PRK", "else"]
    assert (told["JPN"]["count_low"], told["JPN"]["count_high"]) == (1, 5)
    assert (told["ROK"]["cum_low"], told["ROK"]["cum_high"]) == (6, 8)
    assert column(found["impressions"], "answer").values["JPN"]["ko"] == "일본"
    assert column(found["impressions"], "answer").values["skipped"]["en"] == "skipped"


def test_impressions_of_fewer_than_five():
    found = rows(tables(blocks=[impression(None, 4)])["impressions"])
    names = ("count_low", "count_high", "cum_low", "cum_high")
    assert {row[name] for row in found for name in names} == {BELOW}
    assert {row["n"] for row in found} == {4}


# --- Reported changes ----------------------------------------------------------------------------


def reported(kind, lens, target, cumulative, n):
    question = {"perceiver": "PRC", "target": target, "item": kind, "item_kind": kind}
    about = {"domain": "", "position": 99, "lens": lens, "group": "PRC"}
    return BlockRow(**question, **about, n=n, cumulative=cumulative)


def test_what_participants_say_has_changed_has_a_table_of_its_own():
    grown = reported("trend", "recalled", "JPN", ((0, 2), (0, 2), (0, 2), (3, 5)), 8)
    few = reported("reflection", "reflected", "", None, 4)
    found = tables(blocks=[grown, few])
    assert found["blocks"].rows == []
    assert "impressions" not in found
    table = found["reported_changes"]
    assert [(row["lens"], row["target"], row["answer"]) for row in rows(table)] == [
        *(("recalled", "JPN", answer) for answer in ("skipped", "prefer_not_to_say")),
        *(("recalled", "JPN", answer) for answer in ("lessened", "same", "grown")),
        *(("reflected", "", answer) for answer in ("skipped", "prefer_not_to_say")),
        *(("reflected", "", answer) for answer in ("no", "not_sure", "yes")),
    ]
    counts = {
        row["answer"]: (row["count_low"], row["count_high"], row["cum_low"], row["cum_high"])
        for row in rows(table)[:5]
    }
    assert counts["lessened"] == (0, 2, 0, 2)
    assert counts["same"] == (1, 5, 3, 5)
    assert counts["grown"] == (3, 5, 8, 8)
    assert {row["count_low"] for row in rows(table)[5:]} == {BELOW}


def test_reported_changes_are_in_words_of_the_questionnaire_and_of_the_program():
    found = tables(blocks=[reported("trend", "recalled", "JPN", ((0, 2),) * 4, 8)])
    table = found["reported_changes"]
    assert column(table, "answer").values["grown"] == {
        language: factories.welch().trend.answers["grown"].read(language) for language in LANGUAGES
    }
    assert column(table, "answer").values["skipped"]["en"] == "skipped"
    assert "cannot_determine" not in column(table, "answer").values
    assert set(column(table, "lens").values["recalled"]) == set(LANGUAGES)
    assert column(table, "target").values[""]["en"] == "none: about the concerns as a whole"


# --- Cells ---------------------------------------------------------------------------------------

CERTAIN, UNCERTAIN = (0, 0, 0, 0, 0, 2, 6), (3, 3, 2, 0, 0, 0, 0)
SMALL = (0, 0, 0, 0, 0, 0, 4)
PUBLISHED = {"threat": published_contrast, "empathy": published_empathy}


def cell(left, right, gap="threat", **fields):
    one, other = (block_row(tally) for tally in (left, right))
    (found,) = PUBLISHED[gap]([published_group([one])], [published_group([other])])
    apart = ("kind", "subtype", "direction")
    told = {
        "panel_without": "",
        "n_left": one.n,
        "n_right": other.n,
        "subtype": "",
        "direction": "",
    }
    figures = {name: value for name, value in found.flat().items() if name not in apart}
    return CellRow(
        **one.question | told | {"gap": gap, "kind": found.kind} | fields, figures=figures
    )


def row_of(*args, **fields):
    (row,) = rows(tables(cells=[cell(*args, **fields)])["cells"])
    return row


def test_a_figure_is_reported_as_it_was_released():
    whole = cell(CERTAIN, (0, 0, 1, 2, 5, 0, 0))
    (row,) = rows(tables(cells=[whole])["cells"])
    assert row["delta"] == whole.figures["delta"] > 0
    assert row["median_left"] == whole.figures["median_left"]
    assert row["kind"] == whole.kind
    assert row["survives_fdr"] is not True
    assert (row["survives_fdr"], row["p_exact"]) == (int(whole.figures["survives_fdr"]), 1)


def test_a_figure_of_a_group_below_five_says_so_and_the_others_figures_do_not():
    row = row_of(CERTAIN, SMALL)
    assert (row["delta"], row["q_bh"], row["median_right"]) == (BELOW, BELOW, BELOW)
    assert row["median_left"] > 2
    assert row_of(SMALL, UNCERTAIN)["median_left"] is BELOW
    assert row_of(SMALL, UNCERTAIN)["median_right"] is None


def test_where_nothing_can_be_said_of_groups_that_are_large_enough():
    row = row_of(CERTAIN, UNCERTAIN)
    assert (row["delta"], row["median_right"]) == (None, None)


def test_figures_that_a_gap_does_not_have_are_not_missing_for_a_reason():
    row = row_of(SMALL, SMALL, gap="empathy")
    assert (row["empathy_gap"], row["mean_absolute_error"], row["median_perceived"]) == (BELOW,) * 3
    assert (row["delta"], row["median_left"], row["survives_fdr"]) == (None,) * 3
    assert row["c_delta_uniform"] is None
    assert row_of(SMALL, SMALL)["empathy_gap"] is None


def test_every_figure_has_its_column_under_its_own_name():
    contrast = cell(CERTAIN, CERTAIN).figures
    empathy = cell(CERTAIN, CERTAIN, gap="empathy").figures
    of_records = {"c_delta_uniform", "c_delta_minimum_entropy"}
    ends = ("", "_low", "_high")
    pooled_delta, pooled_empathy = (
        {f"pooled_{name}{end}" for end in ends} for name in ("delta", "empathy_gap")
    )
    sizes = {"n_left", "n_right", "n_predicted", "n_perceived"}
    assert {column.name for column in CONTRAST} == (
        set(contrast) | of_records | pooled_delta
    ) - sizes
    assert {column.name for column in EMPATHY} == (set(empathy) | pooled_empathy) - sizes
    blocks = [block_row(CERTAIN), block_row(UNCERTAIN)]
    (change,) = published_change([blocks[0].block], [blocks[1].block])
    assert {column.name for column in CHANGE_COLUMNS} == set(change.flat()) | {
        name for names in COUNT_CHANGES.values() for name in names
    }


# --- Means and changes ---------------------------------------------------------------------------

MEAN = MeanRow("PRC", "JPN", "empathy", "", None, None, None, 0, 0, 0, 6, None, None)
CHANGE = {
    "lens": "perceived",
    "group": "PRC",
    "round_before": 1,
    "n_before": 8,
    "n_after": 4,
    "movement": "too few to say",
}


@pytest.mark.parametrize(
    ("sizes", "reason"),
    [
        ([(8, 4), (4, 8)], BELOW),
        ([(8, 4), (8, 8)], None),
        ([], None),
    ],
)
def test_a_mean_says_where_every_concern_has_a_group_below_five(sizes, reason):
    cells = [cell(CERTAIN, CERTAIN, gap="empathy", n_left=n, n_right=m) for n, m in sizes]
    others = [cell(SMALL, SMALL, item_kind="threat", gap="empathy"), cell(SMALL, SMALL)]
    (row,) = rows(tables(cells=[*cells, *others], means=[MEAN])["means"])
    assert [row[name] for name in ("mean", "mean_low", "mean_high", "tracking")] == [reason] * 4
    assert row["asymmetry"] is None
    assert (row["n_cells"], row["n_concerns"]) == (0, 6)


def test_a_mean_counts_the_concerns_that_are_shown_jointly():
    twelve = (0, 0, 0, 0, 0, 0, 12), (0, 0, 0, 12, 0, 0, 0)
    above = [cell(*twelve, item=item) for item in ("military", "political")]
    below = cell(*twelve[::-1], item="economic")
    threat = cell(*twelve, item="clash", item_kind="threat")
    means = [
        replace(MEAN, gap="threat"),
        replace(MEAN, gap="threat", target=""),
        replace(MEAN, gap="threat", perceiver="ROK"),
        MEAN,
    ]
    found = rows(tables(cells=[*above, below, threat], means=means)["means"])
    assert {
        (r["gap"], r["perceiver"], r["target"]): (r["n_above_jointly"], r["n_below_jointly"])
        for r in found
    } == {
        ("threat", "PRC", "JPN"): (2, 1),
        ("threat", "PRC", ""): (None, None),
        ("threat", "ROK", "JPN"): (None, None),
        ("empathy", "PRC", "JPN"): (None, None),
    }


def test_means_toward_all_and_of_all():
    toward_all, of_all = replace(MEAN, target=""), replace(MEAN, perceiver="")
    small = cell(SMALL, SMALL, gap="empathy")
    other = cell(CERTAIN, CERTAIN, gap="empathy", target="ROK")
    found = rows(tables(cells=[small, other], means=[MEAN, toward_all, of_all])["means"])
    assert {(r["perceiver"], r["target"]): (r["mean"], r["tracking"]) for r in found} == {
        ("PRC", "JPN"): (BELOW, BELOW),
        ("PRC", ""): (None, None),
        ("", "JPN"): (BELOW, None),
    }
    assert column(tables()["means"], "target").values[""]["en"] == "all of them"


def test_a_change_says_which_round_is_too_small():
    figures = {"level_shift": None, "level_shift_low": 0.5, "consensus": None}
    small = ChangeRow(**cell(CERTAIN, CERTAIN).question, **CHANGE, figures=figures)
    large = replace(small, n_after=8, figures=figures | {"consensus": True})
    found = tables(changes=[small, large])["changes"]
    told = [
        (r["level_shift"], r["level_shift_low"], r["consensus"], r["iqr_after"])
        for r in rows(found)
    ]
    assert told == [(BELOW, 0.5, BELOW, None), (None, 0.5, 1, None)]
    assert column(found, "movement").values["rose"]["en"] == "rose"


def test_tables_without_a_row_are_left_out_but_for_three():
    assert list(tables()) == ["blocks", "cells", "means"]


# --- Where it cannot be determined ---------------------------------------------------------------


def test_where_it_cannot_be_determined_has_a_row_for_each_concern_and_one_for_all():
    said = block_row((0, 1, 4, 1, 2, 2, 2))
    few = block_row((0, 0, 4, 0, 0, 0, 0), perceiver="ROK", group="ROK")
    found = rows(tables(blocks=[said, few])["undetermined"])
    assert [(row["perceiver"], row["concern"]) for row in found] == [
        ("PRC", ""),
        ("PRC", "military"),
        ("ROK", ""),
        ("ROK", "military"),
    ]
    every, military, _all, small = found
    # Of twelve: those before are none to two, and with these they are three to five.
    assert (military["answers"], military["low"], military["high"]) == (12, 1, 5)
    assert (military["share_low"], military["share_high"]) == (1 / 12, 5 / 12)
    assert {**every, "concern": "military"} == military
    assert {small[name] for name in ("low", "high", "share_low", "share_high")} == {BELOW}
    assert small["answers"] == 4
