"""The tables of what sides say of each other and of the orders that they could accept."""

from analytics.export.publication import Publication
from analytics.release.rows import Content
from analytics.vocabulary.missing import Missing
from tests.analytics.release.schema.test_tables import METADATA, rows
from tests.analytics.sides_and_orders import (
    DENY,
    FEW,
    SAY,
    order,
    order_blocks,
    self_image_blocks,
    statement,
)
from tests.factories import welch

SIDES = ("PRC", "JPN")


def tables(blocks):
    content = Content(blocks, (), ())
    publication = Publication(METADATA, "", "", content, welch(), ("en", "ja"))
    return {table.name: table for table in publication.tables}


def test_a_row_is_a_statement_of_one_side_about_another():
    (first, second) = rows(tables(self_image_blocks(SIDES))["self_images"])
    assert (first["speaker"], first["about"], first["statement"]) == ("PRC", "JPN", "keeps-rules")
    assert (first["n_left"], first["n_right"], first["kind"]) == (10, 12, "underestimation")
    assert first["delta_low"] <= first["delta"] <= first["delta_high"] < 0
    assert first["prediction"] == "underpredicted"
    assert first["empathy_gap_high"] < 0
    assert (second["speaker"], second["about"]) == ("JPN", "PRC")


def test_a_small_group_is_the_reason_of_what_is_missing():
    blocks = [statement("PRC", "PRC", SAY), statement("JPN", "PRC", FEW)]
    (row,) = rows(tables(blocks)["self_images"])
    assert (row["delta"], row["kind"]) == (Missing.BELOW_FIVE, "insufficient")
    (row,) = rows(tables([order("PRC", FEW)])["orders"])
    assert (row["acceptable_low"], row["chance"]) == (Missing.BELOW_FIVE, Missing.BELOW_FIVE)
    assert row["standing"] == "cannot_be_told"


def test_a_row_of_orders_is_one_order_and_one_side():
    found = rows(tables(order_blocks(SIDES))["orders"])
    assert [(row["order"], row["side"], row["standing"]) for row in found] == [
        ("shared-loose", "PRC", "certain"),
        ("shared-loose", "JPN", "certain"),
        ("great-powers-close", "PRC", "excluded"),
        ("great-powers-close", "JPN", "excluded"),
    ]
    ends = ("acceptable_low", "acceptable_high", "likely_low", "likely_high")
    assert [found[0][name] for name in ends] == [10, 12, 0, 2]


def test_a_row_of_predictions_is_one_order_and_two_sides():
    found = rows(tables(order_blocks(SIDES))["order_predictions"])
    assert [(row["predictor"], row["side"], row["prediction"]) for row in found[:2]] == [
        ("JPN", "PRC", "underpredicted"),
        ("PRC", "JPN", "underpredicted"),
    ]
    assert (found[0]["n_left"], found[0]["n_right"]) == (10, 12)


def test_a_release_that_did_not_ask_has_no_such_table():
    assert {"self_images", "orders", "order_predictions"}.isdisjoint(tables([]))
    assert "self_images" not in tables([order("PRC", DENY)])


def test_statements_and_orders_are_described_in_every_language():
    made = tables(self_image_blocks(SIDES) + order_blocks(SIDES))
    for name, column, key, japanese in (
        ("self_images", "statement", "keeps-rules", "この側は、"),
        ("orders", "order", "shared-loose", "大小を問わず"),
    ):
        described = next(each for each in made[name].columns if each.name == column)
        assert described.values[key]["ja"].startswith(japanese)
