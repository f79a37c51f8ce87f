"""What the blocks of three linked questions leave possible, by integer programming.

The questions are one concern in two rounds of the same people, and whether concern has changed
since. Nothing but a guess links the last one to the other two: it is asked of a side as a whole and
not of any one concern. Where an attacker takes the guess for certain, that people say *stayed the
same* exactly if they gave this concern the same mark, every person is of a type that holds three
answers, and how many are of each type is an unknown whole number. What is published bounds sums of
them; the least and the greatest number of the others who gave an answer are solved for exactly
(HiGHS, through `scipy.optimize.milp`).
"""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from analytics.measures.blocks import Block, protect

LEVELS = 4
LESS, SAME, MORE = range(3)
Person = tuple[int, int, int]


class Study(NamedTuple):
    """One group of people in both rounds, each with both marks and what they say of the change."""

    people: tuple[Person, ...]
    withstands: int

    def blocks(self) -> tuple[Block, ...]:
        """The three blocks that are published of them."""
        columns = zip(*self.people, strict=True)
        sizes = (LEVELS, LEVELS, MORE + 1)
        return tuple(
            protect(np.bincount(column, minlength=size), self.withstands)
            for column, size in zip(columns, sizes, strict=True)
        )


def types(linked: bool) -> tuple[Person, ...]:
    """Every answer of one person; where they are linked only those that agree with each other."""
    every = product(range(LEVELS), range(LEVELS), (LESS, SAME, MORE))
    return tuple(each for each in every if not linked or _agrees(*each))


def _agrees(before: int, after: int, said: int) -> bool:
    return said == int(np.sign(after - before)) + 1


def random_study(random: np.random.Generator, n: int, withstands: int) -> Study:
    """People whose marks lean to one level or another, and who answer all three alike."""
    before = random.choice(LEVELS, size=n, p=random.dirichlet(np.full(LEVELS, 0.5)))
    moved = random.choice([-1, 0, 0, 0, 1], size=n)
    after = np.clip(before + moved, 0, LEVELS - 1)
    said = np.sign(after - before) + 1
    people = zip(before.tolist(), after.tolist(), said.tolist(), strict=True)
    return Study(tuple(people), withstands)


def is_broken(study: Study, linked: bool) -> bool:
    """Whether a promise breaks to the first members of the study, so many as it withstands."""
    kinds, attackers = types(linked), study.people[: study.withstands]
    least = np.array([attackers.count(kind) for kind in kinds])
    rules = _published(study.blocks(), kinds)
    for question, size in enumerate((LEVELS, LEVELS, MORE + 1)):
        numbers = [_others(question, answer, kinds, rules, least) for answer in range(size)]
        if sum(most > 0 for _, most in numbers) < 2:
            return True
        if any(low >= 1 and most <= 2 for low, most in numbers):
            return True
    return False


def _others(
    question: int,
    answer: int,
    kinds: Sequence[Person],
    rules: LinearConstraint,
    least: NDArray[np.int64],
) -> tuple[int, int]:
    """The least and the greatest number of the others who may have given an answer."""
    gave = np.array([kind[question] == answer for kind in kinds], dtype=np.int64)
    ends = []
    for sign in (1, -1):
        solved = milp(sign * gave, constraints=rules, integrality=1, bounds=Bounds(least, np.inf))
        if not solved.success:
            raise ArithmeticError(f"no study leads to these blocks: {solved.message}")
        ends.append(round(sign * solved.fun) - int(gave @ least))
    return ends[0], ends[1]


def _published(blocks: Sequence[Block], kinds: Sequence[Person]) -> LinearConstraint:
    """What the blocks say of how many people are of each type."""
    rows, low, high = [np.ones(len(kinds))], [blocks[0].n], [blocks[0].n]
    for question, block in enumerate(blocks):
        for answer, (fewest, most) in enumerate(block.intervals):
            rows.append(np.array([float(kind[question] <= answer) for kind in kinds]))
            low.append(fewest)
            high.append(most)
    return LinearConstraint(np.array(rows), low, high)
