"""Releases, and the page of a dyad as staff see it."""

import pytest
from django.urls import reverse

from analytics.release.publish import publish_round
from surveys.models.round import Round
from tests import factories
from tests.analytics.made import SERIOUS, block_row, blocks_for, content, make_release
from tests.html import parse

ALL_LENSES = ("perceived", "assessed", "predicted", "avowed")


@pytest.fixture
def release(study):
    return make_release(study)


@pytest.fixture
def full(study):
    return make_release(study, lenses=ALL_LENSES)


@pytest.fixture
def by_side(study):
    """Five assessors nominated by the ROK see no concern, five nominated by Japan a serious one."""
    round = factories.make_round(study, state="draft")
    Round.objects.filter(pk=round.pk).update(state=Round.State.CLOSED, closed_on="2026-11-20")
    round.refresh_from_db()
    panel = {"JPN": (0, 0, 0, 0, 0, 0, 5), "ROK": (0, 0, 0, 5, 0, 0, 0)}
    blocks = []
    for row in blocks_for(round, lambda *_: SERIOUS):
        if row.lens != "assessed":
            blocks.append(row)
            continue
        about = {
            name: getattr(row, name)
            for name in ("perceiver", "target", "item", "item_kind", "domain", "position")
        }
        blocks += [
            block_row(tally, lens="assessed", group=f"panel/{side}", **about)
            for side, tally in panel.items()
        ]
    return publish_round(round=round, content=content(blocks))


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


@pytest.fixture
def page(staff):
    def get(release, perceiver="PRC", target="JPN"):
        response = staff.get(reverse("dyad", args=[release.pk, perceiver, target]))
        assert response.status_code == 200
        return parse(response)

    return get
