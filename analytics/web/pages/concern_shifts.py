"""How far each side's answers moved at every common concern since an earlier round."""

from collections.abc import Iterable, Sequence
from typing import Any

from analytics.release.rows import ChangeRow
from analytics.release.verdicts import MeanVerdict
from analytics.vocabulary.gaps import MOVEMENTS
from analytics.web import wording
from analytics.web.access import Reader
from analytics.web.colours import ABOVE, BELOW, CLASSES, shift_class
from analytics.web.pages.shared import Words

CLASSES_OF_MOVEMENT = {
    "rose": ABOVE,
    "fell": BELOW,
    "steady": [CLASSES[MeanVerdict.CLOSE]],
    "too few to say": [CLASSES[MeanVerdict.CANNOT_BE_TOLD], CLASSES[MeanVerdict.NO_FIGURE]],
}


def shifts_of_concerns(
    reader: Reader, words: Words, rows: Iterable[ChangeRow]
) -> dict[str, Any] | None:
    """Directed dyads down and the common concerns across; None where none was asked before.

    Of participants' answers for their own side alone, in levels; above zero is more concern. What
    only one of the two rounds asked is None.
    """
    own = [row for row in rows if row.lens == "perceived" and row.item_kind == "concern"]
    asked = {row.item for row in own}
    concerns = [key for key in words.labels.concerns if key in asked]
    if not concerns:
        return None
    return {
        "columns": [words.labels.concerns[key] for key in concerns],
        "rows": [_row(reader, words, of_dyad, concerns) for of_dyad in words.by_dyad(own)],
    }


def movement_legend() -> dict[str, Any]:
    """What the colours of the shifts stand for."""
    return {
        "entries": [
            {"words": MOVEMENTS[movement], "classes": classes}
            for movement, classes in CLASSES_OF_MOVEMENT.items()
        ]
    }


def shift(row: ChangeRow) -> dict[str, Any]:
    """A shift with its interval and the word of its movement."""
    names = ("level_shift", "level_shift_low", "level_shift_high")
    return wording.estimate(*(row.figures[name] for name in names)) | {
        "words": MOVEMENTS[row.movement]
    }


def _row(
    reader: Reader, words: Words, rows: Sequence[ChangeRow], concerns: Sequence[str]
) -> dict[str, Any]:
    found = {
        row.item: shift(row) | {"name": words.concern(row), "class": shift_class(row)}
        for row in rows
    }
    perceiver, target = rows[0].perceiver, rows[0].target
    return {
        "perceiver": words.name(perceiver),
        "target": words.name(target),
        "url": reader.url("dyad", perceiver, target),
        "cells": [found.get(key) for key in concerns],
    }
