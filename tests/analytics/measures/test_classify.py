from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from analytics.measures.classify import empathy_kind, gap_kind
from analytics.measures.multiplicity import benjamini_hochberg, benjamini_yekutieli
from analytics.measures.validation import Interval
from analytics.measures.verdicts import Evidence, GapKind, GapSubtype, Thresholds
from tests.analytics.measures.expanded import tallies
from tests.reference.evidence import evidence_of_counts

# A cell that is inconclusive; each rule is then met by what `given` changes.
PLAIN = Evidence(
    n_left=12,
    n_right=10,
    undetermined_left=0,
    undetermined_right=0,
    asked_left=12,
    asked_right=10,
    unanimous=False,
    sides=0,
    delta=0.2,
    delta_low=-0.2,
    delta_high=0.6,
    delta_low_90=-0.1,
    delta_high_90=0.5,
    level_shift=0.3,
    wasserstein=0.4,
    crossing_index=0.25,
    p_delta=0.4,
    p_wasserstein=0.5,
    median_left=2,
    median_right=2,
    agreement_right=0.4,
    depends_on_undecided=False,
)
OVER = {"delta": 0.5, "delta_low": 0.1, "delta_high": 0.8, "level_shift": 0.6, "p_delta": 0.01}
UNDER = {"delta": -0.5, "delta_low": -0.8, "delta_high": -0.1, "level_shift": -0.6, "p_delta": 0.01}
MISJUDGED = {"delta": 0.1, "wasserstein": 0.8, "crossing_index": 0.9, "p_wasserstein": 0.04}
MANY = {"n_left": 25, "asked_left": 25, "n_right": 12, "asked_right": 12}
ALIGNED = MANY | {"delta_low_90": -0.2, "delta_high_90": 0.25}


def verdict(**changes):
    return gap_kind(replace(PLAIN, **changes))


def kind(**changes):
    return verdict(**changes).kind


def test_what_meets_no_rule_is_inconclusive():
    assert kind() == GapKind.INCONCLUSIVE


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (OVER, GapKind.OVERESTIMATION),
        (UNDER, GapKind.UNDERESTIMATION),
        (MISJUDGED, GapKind.MISJUDGMENT),
        (ALIGNED, GapKind.ALIGNED),
        ({"agreement_right": -0.01}, GapKind.INDETERMINATE),
        ({"undetermined_right": 10, "asked_right": 20}, GapKind.INDETERMINATE),
        ({"n_right": 6, "undetermined_right": 1}, GapKind.INDETERMINATE),
        ({"n_left": 6, "undetermined_left": 1}, GapKind.INDETERMINATE),
        ({"n_right": 6}, GapKind.INSUFFICIENT),
        ({"n_left": 6}, GapKind.INSUFFICIENT),
        ({"asked_right": 4}, GapKind.INSUFFICIENT),
    ],
)
def test_each_rule_by_itself(changes, expected):
    assert kind(**changes) == expected


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        (OVER, {"delta": 0.33}),
        (OVER, {"level_shift": 0.49}),
        (OVER, {"p_delta": 0.013}),
        (UNDER, {"delta": -0.33}),
        (UNDER, {"level_shift": -0.49}),
        (UNDER, {"p_delta": 0.013}),
        (MISJUDGED, {"delta": 0.34}),
        (MISJUDGED, {"delta": -0.34}),
        (MISJUDGED, {"wasserstein": 0.49}),
        (MISJUDGED, {"crossing_index": 0.49}),
        (MISJUDGED, {"p_wasserstein": 0.051}),
        (ALIGNED, {"delta_low_90": -0.34}),
        (ALIGNED, {"delta_high_90": 0.34}),
        (ALIGNED, {"n_left": 24}),
        (ALIGNED, {"n_right": 11}),
        ({}, {"agreement_right": 0.0}),
        ({}, {"undetermined_right": 9, "asked_right": 20}),
        ({}, {"n_left": 7, "n_right": 7}),
        ({}, {"asked_left": 5, "asked_right": 5}),
    ],
)
def test_each_condition_alone_is_needed(rule, changes):
    assert kind(**{**rule, **changes}) == GapKind.INCONCLUSIVE


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"asked_left": 8, "asked_right": 8}, GapKind.OVERESTIMATION),
        ({"asked_left": 8, "asked_right": 8, "unanimous": False}, GapKind.INCONCLUSIVE),
        ({"asked_left": 8, "asked_right": 8, "p_delta": 0.051}, GapKind.INCONCLUSIVE),
        ({"asked_left": 7, "asked_right": 8}, GapKind.INCONCLUSIVE),
    ],
)
def test_unanimous_groups_of_eight_need_no_level(changes, expected):
    assert kind(**OVER | {"unanimous": True, "p_delta": 0.05} | changes) == expected


def test_the_first_rule_that_applies_decides():
    everything = [
        {"n_left": 6},
        {"agreement_right": -0.5},
        OVER | {"p_delta": 0.005},
        MISJUDGED | {"delta": 0.1},
        ALIGNED,
    ]
    kinds = ["insufficient", "indeterminate", "overestimation", "misjudgment", "aligned"]
    for i, expected in enumerate(kinds):
        changes: dict = {}
        for rule in reversed(everything[i:]):
            changes |= rule
        assert kind(**changes) == expected


def test_a_hair_over_the_thresholds_is_enough():
    assert kind(**OVER) == kind(**OVER | {"delta": 1 / 3, "level_shift": 0.5, "delta_low": 1e-9})


@pytest.mark.parametrize(
    ("changes", "subtype"),
    [
        ({}, GapSubtype.NONE),
        ({"undetermined_right": 10, "asked_right": 20}, GapSubtype.PANEL_CANNOT_DETERMINE),
        ({"n_right": 6, "undetermined_right": 1}, GapSubtype.PANEL_CANNOT_DETERMINE),
        ({"n_left": 6, "undetermined_left": 1}, GapSubtype.PARTICIPANTS_CANNOT_DETERMINE),
        ({"agreement_right": -0.5}, GapSubtype.CONTESTED),
        (OVER | {"median_right": 0, "median_left": 1}, GapSubtype.NOT_SEEN_BY_PANEL),
        (OVER | {"median_right": 0.5, "median_left": 2}, GapSubtype.NONE),
        (OVER | {"median_right": 0, "median_left": 0.5}, GapSubtype.NONE),
        (UNDER | {"median_right": 1, "median_left": 0}, GapSubtype.MISSED_BY_PARTICIPANTS),
        (UNDER | {"median_right": 1, "median_left": 0.5}, GapSubtype.NONE),
        (ALIGNED | {"median_right": 0, "median_left": 1}, GapSubtype.NONE),
        (OVER | {"level_shift": 0.4, "p_delta": 0.006}, GapSubtype.SLIGHTLY_ABOVE),
        (UNDER | {"level_shift": -0.4, "p_delta": 0.006}, GapSubtype.SLIGHTLY_BELOW),
        (OVER | {"level_shift": 0.4, "p_delta": 0.0061}, GapSubtype.NONE),
        ({"delta": 0.0, "p_delta": 0.006}, GapSubtype.NONE),
        (ALIGNED | {"p_delta": 0.0001}, GapSubtype.NONE),
    ],
)
def test_subtypes(changes, subtype):
    assert verdict(**changes).subtype == subtype


@pytest.mark.parametrize(
    ("changes", "direction"),
    [
        ({"n_left": 5, "p_delta": 0.01}, "above"),
        ({"n_right": 6, "delta": -0.2, "p_delta": 0.01}, "below"),
        ({"n_left": 5, "p_delta": 0.02}, "unclear"),
        ({"n_left": 5, "delta": 0.0, "p_delta": 0.01}, "unclear"),
        ({"n_right": 6}, "unclear"),
        ({"n_left": 4, "p_delta": 0.01}, ""),
        ({"n_left": 6, "p_delta": 0.01, "asked_left": 4}, ""),
        (OVER, ""),
    ],
)
def test_five_or_six_give_a_direction_only(changes, direction):
    result = verdict(**changes)
    assert result.direction == direction
    assert (result.kind == GapKind.INSUFFICIENT) == (changes is not OVER)


@pytest.mark.parametrize(
    ("changes", "apart"),
    [
        ({}, False),
        (OVER, True),
        ({"delta": -0.2, "p_delta": 0.006}, True),
        ({"p_delta": 0.012}, False),
        ({"n_left": 6, "p_delta": 0.012}, True),
        (ALIGNED | {"p_delta": 0.0001}, True),
        ({"delta": np.nan, "p_delta": np.nan}, False),
    ],
)
def test_groups_are_apart_where_something_is_said_of_a_side(changes, apart):
    assert verdict(**changes).apart == apart


def test_rates_are_over_the_classified_cells():
    p = [0.001, 0.02, 0.9, 0.0001, 0.03]
    evidence = replace(
        PLAIN,
        **OVER | {"delta": [0.5, 0.5, 0.5, 0.5, 0.1], "p_delta": p},
        asked_left=13,
        asked_right=13,
        n_left=[12, 12, 12, 6, 12],
    )
    result = gap_kind(evidence)
    counted = [0.001, 0.02, 0.9, np.nan, 0.03]
    np.testing.assert_array_equal(result.q_bh, benjamini_hochberg(counted))
    np.testing.assert_array_equal(result.q_by, benjamini_yekutieli(counted))
    # The last cell would survive but is inconclusive; the fourth is not classified.
    assert result.survives_fdr.tolist() == [True, True, False, False, False]


def test_the_badge_follows_its_threshold():
    cell = replace(PLAIN, **OVER)
    assert gap_kind(cell).survives_fdr
    assert not gap_kind(cell, Thresholds(false_discovery=0.009)).survives_fdr


def test_without_data_everything_is_null_and_insufficient():
    figures = ("delta", "delta_low", "delta_high", "delta_low_90", "delta_high_90", "level_shift")
    missing = dict.fromkeys((*figures, "wasserstein", "crossing_index", "p_delta"), np.nan)
    result = verdict(n_left=0, n_right=0, median_left=np.nan, median_right=np.nan, **missing)
    assert result.kind == GapKind.INSUFFICIENT
    assert result.direction == ""
    assert np.isnan(result.q_bh)
    assert not result.survives_fdr


def test_a_panel_that_cannot_determine_is_a_result():
    """North Korea as the essay has it: nobody on the panel gives a level."""
    result = verdict(
        n_right=0, undetermined_right=12, asked_right=12, delta=np.nan, depends_on_undecided=True
    )
    assert (result.kind, result.subtype) == ("indeterminate", "panel cannot determine")
    assert result.depends_on_undecided


def test_cells_broadcast():
    result = verdict(delta=np.full((3, 2), 0.2))
    assert result.kind.shape == result.q_bh.shape == result.survives_fdr.shape == (3, 2)


def test_undecided_raters_are_flagged_without_overriding():
    result = gap_kind(evidence_of_counts([0, 4, 6, 2], [0, 9, 1, 0], undetermined_right=8))
    assert result.depends_on_undecided
    assert result.kind == "overestimation"


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ([0, 1, 3, 8], [2, 5, 3, 0], "overestimation"),
        ([2, 5, 3, 0], [0, 1, 3, 8], "underestimation"),
        ([6, 0, 0, 6], [0, 6, 6, 0], "misjudgment"),
        ([0, 6, 6, 0], [6, 0, 0, 6], "indeterminate"),  # the panel is the split side
        ([0, 0, 20, 60], [0, 0, 15, 45], "aligned"),
        ([1, 3, 6, 2], [1, 3, 6, 2], "inconclusive"),  # alike, but too few to call it so
        ([0, 0, 0, 8], [0, 0, 8, 0], "overestimation"),
        ([2, 4, 3, 1], [1, 2, 5, 4], "inconclusive"),
    ],
)
def test_kinds_of_counts(left, right, expected):
    assert gap_kind(evidence_of_counts(left, right)).kind == expected


def test_size_counts_and_not_separation_alone():
    """Delta is 1 for 0.4 of a level when the scale is this narrow."""
    evidence = replace(PLAIN, delta=1.0, delta_low=0.7, delta_high=1.0, level_shift=0.4)
    assert gap_kind(evidence).kind == "inconclusive"


@given(left=tallies(), right=tallies())
@settings(max_examples=25, deadline=None)
def test_exchanging_the_groups_exchanges_over_and_under(left, right):
    mirror = {"overestimation": "underestimation", "underestimation": "overestimation"}
    even = Thresholds(least_aligned_left=7, least_aligned_right=7)
    pairs = (left, right), (right, left)
    kinds = [gap_kind(evidence_of_counts(*pair, resamples=400), even) for pair in pairs]
    if "indeterminate" not in {str(result.kind) for result in kinds}:
        assert mirror.get(kinds[0].kind, kinds[0].kind) == kinds[1].kind


@pytest.mark.parametrize(
    "change",
    [{"delta": -0.1}, {"least_classified": "7"}, {"contested": -2}, {"shift": float("nan")}],
)
def test_wrong_thresholds_are_named(change):
    with pytest.raises(ValueError, match=f"{next(iter(change))}: must be a number of at least"):
        Thresholds(**change)


def test_thresholds_and_evidence_are_frozen():
    with pytest.raises(AttributeError):
        Thresholds().delta = 0.5
    with pytest.raises(AttributeError):
        PLAIN.delta = 0.5


# --- The empathy gap -----------------------------------------------------------------------------

WIDE, HIGH, LOW = Interval(-0.6, 0.6), Interval(0.1, 1.4), Interval(-1.4, -0.1)
NARROW = Interval(-0.4, 0.4)


@pytest.mark.parametrize(
    ("gap", "outer", "inner", "expected"),
    [
        (0.5, HIGH, HIGH, "overpredicted"),
        (0.49, HIGH, HIGH, "inconclusive"),
        (0.5, Interval(0.0, 1.4), HIGH, "inconclusive"),
        (-0.5, LOW, LOW, "underpredicted"),
        (-0.49, LOW, LOW, "inconclusive"),
        (-0.5, Interval(-1.4, 0.0), LOW, "inconclusive"),
        (0.0, WIDE, NARROW, "accurate"),
        (0.0, WIDE, Interval(-0.5, 0.4), "inconclusive"),
        (0.0, WIDE, Interval(-0.4, 0.5), "inconclusive"),
    ],
)
def test_each_condition_of_an_empathy_gap_is_needed(gap, outer, inner, expected):
    assert empathy_kind(7, gap, outer, inner) == expected
    assert empathy_kind(6, gap, outer, inner) == "insufficient"


def test_kinds_of_an_empathy_gap_follow_their_threshold():
    assert empathy_kind(7, 0.5, HIGH, HIGH, Thresholds(prediction=0.6)) == "inconclusive"


def test_kinds_of_an_empathy_gap_broadcast():
    kinds = empathy_kind([[7], [6]], [0.0, 0.5, np.nan], WIDE, NARROW)
    assert kinds.tolist() == [["accurate"] * 3, ["insufficient"] * 3]
