"""What a colluder learns from a block."""

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.measures import blocks
from analytics.measures.blocks import Attack, Knowledge, attack, members, protect
from tests.analytics.measures.drawn import tallies_of_any_size

small_tallies = st.lists(st.integers(0, 6), min_size=2, max_size=7).filter(
    lambda tally: sum(tally) >= 5
)


def test_the_lone_dissenter_does_not_learn_that_all_others_agree():
    block = protect([0, 0, 1, 7])
    dissenter = attack(block).colluders[2]
    assert dissenter == Knowledge((2,), (0, 1, 2, 3), fewest=(0, 0, 0, 6), most=(1, 1, 1, 7))


def test_unanimity_does_not_tell_everyones_answer():
    for knowledge in attack(protect([0, 0, 0, 8])).colluders:
        assert len(knowledge.possible) == 4


@given(tally=small_tallies)
@settings(deadline=None)
def test_an_attack_finds_what_trying_each_tally_finds(tally):
    block = protect(tally)
    seen = defaultdict(list)
    for possible in members(block).tolist():
        for held, count in enumerate(possible):
            if count:
                seen[held,].append([c - (i == held) for i, c in enumerate(possible)])
    assert [knowledge.held for knowledge in attack(block).colluders] == sorted(seen)
    for knowledge in attack(block).colluders:
        per_answer = list(zip(*seen[knowledge.held], strict=True))
        assert knowledge.fewest == tuple(map(min, per_answer))
        assert knowledge.most == tuple(map(max, per_answer))
        assert knowledge.possible == tuple(i for i, c in enumerate(per_answer) if max(c))


@given(tally=tallies_of_any_size)
@settings(deadline=None)
def test_no_larger_group_breaks_a_promise(tally):
    assert attack(protect(tally)).keeps_promises


@pytest.mark.parametrize(
    ("fewest", "most", "few"),
    [
        ((0, 4), (2, 6), ()),
        ((1, 4), (3, 6), ()),
        ((1, 4), (2, 6), (0,)),
        ((1, 2), (1, 2), (0, 1)),
        ((0, 0), (0, 6), ()),
    ],
)
def test_certainly_one_or_two_and_no_more(fewest, most, few):
    knowledge = Knowledge((0,), (0, 1), fewest, most)
    assert knowledge.few_are_certain == few
    assert knowledge.keeps_promises == (not few)


def test_a_single_possible_answer_is_certain():
    knowledge = Knowledge((0,), (1,), (0, 7), (0, 7))
    assert knowledge.someone_is_certain
    assert not knowledge.keeps_promises


def test_one_colluder_who_learns_too_much_is_enough():
    harmless = Knowledge((0,), (0, 1), (0, 0), (7, 7))
    certain = Knowledge((1,), (1,), (0, 7), (0, 7))
    assert Attack(protect([0, 8]), (harmless,)).keeps_promises
    assert not Attack(protect([0, 8]), (harmless, certain)).keeps_promises


def test_an_attack_on_exact_counts_succeeds(monkeypatch):
    monkeypatch.setattr(blocks, "_edges", lambda n, withstands=1: range(n + 2))
    assert not attack(protect([0, 8])).keeps_promises
    assert not attack(protect([4, 2, 2])).keeps_promises
    assert attack(protect([4, 4])).keeps_promises


# --- Two who share their answers -----------------------------------------------------------------


def test_two_members_break_a_block_of_steps_of_three():
    """Of eight, two said moderate and all others serious: they know that the six did."""
    sure = [k for k in attack(protect([0, 0, 2, 6]), colluding=2).colluders if k.held == (2, 2)]
    assert [(k.possible, k.someone_is_certain) for k in sure] == [((3,), True)]


def test_the_coarser_block_withstands_them():
    block = protect([0, 0, 2, 6], withstands=2)
    (sure,) = (k for k in attack(block).colluders if k.held == (2, 2))
    assert sure == Knowledge((2, 2), (0, 1, 2, 3), fewest=(0, 0, 0, 4), most=(2, 2, 2, 6))
    assert attack(block).keeps_promises


@given(tally=small_tallies)
@settings(deadline=None, max_examples=20)
def test_what_two_learn_is_what_trying_each_tally_finds(tally):
    block = protect(tally, withstands=2)
    for knowledge in attack(block).colluders:
        own = [knowledge.held.count(answer) for answer in range(len(tally))]
        left = [[c - o for c, o in zip(t, own, strict=True)] for t in members(block).tolist()]
        by_answer = list(zip(*(t for t in left if min(t) >= 0), strict=True))
        assert knowledge.fewest == tuple(map(min, by_answer))
        assert knowledge.most == tuple(map(max, by_answer))
