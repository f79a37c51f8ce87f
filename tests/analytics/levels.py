"""A release in which the concerns of one side are published by level."""

from itertools import groupby

from analytics.computing.level_gaps import level_gaps
from analytics.models import Release
from analytics.release.audience import widen
from analytics.release.publish import publish_round
from analytics.release.rows import BlockRow, Content
from surveys.models.round import Round
from surveys.models.study import Study
from tests import factories
from tests.analytics.made import LOW, SERIOUS, block_row, content

# Of the PRC's participants, concern by concern about Japan: government, then public.
UPPER, LOWER = (0, 0, 0, 0, 0, 2, 10), (0, 0, 0, 8, 4, 0, 0)
BY_CONCERN = {"military": (SERIOUS, SERIOUS), "political": (UPPER, LOWER), "economic": (LOW, UPPER)}
LEVELS = ("government", "public")


def blocks() -> list[BlockRow]:
    rows = []
    for position, (item, of_levels) in enumerate(BY_CONCERN.items(), start=1):
        about = {"item": item, "domain": item, "position": position}
        for level, tally in zip(LEVELS, of_levels, strict=True):
            rows.append(block_row(tally, group=f"PRC/{level}", **about))
        rows.append(block_row(LOW, lens="assessed", **about))
        rows.append(block_row(SERIOUS, lens="predicted", group="JPN", **about))
    return rows


def released_by_level(study: Study, audience: str = "room", **fields: object) -> Release:
    """A closed round of the study, in which the PRC alone is divided."""
    told = {"widest_audience": "public", "levels": list(LEVELS)} | fields
    round = factories.make_round(study, state="draft", **told)
    Round.objects.filter(pk=round.pk).update(state=Round.State.CLOSED, closed_on="2026-11-20")
    round.refresh_from_db()
    rows = blocks()
    made = content(rows)
    whole = Content(rows, made.cells, made.means, level_gaps=level_gaps(rows))
    return widen(release=publish_round(round=round, content=whole), to=audience, by="test")


def by_item(rows):
    """The rows of each item, in their order."""
    return {item: list(of_item) for item, of_item in groupby(rows, lambda row: row.item)}
