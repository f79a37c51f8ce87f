"""Could another rule of publication say more and keep both promises?

Every rule is a partition of all tallies of n people that depends on n alone, and its promises are
checked by listing, as those of the program's rule are. What a rule costs is the error of delta
between two groups: against the delta of their true counts, which is the rounding by itself, and
against that of the populations. Groups are those of `studies.cells`, and delta is that of the
weighted mean shares of each block's tallies. All rules are measured by the same pairs, those of
which the program publishes a figure, whether or not the rule would publish one.

Besides rules that can be put into words, partitions are searched for. They join the answers that
are no level into one, so that fewer tallies have to be listed.
"""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from analytics.measures.contrast import delta, delta_of_shares
from analytics.measures.exact_permutation import pair_p
from analytics.measures.weighting import ALPHA, plausible
from benchmarks.coverage import TRUTHS
from benchmarks.machine import show
from benchmarks.null_listing import LEVELS, chances_of_tallies, compositions, populations
from benchmarks.partition_search import Demands, searched
from benchmarks.partitions import (
    Counts,
    Flags,
    Floats,
    chance_of_learning,
    partition,
    published,
    revealed,
    sureness,
)
from benchmarks.studies import cells
from benchmarks.worded_rules import BREAKING, LARGEST_BREAKING, NO_LEVEL, RULES, joined, people

SIZES = (5, 8, 12, 20)
SEARCHED = {5: 50_000, 8: 150_000, 12: 200_000}
MOVES_OF_LEVELS = 40_000
SIZES_OF_TESTS = (8, 12)
PAIRS = 4000
SEED = 20136


def run() -> dict[str, Any]:
    tables = {
        "rules": [row for n in SIZES for row in of_rules(n)],
        "searched": [row for n in SEARCHED for row in of_search(n)],
        "levels": [of_levels(n) for n in range(5, 13)],
        "tests": [row for n in SIZES_OF_TESTS for row in of_tests(n)],
        "two": [of_two(n) for n in range(5, 13)],
    }
    for name, rows in tables.items():
        print(f"\n{name}\n")
        show(list(rows[0]), [list(row.values()) for row in rows])
    return {"seed": SEED, "pairs": PAIRS} | tables


# --- What they cost and reveal -------------------------------------------------------------------


class Pairs(NamedTuple):
    """Pairs of random groups, and all tallies of as many people.

    `tallies` (tallies, 7), `weights` and `places`, the row of each in the listing with no level as
    one answer, (tallies,); `rows` (2, pairs), the two groups' tallies; `true` and `population`
    (pairs,), the delta of either, the second NaN where a lone dissenter was made; `kept` (pairs,),
    those of which the program publishes a figure.
    """

    tallies: Counts
    weights: Floats
    places: Counts
    rows: Counts
    true: Floats
    population: Floats
    kept: Flags


@lru_cache(maxsize=1)
def pairs_of(n: int, pairs: int = PAIRS) -> Pairs:
    """Draw pairs of groups of n people."""
    tallies, sides = compositions(n, len(ALPHA)), [cells(n, pairs, SEED + k) for k in (0, 1)]
    rows = np.stack([rows_of(side.tallies, tallies) for side in sides])
    true = np.asarray(delta(*(side.tallies[:, NO_LEVEL:] for side in sides)))
    population = np.asarray(delta_of_shares(*(side.levels for side in sides)))
    population[np.any([side.sort == "dissenter" for side in sides], axis=0)] = np.nan
    places = rows_of(joined(tallies), compositions(n, LEVELS + 1))
    figure = has_figure(tallies, published(tallies))[rows].all(axis=0)
    return Pairs(tallies, plausible(tallies), places, rows, true, population, figure)


def rows_of(some: Counts, tallies: Counts) -> Counts:
    """Return the rows of some tallies in the listing of all."""
    digits = (people(tallies) + 1) ** np.arange(tallies.shape[1])
    codes = tallies @ digits
    order = np.argsort(codes)
    return order[np.searchsorted(codes, some @ digits, sorter=order)]


def measured(pairs: Pairs, blocks: Counts, colluders: int = 1) -> dict[str, Any]:
    """Return what a rule reveals and how large the error of its delta is, as a row of a table.

    `broken` counts the blocks that break a promise to so many members; `surest` and `sure` are what
    `sureness` returns, at the worst and on average.
    """
    shares = mean_shares(pairs.tallies[:, NO_LEVEL:], blocks, pairs.weights)
    published_delta = np.asarray(delta_of_shares(*(shares[blocks[rows]] for rows in pairs.rows)))
    rounding, total = (
        (published_delta - truth)[pairs.kept] for truth in (pairs.true, pairs.population)
    )
    certain, few = chance_of_learning(pairs.tallies, blocks, colluders=2)[:, pairs.rows].mean(
        (1, 2)
    )
    surest, mean = sureness(pairs.tallies, blocks, pairs.weights)
    broken = np.logical_or(*revealed(pairs.tallies, blocks, colluders))
    return {
        "blocks": int(blocks.max()) + 1,
        "broken": int(broken.sum()),
        "rounding, rms": _rms(rounding),
        "mean": float(np.abs(rounding).mean()),
        "in all, rms": _rms(total),
        "in all, mean": float(np.nanmean(np.abs(total))),
        "figures": float(has_figure(pairs.tallies, blocks)[pairs.rows].all(axis=0).mean()),
        "two are certain": float(certain),
        "two see few": float(few),
        "surest": float(surest.max()),
        "sure": float(mean[pairs.rows].mean()),
    }


def mean_shares(levels: Counts, blocks: Counts, weights: Floats) -> Floats:
    """Return the weighted mean shares of the levels in each block: (blocks, levels).

    Tallies without anybody at a level are left out; a block of such alone has NaN.
    """
    number = levels.sum(axis=1)
    weights = weights * (number > 0)
    shares = levels / np.maximum(number, 1)[:, np.newaxis]
    total = np.bincount(blocks, weights)
    total[total == 0] = np.nan
    sums = [np.bincount(blocks, weights * column) for column in shares.T]
    mean = np.stack(sums, axis=1) / total[:, np.newaxis]
    return np.asarray(mean / mean.sum(axis=1, keepdims=True))


def has_figure(tallies: Counts, blocks: Counts) -> Flags:
    """Whether it is certain of each tally, from its block, that somebody gave a level."""
    nobody = blocks[~tallies[:, NO_LEVEL:].any(axis=1)]
    return ~np.isin(blocks, nobody)


def _rms(errors: Floats) -> float:
    return float(np.sqrt(np.nanmean(errors**2)))


# --- Tables --------------------------------------------------------------------------------------


def of_rules(n: int) -> list[dict[str, Any]]:
    """One row for each rule in words that there is for n people."""
    pairs, rules = pairs_of(n), RULES | (BREAKING if n <= LARGEST_BREAKING else {})
    partitions = {name: rule(pairs.tallies) for name, rule in rules.items()}
    return [
        {"n": n, "rule": name} | measured(pairs, blocks)
        for name, blocks in partitions.items()
        if blocks is not None
    ]


def of_search(n: int) -> list[dict[str, Any]]:
    """One row for each set of demands: the partition that was found."""
    pairs = pairs_of(n)
    weights = np.bincount(pairs.places, pairs.weights)
    tallies = compositions(n, LEVELS + 1)
    # Nobody can be surer than today's rule lets them be.
    today = float(sureness(tallies, published(tallies), weights)[0].max())
    rows = []
    for demands in (Demands(1), Demands(2), Demands(1, today), Demands(2, today)):
        blocks = found(tallies, weights, SEARCHED[n], demands)
        row = {"n": n, "colluders": demands.colluders, "allowed": demands.sure}
        rows.append(row | measured(pairs, blocks[pairs.places], demands.colluders))
    return rows


def of_levels(n: int) -> dict[str, Any]:
    """One row: the partitions that were found where all gave a level, beside today's.

    The error is that of the cumulative shares, root mean square over tallies by their weights. A
    newcomer is one who joins n people; how often the blocks before and after show the answer.
    """
    tallies, weights = compositions(n), weights_of_levels(n)
    row: dict[str, Any] = {"n": n, "tallies": len(tallies)}
    for name, blocks in partitions_of_levels(n).items():
        shares = mean_shares(tallies, blocks, weights)[blocks]
        away = ((shares - tallies / n).cumsum(axis=1) ** 2).sum(axis=1)
        newcomers = known_newcomers(blocks, partitions_of_levels(n + 1)[name])
        row |= {
            f"{name}: blocks": int(blocks.max()) + 1,
            f"{name}: error": float(np.sqrt(weights @ away)),
            f"{name}: newcomers": f"{newcomers.sum()} of {newcomers.size}",
        }
    return row


@lru_cache(maxsize=16)
def partitions_of_levels(n: int) -> dict[str, Counts]:
    """Return today's partition of n people who all gave a level, and those that were found."""
    tallies, weights = compositions(n), weights_of_levels(n)
    return {"steps of three": published(tallies)} | {
        f"against {colluders}": found(tallies, weights, MOVES_OF_LEVELS, Demands(colluders))
        for colluders in (1, 2)
    }


def weights_of_levels(n: int) -> Floats:
    """Return the weights of the tallies of n people who all gave a level: (tallies,)."""
    return plausible(compositions(n), alpha=ALPHA[NO_LEVEL:])


def known_newcomers(before: Counts, after: Counts) -> Flags:
    """Return whether two blocks show what somebody answered who joined: (tallies, levels).

    `before` is a partition of the tallies of n people over the levels, `after` of those of one
    more. The others are taken to have answered as before.
    """
    people = next(n for n in range(100) if len(compositions(n)) == len(before))
    tallies, everybody = compositions(people), compositions(people + 1)
    joined = np.stack([rows_of(tallies + one, everybody) for one in np.eye(LEVELS, dtype=int)])
    pairs = partition(np.stack([np.tile(before, LEVELS), after[joined].ravel()], axis=1))
    answers = np.repeat(np.arange(LEVELS), len(before))
    possible = np.zeros((pairs.max() + 1, LEVELS), dtype=bool)
    possible[pairs, answers] = True
    return (possible.sum(axis=1) == 1)[pairs].reshape(LEVELS, -1).T


def of_tests(n: int) -> list[dict[str, Any]]:
    """One row for each population of `coverage`: how often the p of delta is 0.05 or less.

    By listing, and all give a level. The last row is of groups of one population, that of all
    `null_listing` lists in which it happens most.
    """
    tallies, weights = compositions(n), weights_of_levels(n)
    x, y = (rows.ravel() for rows in np.indices((len(tallies), len(tallies))))
    p_of_tallies = pair_p(tallies[x], tallies[y]).delta.reshape(len(tallies), -1)
    rows: list[dict[str, Any]] = [{"n": n, "truth": name} for name in [*TRUTHS, "alike, at worst"]]
    truths = [np.array(shares) for shares in TRUTHS.values()]
    left, right = (chances_of_tallies(n, np.stack([truth[k] for truth in truths])) for k in (0, 1))
    alike = chances_of_tallies(n, populations())
    counts = {"counts": np.arange(len(tallies))}
    for name, blocks in (counts | partitions_of_levels(n)).items():
        mean = np.zeros((int(blocks.max()) + 1, len(tallies)))
        mean[blocks, np.arange(len(tallies))] = weights
        mean /= mean.sum(axis=1, keepdims=True)
        small = (mean @ p_of_tallies @ mean.T <= 0.05)[np.ix_(blocks, blocks)]
        shares = [
            *((left @ small) * right).sum(axis=1),
            ((alike @ small) * alike).sum(axis=1).max(),
        ]
        for row, share in zip(rows, shares, strict=True):
            row[name] = float(share)
    return rows


def of_two(n: int) -> dict[str, Any]:
    """One row: in how many blocks of today, and how often, two members learn something."""
    row: dict[str, Any] = {"n": n}
    for answers in (LEVELS, len(ALPHA)):
        tallies = compositions(n, answers)
        blocks = published(tallies)
        certain, few = (int(flags.sum()) for flags in revealed(tallies, blocks, colluders=2))
        row[f"blocks of {answers} answers"] = int(blocks.max()) + 1
        row |= {f"certain in, of {answers}": certain, f"few in, of {answers}": few}
    rows = rows_of(cells(n, PAIRS, SEED).tallies, tallies)
    certain, few = chance_of_learning(tallies, blocks, colluders=2)[:, rows].mean(axis=1).tolist()
    return row | {"certain, of pairs": certain, "few, of pairs": few}


def found(tallies: Counts, weights: Floats, moves: int, demands: Demands) -> Counts:
    """Return the partition that a search finds; the last four answers are the levels."""
    levels = tallies[:, -LEVELS:]
    number = levels.sum(axis=1)
    points = (levels / np.maximum(number, 1)[:, np.newaxis]).cumsum(axis=1)[:, :-1]
    return searched(tallies, published(tallies), weights, points, moves, demands)
