"""How differently the levels of one side take the same questions, as a page."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.measures.certain_counts import certain_gaps
from analytics.measures.verdicts import GapKind
from analytics.release.groups import level_of
from analytics.release.queries import blocks_of, level_gaps_of
from analytics.release.rows import BlockRow, LevelGapRow
from analytics.vocabulary.gaps import DIRECTIONS_OF_LEVELS, KINDS_OF_LEVELS, SUBTYPES_OF_LEVELS
from analytics.web import wording
from analytics.web.access import Reader
from analytics.web.pages.levels import level_range, range_words
from analytics.web.pages.shared import Words, page_context, words_of
from surveys.respondent_groups import level_name

# Key of a question and level, to the block behind it.
Blocks = Mapping[tuple[str, str], BlockRow]
SHOWN = (GapKind.OVERESTIMATION, GapKind.UNDERESTIMATION, GapKind.MISJUDGMENT)


def between_levels(reader: Reader) -> dict[str, Any] | None:
    """Every pair of levels of each side, the widest differences first; None where there is none."""
    release = reader.release
    rows, words = level_gaps_of(release), words_of(release)
    if not rows:
        return None
    blocks = {
        (block.key, level): block
        for block in blocks_of(release)
        if (level := level_of(block.group))
    }
    of_sides = [[row for row in rows if row.perceiver == side] for side in words.order]
    return page_context(reader) | {
        "sides": [_side(words, of_side, blocks) for of_side in of_sides if of_side],
        "lowest": words.labels.marks["none"],
        "highest": words.labels.marks["serious"],
    }


def _side(words: Words, rows: Sequence[LevelGapRow], blocks: Blocks) -> dict[str, Any]:
    ordered = sorted(rows, key=_pair_of)
    side = rows[0].perceiver
    return {
        "id": side,
        "name": words.name(side),
        "participants": words.labels.participants[side],
        "pairs": [
            _pair(words, list(of_pair), blocks) for _levels, of_pair in groupby(ordered, _pair_of)
        ],
    }


def _pair_of(row: LevelGapRow) -> tuple[str, str]:
    return row.first_level, row.second_level


def _pair(words: Words, rows: Sequence[LevelGapRow], blocks: Blocks) -> dict[str, Any]:
    first, second = (level_name(level) for level in _pair_of(rows[0]))
    shown = sum(row.kind in SHOWN for row in rows)
    # Where the intervals say equally little the order is that of the questionnaire.
    widest_first = sorted(rows, key=lambda row: (-_least(row), row.position))
    return {
        "id": "-".join([rows[0].perceiver, *_pair_of(rows[0])]),
        "first": first,
        "second": second,
        "n_first": rows[0].n_left,
        "n_second": rows[0].n_right,
        "summary": ngettext(
            "A difference is shown at %(shown)s of %(asked)s question.",
            "A difference is shown at %(shown)s of %(asked)s questions.",
            len(rows),
        )
        % {"shown": shown, "asked": len(rows)},
        "survives_fdr": any(row.figures.get("survives_fdr") for row in rows),
        "rows": [_row(words, row, blocks) for row in widest_first],
    }


def _least(row: LevelGapRow) -> float:
    """How far from 0 delta lies at the least, by its interval; 0 where that holds 0."""
    low, high = row.figures.get("delta_low"), row.figures.get("delta_high")
    return 0.0 if low is None or high is None else max(low, -high, 0.0)


def _row(words: Words, row: LevelGapRow, blocks: Blocks) -> dict[str, Any]:
    pair = [blocks[row.key, level] for level in _pair_of(row)]
    figures = row.figures
    names = dict(zip(("first", "second"), map(level_name, _pair_of(row)), strict=True))
    return {
        "target": words.name(row.target),
        "question": words.short_name(row),
        "ranges": [range_words(level_range([block])) for block in pair],
        "gap": wording.estimate(figures["delta"], figures["delta_low"], figures["delta_high"]),
        "is_verdict": row.kind in SHOWN,
        "kind": _kind_words(row) % names,
        "survives_fdr": bool(figures.get("survives_fdr")),
        "notes": _notes(row),
        "certain": _certain(words, names, pair),
    }


def _kind_words(row: LevelGapRow) -> str:
    if row.kind == GapKind.OVERESTIMATION:
        return _("%(first)s above %(second)s")
    if row.kind == GapKind.UNDERESTIMATION:
        return _("%(second)s above %(first)s")
    return str(KINDS_OF_LEVELS[row.kind])


def _notes(row: LevelGapRow) -> list[str]:
    said = [SUBTYPES_OF_LEVELS.get(row.subtype, ""), DIRECTIONS_OF_LEVELS.get(row.direction, "")]
    return [str(words) for words in said if words]


def _certain(words: Words, names: Mapping[str, str], pair: Sequence[BlockRow]) -> list[str]:
    """What the counts prove of those who answered, whatever the exact numbers are."""
    first, second = (block.block for block in pair)
    if first is None or second is None:
        return []
    return [
        (
            _(
                "%(level)s: at least %(left)s of %(n_left)s (%(first)s), at most %(right)s of "
                "%(n_right)s (%(second)s)"
            )
            if gap.is_above
            else _(
                "%(level)s: at most %(left)s of %(n_left)s (%(first)s), at least %(right)s of "
                "%(n_right)s (%(second)s)"
            )
        )
        % {
            **names,
            "level": words.at_or_above(gap.level),
            "left": gap.left,
            "right": gap.right,
            "n_left": first.n,
            "n_right": second.n,
        }
        for gap in certain_gaps([first], [second])
    ]
