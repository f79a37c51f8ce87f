"""When something is wrong at closing."""

from unittest import mock

import pytest
from django.db import connection

from surveys import closing_chunks, facilitating, jobs, sealing
from surveys.facilitating import RoundStateError
from surveys.locating import locator_of
from surveys.models.audit import AnswerAudit
from surveys.models.job import Job
from surveys.models.response import Envelope, Rating, Response
from surveys.models.round import Round
from tests import factories
from tests.factories import no_scrubbing
from tests.key_files import key_file
from tests.surveys.closing_rounds import KEY, closed, everything, marks_of, request, work


def forge(round: Round, changes: dict) -> None:
    """A submitted envelope whose sealed content was changed in one respect."""
    holder = factories.begin(round)
    content = {
        "round": str(round.pk),
        "seat": "participant",
        "side": "PRC",
        "tag": "0" * 64,
        "answers": {KEY: {"mark": 1, "confidence": None, "basis": ""}},
    } | changes
    sealed = sealing.seal(content, public_key=bytes(round.public_key))
    Envelope.objects.filter(pk=holder.envelope.pk).update(sealed=sealed)


def answered(**changes) -> dict:
    return {"answers": {KEY: {"mark": 1, "confidence": None, "basis": ""} | changes}}


@pytest.mark.parametrize(
    "changes",
    [
        {"round": "another"},
        {"seat": "assessor"},
        {"side": "JPN"},
        {"tag": None},
        {"answers": {"JPN>PRC:military": {"mark": 1, "confidence": None, "basis": ""}}},
        {"answers": [KEY]},
        {"answers": {KEY: 3}},
        answered(mark=4),
        answered(mark=-3),
        answered(mark="3"),
        answered(confidence=3),
        answered(basis="hearsay"),
    ],
)
def test_an_envelope_with_anything_wrong_inside_counts_as_unreadable(open_round, changes):
    forge(open_round, changes)
    assert work(request(open_round)).error_code == "unreadable_envelopes"


def test_a_sound_forgery_is_opened_so_that_the_others_fail_for_their_own_fault(open_round):
    forge(open_round, {})
    assert closed(open_round).state == "closed"


def test_an_unreadable_envelope_stops_closing_with_nothing_destroyed_and_can_be_set_aside(
    open_round,
):
    factories.respond(open_round, marks={KEY: 2})
    for _ in range(2):
        code = factories.respond(open_round)
        locator = locator_of(open_round, code)
        Envelope.objects.filter(pk=locator).update(sealed=b"\0" * 4_144)
    job = request(open_round)
    before = everything()
    work(job)
    assert (job.state, job.error, job.error_code) == ("failed", "2", "unreadable_envelopes")
    assert everything() == before
    jobs.retry(job)
    assert work(job).state == "failed"

    assert facilitating.set_aside_unreadable(round=open_round, by="ada") == 2
    entry = AnswerAudit.objects.get(act="set_aside")
    assert (entry.actor, entry.detail) == ("ada", {"envelopes": 2})
    job.refresh_from_db()
    assert job.state == "queued"
    assert work(job).state == "done"
    assert marks_of(Response.objects.get())[KEY] == 2
    assert not Envelope.objects.exists()
    open_round.refresh_from_db()
    assert open_round.turnout == [["participant", "PRC", 1]]


@pytest.mark.parametrize("state", ["draft", "open", "closed"])
def test_nothing_is_set_aside_unless_the_round_is_closing(study, state):
    round = factories.make_round(study, state="draft" if state == "draft" else "open")
    if state == "closed":
        closed(round)
    with pytest.raises(RoundStateError):
        facilitating.set_aside_unreadable(round=round, by="ada")


def test_a_wrong_seal_key_stops_closing_and_the_right_one_goes_on(open_round, settings, tmp_path):
    factories.respond(open_round)
    job = request(open_round)
    before, right = everything(), settings.SEAL_KEYS
    for wrong in (["ab" * 32], []):
        settings.SEAL_KEYS = key_file(tmp_path, *wrong)
        work(job)
        assert (job.state, job.error_code) == ("failed", "key_unavailable")
        with pytest.raises(closing_chunks.KeyUnavailableError):
            facilitating.set_aside_unreadable(round=open_round, by="ada")
        assert everything() == before
        jobs.retry(job)
    settings.SEAL_KEYS = right
    assert work(job).state == "done"


@pytest.mark.parametrize(
    "broken",
    [
        "surveys.opening_rows.insert_rows",
        "surveys.facilitating.insert_opened",
        "surveys.facilitating.turnout",
        "surveys.facilitating.audit_answers",
        "surveys.facilitating.round_closed.send",
    ],
)
def test_a_crash_in_the_middle_takes_everything_back_and_another_try_succeeds(open_round, broken):
    for mark in (1, 3):
        factories.respond(open_round, marks={KEY: mark})
    job = request(open_round)
    before = everything()
    with mock.patch(broken, side_effect=OSError("power cut")):
        work(job)
    assert everything() == before
    assert (job.state, job.attempts, job.error) == ("running", 1, "OSError")
    Job.objects.update(lease_until=None)
    assert work(job).state == "done"
    marks = sorted(Rating.objects.filter(question__key=KEY).values_list("mark", flat=True))
    assert marks == [1, 3]


def test_closing_again_after_it_was_done_only_scrubs(open_round):
    factories.respond(open_round)
    closed(open_round)
    before = everything()
    with no_scrubbing() as scrub:
        facilitating.close_round(str(open_round.pk), lambda percent, step: None)
    scrub.assert_called_once_with()
    assert everything() == before


def test_a_worker_that_comes_second_finds_the_work_done(open_round):
    factories.respond(open_round)
    request(open_round)

    def other_worker(percent, step):
        if step == "opening":
            facilitating.open_envelopes(round=open_round)

    with no_scrubbing() as scrub:
        facilitating.close_round(str(open_round.pk), other_worker)
    scrub.assert_called_once_with()
    assert Response.objects.count() == 1


def test_files_are_scrubbed_after_the_transaction_and_not_within(open_round):
    factories.respond(open_round)
    request(open_round)
    depth = len(connection.savepoint_ids)
    with no_scrubbing() as scrub:
        scrub.side_effect = lambda: depths.append(len(connection.savepoint_ids))
        depths = []
        facilitating.close_round(str(open_round.pk), lambda percent, step: None)
    assert depths == [depth]


def test_progress_is_reported_on_the_way(open_round):
    factories.respond(open_round)
    request(open_round)
    reports = []
    with no_scrubbing():
        facilitating.close_round(str(open_round.pk), lambda *report: reports.append(report))
    assert reports == [(0, "checking"), (40, "opening"), (80, "scrubbing")]
