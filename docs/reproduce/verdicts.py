"""What gaps and movements are called, from rounded figures. Figures that are missing are NaN."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

LEVELS_OF_P = Path(__file__).resolve().parent.parent / "levels_of_p.csv"
# For a round whose release names no others.
GAP_THRESHOLDS = {
    "least_asked": 5,
    "least_direction": 5,
    "least_classified": 7,
    "least_aligned_left": 25,
    "least_aligned_right": 12,
    "undecided": 0.5,
    "contested": 0.0,
    "delta": 1 / 3,
    "shift": 0.5,
    "distance": 0.5,
    "crossing": 0.5,
    "p_distance": 0.05,
    "false_discovery": 0.05,
    "prediction": 0.5,
    "withstands": 1,
    "by_level": 0,
    "zone_likely": 0.65,
    "zone_unlikely": 0.2,
}
CHANGE_THRESHOLDS = {
    "spread": 1.0,
    "within": 0.75,
    "undecided": 0.5,
    "people": 7,
    "distance": 0.25,
    "shift": 0.5,
}
MOST, UNANIMOUS, BY_SIDE, HALF, CONCERNS = 0.05, 8, 0.007, 0.5, 6
UNDECIDED = ("insufficient", "indeterminate")
ABOVE, BELOW = ("overestimation", "overpredicted"), ("underestimation", "underpredicted")
Evidence = Mapping[str, Any]
Levels = dict[str, dict[tuple[int, int], float]]


def thresholds(metadata: Mapping[str, Any]) -> tuple[dict[str, float], dict[str, float]]:
    """Those of gaps and of changes that a release names, rounded to ten decimals as figures are."""
    named = metadata["method"]["thresholds"]
    gaps, changes = (
        {
            name: round(value, 10)
            for name, value in {**defaults, **named.get(kind, {})}.items()
            if name in defaults
        }
        for kind, defaults in (("gaps", GAP_THRESHOLDS), ("changes", CHANGE_THRESHOLDS))
    )
    return gaps, changes


def _listed() -> Levels:
    tables: Levels = {}
    with LEVELS_OF_P.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            sizes = int(row["larger"]), int(row["smaller"])
            tables.setdefault(row["table"], {})[sizes] = float(row["level"])
    return tables


LISTED = _listed()


def level(left: int, right: int, sides: int, withstands: int) -> float:
    """The greatest p with which groups of these sizes are told apart."""
    small, large = sorted((left, right))
    if small < 6:
        return 0.0
    if withstands != 1:
        return LISTED["withstands_two"].get((large, small), 0.0) if sides == 0 else 0.0
    of_blocks = LISTED["two_groups"]
    if large > 30:
        small = min(small, 30)
        found = min(p for (n, m), p in of_blocks.items() if m == small and n >= 19)
    else:
        found = of_blocks[large, small]
    if sides == 0:
        return found
    return min(LISTED["sides_of_five"].get((sides, left), BY_SIDE), found)


def is_distinct(e: Evidence, sign: int, part: float = 1.0) -> bool:
    """Whether the left group is shown to stand above the right one, or below it."""
    sizes = e["asked_left"], e["asked_right"]
    alike = e["unanimous"] and min(sizes) >= UNANIMOUS and e["withstands"] == 1
    most = MOST if alike else part * level(*sizes, e["sides"], e["withstands"])
    return bool(sign * e["delta"] > 0 and e["p_delta"] <= most)


def gap_kind(e: Evidence, t: Mapping[str, float]) -> dict[str, Any]:
    """The kind, the subtype and the direction of a gap, and whether the groups are told apart."""
    kind = _kind(e, t)
    few = (
        kind == "insufficient"
        and min(e["n_left"], e["n_right"]) >= t["least_direction"]
        and min(e["asked_left"], e["asked_right"]) >= t["least_asked"]
    )
    up, down = is_distinct(e, 1), is_distinct(e, -1)
    half_up, half_down = is_distinct(e, 1, HALF), is_distinct(e, -1, HALF)
    direction = ("above" if up else "below" if down else "unclear") if few else ""
    estimated = kind in ("overestimation", "underestimation")
    return {
        "kind": kind,
        "subtype": _subtype(e, t, kind, half_up, half_down),
        "direction": direction,
        "apart": estimated or direction in ("above", "below") or half_up or half_down,
    }


def _kind(e: Evidence, t: Mapping[str, float]) -> str:
    answered = min(e[f"n_{side}"] + e[f"undetermined_{side}"] for side in ("left", "right"))
    asked = min(e["asked_left"], e["asked_right"])
    if asked < t["least_asked"] or answered < t["least_classified"]:
        return "insufficient"
    if _undecided(e, t):
        return "indeterminate"
    for sign, word in ((1, "overestimation"), (-1, "underestimation")):
        large = sign * e["delta"] >= t["delta"] and sign * e["level_shift"] >= t["shift"]
        if large and is_distinct(e, sign):
            return word
    crossed = e["wasserstein"] >= t["distance"] and e["crossing_index"] >= t["crossing"]
    if abs(e["delta"]) < t["delta"] and crossed and e["p_wasserstein"] <= t["p_distance"]:
        return "misjudgment"
    people = e["n_left"] >= t["least_aligned_left"] and e["n_right"] >= t["least_aligned_right"]
    if people and -t["delta"] < e["delta_low_90"] and e["delta_high_90"] < t["delta"]:
        return "aligned"
    return "inconclusive"


def _undecided(e: Evidence, t: Mapping[str, float]) -> str:
    panel = max(e["n_right"] + e["undetermined_right"], 1)
    if e["undetermined_right"] / panel >= t["undecided"]:
        return "panel cannot determine"
    if e["n_right"] < t["least_classified"]:
        return "panel cannot determine"
    if e["n_left"] < t["least_classified"]:
        return "participants cannot determine"
    return "contested" if e["agreement_right"] < t["contested"] else ""


def _subtype(e: Evidence, t: Mapping[str, float], kind: str, up: bool, down: bool) -> str:
    if kind == "indeterminate":
        return _undecided(e, t)
    if kind == "overestimation" and e["median_right"] == 0 and e["median_left"] >= 1:
        return "not seen by the panel"
    if kind == "underestimation" and e["median_left"] == 0 and e["median_right"] >= 1:
        return "missed by participants"
    if kind == "inconclusive":
        return "slightly above" if up else "slightly below" if down else ""
    return ""


def false_discovery(p: Sequence[float], dependent: bool) -> list[float]:
    """The rates of Benjamini and Hochberg, or of Benjamini and Yekutieli, of one family."""
    m = len(p)
    penalty = sum(1 / rank for rank in range(1, m + 1)) if dependent else 1.0
    rates, least = [1.0] * m, 1.0
    for rank, place in reversed(list(enumerate(np.argsort(p, kind="stable"), start=1))):
        least = min(least, p[place] * m * penalty / rank)
        rates[place] = least
    return rates


def empathy_kind(n: int, f: Mapping[str, float], t: Mapping[str, float]) -> str:
    gap, low, high = (f[f"empathy_gap{end}"] for end in ("", "_low", "_high"))
    if n < t["least_classified"]:
        return "insufficient"
    if gap >= t["prediction"] and low > 0:
        return "overpredicted"
    if gap <= -t["prediction"] and high < 0:
        return "underpredicted"
    inside = -t["prediction"] < f["empathy_gap_low_90"], f["empathy_gap_high_90"] < t["prediction"]
    return "accurate" if all(inside) else "inconclusive"


def movement(n: int, f: Mapping[str, float], t: Mapping[str, float]) -> str:
    if n >= t["people"]:
        if f["level_shift_low"] > 0:
            return "rose"
        if f["level_shift_high"] < 0:
            return "fell"
        narrow = -t["shift"] < f["level_shift_low_90"] and f["level_shift_high_90"] < t["shift"]
        if narrow and f["wasserstein"] <= t["distance"]:
            return "steady"
    return "too few to say"


def joint_level(left: int, right: int) -> float:
    """The greatest p with one level for six concerns; NaN for sizes that are not listed."""
    small, large = sorted((left, right))
    return LISTED["six_concerns"].get((large, small), np.nan)


def moved_levels(before: int, after: int) -> tuple[float, float]:
    """The same for changes, where one concern is needed and where two are."""
    small, large = sorted((before, after))
    names = "one_concern_moved", "two_concerns_moved"
    one, two = (LISTED[name].get((large, small), np.nan) for name in names)
    return one, two


def mean_verdict(row: Mapping[str, Any], t: Mapping[str, float]) -> str:
    low, high = row["mean_low"], row["mean_high"]
    if row["mean"] is None:
        return ""
    if low is None or high is None:
        return "cannot_be_told"
    bound = t["prediction"] if row["gap"] == "empathy" else t["delta"]
    if -bound < low and high < bound:
        return "close"
    return "above" if low > 0 else "below" if high < 0 else "cannot_be_told"
