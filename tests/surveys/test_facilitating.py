import datetime
from collections import Counter
from unittest import mock

import pytest
from django.db import connection

from surveys import facilitating, jobs, responding, sealing
from surveys.facilitating import DraftTextsError, RoundStateError
from surveys.instruments.loading import document_of
from surveys.models.audit import AnswerAudit
from surveys.models.instrument import Instrument
from surveys.models.job import Job
from surveys.models.response import Envelope, Rating, Response
from surveys.models.round import Round
from surveys.questionnaire import asked
from surveys.responding import Answer
from tests import factories
from tests.factories import no_scrubbing

KEY, OTHER = "PRC>JPN:military", "PRC>USA:military"
PASSPHRASE = "four words of the organisers"


def request(round: Round, **more) -> Job:
    return facilitating.request_closing(round=round, by="ada", **more)


def work(job: Job) -> Job:
    """Let a worker do this one job, and nothing that follows from it."""
    with no_scrubbing():
        jobs.run(str(job.pk))
    job.refresh_from_db()
    return job


def closed(round: Round) -> Round:
    job = work(request(round))
    assert job.state == "done", job.error
    round.refresh_from_db()
    return round


def acts() -> list[str]:
    return list(AnswerAudit.objects.values_list("act", flat=True))


def marks_of(response: Response) -> dict[str, int]:
    return dict(response.ratings.values_list("question__key", "mark"))


def everything() -> dict[str, list]:
    """All that closing may touch."""
    return {
        "rounds": list(map(plain, Round.objects.values())),
        "envelopes": sorted(map(str, map(plain, Envelope.objects.values()))),
        "responses": Response.objects.count(),
        "ratings": Rating.objects.count(),
        "acts": acts(),
    }


def plain(row: dict) -> dict:
    return {k: bytes(v) if isinstance(v, memoryview) else v for k, v in row.items()}


# --- Opening -------------------------------------------------------------------------------------


def test_opening_freezes_the_instrument_makes_keys_and_is_audited(draft_round):
    facilitating.open_round(round=draft_round, by="ada", allow_drafts=True)
    draft_round.refresh_from_db()
    assert draft_round.state == "open"
    assert draft_round.key_holder == "server"
    assert draft_round.opened_on == datetime.datetime.now(datetime.UTC).date()
    assert len(draft_round.public_key) == 32
    assert Instrument.objects.get(pk=draft_round.instrument_id).frozen
    entry = AnswerAudit.objects.get(act="open_round")
    assert (entry.actor, entry.subject) == ("ada", str(draft_round.pk))
    assert entry.detail == {"drafts_allowed": ["zh-Hans", "ja", "ko"]}


def test_every_round_has_a_key_pair_of_its_own(study):
    keys = {bytes(factories.make_round(study).public_key) for _ in range(3)}
    assert len(keys) == 3


@pytest.mark.parametrize("languages", [["en", "ko"], []])
def test_unreviewed_texts_keep_a_round_from_opening(draft_round, languages):
    Round.objects.update(languages=languages)
    with pytest.raises(DraftTextsError) as refusal:
        facilitating.open_round(round=draft_round, by="ada")
    assert refusal.value.languages == (languages[1:] or ["zh-Hans", "ja", "ko"])
    draft_round.refresh_from_db()
    assert draft_round.state == "draft"
    assert not Instrument.objects.get().frozen


def test_a_round_in_reviewed_languages_opens(draft_round):
    Round.objects.update(languages=["en"])
    facilitating.open_round(round=draft_round, by="ada")
    assert AnswerAudit.objects.get(act="open_round").detail == {"drafts_allowed": []}


@pytest.mark.parametrize("state", ["open", "closing", "closed"])
def test_a_round_opens_once(open_round, state):
    if state != "open":
        request(open_round)
    if state == "closed":
        work(Job.objects.get())
    before = everything()
    with pytest.raises(RoundStateError, match=state):
        facilitating.open_round(round=open_round, by="ada", allow_drafts=True)
    assert everything() == before


# --- Asking to close -----------------------------------------------------------------------------


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


# --- Closing -------------------------------------------------------------------------------------


def test_closing_leaves_what_was_answered_and_nothing_of_the_envelopes(open_round):
    code = factories.respond(open_round, marks={KEY: 3, OTHER: -2})
    round = closed(open_round)
    assert round.state == "closed"
    assert round.closed_on == datetime.datetime.now(datetime.UTC).date()
    assert bytes(round.wrapped_private_key) == b""
    assert not Envelope.objects.exists()
    response = Response.objects.get()
    assert (response.seat, response.side) == ("participant", "PRC")
    assert response.withdrawal_tag == responding._tag(round, code)
    assert marks_of(response) == {
        key: {KEY: 3, OTHER: -2}.get(key, -3)
        for key in asked(document_of(round.instrument), "participant", "PRC")
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
    assert Rating.objects.count() == len(asked(factories.welch(), "assessor", "JPN")) == 91


def test_a_draft_that_was_not_submitted_is_not_counted_and_not_kept(open_round):
    holder = factories.begin(open_round)
    responding.save_answers(holder=holder, answers={KEY: Answer(1)})
    closed(open_round)
    assert not Response.objects.exists()
    assert not Envelope.objects.exists()


def test_what_was_sent_counts_when_its_replacement_was_not(open_round):
    code = factories.respond(open_round, marks={KEY: 1})
    holder = responding.find_holder(code=code)
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
    (call,) = shuffle.call_args_list
    assert len(call.args[1]) == 6


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


# --- When something is wrong ---------------------------------------------------------------------


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
        locator = responding._locator(open_round, code)
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


def test_a_wrong_seal_key_stops_closing_and_the_right_one_goes_on(open_round, settings):
    factories.respond(open_round)
    job = request(open_round)
    before, right = everything(), settings.SEAL_KEY
    for wrong in ("ab" * 32, ""):
        settings.SEAL_KEY = wrong
        work(job)
        assert (job.state, job.error_code) == ("failed", "key_unavailable")
        with pytest.raises(facilitating.KeyUnavailableError):
            facilitating.set_aside_unreadable(round=open_round, by="ada")
        assert everything() == before
        jobs.retry(job)
    settings.SEAL_KEY = right
    assert work(job).state == "done"


@pytest.mark.parametrize(
    "broken",
    [
        "surveys.models.response.Rating.objects.bulk_create",
        "surveys.facilitating._insert",
        "surveys.facilitating._turnout",
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
    found = sorted(Rating.objects.filter(question__key=KEY).values_list("mark", flat=True))
    assert found == [1, 3]


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


def test_progress_is_told_on_the_way(open_round):
    factories.respond(open_round)
    request(open_round)
    told = []
    with no_scrubbing():
        facilitating.close_round(str(open_round.pk), lambda *report: told.append(report))
    assert told == [(0, "checking"), (40, "opening"), (80, "scrubbing")]
