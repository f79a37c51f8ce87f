"""How often the interval of delta holds the truth, from true counts and in the published form.

Two groups are drawn from given shares, one answer in ten being no level. A round is counted when
both the true counts and the blocks have an interval. Beside the coverage stand the mean widths, how
often p is at most 0.05, and how often the cell is called an over- or underestimation.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.measures.blocks import protect
from analytics.measures.classify import gap_kind
from analytics.measures.contrast import delta_of_shares
from analytics.measures.published_contrast import PublishedContrast, published_contrast
from analytics.measures.verdicts import Evidence
from benchmarks.machine import show
from tests.reference.evidence import evidence_of_counts

SIZES = (5, 8, 12, 40)
RUNS = 1000
SEED = 20132
NO_LEVEL = (0.03, 0.02, 0.05)
TRUTHS = {
    "alike": ((0.1, 0.3, 0.4, 0.2), (0.1, 0.3, 0.4, 0.2)),
    "somewhat apart": ((0.05, 0.2, 0.4, 0.35), (0.2, 0.4, 0.3, 0.1)),
    "concentrated": ((0.0, 0.05, 0.85, 0.1), (0.0, 0.6, 0.4, 0.0)),
    "far apart": ((0.0, 0.1, 0.2, 0.7), (0.4, 0.4, 0.2, 0.0)),
    "nearly separated": ((0.0, 0.0, 0.05, 0.95), (0.85, 0.1, 0.05, 0.0)),
}
ESTIMATED = ("overestimation", "underestimation")


def run() -> dict[str, Any]:
    rows = [measured(n, truth) for n in SIZES for truth in TRUTHS]
    show(list(rows[0]), [list(row.values()) for row in rows])
    return {"seed": SEED, "runs": RUNS, "draws": 4000, "rows": rows}


def measured(n: int, truth: str, runs: int = RUNS) -> dict[str, Any]:
    """One row: groups of n against n."""
    rng = np.random.default_rng([SEED, n, list(TRUTHS).index(truth)])
    left, right = (_tallies(rng, n, np.array(shares), runs) for shares in TRUTHS[truth])
    true = float(delta_of_shares(*TRUTHS[truth]))
    rated = left[:, 3:].any(axis=1) & right[:, 3:].any(axis=1)
    evidence = [
        evidence_of_counts(x[3:], y[3:], x[2], y[2])
        for x, y in zip(left[rated], right[rated], strict=True)
    ]
    cells = [
        cell for cell, is_rated in zip(_published(left, right), rated, strict=True) if is_rated
    ]
    both = np.array([cell.delta is not None for cell in cells])
    kinds = [
        np.array([str(gap_kind(one).kind) for one in evidence]),
        np.array([cell.kind for cell in cells]),
    ]
    limits = [(_of(each, "delta_low"), _of(each, "delta_high")) for each in (evidence, cells)]
    p = [_of(each, "p_delta") for each in (evidence, cells)]
    row: dict[str, Any] = {"n": f"{n} + {n}", "truth": truth, "delta": round(true, 2)}
    for name, (low, high) in zip(("counts", "published"), limits, strict=True):
        row[f"coverage, {name}"] = float(((low <= true) & (true <= high))[both].mean())
    for name, (low, high) in zip(("counts", "published"), limits, strict=True):
        row[f"width, {name}"] = float((high - low)[both].mean())
    for name, values in zip(("counts", "published"), p, strict=True):
        row[f"p ≤ .05, {name}"] = float((values <= 0.05)[both].mean())
    for name, values in zip(("counts", "published"), kinds, strict=True):
        row[f"called, {name}"] = float(np.isin(values, ESTIMATED).mean())
    return row


def _tallies(
    rng: np.random.Generator, n: int, shares: NDArray[np.float64], runs: int
) -> NDArray[np.int64]:
    return rng.multinomial(n, [*NO_LEVEL, *(shares * (1 - sum(NO_LEVEL)))], runs)


def _published(left: NDArray[np.int64], right: NDArray[np.int64]) -> list[PublishedContrast]:
    """The published cells; a pair of blocks met before has the same figures, but for q."""
    blocks = [(protect(x), protect(y)) for x, y in zip(left, right, strict=True)]
    distinct = list(dict.fromkeys(blocks))
    result = published_contrast([x for x, _ in distinct], [y for _, y in distinct])
    by_pair = dict(zip(distinct, result, strict=True))
    return [by_pair[pair] for pair in blocks]


def _of(cells: Sequence[PublishedContrast | Evidence], name: str) -> NDArray[np.float64]:
    values = [getattr(cell, name) for cell in cells]
    return np.array([np.nan if value is None else value for value in values])
