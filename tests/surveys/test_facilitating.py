"""Closing a round. Opening, asking to close and what may go wrong have modules of their own."""

import datetime
from collections import Counter
from unittest import mock

from django.db import connection

from surveys import facilitating, responding
from surveys.envelope_contents import Answer
from surveys.instruments.loader import document_of
from surveys.instruments.sequence import answer_names
from surveys.locating import tag_of
from surveys.models.audit import AnswerAudit
from surveys.models.job import Job
from surveys.models.response import Envelope, Rating, Response
from tests import factories
from tests.surveys.closing_rounds import KEY, OTHER, closed, marks_of, request, work


def test_closing_leaves_what_was_answered_and_nothing_of_the_envelopes(open_round):
    code = factories.respond(open_round, marks={KEY: 3, OTHER: -2})
    round = closed(open_round)
    assert round.state == "closed"
    assert round.closed_on == datetime.datetime.now(datetime.UTC).date()
    assert bytes(round.wrapped_private_key) == b""
    assert not Envelope.objects.exists()
    response = Response.objects.get()
    assert (response.seat, response.side) == ("participant", "PRC")
    assert response.withdrawal_tag == tag_of(round, code)
    assert marks_of(response) == {
        key: {KEY: 3, OTHER: -2}.get(key, -3)
        for key in answer_names(document_of(round.instrument), "participant", "PRC")
    }
    assert set(response.ratings.values_list("lens", "group", "round")) == {
        ("perceived", "PRC", round.pk)
    }
    assert AnswerAudit.objects.get(act="open_envelopes").detail == {"opened": 1}


def test_an_assessors_answers_come_with_confidence_and_basis(open_round):
    holder = factories.begin(open_round, "assessor", "JPN")
    responding.save_answers(holder=holder, answers={KEY: Answer(1, 2, "capability")})
    responding.submit(holder=holder)
    closed(open_round)
    rating = Rating.objects.get(question__key=KEY)
    assert (rating.lens, rating.group, rating.mark) == ("assessed", "panel/JPN", 1)
    assert (rating.confidence, rating.basis) == (2, "capability")
    assert Rating.objects.count() == len(answer_names(factories.welch(), "assessor", "JPN")) == 91


def test_a_draft_that_was_not_submitted_is_not_counted_and_not_kept(open_round):
    holder = factories.begin(open_round)
    responding.save_answers(holder=holder, answers={KEY: Answer(1)})
    closed(open_round)
    assert not Response.objects.exists()
    assert not Envelope.objects.exists()


def test_what_was_sent_counts_when_its_replacement_was_not(open_round):
    code = factories.respond(open_round, marks={KEY: 1})
    holder = responding.holder_by_code(code=code)
    responding.start_again(holder=holder)
    responding.save_answers(holder=holder, answers={KEY: Answer(3)})
    closed(open_round)
    assert marks_of(Response.objects.get())[KEY] == 1


def test_a_round_with_no_answers_closes(open_round):
    round = closed(open_round)
    assert (round.state, round.turnout) == ("closed", [])
    assert not Response.objects.exists()


def test_responses_are_stored_in_one_random_order_over_all_sides(open_round):
    """With the random order replaced by a sort, the stored order is that sort's."""
    marks = [2, 0, 3, 1]
    for mark, side in zip(marks, ("PRC", "JPN", "PRC", "JPN"), strict=True):
        target = "JPN" if side == "PRC" else "PRC"
        factories.respond(open_round, side=side, marks={f"{side}>{target}:military": mark})

    def sort(contents):
        contents.sort(key=lambda c: next(iter(c["answers"].values()))["mark"])

    with mock.patch("surveys.facilitating.secrets.SystemRandom") as random:
        random.return_value.shuffle = sort
        closed(open_round)
    column = {"sqlite": "rowid", "postgresql": "ctid"}[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT mark FROM surveys_rating WHERE mark >= 0 ORDER BY {column}")
        assert [mark for (mark,) in cursor.fetchall()] == [0, 1, 2, 3]
        cursor.execute(f"SELECT side FROM surveys_response ORDER BY {column}")
        assert [side for (side,) in cursor.fetchall()] == ["JPN", "JPN", "PRC", "PRC"]


def test_the_shuffle_is_the_cryptographic_one(open_round):
    for _ in range(6):
        factories.respond(open_round)
    with mock.patch("random.SystemRandom.shuffle", autospec=True) as shuffle:
        closed(open_round)
    responses, texts = shuffle.call_args_list
    assert len(responses.args[1]) == 6
    assert len(texts.args[1]) == 0


def test_response_ids_are_random(open_round):
    for _ in range(3):
        factories.respond(open_round)
    closed(open_round)
    assert {response.pk.version for response in Response.objects.all()} == {4}
    assert {pk.version for pk in Rating.objects.values_list("pk", flat=True)} == {4}


def test_how_many_submitted_is_the_same_before_and_after_closing(open_round):
    factories.respond(open_round, side="PRC")
    factories.respond(open_round, side="PRC")
    factories.respond(open_round, "assessor", "JPN")
    factories.begin(open_round, side="USA")
    expected = Counter({("participant", "PRC"): 2, ("assessor", "JPN"): 1})
    assert facilitating.submitted(open_round) == expected
    request(open_round)
    open_round.refresh_from_db()
    assert facilitating.submitted(open_round) == expected
    work(Job.objects.get())
    open_round.refresh_from_db()
    assert facilitating.submitted(open_round) == expected
    assert open_round.turnout == [["assessor", "JPN", 1], ["participant", "PRC", 2]]


def test_other_rounds_are_left_alone(study, open_round):
    other = factories.make_round(study)
    factories.respond(other)
    factories.respond(open_round)
    closed(open_round)
    assert Envelope.objects.get().round == other
    other.refresh_from_db()
    assert other.state == "open"
    assert bytes(other.wrapped_private_key) != b""
