"""Blocks of what answers rest on, and the means of threat gaps, of chosen people."""

from collections.abc import Callable, Iterable

import numpy as np

from analytics.release.grounds import BATTERY
from analytics.release.rows import PANEL, BlockRow, MeanRow
from surveys.instruments.document import all_questions
from tests.analytics.made import block_row
from tests.factories import welch

ITEM = f"{BATTERY}.answers.rests-on"
KEYS = (
    *("capability", "doctrine", "conduct", "statements", "politics"),
    *("pattern", "event", "home", "information"),
)


def tally(skipped: int = 0, **people: int) -> tuple[int, ...]:
    """People per answer: skipped, prefer not to say, cannot determine, and each ground."""
    return (skipped, 0, 0, *(people.get(key, 0) for key in KEYS))


def blocks_of_grounds(
    tally_of: Callable[[str, str, str], tuple[int, ...]], lenses: Iterable[str] = ("stated",)
) -> list[BlockRow]:
    """A block for each directed dyad and lens; `tally_of` is given perceiver, target and lens."""
    return [
        block_row(
            tally_of(spec.perceiver, spec.target, lens),
            lens=lens,
            item=spec.item,
            item_kind=spec.kind,
            perceiver=spec.perceiver,
            target=spec.target,
            domain="",
            position=spec.position,
            group=PANEL if lens == "assessed" else spec.perceiver,
        )
        for spec in all_questions(welch())
        if spec.item == ITEM
        for lens in lenses
    ]


def mean_gap(perceiver: str, target: str, mean: float | None, **fields: object) -> MeanRow:
    values = {
        "gap": "threat",
        "panel_without": "",
        "mean_low": None,
        "mean_high": None,
        "n_above": 0,
        "n_below": 0,
        "n_cells": 6,
        "n_concerns": 6,
        "asymmetry": None,
        "tracking": None,
    }
    return MeanRow(perceiver=perceiver, target=target, mean=mean, **values | fields)


def counted(marks: Iterable[int]) -> tuple[int, ...]:
    """The tally of stored answers to the question: the three without a ground are below 0."""
    return tuple(np.bincount([mark + 3 for mark in marks], minlength=3 + len(KEYS)).tolist())
