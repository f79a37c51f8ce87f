"""The joint attacks hold in their short form, and find what there is to find."""

import numpy as np
import pytest

from analytics.measures import blocks
from attacks import disclosure
from attacks.disclosure import CHANGES, changed_roll, colluders, known_change, two_grids
from attacks.joint_listing import joined_one_by_one


@pytest.mark.slow
def test_every_promise_holds_in_the_short_form():
    outcomes = list(disclosure.run(long=False))
    assert len(outcomes) == 2 * (3 + len(CHANGES) + 2) + 2
    assert all(outcome.holds for outcome in outcomes)


@pytest.mark.parametrize("withstands", [1, 2])
def test_two_colluders_break_only_what_withstands_one(withstands):
    outcome = colluders([7, 8], withstands)
    assert outcome.holds
    assert outcome.reached.startswith("0 of ")


@pytest.fixture
def steps_of_two(monkeypatch):
    """As if the program cut every cumulative count into intervals of two."""
    edges = {n: np.array([*range(0, n, 2), n + 1]) for n in range(5, 20)}
    monkeypatch.setattr(blocks, "_edges", lambda n, withstands=1: tuple(edges[n].tolist()))
    monkeypatch.setattr("attacks.joint_listing.cuts", lambda n, withstands=1: edges[n])


def test_a_finer_cut_is_broken_by_one_member(steps_of_two):
    assert not colluders([7, 8], 1).holds


@pytest.mark.parametrize("roll", ["one joined or left", "one left and another joined"])
def test_a_finer_cut_is_broken_across_rounds(steps_of_two, roll):
    assert not changed_roll([7], 1, roll).holds


@pytest.mark.parametrize(
    "roll", [roll for roll, (g, _) in CHANGES.items() if g is not joined_one_by_one]
)
def test_too_few_who_may_have_changed_are_not_enough(monkeypatch, roll):
    monkeypatch.setattr(disclosure, "ENOUGH", 0)
    assert not changed_roll([8], 1, roll).holds


def test_one_roll_rounded_in_both_ways_would_break():
    assert two_grids([8]).reached == "67 of 480 cases"


def test_a_newcomer_is_found_out_by_whoever_knows_all_the_rest():
    assert known_change([8]).reached == "the newcomer’s answer in 182 of 1920 cases"
