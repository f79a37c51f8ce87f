"""What the published counts of a directed dyad prove, worded as counts."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.measures.blocks import Block
from analytics.measures.certain_counts import (
    CertainPredictions,
    certain_gaps,
    certain_predictions,
)
from analytics.release.groups import by_group, published
from analytics.release.rows import BlockRow
from analytics.web.pages.gaps import DirectedDyad

# The published blocks of a question by lens: several of a group that is published in parts.
Blocks: TypeAlias = dict[str, list[Block]]
# The other groups that were asked a question, by the lens through which they were.
OTHERS = ("predicted", "assessed", "avowed")
# That one person predicted this or that is proved nearly everywhere, and of no use.
FEWEST_SAID = 2


def certain_section(direction: DirectedDyad) -> dict[str, Any] | None:
    """The questions at which something is certain; None where no two groups are published."""
    compared = [
        (direction.words.short_name(rows[0]), blocks)
        for _key, of_question in groupby(direction.blocks, key=lambda row: row.key)
        for rows in [list(of_question)]
        if _can_be_compared(blocks := _by_lens(rows))
    ]
    if not compared:
        return None
    questions = [
        {"name": name, "sentences": sentences}
        for name, blocks in compared
        if (sentences := _sentences(direction, blocks))
    ]
    return {
        "questions": questions,
        "count": _count(len(questions), len(compared)),
        "asks_predictions": any(blocks.get("predicted") for _name, blocks in compared),
    }


def _by_lens(rows: Sequence[BlockRow]) -> Blocks:
    return {lens: published(of_lens) for (lens, _group, _key), of_lens in by_group(rows).items()}


def _can_be_compared(blocks: Blocks) -> bool:
    return bool(blocks.get("perceived") and any(blocks.get(lens) for lens in OTHERS))


def _sentences(direction: DirectedDyad, blocks: Blocks) -> list[str]:
    """What is certain of the predictions, of the panel and of the other side's own view."""
    perceived = blocks["perceived"]
    sentences = []
    for predicted in blocks.get("predicted", []):
        # What the most common answer of a side is is not certain from the blocks of its levels.
        if len(perceived) == 1:
            sentences += _of_predictions(direction, predicted, *perceived)
    for lens in ("assessed", "avowed"):
        sentences += _of_gaps(direction, lens, perceived, blocks.get(lens, []))
    return sentences


# --- Predictions ---------------------------------------------------------------------------------


def _of_predictions(direction: DirectedDyad, predicted: Block, perceived: Block) -> list[str]:
    proved = certain_predictions(predicted, perceived)
    if proved is None:
        return []
    common = _("At least %(people)s of %(n)s %(participants)s predicted the most common level.")
    participants = direction.words.labels.participants[direction.target]
    return [
        words % {"people": people, "n": predicted.n, "participants": participants}
        for words, people in ((common, proved.common), (_other_words(proved), proved.other))
        if people >= FEWEST_SAID
    ]


def _other_words(proved: CertainPredictions) -> str:
    """On which side of the most common level the others are, where that is as certain."""
    if proved.lower == proved.other:
        return _(
            "At least %(people)s of %(n)s %(participants)s predicted a lower level than the most "
            "common one."
        )
    if proved.higher == proved.other:
        return _(
            "At least %(people)s of %(n)s %(participants)s predicted a higher level than the most "
            "common one."
        )
    return _(
        "At least %(people)s of %(n)s %(participants)s predicted another level than the most "
        "common one."
    )


# --- Two groups ----------------------------------------------------------------------------------


def _of_gaps(
    direction: DirectedDyad, lens: str, perceived: Sequence[Block], others: Sequence[Block]
) -> list[str]:
    names = direction.words.labels.participants
    groups = {
        "n_left": sum(block.n for block in perceived),
        "participants": names[direction.perceiver],
        "n_right": sum(block.n for block in others),
        "others": names.get(direction.target, ""),
    }
    return [
        _gap_words(lens, gap.is_above)
        % {
            **groups,
            "left": gap.left,
            "right": gap.right,
            "level": direction.words.at_or_above(gap.level),
        }
        for gap in certain_gaps(perceived, others)
    ]


def _gap_words(lens: str, is_above: bool) -> str:
    if lens == "assessed" and is_above:
        return _(
            "At least %(left)s of %(n_left)s %(participants)s answered %(level)s, and at most "
            "%(right)s of %(n_right)s of the panel."
        )
    if lens == "assessed":
        return _(
            "At most %(left)s of %(n_left)s %(participants)s answered %(level)s, and at least "
            "%(right)s of %(n_right)s of the panel."
        )
    if is_above:
        return _(
            "At least %(left)s of %(n_left)s %(participants)s answered %(level)s; at most "
            "%(right)s of %(n_right)s %(others)s said that it should be so."
        )
    return _(
        "At most %(left)s of %(n_left)s %(participants)s answered %(level)s; at least "
        "%(right)s of %(n_right)s %(others)s said that it should be so."
    )


def _count(certain: int, compared: int) -> str:
    return ngettext(
        "Something is certain at %(certain)s of %(compared)s question.",
        "Something is certain at %(certain)s of %(compared)s questions.",
        compared,
    ) % {"certain": certain, "compared": compared}
