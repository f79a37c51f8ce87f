"""The listing of rounds of nearly the same people, beside one in plain Python."""

from collections import defaultdict
from itertools import combinations_with_replacement, product

import pytest

from attacks.joint_listing import (
    cases_of,
    exchanged,
    found,
    joined,
    joined_one_by_one,
    tallies_of,
    the_same,
    worst,
)
from tests.analytics.disclosure.attacker import CERTAIN, FEW, in_steps, learnt

ANSWERS = 3


def tally(people):
    return tuple(people.count(answer) for answer in range(ANSWERS))


def changed_ways(people, changed):
    """How these people may answer a round later, so many of them at most otherwise."""
    for later in product(range(ANSWERS), repeat=len(people)):
        if sum(a != b for a, b in zip(people, later, strict=True)) <= changed:
            yield later


def listed_slowly(others, held, changed, left, new):
    """The numbers of `Found`, person by person: `left` go after the first round, `new` join."""
    known, counted = defaultdict(set), set()
    for before in combinations_with_replacement(range(ANSWERS), others):
        for later in changed_ways(before, changed):
            for gone in combinations_with_replacement(range(ANSWERS), left):
                for came in combinations_with_replacement(range(ANSWERS), new):
                    first, second = tally([*before, *gone]), tally([*later, *came])
                    shown = tuple(
                        in_steps(tally([*p, *held])) for p in ((*before, *gone), (*later, *came))
                    )
                    known[shown].add((first, second, tally(gone), tally(came)))
                    if before == later:
                        counted.add((shown, before, gone, came))
    few = every = numbers = 0
    for shown, *_ in counted:
        firsts, seconds, gone, came = zip(*known[shown], strict=True)
        some = [each for each, people in ((gone, left), (came, new)) if people]
        few += any(CERTAIN in learnt(each) for each in some)
        every += any(CERTAIN in learnt(each) for each in (firsts, seconds))
        numbers += any(FEW in learnt(each) for each in (firsts, seconds))
    return len(counted), few, every, numbers


@pytest.mark.parametrize("changed", [0, 1, 2])
@pytest.mark.parametrize(
    ("group", "left", "new"),
    [(the_same, 0, 0), (joined(1), 0, 1), (joined(2), 0, 2), (exchanged, 1, 1)],
)
def test_it_finds_what_listing_person_by_person_finds(group, left, new, changed):
    others = 4
    for held in range(ANSWERS) if left + new < 2 else (0,):
        cases = cases_of(group, others, ANSWERS, changed)
        quick = found(cases, [held], withstands=1)
        assert quick == listed_slowly(others, [held], changed, left, new)


def test_the_newcomers_that_an_outsider_finds_out():
    """Of eight people and four answers, each with each newcomer: 56 of 660."""
    found_out = worst(cases_of(joined(1), 8, 4, changed=0), colluding=0, withstands=1)
    assert (found_out.cases, found_out.few) == (660, 56)


@pytest.mark.parametrize(
    ("withstands", "changed", "broken"),
    [
        (1, 0, (182, 244)),
        (1, 1, (0, 126)),
        (1, 2, (0, 0)),
        (2, 0, (141, 213)),
        (2, 1, (0, 96)),
        (2, 2, (0, 0)),
    ],
)
def test_how_many_may_have_changed_decides_what_is_certain_of_a_newcomer(
    withstands, changed, broken
):
    """One of eight joined nine people: nothing is certain once two others may have changed."""
    cases = cases_of(joined(1), 8 - withstands, 4, changed)
    result = worst(cases, withstands, withstands)
    assert (result.few, result.numbers) == broken
    assert result.all == 0


@pytest.mark.parametrize("changed", [0, 1, 2])
@pytest.mark.parametrize("withstands", [1, 2])
def test_of_the_same_people_nothing_is_certain(withstands, changed):
    for n in (5, 8, 10):
        cases = cases_of(the_same, n - withstands, 4, changed)
        assert worst(cases, withstands, withstands).broken == 0


def test_three_rounds_are_of_three_tallies():
    cases = cases_of(joined_one_by_one, 4, ANSWERS, changed=0)
    assert len(cases.others) == 3
    assert [set(t.sum(axis=1)) for t in cases.others] == [{4}, {5}, {6}]
    assert len(cases.unchanged) == len(tallies_of(4, ANSWERS)) * ANSWERS**2
    assert cases.unchanged.all()
