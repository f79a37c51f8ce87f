from collections import Counter

import pytest
from django.db import connection

from analytics.computing import tally
from analytics.measures.blocks import protect
from analytics.measures.marks import ANSWERS
from surveys.models.instrument import Question
from surveys.models.response import Rating, Response
from tests import factories


def respond(round, seat, side, marks):
    """Opened answers, as closing writes them: {question key: mark}."""
    response = Response.objects.create(
        round=round, seat=seat, side=side, withdrawal_tag=f"{Response.objects.count()}"
    )
    questions = {q.key: q for q in Question.objects.filter(instrument=round.instrument)}
    Rating.objects.bulk_create(
        Rating(
            response=response,
            round=round,
            question=questions[key],
            lens="perceived" if seat == "participant" else "assessed",
            group=side if seat == "participant" else f"panel/{side}",
            mark=mark,
        )
        for key, mark in marks.items()
    )


@pytest.fixture
def answered(study):
    round = factories.make_round(study, state="draft")
    for mark in (-3, -2, -1, 0, 1, 2, 3, 3):
        respond(round, "participant", "PRC", {"PRC>JPN:military": mark, "PRC>USA:military": 2})
    for side in ("PRC", "JPN", "ROK", "USA"):
        respond(round, "assessor", side, {"PRC>JPN:military": 1, "ROK>USA:abandonment": -1})
    return round


def by_answer(tallies, key, lens):
    (counts,) = [one.counts for one in tallies if (one.question.key, one.lens) == (key, lens)]
    return dict(zip(ANSWERS, counts, strict=True))


def test_each_answer_is_counted_in_its_own_place(answered):
    counts = by_answer(tally.tallies(answered), "PRC>JPN:military", "perceived")
    assert counts == dict.fromkeys(ANSWERS, 1) | {"serious": 2}


@pytest.mark.parametrize(
    ("module", "lens", "key"),
    [("trend", "recalled", "PRC>JPN:trend"), ("reflection", "reflected", "PRC>:reflection")],
)
def test_what_has_changed_is_counted_by_five_answers_of_the_side_that_was_asked(
    study, module, lens, key
):
    round = factories.make_round(study, state="draft", modules=[module])
    for mark in (-3, -2, -2, 0, 1, 1, 1, 2, 2, 2, 2):
        respond(round, "participant", "PRC", {key: mark})
    Rating.objects.update(lens=lens)
    found = [one for one in tally.tallies(round) if one.lens == lens]
    assert {one.group for one in found if one.question.key == key} == {"PRC"}
    assert {one.question.key: one.counts for one in found}[key] == (1, 2, 1, 3, 4)
    assert {one.counts for one in found if one.question.key != key} == {(0,) * 5}
    assert len(found) == (12 if module == "trend" else 4)
    (row,) = [row for row in tally.blocks(found) if row.perceiver == "PRC" and row.n]
    assert (row.n, row.item_kind, row.lens, row.cumulative) == (
        11,
        module,
        lens,
        protect((1, 2, 1, 3, 4)).intervals,
    )


def test_a_round_that_does_not_ask_has_no_tally_of_changes(answered):
    assert {one.lens for one in tally.tallies(answered)} == {"perceived", "assessed"}


def test_assessors_of_all_sides_are_one_panel(answered):
    found = tally.tallies(answered)
    counts = by_answer(found, "PRC>JPN:military", "assessed")
    assert counts == dict.fromkeys(ANSWERS, 0) | {"low": 4}
    assert {one.group for one in found if one.lens == "assessed"} == {"panel"}


def panel_of(study, **sides):
    """The panel's tallies by group: so many assessors of each side, each side of one mind."""
    round = factories.make_round(study, state="draft")
    for mark, (side, number) in enumerate(sides.items()):
        for _ in range(number):
            respond(round, "assessor", side, {"PRC>JPN:military": mark})
    return {
        one.group: list(one.counts[3:])
        for one in tally.tallies(round)
        if (one.question.key, one.lens) == ("PRC>JPN:military", "assessed")
    }


def test_a_panel_is_published_by_side_when_each_side_nominated_five(study):
    panel = panel_of(study, PRC=5, JPN=6)
    assert panel == {"panel/PRC": [5, 0, 0, 0], "panel/JPN": [0, 6, 0, 0]}


def test_a_panel_is_one_group_when_any_side_nominated_fewer(study):
    assert panel_of(study, PRC=5, JPN=4) == {"panel": [5, 4, 0, 0]}


def test_a_panel_that_one_side_nominated_is_one_group(study):
    assert panel_of(study, USA=9) == {"panel": [9, 0, 0, 0]}


def test_sides_without_assessors_do_not_keep_the_others_together(study):
    panel = panel_of(study, ROK=5, USA=5, JPN=5)
    assert list(panel) == ["panel/JPN", "panel/ROK", "panel/USA"]


def test_perceptions_are_the_perceivers_own(answered):
    perceived = [one for one in tally.tallies(answered) if one.lens == "perceived"]
    assert len(perceived) == 91
    assert all(one.group == one.question.perceiver for one in perceived)


def test_every_question_has_a_tally_for_each_lens_even_when_nobody_answered(study):
    found = tally.tallies(factories.make_round(study, state="draft"))
    assert len(found) == 2 * 91
    assert {one.counts for one in found} == {(0,) * 7}
    assert len({one[:3] for one in found}) == len(found)


def test_the_counts_are_those_of_counting_one_by_one(answered):
    slow = Counter(
        (rating.question.key, rating.lens, rating.mark)
        for rating in Rating.objects.filter(round=answered).select_related("question")
    )
    quick = {
        (one.question.key, one.lens, mark): people
        for one in tally.tallies(answered)
        for mark, people in zip(range(-3, 4), one.counts, strict=True)
        if people
    }
    assert quick == slow


def test_another_rounds_ratings_are_left_alone(answered, study):
    other = factories.make_round(study, state="draft")
    assert not any(any(one.counts) for one in tally.tallies(other))


def test_a_rating_of_no_group_is_not_lost_in_silence(answered):
    respond(answered, "participant", "JPN", {"PRC>JPN:military": 3})
    with pytest.raises(ValueError, match="belong to no group"):
        tally.tallies(answered)


def test_counting_is_one_group_by(answered, django_assert_num_queries):
    with django_assert_num_queries(2) as captured:
        tally.tallies(answered)
    counting = [query["sql"] for query in captured if "surveys_rating" in query["sql"]]
    assert len(counting) == 1
    assert "GROUP BY" in counting[0]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {counting[0]}")
            plan = " ".join(str(step[-1]) for step in cursor.fetchall())
        assert "COVERING INDEX rating_tally" in plan


def test_blocks_are_in_steps_of_three(answered):
    (block,) = [
        block
        for block in tally.blocks(tally.tallies(answered))
        if (block.key, block.lens) == ("PRC>JPN:military", "perceived")
    ]
    assert (block.n, block.group, block.item_kind, block.domain) == (
        8,
        "PRC",
        "concern",
        "military",
    )
    assert block.cumulative == ((0, 2), (0, 2), (3, 5), (3, 5), (3, 5), (6, 8))


@pytest.mark.parametrize(("people", "published"), [(4, None), (5, ((0, 2), (0, 2), (0, 2)))])
def test_of_four_people_only_their_number_is_reported(study, people, published):
    round = factories.make_round(study, state="draft")
    for _ in range(people):
        respond(round, "participant", "PRC", {"PRC>JPN:military": 3})
    block = tally.blocks(tally.tallies(round))[0]
    assert (block.key, block.lens, block.n) == ("PRC>JPN:military", "perceived", people)
    assert (block.cumulative and block.cumulative[:3]) == published
