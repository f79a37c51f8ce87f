"""Releases of chosen blocks and changes, and what their pages hold."""

from collections.abc import Sequence

from django.urls import reverse

from analytics.models import Release
from analytics.release.audience import AUDIENCES, widen
from analytics.release.publish import publish_round
from analytics.release.rows import BlockRow, ChangeRow, Content
from surveys.models.round import Round
from surveys.models.study import Study
from tests import factories
from tests.html import Element, parse


def released(
    study: Study,
    blocks: Sequence[BlockRow] = (),
    changes: Sequence[ChangeRow] = (),
    audience: str = "held",
    **fields: object,
) -> Release:
    """A closed round of the study that publishes these rows and nothing else."""
    agreed = {"widest_audience": Round.Widest.PUBLIC}
    round = factories.make_round(study, state="draft", **agreed | fields)
    Round.objects.filter(pk=round.pk).update(state=Round.State.CLOSED, closed_on="2026-11-20")
    round.refresh_from_db()
    release = publish_round(round=round, content=Content(blocks, [], [], changes))
    if audience != AUDIENCES[0]:
        release = widen(release=release, to=audience, by="test")
    return release


def page(client, name: str, release: Release) -> Element:
    """The page of this name; AssertionError unless it is there."""
    response = client.get(reverse(name, args=[release.pk]))
    assert response.status_code == 200
    return parse(response)


def rows(table: Element) -> list[list[str]]:
    """The words of every cell, row by row."""
    return [
        [cell.text for cell in row.below() if cell.tag in ("th", "td")] for row in table.all("tr")
    ]


def status(client, name: str, release: Release) -> int:
    result: int = client.get(reverse(name, args=[release.pk])).status_code
    return result
