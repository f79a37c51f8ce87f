"""What a verdict rests on, from exact counts instead of blocks."""

import numpy as np

from analytics.measures.agreement import van_der_eijk
from analytics.measures.contrast import delta, level_shift
from analytics.measures.exact_permutation import pair_p
from analytics.measures.intervals import contrast_interval
from analytics.measures.medians import median
from analytics.measures.verdicts import Evidence


def evidence_of_counts(left, right, undetermined_left=0, undetermined_right=0, resamples=4000):
    """The evidence on one cell, from counts per level; both groups need somebody with a level."""
    x, y = np.asarray(left), np.asarray(right)
    excess = np.cumsum(y / y.sum() - x / x.sum())[:-1]
    distance = np.abs(excess).sum()
    p = pair_p(x[np.newaxis], y[np.newaxis])
    low, high = contrast_interval(x, y, "delta", 0.95, resamples)
    low_90, high_90 = contrast_interval(x, y, "delta", 0.90, resamples)
    bounds = [
        delta(*(group + people * np.eye(4, dtype=int)[level] for group, people, level in sides))
        for sides in (
            ((x, undetermined_left, 0), (y, undetermined_right, 3)),
            ((x, undetermined_left, 3), (y, undetermined_right, 0)),
        )
    ]
    return Evidence(
        n_left=x.sum(),
        n_right=y.sum(),
        undetermined_left=undetermined_left,
        undetermined_right=undetermined_right,
        asked_left=x.sum() + undetermined_left,
        asked_right=y.sum() + undetermined_right,
        unanimous=max(x) == x.sum() + undetermined_left and max(y) == y.sum() + undetermined_right,
        sides=0,
        delta=delta(x, y),
        delta_low=low,
        delta_high=high,
        delta_low_90=low_90,
        delta_high_90=high_90,
        level_shift=level_shift(x, y),
        wasserstein=distance,
        crossing_index=0 if distance < 1e-12 else 1 - abs(excess.sum()) / distance,
        p_delta=p.delta[0],
        p_wasserstein=p.distance[0],
        median_left=median(x),
        median_right=median(y),
        agreement_right=van_der_eijk(y),
        depends_on_undecided=bounds[0] < 0 < bounds[1],
    )
