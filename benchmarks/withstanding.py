"""What it costs that blocks withstand two colluding members instead of one, by the size of a group.

The error of delta between two groups of n people is measured as in `publication_rules`, over the
same pairs of groups for both grids: against the delta of their true counts, which is the rounding
alone, and against that of their populations. How often a gap is called is exact: all pairs of
blocks of groups that gave a level are listed, for the populations of `coverage`.
`python -m benchmarks withstanding` takes two minutes.
"""

from typing import Any

import numpy as np

from analytics.measures.blocks import ONE, TWO, cuts
from analytics.measures.contrast import delta_of_shares
from analytics.measures.verdicts import GapKind
from benchmarks.coverage import TRUTHS
from benchmarks.machine import show
from benchmarks.null_listing import blocks_of, chances, verdicts_on
from benchmarks.partitions import Counts
from benchmarks.publication_rules import NO_LEVEL, has_figure, mean_shares, pairs_of
from benchmarks.worded_rules import by_edges

SIZES = (5, 6, 7, 8, 9, 10, 12, 15)
CALLED = (GapKind.OVERESTIMATION, GapKind.UNDERESTIMATION)


def run() -> dict[str, Any]:
    errors = [of_errors(n) for n in SIZES]
    called = [of_verdicts(n) for n in SIZES]
    for rows in (errors, called):
        show(list(rows[0]), [list(row.values()) for row in rows])
        print()
    return {"errors": errors, "called": called}


def of_errors(n: int) -> dict[str, Any]:
    """One row: intervals, the error of delta (root mean square), and pairs with a figure."""
    pairs = pairs_of(n)
    row: dict[str, Any] = {"n": n}
    for withstands in (ONE, TWO):
        blocks = by_edges(pairs.tallies, cuts(n, withstands))
        figure = has_figure(pairs.tallies, blocks)[pairs.rows].all(axis=0)
        away = _published(pairs.tallies, blocks, pairs.weights, pairs.rows)
        for name, truth in (("rounding", pairs.true), ("in all", pairs.population)):
            error = (away - truth)[pairs.kept]
            row[f"{name}, {withstands}"] = float(np.sqrt(np.nanmean(error**2)))
        row[f"figures, {withstands}"] = float(figure.mean())
    return row


def _published(tallies: Counts, blocks: Counts, weights: Any, rows: Counts) -> Any:
    shares = mean_shares(tallies[:, NO_LEVEL:], blocks, weights)
    return np.asarray(delta_of_shares(*(shares[blocks[each]] for each in rows)))


def of_verdicts(n: int) -> dict[str, Any]:
    """One row: how often groups of n people of two populations are called different."""
    row: dict[str, Any] = {"n": n}
    for withstands in (ONE, TWO):
        blocks = blocks_of(n, withstands)[0]
        called = np.isin(verdicts_on(blocks, blocks).kind, CALLED)
        for name, truth in TRUTHS.items():
            left, right = (chances(n, np.array([shares]), withstands)[0] for shares in truth)
            row[f"{name}, {withstands}"] = float(left @ called @ right)
    return row
