"""What changed since an earlier round, as a page."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from analytics.release.queries import visible_changes_of
from analytics.release.rows import ChangeRow, is_panel
from analytics.vocabulary import translated
from analytics.vocabulary.gaps import MOVEMENTS
from analytics.vocabulary.questions import GROUPS_OF_LENS
from analytics.web.access import Reader
from analytics.web.pages.shared import Words, page_context, words_of
from analytics.web.wording import between, signed

MOVED = ("rose", "fell")
LENSES = ("perceived", "assessed", "predicted", "avowed", "anchored")


def change(reader: Reader) -> dict[str, Any] | None:
    """How every group moved at every question; None if there is nothing that they may read."""
    release = reader.release
    rows = visible_changes_of(release, reader.who)
    if not rows:
        return None
    words = words_of(release)
    moved = [row for row in rows if row.movement in MOVED]
    return page_context(reader) | {
        "before": rows[0].round_before,
        "movements": list(translated(MOVEMENTS).values()),
        "counts": [
            {"lens": GROUPS_OF_LENS[lens], "counts": _counts(of_lens), "n": len(of_lens)}
            for lens in LENSES
            if (of_lens := [row for row in rows if row.lens == lens])
        ],
        # A table for each directed dyad, and one for the situations.
        "moved": [_table(words, of_dyad) for of_dyad in words.by_dyad(moved)],
        "all": [_table(words, of_dyad) for of_dyad in words.by_dyad(rows)],
    }


def _counts(rows: Iterable[ChangeRow]) -> list[int]:
    numbers = Counter(row.movement for row in rows)
    return [numbers[movement] for movement in MOVEMENTS]


def _table(words: Words, rows: list[ChangeRow]) -> dict[str, Any]:
    first = rows[0]
    rows.sort(key=lambda row: (LENSES.index(row.lens), words.place_of(row.group)))
    return {
        "perceiver": words.name(first.perceiver) if first.perceiver else "",
        "target": words.name(first.target) if first.target else "",
        "summary": _summary(rows),
        "groups": [
            _group(words, list(group))
            for _, group in groupby(rows, key=lambda row: (row.lens, row.group))
        ],
    }


def _summary(rows: Sequence[ChangeRow]) -> str:
    """How many of the answers moved, in a line."""
    counts = dict(zip(("rose", "fell", "steady", "unknown"), _counts(rows), strict=True))
    return _("%(rose)s rose, %(fell)s fell, %(steady)s steady, %(unknown)s too few to say") % counts


def _group(words: Words, rows: list[ChangeRow]) -> dict[str, Any]:
    first = rows[0]
    return {
        "name": _who(words, first),
        "before": first.n_before,
        "after": first.n_after,
        "questions": [_question(words, row) for row in rows],
    }


def _who(words: Words, row: ChangeRow) -> str:
    """Whose answers these are, above the questions of a dyad."""
    if row.lens in ("perceived", "predicted", "avowed"):
        names = {"participants": words.labels.participants[row.group]}
        return {
            "perceived": _("As %(participants)s see it"),
            "predicted": _("The most common answer, as predicted by %(participants)s"),
            "avowed": _("What the answer should be, according to %(participants)s"),
        }[row.lens] % names
    return words.group_name(row.group)


def _question(words: Words, row: ChangeRow) -> dict[str, Any]:
    if row.item_kind == "vignette":
        number = list(words.labels.vignettes).index(row.item) + 1
        text = _("Situation %(number)s") % {"number": number}
    else:
        text = words.text(row)
    return {
        "text": text,
        "concern": words.concern(row),
        "movement": MOVEMENTS[row.movement],
        "moved": row.movement in MOVED,
        "shift": signed(row.figures["level_shift"]),
        "interval": between(row.figures["level_shift_low"], row.figures["level_shift_high"]),
        "consensus": _consensus(row),
    }


def _consensus(row: ChangeRow) -> str:
    """Of the later round's panel alone; nothing of any other group, or without a figure."""
    reached = row.figures["consensus"]
    if row.lens != "assessed" or not is_panel(row.group) or reached is None:
        return ""
    return _("the panel agrees") if reached else _("the panel does not agree")
