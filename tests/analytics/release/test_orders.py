"""Which orders each side could accept, and whether the others know, from chosen blocks."""

from analytics.measures.contract_zone import support
from analytics.measures.order_zones import Standing, Widest
from analytics.measures.published_empathy import published_empathy
from analytics.measures.verdicts import Thresholds
from analytics.release.orders import order_predictions, order_rows, widest_orders
from tests.analytics.sides_and_orders import DENY, FEW, SAY, SPLIT, order


def test_an_order_has_a_row_for_each_side():
    blocks = [
        order("PRC", SAY),
        order("PRC", DENY, question="likely"),
        order("JPN", DENY),
        order("JPN", SAY, question="likely"),
    ]
    rows = order_rows(blocks, Thresholds())
    assert [(row.order, row.side, row.n, row.acceptable, row.likely) for row in rows] == [
        ("shared-loose", "PRC", 12, (10, 12), (0, 2)),
        ("shared-loose", "JPN", 10, (0, 2), (10, 12)),
    ]
    assert [row.standing for row in rows] == [Standing.CERTAIN, Standing.EXCLUDED]
    assert [row.chance for row in rows] == [1.0, 0.0]


def test_what_is_open_has_the_probability_of_its_block():
    (row,) = order_rows([order("PRC", SPLIT)], Thresholds())
    assert row.standing == Standing.LIKELY
    assert row.chance == support(order("PRC", SPLIT).block, 2).likelihood
    assert row.likely is None


def test_of_a_side_of_fewer_than_five_only_the_size_is_known():
    (row,) = order_rows([order("PRC", FEW)], Thresholds())
    assert (row.n, row.acceptable, row.chance) == (4, None, None)
    assert row.standing == Standing.CANNOT_BE_TOLD


def test_the_widest_order_is_found_among_all_sides():
    blocks = [
        *(order(side, SAY) for side in ("PRC", "JPN")),
        *(order(side, DENY, key="great-powers-close") for side in ("PRC", "JPN")),
    ]
    assert widest_orders(order_rows(blocks, Thresholds())) == Widest(("shared-loose",), True)


def test_what_one_side_expects_is_compared_with_what_the_other_answered():
    blocks = [order("PRC", SAY), order("PRC", DENY, lens="predicted", group="JPN")]
    (row,) = order_predictions(blocks, Thresholds())
    (figures,) = published_empathy([blocks[1].block], [blocks[0].block])
    assert (row.order, row.predictor, row.side) == ("shared-loose", "JPN", "PRC")
    assert (row.n_left, row.n_right, row.prediction) == (10, 12, "underpredicted")
    assert row.estimate("empathy_gap")[0] == figures.empathy_gap < -1


def test_a_prediction_of_a_side_that_was_not_asked_is_left_out():
    blocks = [order("PRC", DENY, lens="predicted", group="JPN")]
    assert order_predictions(blocks, Thresholds()) == []
    assert order_rows(blocks, Thresholds()) == []
