"""Exact permutation p-values by listing every split of the pooled counts."""

from itertools import product
from math import comb, prod


def delta_score(x, y):
    """|Cliff's delta| times both groups' sizes."""
    return abs(sum(a * b * ((i > j) - (i < j)) for i, a in enumerate(x) for j, b in enumerate(y)))


def wasserstein_score(x, y):
    """Wasserstein-1 times both groups' sizes."""
    n, m = sum(x), sum(y)
    below = [(sum(x[: k + 1]), sum(y[: k + 1])) for k in range(len(x) - 1)]
    return sum(abs(m * a - n * b) for a, b in below)


SCORES = {"delta": delta_score, "wasserstein": wasserstein_score}


def exact_p(left, right, statistic):
    """How probable a score of at least the observed one is when the marks are dealt at random."""
    left, right = [int(c) for c in left], [int(c) for c in right]
    score, n = SCORES[statistic], sum(left)
    pooled = [x + y for x, y in zip(left, right, strict=True)]
    observed, hits = score(left, right), 0
    for lower in product(*(range(min(n, count) + 1) for count in pooled[:-1])):
        last = n - sum(lower)
        if 0 <= last <= pooled[-1]:
            dealt = (*lower, last)
            rest = [whole - part for whole, part in zip(pooled, dealt, strict=True)]
            if score(dealt, rest) >= observed:
                hits += prod(map(comb, pooled, dealt))
    return hits / comb(sum(pooled), n)
