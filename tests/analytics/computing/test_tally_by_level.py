"""A side's concerns are counted by level, decided by the sizes of its levels alone."""

import pytest

from analytics.computing import tally
from analytics.computing.records import records
from analytics.disclosure.audit import require_promises
from analytics.measures.marks import ANSWERS
from surveys.models.instrument import Question
from surveys.models.response import Rating, Response
from tests import factories
from tests.analytics.computing.test_tally import by_answer

LEVELS = ["government", "military", "public"]
ASKED = (("perceived", "PRC>JPN:military"), ("predicted", "JPN>PRC:military"))


def answered(study, sizes, **fields):
    """A round in which so many people of each level of the PRC gave one mark, level by level."""
    modules = {"modules": ["predicted"], "levels": LEVELS}
    round = factories.make_round(study, state="draft", **modules | fields)
    questions = {q.key: q for q in Question.objects.filter(instrument=round.instrument)}
    people = [level for level, number in sizes.items() for _ in range(number)]
    responses = Response.objects.bulk_create(
        Response(round=round, seat="participant", side="PRC", level=level, withdrawal_tag=str(n))
        for n, level in enumerate(people)
    )
    Rating.objects.bulk_create(
        Rating(
            response=response,
            round=round,
            question=questions[key],
            lens=lens,
            group=f"PRC/{response.level}" if response.level else "PRC",
            # Marks of a level differ, so that its records may be published.
            mark=number % 4,
        )
        for number, response in enumerate(responses)
        for lens, key in ASKED
    )
    return round


def groups(round, lens, key):
    found = [one for one in tally.tallies(round) if (one.lens, one.question.key) == (lens, key)]
    return {one.group: sum(one.counts) for one in found}


@pytest.mark.parametrize(
    ("sizes", "withstands", "published"),
    [
        ({"government": 5, "public": 6}, 1, {"PRC/government": 5, "PRC/public": 6}),
        ({"government": 4, "public": 9}, 1, {"PRC": 13}),
        ({"government": 5, "military": 1, "public": 5}, 1, {"PRC": 11}),
        ({"public": 8}, 1, {"PRC": 8}),
        ({"government": 6, "public": 9}, 2, {"PRC": 15}),
        ({"government": 7, "public": 9}, 2, {"PRC/government": 7, "PRC/public": 9}),
        ({"government": 5, "": 5}, 1, {"PRC": 10}),
    ],
)
def test_a_side_is_published_by_level_if_every_level_is_large_enough(
    study, sizes, withstands, published
):
    round = answered(study, sizes, withstands=withstands)
    assert groups(round, *ASKED[0]) == published
    blocks = tally.blocks(tally.tallies(round), withstands)
    assert require_promises(blocks, withstands).keeps_promises


def test_all_but_its_concerns_is_published_of_the_whole_side(study):
    round = answered(study, {"government": 5, "public": 6})
    assert groups(round, *ASKED[1]) == {"PRC": 11}


def test_a_level_is_counted_by_itself_and_the_side_as_their_sum(study):
    round = answered(study, {"government": 8, "public": 12})
    found = [t for t in tally.tallies(round) if t.question.key == "PRC>JPN:military"]
    counts = {one.group: one.counts for one in found if one.lens == "perceived"}
    assert counts == {"PRC/government": (0, 0, 0, 2, 2, 2, 2), "PRC/public": (0, 0, 0, 3, 3, 3, 3)}


def test_a_withdrawal_before_counting_changes_how_the_whole_side_is_published(study):
    round = answered(study, {"government": 5, "public": 9})
    Response.objects.filter(level="government").first().delete()
    found = [t for t in tally.tallies(round) if t.lens == "perceived"]
    # At every question alike: no question shows a level beside one that shows the side.
    assert {t.group for t in found if t.question.perceiver == "PRC"} == {"PRC"}
    assert sum(by_answer(found, "PRC>JPN:military", "perceived").values()) == 13
    assert len(ANSWERS) == 7


def test_records_of_a_level_hold_what_is_published_of_it_alone(study):
    round = answered(study, {"government": 8, "public": 104}, publishes_records=True)
    found = list(records(round))
    assert {record.group for record in found} == {"PRC/public"}
    assert {*found[0].answers} == {"PRC>JPN:military"}
    assert len(found) == 104


def test_records_of_a_side_published_as_one_are_of_the_whole_side(study):
    round = answered(study, {"government": 4, "public": 104}, publishes_records=True)
    found = records(round)
    assert {(record.group, len(record.answers)) for record in found} == {("PRC", 2)}
    assert len(found) == 108
