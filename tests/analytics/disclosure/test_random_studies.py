"""Two thousand small studies that nobody chose: both promises hold in every block of every one.

The blocks are made by the code that publishes real ones, from tallies as the worker has them; the
attacker (`tests.analytics.disclosure.attacker`) lists tallies in plain Python.
"""

import random
from collections import Counter

import pytest

from analytics.computing.tally import Tally, blocks
from analytics.disclosure.audit import audit_blocks
from analytics.measures.marks import ANSWERS
from surveys.models.instrument import Question
from tests.analytics.disclosure.attacker import broken_by_block, in_steps, possible

pytestmark = pytest.mark.slow

STUDIES, SEED = 2000, 20137
SORTS = ("unanimous", "dissenter", "two minds", "ordinary", "ordinary", "undecided")


def a_tally(dice, n, answers, sort):
    """How n people of this sort answer a question that has so many answers."""
    if sort in ("unanimous", "dissenter"):
        common, *rest = dice.sample(range(answers), answers)
        given = [common] * n
        if sort == "dissenter":
            given[0] = rest[0]
    elif sort == "two minds":
        given = dice.choices(dice.sample(range(answers), 2), k=n)
    else:
        weights = [dice.gammavariate(0.4, 1) for _ in range(answers)]
        if sort == "undecided":
            weights[:3] = [5.0, 5.0, 5.0]
        given = dice.choices(range(answers), weights, k=n)
    counted = Counter(given)
    return tuple(counted[answer] for answer in range(answers))


def a_study(dice):
    """Two groups and a question or two, of the seven marks and of an impression's answers."""
    tallies = {}
    for group in ("PRC", "JPN"):
        n = dice.randint(5, 30)
        for position, answers in enumerate((len(ANSWERS), dice.randint(5, 8))):
            tallies[group, position] = a_tally(dice, n, answers, dice.choice(SORTS))
    return tallies


@pytest.fixture(scope="module")
def studies():
    dice = random.Random(SEED)
    return [a_study(dice) for _ in range(STUDIES)]


@pytest.fixture(scope="module")
def tallies(studies):
    return [tally for study in studies for tally in study.values()]


@pytest.fixture(scope="module")
def released(studies):
    """Every row as published, in the order of `tallies`."""
    return blocks(
        Tally(_question(number * 2 + position, group), "perceived", group, tally)
        for number, study in enumerate(studies)
        for (group, position), tally in study.items()
    )


def _question(position, perceiver):
    return Question(
        position=position, perceiver=perceiver, target="ROK", item=f"q{position}", kind="concern"
    )


def test_the_studies_are_small_and_of_every_sort(tallies):
    sizes = {sum(tally) for tally in tallies}
    assert (min(sizes), max(sizes), len(tallies)) == (5, 30, 4 * STUDIES)
    assert {len(tally) for tally in tallies} == {5, 6, 7, 8}
    assert sum(max(tally) == sum(tally) for tally in tallies) > 1000
    assert sum(sorted(tally)[-2:] == [1, sum(tally) - 1] for tally in tallies) > 1000


def test_an_attacker_who_lists_every_tally_breaks_neither_promise(tallies, released):
    for tally, row in zip(tallies, released, strict=True):
        assert (row.n, row.cumulative) == (sum(tally), in_steps(tally))
        assert broken_by_block(row.n, row.cumulative) == frozenset(), row


def test_the_tally_is_one_of_many_in_its_block(tallies, released):
    for tally, row in list(zip(tallies, released, strict=True))[:: len(tallies) // 400]:
        like = possible(row.n, row.cumulative)
        assert tally in like
        assert len(like) >= 6


def test_the_audit_of_each_study_says_the_same(released):
    found = [audit_blocks(released[place : place + 4]) for place in range(0, len(released), 4)]
    assert len(found) == STUDIES
    assert {(one.blocks, one.withheld, one.broken) for one in found} == {(4, 0, ())}
