"""A round that asks the common battery alone, from its pages to its release."""

import pytest

from analytics.models import Block, GapCell, Release
from surveys.instruments.loader import document_asked
from surveys.instruments.sequence import answer_names
from surveys.models.response import Rating
from tests import factories
from tests.html import parse


@pytest.fixture
def release(study):
    round = factories.make_round(study, modules=["predicted"], asks_threats=False)
    for side in ("PRC", "JPN", "ROK", "USA"):
        for mark in (3, 3, 2, 1, 0):
            factories.respond(round, side=side, marks=mark)
        for mark in (0, 1):
            factories.respond(round, seat="assessor", side=side, marks=mark)
    factories.close(round)
    return Release.objects.get()


def test_only_the_battery_is_asked_counted_and_published(release):
    round = release.round
    assert len(answer_names(document_asked(round), "participant", "PRC", ["predicted"])) == 36
    assert Rating.objects.filter(round=round).count() == 4 * 5 * 36 + 8 * 72
    assert not Rating.objects.filter(question__kind="threat").exists()
    blocks = Block.objects.filter(release=release)
    assert set(blocks.values_list("item_kind", flat=True)) == {"concern"}
    assert blocks.count() == 72 * 3
    assert GapCell.objects.count() == 72 * 2


def test_its_pages_are_whole(release, client, facilitator):
    client.force_login(facilitator)
    for path in ("", "PRC-JPN/"):
        reply = client.get(f"/releases/{release.pk}/{path}")
        assert reply.status_code == 200
        assert parse(reply).all("table")
