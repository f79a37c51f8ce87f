"""What a round may show its participants of the last one: answers as published, and no others."""

from typing import Any

from analytics.measures.marks import ANSWERS
from analytics.release.audience import Bearer, may_read
from analytics.release.groups import by_group, together
from analytics.release.queries import blocks_of, releases_with_rounds
from analytics.release.rows import BlockRow, at_least
from surveys.models.round import Round
from surveys.module_rules import last_closed_round

# Those of participants, and how the levels are counted: who gave one is counted at lower ones too.
LENSES = ("perceived", "predicted", "avowed")
KINDS = ("concern", "threat")
AT_LEAST = ("serious", "moderate", "low")


def last_results(round: Round) -> dict[str, Any]:
    """Return the release, the round it is of, and its counts by the key of the question.

    A count is of one side's participants through one lens: ``n`` people, of whom between the two
    numbers of ``at_least`` gave a level or a higher one, serious first. Groups of which nothing is
    published are left out. {} if there is no release of the last round that participants may see.
    """
    last = last_closed_round(round)
    release = releases_with_rounds().filter(round=last).first() if last else None
    own = round.shows_last_round == Round.LastRound.OWN
    if release is None or not may_read(release, Bearer.SIDE if own else Bearer.ROOM):
        return {}
    counts: dict[str, list[dict[str, Any]]] = {}
    for (lens, _group, key), rows in by_group(blocks_of(release)).items():
        # As before of the whole side, also where it is published by level.
        row = together(rows)
        if row.item_kind in KINDS and lens in LENSES and row.cumulative is not None:
            counts.setdefault(key, []).append(_count(row))
    about = {name: release.metadata["round"][name] for name in ("title", "closed_on")}
    return {"release": str(release.pk), "round": about, "counts": counts} if counts else {}


def _count(row: BlockRow) -> dict[str, Any]:
    levels = [at_least(row, ANSWERS.index(level)) for level in AT_LEAST]
    return {"group": row.group, "lens": row.lens, "n": row.n, "at_least": levels}
