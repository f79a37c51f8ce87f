"""What the benchmark of the order of the sides works out, on cases that can be counted by hand."""

import random
from math import sqrt

import pytest

from benchmarks import __main__ as program
from benchmarks import side_order
from benchmarks.side_order import ORDERS, fitting, in_blocks, shift, spread


def test_it_is_found():
    assert "side_order" in program.modules()


def test_every_six_who_begin_have_all_orders():
    orders = in_blocks(random.Random(1), 15)
    assert set(orders[:6]) == set(orders[6:12]) == set(ORDERS)
    assert len(set(orders[12:])) == 3
    assert spread(orders[:12]) == shift(orders[:12]) == 0


def test_what_one_order_for_all_does():
    same = [("JPN", "ROK", "USA")] * 8
    assert spread(same) == 8
    assert shift(same) == pytest.approx(-side_order.EFFECT / 2)
    assert fitting(same) == 8
    assert fitting([*same[:2], ("USA", "ROK", "JPN")]) == pytest.approx(5 / 3)


def test_the_figures_are_those_of_the_formula():
    """Two places differ by one in four orders of six and by two in the others: a variance of 2."""
    row = side_order.figures(8, groups=3000)
    step = side_order.EFFECT / 2
    expected = sqrt((side_order.PERSON**2 + 2 * step**2) / 8)
    assert row["with order by code"] == pytest.approx(expected, rel=0.005)
    assert row["with order balanced"] < row["with order by code"]
    assert 1 < row["fits if balanced"] < 2
