"""What records of a large group tell of the same people once a few have left, by listing.

A group of a hundred publishes records, so that everybody knows exactly how many gave each answer.
In a later round some of them have left; the group is too small for records, and its counts are
published in steps of three. An attacker who took part in both rounds lays the one beside the other.
As in `attacks.joint_listing`, what they know of the others is an assumption: how many of those who
stayed, at the most, answered otherwise than before. Every answer of those who left and every change
is listed; what leads to the same block cannot be told apart.

The first tallies are those in which most people give one answer and few the others, where the exact
numbers tell most, and some at random. Where fewer than two differ from the most common answer there
are no records (`analytics.disclosure.generalisation`), so that such tallies are left out.
"""

from collections.abc import Iterable, Iterator
from itertools import product

import numpy as np

from analytics.measures.blocks import ONE, TWO, cuts
from attacks.joint_listing import Counts, Found, tallies_of
from attacks.outcome import Outcome
from surveys.group_sizes import LARGE_GROUP

ANSWERS = 4
SEED = 20139
# As many who may have changed as attackers cannot exclude (`attacks.disclosure.ENOUGH`).
ENOUGH = 2
FEW_OTHERS, MANY_OTHERS = range(2), range(5)
LEFT = (1, 2, 3, 4)


def run(long: bool) -> Iterable[Outcome]:
    """Attack groups of a hundred of whom one to four leave, in both grids."""
    tallies = [*skewed(MANY_OTHERS if long else FEW_OTHERS), *at_random(100 if long else 1)]
    for withstands in (ONE, TWO):
        for changed in (ENOUGH, 0):
            # The coarser grid is not used for a group of whom so few have left: it is not opened.
            if withstands == ONE or changed:
                yield judged(total(tallies, withstands, changed), withstands, changed)


def skewed(others: Iterable[int]) -> Iterator[Counts]:
    """Yield tallies of a hundred of whom all but a few gave one answer, whichever it is."""
    for few in product(others, repeat=ANSWERS - 1):
        for place in range(ANSWERS):
            tally = np.insert(np.array(few), place, LARGE_GROUP - sum(few))
            if has_records(tally):
                yield tally


def at_random(number: int) -> Iterator[Counts]:
    """Yield so many tallies of a hundred."""
    draw = np.random.default_rng(SEED)
    for _ in range(number):
        tally = draw.multinomial(LARGE_GROUP, draw.dirichlet(np.full(ANSWERS, 0.5)))
        if has_records(tally):
            yield tally


def has_records(tally: Counts) -> bool:
    return bool(tally.sum() - tally.max() >= 2)


def total(tallies: Iterable[Counts], withstands: int, changed: int) -> Found:
    """Add up over all numbers who left, and all answers that the attackers may hold."""
    found = [
        found_in(tally - held, left, withstands, changed, held)
        for tally in tallies
        for left in LEFT
        for held in tallies_of(withstands, ANSWERS)
        # Where all others gave one answer the records tell it by themselves, as participants read.
        if (tally >= held).all() and np.count_nonzero(tally - held) > 1
    ]
    return Found(*(sum(numbers) for numbers in zip(*found, strict=True)))


def found_in(others: Counts, left: int, withstands: int, changed: int, held: Counts) -> Found:
    """Count what attackers learn who gave `held` in both rounds, and know what `others` gave.

    A case is one way in which those who left may have answered, when nobody else did change.
    """
    gone, moved = _ways(others, left, changed)
    after = others - gone + moved
    codes = _codes(after + held, withstands)
    true = np.unique(codes[~moved.any(axis=1)])
    cases = few = everybody = numbers = 0
    for code in true:
        alike = codes == code
        here = int((alike & ~moved.any(axis=1)).sum())
        low, most = after[alike].min(axis=0), after[alike].max(axis=0)
        cases += here
        few += here * bool((gone[alike].max(axis=0) > 0).sum() < 2)
        everybody += here * bool((most > 0).sum() < 2)
        numbers += here * bool(((low >= 1) & (most <= 2)).any())
    return Found(cases, few, everybody, numbers)


def _ways(others: Counts, left: int, changed: int) -> tuple[Counts, Counts]:
    """Return who may have left, and by how much the rest may have moved: a row for each way."""
    moves = [
        after - before
        for people in range(changed + 1)
        for before, after in product(tallies_of(people, ANSWERS), repeat=2)
        if not np.any((before > 0) & (after > 0))
    ]
    ways = [
        (gone, move)
        for gone, move in product(tallies_of(left, ANSWERS), moves)
        if (others - gone >= np.maximum(-move, 0)).all() and (others >= gone).all()
    ]
    gone, moved = zip(*ways, strict=True)
    return np.array(gone), np.array(moved)


def _codes(tallies: Counts, withstands: int) -> Counts:
    """Return a number for each tally, the same for those that are published alike."""
    cumulative = tallies.cumsum(axis=1)
    edges = cuts(int(cumulative[0, -1]), withstands)
    shown = np.searchsorted(edges, cumulative[:, :-1], side="right")
    return np.asarray(shown @ (len(edges) + 1) ** np.arange(ANSWERS - 1))


def judged(found: Found, withstands: int, changed: int) -> Outcome:
    """Return the row: a promise where others may have changed, and a limit where none did."""
    who = "one" if withstands == ONE else "two"
    if changed:
        known, promise = f"{changed} others may have changed", "4"
        reached, holds = f"{found.broken} of {found.cases} cases", not found.broken
    else:
        known, promise = "certain that all others answered as before", "4, its limits"
        reached = (
            f"{found.few} of {found.cases} cases tell what those who left had answered, "
            f"{found.numbers} that one or two gave an answer"
        )
        holds = True
    return Outcome(
        f"records of {LARGE_GROUP}, then counts of the same but for {LEFT[0]} to {LEFT[-1]} who "
        f"left, {who} attacking: {known}",
        promise,
        reached,
        "–",
        holds,
    )
