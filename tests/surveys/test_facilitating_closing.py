"""Requests to close a round."""

import pytest

from surveys import sealing
from surveys.facilitating import RoundStateError
from surveys.models.audit import AnswerAudit
from surveys.models.job import Job
from surveys.models.response import Response
from tests import factories
from tests.surveys.closing_rounds import KEY, acts, marks_of, request, work

PASSPHRASE = "four words of the organisers"


def test_asking_to_close_stops_answers_and_queues_one_job(open_round):
    job = request(open_round)
    open_round.refresh_from_db()
    assert (open_round.state, job.kind, job.argument) == ("closing", "close", str(open_round.pk))
    assert acts()[-1] == "close_round"
    with pytest.raises(RoundStateError, match="closing"):
        request(open_round)
    assert Job.objects.count() == 1


def test_a_draft_cannot_be_closed(draft_round):
    with pytest.raises(RoundStateError, match="draft"):
        request(draft_round)
    assert not Job.objects.exists()


def test_the_organisers_passphrase_closes_their_round_and_never_leaves(study):
    round = factories.make_round(study, passphrase=PASSPHRASE)
    assert round.key_holder == "organisers"
    factories.respond(round, marks={KEY: 2})
    with pytest.raises(sealing.UnreadableError):
        request(round)
    round.refresh_from_db()
    assert round.state == "open"
    assert not Job.objects.exists()
    job = request(round, passphrase=PASSPHRASE)
    assert PASSPHRASE not in str(list(Job.objects.values()) + list(AnswerAudit.objects.values()))
    assert work(job).state == "done"
    assert marks_of(Response.objects.get())[KEY] == 2
