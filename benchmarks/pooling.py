"""Pooled figures against those of single cells, in simulated rounds whose true gaps are known.

Every row is a kind of round, a number of people a side and in the panel, and how alike one person's
answers are. Both methods see the blocks alone; "true counts" is the ceiling, what pooling could say
if the tallies themselves were published. "claimed" is that the 95 percent interval of delta
excludes 0. `CS2_BENCH_STUDIES` gives the number of rounds a row, 200 when it is not set.
"""

import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kendalltau

from analytics.measures.blocks import Block
from analytics.measures.pooling import Pooled, pool
from analytics.measures.published_contrast import PublishedContrast, published_contrast
from analytics.measures.published_means import PublishedMean, mean_delta
from analytics.measures.validation import Floats
from analytics.measures.verdicts import Thresholds
from analytics.release.verdicts import Likelihood, likelihood
from benchmarks import simulated_rounds as rounds
from benchmarks.machine import show
from benchmarks.simulated_rounds import (
    CONCERNS,
    DYADS,
    NO_DIRECTION,
    Answering,
    Persons,
    SimulatedRound,
)

STUDIES = int(os.environ.get("CS2_BENCH_STUDIES", "200"))
SEED = 20132
# Standard deviations of leniency with which one person's answers correlate by 0, 0.27 and 0.45.
STRANGERS, USUAL, ALIKE = Answering(Persons(0, 0)), Answering(), Answering(Persons(0.8, 0.42))
# The delta of a latent shift of 0.8, and the mean of a dyad that should be found.
LARGE, MEAN = 0.43, 0.25
# A difference that is there by rounding alone.
NOTHING = 1e-9


@dataclass(frozen=True)
class Row:
    name: str
    gaps: rounds.Gaps
    participants: int
    assessors: int
    how: Answering = USUAL


KINDS = (rounds.mixed, rounds.independent, rounds.null, rounds.sparse)
ROWS = (
    *(Row(gaps.__name__, gaps, n, n) for gaps in KINDS for n in (12, 8)),
    *(Row("misspecified", rounds.sparse, n, n, Answering(arbitrary=0.3)) for n in (12, 8)),
    *(Row("mixed, likeness 0", rounds.mixed, n, n, STRANGERS) for n in (12, 8)),
    *(Row("mixed, likeness .45", rounds.mixed, n, n, ALIKE) for n in (12, 8)),
    *(Row("null, likeness .45", rounds.null, n, n, ALIKE) for n in (12, 8)),
    *(Row(gaps.__name__, gaps, n, n) for gaps in (rounds.mixed, rounds.null) for n in (5, 6, 7)),
    Row("one cell unlike", rounds.one_unlike, 12, 12),
    Row("one dyad reversed", rounds.one_reversed, 12, 12),
    Row("unequal groups", rounds.mixed, 8, 20),
    Row("concentrated", rounds.mixed, 12, 12, Answering(Persons(0.17, 0.12), chance=0.33)),
    Row("person sd .35", rounds.mixed, 8, 8, Answering(Persons(0.35, 0), severity=0.12)),
    Row("person sd .6", rounds.mixed, 8, 8, Answering(Persons(0.6, 0), severity=0.21)),
    Row("person sd .6", rounds.mixed, 12, 12, Answering(Persons(0.6, 0), severity=0.17)),
)


class Counted(Block):
    """A tally as it is, in the form of a block: what no release holds."""

    def __post_init__(self) -> None:
        """Every count is an interval of its own, no step of a block."""

    @classmethod
    def of(cls, levels: NDArray[np.int64]) -> "Counted":
        """Return the tally of those who gave a level, everybody having done so."""
        *cumulative, n = np.cumsum([0, 0, 0, *levels]).tolist()
        return cls(n, tuple((count, count) for count in cumulative))


class Estimates(NamedTuple):
    """The estimates of one method: shape (cells,), or (dyads,) for the means."""

    delta: Floats
    low: Floats
    high: Floats
    mean: Floats
    mean_low: Floats
    mean_high: Floats


def run() -> dict[str, Any]:
    """Every row, one line a method, and how often each word of likelihood comes true."""
    words: dict[Likelihood, list[bool]] = defaultdict(list)
    rows = [line for row in ROWS for line in measured(row, words=words)]
    show(list(rows[0]), [list(row.values()) for row in rows])
    by_word = [
        {"word": str(word), "times": len(words[word]), "above 0": float(np.mean(words[word]))}
        for word in Likelihood
        if words[word]
    ]
    show(list(by_word[0]), [list(row.values()) for row in by_word])
    return {"studies": STUDIES, "rows": rows, "words": by_word}


def measured(
    row: Row, studies: int = STUDIES, words: dict[Likelihood, list[bool]] | None = None
) -> list[dict[str, Any]]:
    """One row: every method on the same rounds. `words` gains whether each word came true."""
    judged: dict[str, list[dict[str, float]]] = {"alone": [], "pooled": [], "true counts": []}
    for number in range(studies):
        one = _round(row, number)
        pooled = _pool(one, one.left, one.right)
        counted = [
            [Counted.of(tally) for tally in side] for side in (one.true_left, one.true_right)
        ]
        judged["alone"].append(_judged(one, _alone(one)))
        judged["pooled"].append(_judged(one, _pooled(pooled)))
        judged["true counts"].append(_judged(one, _pooled(_pool(one, *counted))))
        # A gap of nothing is neither above nor below 0.
        for above, true in zip(pooled.above, one.delta, strict=True):
            if words is not None and abs(true) > NOTHING:
                words[likelihood(float(above), Thresholds())].append(bool(true > 0))
    head = {"round": row.name, "n": f"{row.participants} + {row.assessors}"}
    return [
        head | {"method": method} | {name: _mean([f[name] for f in all_]) for name in all_[0]}
        for method, all_ in judged.items()
    ]


def _round(row: Row, number: int) -> SimulatedRound:
    return rounds.simulated(
        np.random.default_rng([SEED, row.participants, row.assessors, number]),
        row.gaps,
        row.participants,
        row.assessors,
        row.how,
    )


def cells_alone(one: SimulatedRound) -> list[PublishedContrast]:
    """Return every cell of a round by itself."""
    pairs = list(zip(one.left, one.right, strict=True))
    distinct = list(dict.fromkeys(pairs))
    published = published_contrast([x for x, _ in distinct], [y for _, y in distinct])
    by_pair = dict(zip(distinct, published, strict=True))
    return [by_pair[pair] for pair in pairs]


def mean_alone(cells: list[PublishedContrast]) -> PublishedMean:
    """Return the mean over these cells, each by itself."""
    return mean_delta(
        [c.delta for c in cells], [c.delta_se for c in cells], [c.kind for c in cells]
    )


def _alone(one: SimulatedRound) -> Estimates:
    cells = cells_alone(one)
    means = [_mean_alone(cells[i : i + len(CONCERNS)]) for i in range(0, len(cells), len(CONCERNS))]
    limits = ([getattr(c, name) for c in cells] for name in ("delta", "delta_low", "delta_high"))
    columns = zip(*means, strict=True)
    return Estimates(*(np.array(list(values), dtype=np.float64) for values in (*limits, *columns)))


def _mean_alone(cells: list[PublishedContrast]) -> tuple[float | None, ...]:
    mean = mean_alone(cells)
    return mean.mean, mean.mean_low, mean.mean_high


def _pool(one: SimulatedRound, left: Sequence[Block], right: Sequence[Block]) -> Pooled:
    return pool(left, right, perceiver=one.perceiver, target=one.target, concern=one.concern)


def _pooled(pooled: Pooled) -> Estimates:
    of_dyads = [range(i, i + len(CONCERNS)) for i in range(0, len(pooled.delta), len(CONCERNS))]
    means = np.array([pooled.mean(cells)[:3] for cells in of_dyads])  # type: ignore[index]
    return Estimates(pooled.delta, pooled.low, pooled.high, *means.T)


def _judged(one: SimulatedRound, estimates: Estimates) -> dict[str, float]:
    delta, low, high, _, mean_low, mean_high = estimates
    true, true_mean = one.delta, _by_dyad(one.delta).mean(axis=1)
    held, claimed = (low <= true) & (true <= high), (low > 0) | (high < 0)
    right = claimed & (np.sign(delta) == np.sign(true)) & (abs(true) >= NO_DIRECTION)
    large, found = abs(true) > LARGE, (mean_low > 0) | (mean_high < 0)
    pairs = zip(_by_dyad(delta), _by_dyad(true), strict=True)
    taus = [kendalltau(x, y).statistic for x, y in pairs if y.std() > NOTHING]
    return {
        "rmse": float(np.sqrt(np.mean((delta - true) ** 2))),
        "coverage": float(held.mean()),
        "coverage, large": _mean(held[large]),
        "width": float((high - low).mean()),
        "claimed": float(claimed.mean()),
        "right": float(right.mean()),
        "wrong": float((claimed & ~right).mean()),
        "tau": _mean(taus),
        "mean found": _mean(found[abs(true_mean) > MEAN]),
        "mean coverage": float(((mean_low <= true_mean) & (true_mean <= mean_high)).mean()),
        "mean width": float((mean_high - mean_low).mean()),
    }


def _by_dyad(values: Floats) -> Floats:
    return values.reshape(len(DYADS), len(CONCERNS))


def _mean(values: Any) -> float:
    """NaN of nothing, and without the NaN of rounds in which there was nothing to judge."""
    array = np.asarray(values, dtype=np.float64)
    array = array[~np.isnan(array)]
    return float(array.mean()) if array.size else float("nan")
