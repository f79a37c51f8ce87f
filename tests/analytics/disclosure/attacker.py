"""An attacker in plain Python, who knows the rule of `docs/confidentiality.md` and the program.

Nothing of `analytics` is used: what the attacker cannot work out from what is shown, nobody can.
Tallies are tuples of people per answer, in published order.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations_with_replacement

from tests.analytics import slowly

Tally = tuple[int, ...]
Display = Callable[[Tally], Hashable]

CERTAIN = "somebody's answer is certain"
FEW = "it is certain that one or two hold an answer"


# --- What is shown -------------------------------------------------------------------------------


@cache
def steps(n: int) -> tuple[tuple[int, int], ...]:
    """The intervals that 0 to n are cut into: threes, the rest in the middle."""
    threes, over = divmod(n + 1, 3)
    widths = [3] * threes
    if over == 1:
        widths[threes // 2] = 4
    if over == 2:
        widths.insert((threes + 1) // 2, 2)
    ends = [sum(widths[: place + 1]) for place in range(len(widths))]
    return tuple((end - width, end - 1) for end, width in zip(ends, widths, strict=True))


def cumulated(tally: Sequence[int]) -> Iterator[int]:
    """The cumulative counts of all answers but the last."""
    return (sum(tally[: place + 1]) for place in range(len(tally) - 1))


def in_steps(tally: Tally) -> tuple[tuple[int, int], ...]:
    """What is published of a tally."""
    known = steps(sum(tally))
    return tuple(next(s for s in known if s[0] <= count <= s[1]) for count in cumulated(tally))


# --- What may be ---------------------------------------------------------------------------------


@cache
def every_tally(n: int, answers: int) -> tuple[Tally, ...]:
    """Every way to put n people on the answers."""
    if answers == 1:
        return ((n,),)
    return tuple(
        (first, *rest) for first in range(n + 1) for rest in every_tally(n - first, answers - 1)
    )


def heaps(display: Display, n: int, answers: int) -> dict[Hashable, list[Tally]]:
    """Every tally under what is shown of it: those of one heap cannot be told apart."""
    found = defaultdict(list)
    for tally in every_tally(n, answers):
        found[display(tally)].append(tally)
    return dict(found)


def possible(n: int, cumulative: Sequence[Sequence[int]]) -> list[Tally]:
    """Every tally of n people whose cumulative counts lie in the intervals."""
    return list(slowly.tallies(n, cumulative))


# --- What is learnt ------------------------------------------------------------------------------


def others(tallies: Iterable[Tally], held: Sequence[int]) -> list[Tally]:
    """The tallies less colluding members, of whom `held` gives how many hold each answer."""
    left = (tuple(n - h for n, h in zip(tally, held, strict=True)) for tally in tallies)
    return [tally for tally in left if min(tally) >= 0]


def learnt(tallies: Sequence[Tally]) -> set[str]:
    """The promises broken when the other members' tally is known to be one of these."""
    broken = set()
    by_answer = list(zip(*tallies, strict=True))
    if sum(any(counts) for counts in by_answer) == 1:
        broken.add(CERTAIN)
    if any(min(counts) >= 1 and max(counts) <= 2 for counts in by_answer):
        broken.add(FEW)
    return broken


def broken(tallies: Sequence[Tally]) -> set[str]:
    """The promises broken, to one colluding member or another, when the tally is one of these."""
    answers = len(tallies[0])
    colluders = [tuple(int(a == held) for a in range(answers)) for held in range(answers)]
    left = (others(tallies, held) for held in colluders)
    return set().union(*(learnt(rest) for rest in left if rest))


def broken_by(display: Display, n: int, answers: int) -> set[str]:
    """The promises that a display breaks for some tally of n people and some colluding member."""
    return set().union(*(broken(heap) for heap in heaps(display, n, answers).values()))


@cache
def broken_by_block(n: int, cumulative: tuple[tuple[int, int], ...]) -> frozenset[str]:
    """The promises that a published block breaks; remembered, since blocks come back often."""
    return frozenset(broken(possible(n, cumulative)))


# --- Several questions to the same people --------------------------------------------------------


def broken_together(people: Sequence[Tally], n: int, answers: int) -> set[str]:
    """The promises broken by the blocks of several questions to n people, laid beside each other.

    `people` are all the ways in which one person may answer them, a place for each question: what
    is not among them contradicts itself. Every group is listed person by person. The attacker is a
    member who knows their own answers.
    """
    known = defaultdict(set)
    for group in combinations_with_replacement(people, n):
        columns = list(zip(*group, strict=True))
        tallies = [tuple(column.count(a) for a in range(answers)) for column in columns]
        shown = tuple(map(in_steps, tallies))
        for own in set(group):
            left = (_less(tally, held) for tally, held in zip(tallies, own, strict=True))
            known[shown, own].add(tuple(left))
    questions = (question for left in known.values() for question in zip(*left, strict=True))
    return set().union(*map(learnt, questions))


def _less(tally: Tally, held: int) -> Tally:
    return tuple(count - (answer == held) for answer, count in enumerate(tally))
