"""Published figures a second way: plain Python, from what a release says of two blocks."""

import json
import math
from functools import cache
from itertools import product

from tests.analytics.slowly import tallies

ALPHA = (0.1, 0.1, 0.3, 0.25, 0.25, 0.25, 0.25)


def published(block):
    """A block as a release tells it."""
    return {"n": block.n, "cumulative": [list(interval) for interval in block.intervals]}


def weighed(block):
    """Every tally of all seven answers in a block, with its weight; the weights sum to 1."""
    return _weighed(json.dumps(block))


@cache
def _weighed(text):
    block = json.loads(text)
    result = list(tallies(block["n"], block["cumulative"]))
    ways = [
        math.prod(
            math.gamma(people + alpha) / math.gamma(alpha) / math.factorial(people)
            for people, alpha in zip(tally, ALPHA, strict=True)
        )
        for tally in result
    ]
    return [(tally, way / sum(ways)) for tally, way in zip(result, ways, strict=True)]


def levels(block):
    """The tallies of the levels with their weights, those with nobody left out."""
    result = {}
    for tally, weight in weighed(block):
        if any(tally[3:]):
            result[tally[3:]] = result.get(tally[3:], 0) + weight
    total = sum(result.values())
    return {tally: weight / total for tally, weight in result.items()}


def mean(block, statistic):
    return sum(weight * statistic(tally) for tally, weight in levels(block).items())


def pairs(left, right):
    for (x, p), (y, q) in product(levels(left).items(), levels(right).items()):
        yield x, y, p * q


def mean_over_pairs(left, right, statistic):
    return sum(weight * statistic(x, y) for x, y, weight in pairs(left, right))


# --- Statistics of two tallies -------------------------------------------------------------------


def people(tally):
    return [level for level, count in enumerate(tally) for _ in range(count)]


def delta(x, y):
    wins = sum((a > b) - (a < b) for a in people(x) for b in people(y))
    return wins / (sum(x) * sum(y))


def level_shift(x, y):
    return sum(people(x)) / sum(x) - sum(people(y)) / sum(y)


def excesses(x, y):
    return [sum(y[: k + 1]) / sum(y) - sum(x[: k + 1]) / sum(x) for k in range(3)]


def wasserstein(x, y):
    return sum(map(abs, excesses(x, y)))


def crossing_index(x, y):
    distance = wasserstein(x, y)
    return 0 if distance < 1e-12 else 1 - abs(sum(excesses(x, y))) / distance


def median(x):
    marks = people(x)
    return (marks[(len(marks) - 1) // 2] + marks[len(marks) // 2]) / 2


def grouped_median(x):
    marks, half = people(x), sum(x) / 2
    lower, upper = marks[(len(marks) - 1) // 2], marks[len(marks) // 2]
    if lower != upper:
        return (lower + upper) / 2
    return lower - 0.5 + (half - sum(x[:lower])) / x[lower]


def share(x, y, condition):
    middle = median(y)
    return sum(condition(mark, middle) for mark in people(x)) / sum(x)


def error(x, y):
    return sum(mark - median(y) for mark in people(x)) / sum(x)


def distance_from_median(x, y):
    return sum(abs(mark - median(y)) for mark in people(x)) / sum(x)


def near(x, y, reach):
    return sum(abs(mark - median(y)) <= reach for mark in people(x)) / sum(x)


# --- The undecided -------------------------------------------------------------------------------


def undecided_share(block):
    return sum(weight * t[2] / sum(t[2:]) for t, weight in weighed(block))


def undecided_limit(block, target):
    """Where the mean normal distribution function at (p - share) / error reaches a target."""

    def reached(p):
        total = 0
        for tally, weight in weighed(block):
            n = sum(tally[2:])
            z = (p - tally[2] / n) / math.sqrt(p * (1 - p) / n)
            total += weight * (1 + math.erf(z / math.sqrt(2))) / 2
        return total

    low, high = 0, 1
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if reached(middle) < target else (low, middle)
    return low


def bound(left, right, left_at, right_at):
    """Delta with the undecided at these levels, averaged over every pair of whole tallies."""

    def placed(block, level):
        result = {}
        for tally, weight in weighed(block):
            filled = list(tally[3:])
            filled[level] += tally[2]
            result[tuple(filled)] = result.get(tuple(filled), 0) + weight
        return result

    return sum(
        p * q * delta(x, y)
        for (x, p), (y, q) in product(
            placed(left, left_at).items(), placed(right, right_at).items()
        )
    )
