"""Gaps at single questions, over the common battery, and between the levels of a side."""

from collections.abc import Iterable
from itertools import combinations
from math import nan

import numpy as np
from scipy.special import ndtri

from reproduce.archive import CONCERN, THREAT, Archive, BlockRow, Row
from reproduce.gaps import contrasts, empathy, tracking
from reproduce.pooled import Pooled, delta, empathy_gap, pool
from reproduce.pooled_design import Cell
from reproduce.records import clustered, ranked
from reproduce.rounding import figure, limit
from reproduce.verdicts import ABOVE, BELOW, CONCERNS, UNDECIDED, joint_level, mean_verdict

LENSES = {
    "threat": ("perceived", "assessed"),
    "image": ("perceived", "avowed"),
    "empathy": ("predicted", "perceived"),
}
LEVELS_OF_SIDES = ("government", "military", "scholarly", "public")
Z = float(ndtri(0.975))
Lens = dict[str, list[BlockRow]]


def by_lens(archive: Archive) -> dict[str, Lens]:
    """The blocks of concerns and threats by lens and question: a group may have several."""
    found: dict[str, Lens] = {}
    for row in archive.blocks:
        if row.item_kind in (CONCERN, THREAT):
            found.setdefault(row.lens, {}).setdefault(row.question, []).append(row)
    return found


def point_of(gap: str) -> str:
    return "empathy_gap" if gap == "empathy" else "delta"


# --- Single questions -----------------------------------------------------------------------------


def cells(archive: Archive) -> list[Row]:
    of_lens, rows = by_lens(archive), []
    for gap, (one, other) in LENSES.items():
        left, right = of_lens.get(one, {}), of_lens.get(other, {})
        pairs = [(left[question], right[question]) for question in left if question in right]
        nominators = sorted({row.nominator for _left, panel in pairs for row in panel} - {""})
        without = ("", *(nominators if len(nominators) > 1 else ()))
        rows += _of_gap(archive, gap, [(side, *pair) for side in without for pair in pairs])
    rows.sort(key=lambda row: (row["position"], row["question"]))
    _estimate_together(archive, rows, of_lens)
    return ranked(archive, rows)


def _of_gap(
    archive: Archive, gap: str, panels: list[tuple[str, list[BlockRow], list[BlockRow]]]
) -> list[Row]:
    kept = [
        (left, [row for row in right if not side or row.nominator != side])
        for side, left, right in panels
    ]
    pairs = [(archive.group(left), archive.group(right)) for left, right in kept]
    families = [f"{side} {left[0].target in archive.apart}" for side, left, _right in panels]
    t = archive.gap_thresholds
    found = (
        [empathy(pair, t) for pair in pairs] if gap == "empathy" else contrasts(pairs, families, t)
    )
    return [
        {
            **_question(left[0]),
            "gap": gap,
            "panel_without": side,
            "n_left": sum(row.n for row in left),
            "n_right": sum(row.n for row in right),
            "subtype": "",
            "direction": "",
            **figures,
        }
        for (side, *_rows), (left, right), figures in zip(panels, kept, found, strict=True)
    ]


def _question(row: BlockRow) -> Row:
    names = ("question", "perceiver", "target", "item", "item_kind", "domain", "position")
    return {name: getattr(row, name) for name in names}


# --- Estimated together ---------------------------------------------------------------------------


def _estimate_together(archive: Archive, rows: list[Row], of_lens: dict[str, Lens]) -> None:
    """Add the figures to the gaps against the whole panel, but those about a party apart."""
    for gap in LENSES:
        family = [r for r in rows if r["gap"] == gap and not r["panel_without"]]
        family = [row for row in family if row["target"] not in archive.apart]
        fitted = [
            row for row in family if row[point_of(gap)] is not None and row["kind"] not in UNDECIDED
        ]
        cells = [_cell(row, gap, of_lens) for row in fitted]
        result = pool(cells, empathy_gap if gap == "empathy" else delta)
        if result is not None:
            _add_figures(gap, fitted, result)


def _cell(row: Row, gap: str, of_lens: dict[str, Lens]) -> Cell:
    sides = {"perceived": row["perceiver"], "predicted": row["target"], "avowed": row["target"]}
    groups, blocks = [], []
    for lens in LENSES[gap]:
        groups.append(sides.get(lens, ""))
        blocks.append(tuple(sorted(r.block for r in of_lens[lens][row["question"]])))
    # A threat in one dyad's words may bear the name of another's.
    concern = row["item"] if row["item_kind"] == CONCERN else row["question"]
    return Cell(row["perceiver"], row["target"], concern, *groups, *blocks)


def _add_figures(gap: str, fitted: list[Row], pooled: Pooled) -> None:
    name, greatest = f"pooled_{point_of(gap)}", _greatest(fitted, pooled.draws)
    low, middle, high = np.quantile(pooled.draws, (0.025, 0.5, 0.975), axis=0)
    for place, row in enumerate(fitted):
        row |= {
            name: limit(middle[place]),
            f"{name}_low": limit(low[place]),
            f"{name}_high": limit(high[place]),
            "pooled_above": limit((pooled.draws[:, place] > 0).mean()),
            "pooled_greatest": greatest.get(place),
            "pooled_stable": bool(pooled.stable[place]),
            "draws": pooled.draws[:, place],
        }


def _greatest(fitted: list[Row], draws: np.ndarray) -> dict[int, float]:
    """How often each concern's gap is the greatest of its dyad's."""
    dyads: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(fitted):
        if row["item_kind"] == CONCERN:
            dyads.setdefault((row["perceiver"], row["target"]), []).append(place)
    found = {}
    for places in dyads.values():
        first = draws[:, places].argmax(axis=1)
        found |= {place: limit((first == i).mean()) for i, place in enumerate(places)}
    return found


# --- Over the common battery ----------------------------------------------------------------------


def means(archive: Archive, of_cells: list[Row]) -> list[Row]:
    of_lens, found = by_lens(archive), {}
    for cell in of_cells:
        ends = [(cell["perceiver"], cell["target"]), ("", cell["target"])]
        if cell["target"] not in archive.apart:
            ends.append((cell["perceiver"], ""))
        for end in ends if cell["item_kind"] == CONCERN else ():
            found.setdefault((cell["gap"], cell["panel_without"], *end), []).append(cell)
    rows = {place: _mean(archive, place, own) for place, own in found.items()}
    by_side = any(cell["panel_without"] for cell in of_cells)
    for (gap, without, perceiver, target), row in rows.items():
        other = rows.get((gap, without, target, perceiver), {}).get("mean")
        directed = perceiver and target
        if directed and row["mean"] is not None and other is not None:
            row["asymmetry"] = figure(row["mean"] - other)
        own = found[gap, without, perceiver, target]
        if directed and gap == "empathy":
            pairs = [
                tuple(archive.group(of_lens[lens][cell["question"]]) for lens in LENSES[gap])
                for cell in own
            ]
            row["tracking"] = tracking(pairs)
        if directed:
            row |= _jointly(archive, own, by_side and gap == "threat")
        clustered(archive, row)
    return list(rows.values())


def _mean(archive: Archive, place: tuple[str, str, str, str], own: list[Row]) -> Row:
    gap, without, perceiver, target = place
    name = point_of(gap)
    values = [cell[name] for cell in own if cell[name] is not None]
    low = high = nan
    mean = float(np.mean(values)) if values else nan
    if values and gap == "empathy":
        there = [cell for cell in own if cell[name] is not None]
        low, high = (float(np.mean([c[name + end] for c in there])) for end in ("_low", "_high"))
    elif values:
        error = float(np.mean([c["delta_se"] for c in own if c["delta_se"] is not None]))
        low, high = max(mean - Z * error, -1.0), min(mean + Z * error, 1.0)
    row = {
        "perceiver": perceiver,
        "target": target,
        "gap": gap,
        "panel_without": without,
        "mean": figure(mean),
        "mean_low": figure(round(low, 4)) if values else None,
        "mean_high": figure(round(high, 4)) if values else None,
        "n_above": sum(cell["kind"] in ABOVE for cell in own),
        "n_below": sum(cell["kind"] in BELOW for cell in own),
        "n_cells": len(values),
        "n_concerns": len(own),
        **dict.fromkeys(("asymmetry", "tracking", "n_above_jointly", "n_below_jointly")),
    }
    return row | _pooled_mean(own) | {"verdict": mean_verdict(row, archive.gap_thresholds)}


def _pooled_mean(own: Iterable[Row]) -> Row:
    draws = [cell["draws"] for cell in own if "draws" in cell]
    if not draws:
        return {}
    mean = np.mean(draws, axis=0)
    low, middle, high = np.quantile(mean, (0.025, 0.5, 0.975))
    return {
        "pooled_mean": limit(middle),
        "pooled_mean_low": limit(low),
        "pooled_mean_high": limit(high),
        "pooled_above": limit((mean > 0).mean()),
    }


def _jointly(archive: Archive, own: list[Row], by_side: bool) -> Row:
    """How many concerns are shown with one level for all six; nothing where none is listed."""
    t = archive.gap_thresholds
    unlisted = by_side or t["by_level"] or t["withstands"] != 1 or len(own) > CONCERNS
    levels = [joint_level(cell["n_left"], cell["n_right"]) for cell in own]
    if unlisted or own[0]["gap"] == "empathy" or not all(level > 0 for level in levels):
        return {}
    shown = [
        cell["kind"]
        for cell, level in zip(own, levels, strict=True)
        if cell["p_delta"] is not None and cell["p_delta"] <= level
    ]
    return {
        "n_above_jointly": shown.count("overestimation"),
        "n_below_jointly": shown.count("underestimation"),
    }


# --- Between the levels of a side -----------------------------------------------------------------


def level_gaps(archive: Archive) -> list[Row]:
    pairs = [
        pair
        for rows in by_lens(archive).get("perceived", {}).values()
        for pair in combinations(
            sorted((r for r in rows if r.level), key=lambda r: LEVELS_OF_SIDES.index(r.level)), 2
        )
    ]
    groups = [tuple(archive.group([row]) for row in pair) for pair in pairs]
    found = contrasts(groups, [""] * len(pairs), archive.gap_thresholds)
    return [
        {
            **_question(first),
            "first_level": first.level,
            "second_level": second.level,
            "n_left": first.n,
            "n_right": second.n,
            **figures,
        }
        for (first, second), figures in zip(pairs, found, strict=True)
    ]
