"""Every way in which nearly the same people may have answered in two or three rounds, listed.

An attacker lays the published blocks of several rounds of one group beside each other. They know
who took part in each, and so many members who took part in all of them share their own answers. A
*case* is one way in which everybody may have answered; cases that lead to the same blocks cannot be
told apart, and what is the same in all of them is certain. Listing the cases is exact, whatever the
attacker may work out from the blocks.

How much the attacker knows of the others is an assumption: how many of them, at the most, answered
otherwise than in the round before. None is the worst case, not a likely one, since nobody can know
it of people who do not show each other their answers. Without any assumption two rounds are two
groups of strangers, and blocks that keep a promise one by one keep it together.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations_with_replacement, product
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from analytics.measures.blocks import cuts

Counts: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]


class Cases(NamedTuple):
    """Ways in which people may have answered: rows are cases, columns of each array answers.

    `others` holds, for each round, the tally of everybody but the attackers. `few` holds the tally
    of each kind of people who did not take part throughout, such as those who joined, who are alike
    to the attacker. `unchanged` is true where nobody did change an answer.
    """

    others: tuple[Counts, ...]
    few: tuple[Counts, ...]
    unchanged: Flags


class Found(NamedTuple):
    """In how many cases a promise is broken, of those in which nobody did change an answer.

    `few` counts those in which the answer of somebody is certain who joined or left, `all` those in
    which the answer of everybody else is, `numbers` those in which it is certain that one or two of
    the others gave some answer; `cases` are all.
    """

    cases: int
    few: int
    all: int
    numbers: int

    @property
    def broken(self) -> int:
        return self.few + self.all + self.numbers


class Rolls(NamedTuple):
    """Some cases: the tallies of every round, of those who stayed, and of the few who did not."""

    rounds: tuple[Counts, ...]
    stayed: Counts
    few: tuple[Counts, ...]


Group: TypeAlias = Callable[[int, int], Iterator[Rolls]]


def tallies_of(n: int, answers: int) -> Counts:
    """Every tally of n people: (tallies, answers)."""
    held = combinations_with_replacement(range(answers), n)
    return np.array([np.bincount(each, minlength=answers) for each in held], dtype=np.int64)


# --- Who took part -------------------------------------------------------------------------------


def the_same(others: int, answers: int) -> Iterator[Rolls]:
    """The same people in two rounds."""
    stayed = tallies_of(others, answers)
    yield Rolls((stayed, stayed), stayed, ())


def joined(people: int) -> Group:
    """So many joined after the first round; that so many left is the same, read backwards."""

    def group(others: int, answers: int) -> Iterator[Rolls]:
        stayed = tallies_of(others, answers)
        for new in tallies_of(people, answers):
            few = np.broadcast_to(new, stayed.shape)
            yield Rolls((stayed, stayed + few), stayed, (few,))

    return group


def exchanged(others: int, answers: int) -> Iterator[Rolls]:
    """One left and another joined."""
    for stayed, one, two in _with_two(others, answers):
        yield Rolls((stayed + one, stayed + two), stayed, (one, two))


def joined_one_by_one(others: int, answers: int) -> Iterator[Rolls]:
    """Three rounds: one joined after the first, and another after the second."""
    for stayed, one, two in _with_two(others, answers):
        yield Rolls((stayed, stayed + one, stayed + one + two), stayed, (one, two))


def _with_two(others: int, answers: int) -> Iterator[tuple[Counts, Counts, Counts]]:
    stayed, unit = tallies_of(others, answers), np.eye(answers, dtype=np.int64)
    for one, two in product(unit, unit):
        yield stayed, np.broadcast_to(one, stayed.shape), np.broadcast_to(two, stayed.shape)


# --- What they may have answered -----------------------------------------------------------------


def cases_of(group: Group, others: int, answers: int, changed: int) -> Cases:
    """Every case of so many others who took part throughout.

    So many of them at most answered otherwise in a round than in the round before it.
    """
    rounds: list[list[Counts]] = []
    few: list[list[Counts]] = []
    unchanged: list[Flags] = []
    for tallies, stayed, some in group(others, answers):
        for given_up, moved in _changes(len(tallies) - 1, answers, changed):
            possible = (stayed >= (given_up - moved[:-1]).max(axis=0)).all(axis=1)
            rounds.append([(t + m)[possible] for t, m in zip(tallies, moved, strict=True)])
            few.append([each[possible] for each in some])
            unchanged.append(np.full(int(possible.sum()), not np.any(given_up)))
    return Cases(
        tuple(np.concatenate(each) for each in zip(*rounds, strict=True)),
        tuple(np.concatenate(each) for each in zip(*few, strict=True)),
        np.concatenate(unchanged),
    )


def _changes(later: int, answers: int, changed: int) -> Iterator[tuple[Counts, Counts]]:
    """Yield what was given up before each later round, and by how much each round then differs.

    Whoever changes an answer keeps the new one until they change again. Where the same difference
    comes of fewer people it is not repeated.
    """
    moves = [
        (before, after - before)
        for people in range(changed + 1)
        for before, after in product(tallies_of(people, answers), repeat=2)
        if not np.any((before > 0) & (after > 0))
    ]
    for steps in product(moves, repeat=later):
        given_up = np.array([before for before, _ in steps])
        differences = np.array(
            [np.zeros(answers, np.int64), *(difference for _, difference in steps)]
        )
        yield given_up, differences.cumsum(axis=0)


# --- What the blocks tell ------------------------------------------------------------------------


def found(cases: Cases, held: Sequence[int], withstands: int) -> Found:
    """Count the cases in which attackers who hold these answers in every round learn too much."""
    own = np.bincount(np.asarray(held, dtype=np.int64), minlength=cases.others[0].shape[1])
    shown = np.column_stack([_shown(others + own, withstands) for others in cases.others])
    # One number for each row, since those are found much faster than rows that are alike.
    codes = shown @ (int(shown.max()) + 1) ** np.arange(shown.shape[1])
    alike = np.unique(codes, return_inverse=True)[1]
    order = np.argsort(alike, kind="stable")
    first = np.flatnonzero(np.diff(alike[order], prepend=-1))

    def over(tally: Counts, reduce: np.ufunc) -> Counts:
        return np.asarray(reduce.reduceat(tally[order], first))

    bounds = [(over(t, np.minimum), over(t, np.maximum)) for t in cases.others]
    some = [over(tally, np.maximum) for tally in cases.few]
    flags = (
        np.any([(most > 0).sum(axis=1) < 2 for most in some] or [np.zeros(len(first))], axis=0),
        np.any([(most > 0).sum(axis=1) < 2 for _, most in bounds], axis=0),
        np.any([((low >= 1) & (most <= 2)).any(axis=1) for low, most in bounds], axis=0),
    )
    counted = alike[cases.unchanged]
    return Found(len(counted), *(int(each[counted].sum()) for each in flags))


def worst(cases: Cases, colluding: int, withstands: int) -> Found:
    """The same added over all answers that so many attackers may hold in every round."""
    answers = cases.others[0].shape[1]
    each = [
        found(cases, held, withstands)
        for held in combinations_with_replacement(range(answers), colluding)
    ]
    return Found(*(sum(numbers) for numbers in zip(*each, strict=True)))


def _shown(tallies: Counts, withstands: int) -> Counts:
    """The number of the interval of each cumulative count but the last; all are of one size."""
    cumulative = tallies.cumsum(axis=1)
    edges = cuts(int(cumulative[0, -1]), withstands)
    return np.searchsorted(edges, cumulative[:, :-1], side="right").astype(np.int64)
