"""A side sees what its own participants answered to further batteries, and nobody else's."""

import pytest

from analytics.web.links import token_of
from tests.analytics.answered import released, rows
from tests.analytics.measured import MUCH, NOT, measure_blocks
from tests.factories import welch
from tests.html import parse


@pytest.fixture
def page(client, study):
    blocks = measure_blocks(welch(), lambda _s, _l, group: MUCH if group == "JPN" else NOT)
    release = released(study, blocks, audience="sides")
    return parse(client.get(f"/r/{token_of(release.pk, 'JPN')}/"))


def test_there_is_a_table_of_each_question_and_lens(page):
    ids = [region["aria-labelledby"] for region in page.all("div", role="region")]
    assert ids == [
        f"reassurance-{question}-{lens} reassurance-{question}-{lens}-answers"
        for question in ("acceptable", "lessens")
        for lens in ("predicted", "stated")
    ]


def test_the_counts_are_those_of_its_own_participants(page):
    name = "reassurance-lessens-stated"
    (region,) = page.all("div", **{"aria-labelledby": f"{name} {name}-answers"})
    head, *items = rows(region.one("table"))
    assert head == [
        "Item",
        "Greatly",
        "Moderately",
        "Slightly",
        "Not at all",
        "Cannot be determined",
        "Prefer not to say",
        "Skipped",
    ]
    assert items[0] == [
        "answering a direct line between both defence authorities at any hour Japan → PRC",
        "3–5",
        "1–5",
        "0–2",
        *["0–2"] * 4,
    ]
    assert len(items) == 5 + 4 + 3
    assert all(row[1:] == items[0][1:] for row in items)
