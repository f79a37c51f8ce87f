"""What blocks of one group tell beside each other: two colluders, and rounds of the same people.

Everything is listed, so that nothing here is an estimate: `analytics.measures.blocks` one by one,
and `attacks.joint_listing` for several rounds together; `attacks.linked_questions` solves for what
cannot be listed, in random studies. Questions have four answers, but where all numbers of answers
are proved at once: what is learnt of one answer is the same when those before it, after it and
between it and the answers that the attackers hold are counted as one each, so that five answers, or
seven where two share theirs, stand for any number.

Two kinds of rows differ. Some promise: no case may be broken. The others say what an attacker
learns who is certain of something that nobody can be certain of, such as that all others answered
exactly as before; they are limits, which docs/confidentiality.md names, and hold as long as they
are no wider than the limit that is named there.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations_with_replacement, pairwise

import numpy as np

from analytics.measures.blocks import ONE, TWO, Block, attack, cuts, protect
from attacks.joint_listing import (
    Found,
    cases_of,
    exchanged,
    joined,
    joined_one_by_one,
    tallies_of,
    the_same,
    worst,
)
from attacks.linked_questions import is_broken, random_study
from attacks.outcome import Outcome

ANSWERS = 4
STAND_FOR_ALL = {ONE: 5, TWO: 7}
SEED = 20138
PROMISE = "4"
LIMIT = "4, its limits"
SHORT, LONG = (5, 8), range(5, 13)
LARGEST_OF_THREE = 6
# From so many on who may have changed an answer, for all an attacker knows, nothing is certain.
ENOUGH = 2


def run(long: bool) -> Iterable[Outcome]:
    """Attack both grids, alone and across rounds."""
    sizes = LONG if long else SHORT
    for withstands in (ONE, TWO):
        yield colluders(sizes, withstands)
        yield any_answers(range(5, 31 if long else 11), withstands)
        yield same_answers(sizes, withstands)
        for roll in CHANGES:
            yield changed_roll(sizes, withstands, roll)
        for linked in (False, True):
            yield trend(100 if long else 6, withstands, linked)
    yield two_grids(sizes)
    yield known_change(sizes)


def colluders(sizes: Sequence[int], withstands: int) -> Outcome:
    """As many members as a grid withstands share their answers, in every block."""
    blocks = {
        protect(tally, withstands) for n in sizes for tally in tallies_of(n, ANSWERS).tolist()
    }
    attacks = [attack(block) for block in blocks]
    broken = sum(not each.keeps_promises for each in attacks)
    tried = sum(len(each.colluders) for each in attacks)
    who = "a member" if withstands == ONE else "two members who share their answers"
    return Outcome(
        f"{who}, beside every block of {_sizes(sizes)} people",
        PROMISE,
        f"{broken} of {len(attacks)} blocks, {tried} attackers",
        "–",
        not broken,
    )


def any_answers(sizes: Sequence[int], withstands: int) -> Outcome:
    """Every block of a question of however many answers, by those of so few as stand for all."""
    answers = STAND_FOR_ALL[withstands]
    blocks = [block for n in sizes for block in every_block(n, answers, withstands)]
    broken = sum(not attack(block, withstands).keeps_promises for block in blocks)
    return Outcome(
        f"as many members as are withstood ({withstands}), beside every block of {_sizes(sizes)} "
        "people and any number of answers",
        PROMISE,
        f"{broken} of {len(blocks)} blocks of {answers} answers, which stand for all",
        "–",
        not broken,
    )


def every_block(n: int, answers: int, withstands: int) -> Iterator[Block]:
    """Every block of n people, by its intervals; each has a tally in it."""
    edges = cuts(n, withstands).tolist()
    intervals = [(low, following - 1) for low, following in pairwise(edges)]
    for chosen in combinations_with_replacement(intervals, answers - 1):
        yield Block(n, chosen)


def same_answers(sizes: Sequence[int], withstands: int) -> Outcome:
    """The same people give the same answers in two rounds, and the attackers are certain of it."""
    found = _added(
        worst(cases_of(the_same, n - withstands, ANSWERS, changed=0), withstands, withstands)
        for n in sizes
    )
    return Outcome(
        f"the same {_sizes(sizes)} people in two rounds, {withstands} of them attacking, certain "
        "that all answered as before",
        PROMISE,
        f"{found.broken} of {found.cases} cases",
        "–",
        not found.broken,
    )


CHANGES = {
    "one joined or left": (joined(1), 0),
    "two joined or left": (joined(2), 0),
    "one left and another joined": (exchanged, 1),
    "three rounds, one joined after each": (joined_one_by_one, 0),
}


def changed_roll(sizes: Sequence[int], withstands: int, roll: str) -> Outcome:
    """Few joined or left; as many of the others may have answered anew as nobody can exclude."""
    group, apart = CHANGES[roll]
    found = _added(
        worst(cases_of(group, n - withstands - apart, ANSWERS, ENOUGH), withstands, withstands)
        for n in sizes
        # Three rounds have very many cases.
        if group is not joined_one_by_one or n <= LARGEST_OF_THREE
    )
    return Outcome(
        f"{roll}, {withstands} of {_sizes(sizes)} attacking: {ENOUGH} others may have changed",
        PROMISE,
        f"{found.broken} of {found.cases} cases",
        "–",
        not found.broken,
    )


def trend(studies: int, withstands: int, linked: bool) -> Outcome:
    """A concern in two rounds, and whether concern has changed, of the same eight people."""
    random = np.random.default_rng(SEED)
    broken = sum(is_broken(random_study(random, 8, withstands), linked) for _ in range(studies))
    certain = (
        "certain that “the same” means the same mark" if linked else "with nothing to link them"
    )
    return Outcome(
        f"a concern in two rounds and its trend, {withstands} of 8 attacking, {certain}",
        LIMIT if linked else PROMISE,
        f"{broken} of {studies} random studies",
        "–",
        linked or not broken,
    )


def two_grids(sizes: Sequence[int]) -> Outcome:
    """What rounds of one study would reveal that withstood different numbers: they are refused."""
    broken = cases = 0
    for n in sizes:
        if len(cuts(n, TWO)) == len((0, n)):
            continue  # all in one interval is no second rounding
        tallies = tallies_of(n, ANSWERS)
        shown = np.column_stack([_intervals(tallies, withstands) for withstands in (ONE, TWO)])
        alike = np.unique(shown, axis=0, return_inverse=True)[1].ravel()
        for held in range(ANSWERS):
            others = tallies - np.eye(ANSWERS, dtype=np.int64)[held]
            for block in np.unique(alike):
                left = others[(alike == block) & (others[:, held] >= 0)]
                cases += len(left)
                low, most = left.min(axis=0, initial=n), left.max(axis=0, initial=0)
                if len(left) and (((low >= 1) & (most <= 2)).any() or (most > 0).sum() < 2):
                    broken += len(left)
    return Outcome(
        f"the same answers of {_sizes(sizes)} people rounded in both ways, which no study does",
        LIMIT,
        f"{broken} of {cases} cases",
        "–",
        broken > 0,
    )


def known_change(sizes: Sequence[int]) -> Outcome:
    """The limit: a newcomer, and a colleague certain that nobody else changed any answer."""
    found = _added(worst(cases_of(joined(1), n - 1, ANSWERS, 0), ONE, ONE) for n in sizes)
    return Outcome(
        f"one joined {_sizes(sizes)} people; a member certain that all others answered as before",
        LIMIT,
        f"the newcomer’s answer in {found.few} of {found.cases} cases",
        f"1 in {ANSWERS}",
        found.few <= found.cases / ANSWERS,
    )


def _intervals(tallies: np.ndarray, withstands: int) -> np.ndarray:
    cumulative = tallies.cumsum(axis=1)
    edges = cuts(int(cumulative[0, -1]), withstands)
    return np.searchsorted(edges, cumulative[:, :-1], side="right")


def _added(found: Iterable[Found]) -> Found:
    return Found(*(sum(numbers) for numbers in zip(*found, strict=True)))


def _sizes(sizes: Sequence[int]) -> str:
    return f"{min(sizes)} to {max(sizes)}"
