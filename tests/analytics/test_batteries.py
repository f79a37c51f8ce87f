"""A round of further batteries, from the sealed answers to the table of its release."""

from collections import defaultdict

import pytest

from analytics.export.queries import publication_of
from analytics.release.battery_blocks import battery_blocks
from analytics.release.queries import blocks_of
from surveys import facilitating
from surveys.instruments.document import question_key
from surveys.instruments.parser import parse
from surveys.models.round import Round
from tests import factories
from tests.surveys.instruments.small import BATTERIES, PLAIN

MODULES = ["steps", "portrait", "futures"]
PEOPLE = 6


@pytest.fixture
def release(study):
    document = parse(PLAIN + BATTERIES, "small.yaml")
    round = factories.make_round(study, state="draft", document=document, modules=MODULES)
    Round.objects.filter(pk=round.pk).update(languages=["en", "ko"])
    facilitating.open_round(round=round, by="test", allow_drafts=True)
    round.refresh_from_db()
    for side, welcome in (("JPN", 2), ("ROK", 0)):
        other = {"JPN": "ROK", "ROK": "JPN"}[side]
        marks = {
            f"stated/{side}>{other}:steps.hotline.welcome": welcome,
            f"predicted/{other}>{side}:steps.hotline.welcome": 1,
            f"stated/{side}>{side}:portrait.peace.agree": 1,
            f"stated/{side}>:futures.league.likely": -1,
            f"predicted/{other}>:futures.league.likely": 0,
        }
        for _ in range(PEOPLE):
            factories.respond(round, side=side, marks=marks)
        for _ in range(PEOPLE):
            factories.respond(round, "assessor", side, {f"{side}>{other}:steps.rules.why": 1})
    return factories.close(round).release


def test_each_group_has_a_block_of_what_it_was_asked(release):
    lenses = defaultdict(set)
    for block in blocks_of(release):
        if block.item_kind == "battery":
            lenses[question_key(block.perceiver, block.target, block.item)].add(
                (block.lens, block.group, block.n)
            )
    assert lenses["JPN>ROK:steps.hotline.welcome"] == {
        ("stated", "JPN", PEOPLE),
        ("predicted", "ROK", PEOPLE),
    }
    assert lenses["ROK>JPN:steps.rules.why"] == {
        ("stated", "ROK", PEOPLE),
        ("assessed", "panel/JPN", PEOPLE),
        ("assessed", "panel/ROK", PEOPLE),
    }
    assert lenses["ROK>ROK:portrait.peace.agree"] == {
        ("stated", "ROK", PEOPLE),
        ("predicted", "JPN", PEOPLE),
    }
    assert lenses["JPN>ROK:portrait.peace.agree"] == {("stated", "JPN", PEOPLE)}
    assert lenses["JPN>:futures.league.likely"] == {
        ("stated", "JPN", PEOPLE),
        ("predicted", "ROK", PEOPLE),
    }
    assert not any(">PRK:" in key for key in lenses)


def test_counts_stand_at_the_answers_that_were_given(release):
    stated = battery_blocks(blocks_of(release), "steps", "welcome", "stated")
    # Skipped, prefer not to say, cannot be determined, not, rather; very is the rest.
    assert stated["JPN", "ROK", "hotline", "JPN"].cumulative == ((0, 2),) * 5
    assert stated["ROK", "JPN", "hotline", "ROK"].cumulative == ((0, 2),) * 3 + ((3, 6),) * 2


def test_the_table_has_a_row_for_each_answer_with_its_words(release):
    publication = publication_of(release, [])
    (table,) = [table for table in publication.tables if table.name == "batteries"]
    rows = [
        dict(zip([c.column.name for c in table.columns], row, strict=True)) for row in table.rows
    ]
    (row,) = [
        row
        for row in rows
        if (row["perceiver"], row["item"], row["lens"])
        == ("JPN", "steps.hotline.welcome", "stated")
        and row["answer"] == "steps.welcome.very"
    ]
    assert (row["battery"], row["battery_question"], row["group"]) == (
        "steps",
        "steps.welcome",
        "JPN",
    )
    assert (row["n"], row["count_low"], row["count_high"]) == (PEOPLE, 4, 6)


def test_gaps_and_changes_are_of_concerns_and_threats_alone(release):
    kinds = {cell.item_kind for cell in release.matrices.get(revision=1).cells.all()}
    assert kinds == {"concern", "threat"}
