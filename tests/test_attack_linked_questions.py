"""What integer programming finds of linked questions, beside listing person by person."""

from itertools import combinations_with_replacement

import numpy as np
import pytest

from attacks import linked_questions
from attacks.linked_questions import LEVELS, Study, is_broken, random_study, types


def broken_by_listing(study, linked):
    shown = study.blocks()
    attackers = list(study.people[: study.withstands])
    left = []
    for group in combinations_with_replacement(types(linked), len(study.people)):
        if Study(group, study.withstands).blocks() == shown:
            others = list(group)
            try:
                for attacker in attackers:
                    others.remove(attacker)
            except ValueError:
                continue
            left.append(others)
    for question in range(3):
        counts = [[sum(p[question] == a for p in others) for a in range(LEVELS)] for others in left]
        numbers = list(zip(*counts, strict=True))
        if sum(max(each) > 0 for each in numbers) < 2:
            return True
        if any(min(each) >= 1 and max(each) <= 2 for each in numbers):
            return True
    return False


@pytest.mark.parametrize("seed", range(4))
def test_it_finds_what_listing_finds(monkeypatch, seed):
    monkeypatch.setattr(linked_questions, "LEVELS", 2)
    random = np.random.default_rng(seed)
    study = random_study(random, 5, withstands=1)
    assert is_broken(study, linked=True) == broken_by_listing(study, linked=True)


def test_a_study_that_breaks_where_the_guess_is_certain():
    """Of five, three or more were at the top and three or more say that nothing changed, and two
    at the most were there later: then one or two of them were."""
    people = [(3, 3, 1), (3, 3, 1), (3, 2, 0), (0, 0, 1), (0, 0, 1)]
    study = Study((people[3], *people[:3], people[4]), withstands=1)
    assert is_broken(study, linked=True)
    assert not is_broken(study, linked=False)


def test_people_who_agree_with_themselves_are_of_fewer_types():
    assert len(types(linked=False)) == 48
    assert len(types(linked=True)) == 16
