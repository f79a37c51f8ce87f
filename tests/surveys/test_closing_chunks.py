"""Closing a round in chunks, here of three envelopes each instead of thousands."""

from collections import Counter
from unittest import mock

import pytest
from django.db import connection

from surveys import closing_chunks, facilitating, jobs, withdrawing
from surveys.job_progress import progress_of
from surveys.locating import locator_of, tag_of
from surveys.models.audit import AnswerAudit
from surveys.models.job import Job
from surveys.models.response import Envelope, Rating, Response
from surveys.models.round import Round
from surveys.scrubbing import SEALED
from tests import factories
from tests.factories import no_scrubbing
from tests.surveys.closing_rounds import acts, closed, everything, request, work

PEOPLE = 10
UNREADABLE = b"\0" * 4_144


@pytest.fixture(autouse=True)
def _three_together(monkeypatch):
    monkeypatch.setattr(closing_chunks, "ENVELOPES_OF_A_CHUNK", 3)


@pytest.fixture
def open_round(study) -> Round:
    return factories.make_round(study, document=factories.short())


@pytest.fixture
def codes(open_round) -> list[str]:
    """Those of ten people, each with marks of their own."""
    return [factories.respond(open_round, marks=n % 4) for n in range(PEOPLE)]


def drawn(round: Round, monkeypatch) -> Job:
    """A round that is being closed, each envelope in a chunk after the other."""
    numbers = iter(range(PEOPLE))
    monkeypatch.setattr(closing_chunks.secrets, "randbelow", lambda n: next(numbers) // 3)
    return request(round)


def chunk_jobs(kind: str) -> dict[str, str]:
    rows = Job.objects.filter(kind=kind).values_list("argument", "state")
    return {argument.partition(":")[2]: state for argument, state in rows}


def marks() -> Counter:
    return Counter(Rating.objects.values_list("lens", "question__key", "group", "mark"))


def test_chunks_give_the_same_as_one_transaction(codes, open_round, study, monkeypatch):
    chunked = closed(open_round)
    in_chunks, turnout = marks(), chunked.turnout
    tags = {tag_of(open_round, code) for code in codes}
    assert set(Response.objects.values_list("withdrawal_tag", flat=True)) == tags
    assert acts()[-2:] == ["close_round", "open_envelopes"]
    assert AnswerAudit.objects.get(act="open_envelopes").detail == {"opened": PEOPLE}
    assert bytes(chunked.wrapped_private_key) == b""
    assert not Envelope.objects.exists()
    assert set(Job.objects.values_list("kind", flat=True)) == {"close", "compute"}

    Rating.objects.all().delete()
    Response.objects.all().delete()
    other = factories.make_round(study, document=factories.short())
    for n in range(PEOPLE):
        factories.respond(other, marks=n % 4)
    monkeypatch.setattr(closing_chunks, "ENVELOPES_OF_A_CHUNK", 5_000)
    with mock.patch.object(closing_chunks, "draw") as draw:
        assert closed(other).turnout == turnout
    draw.assert_not_called()
    assert marks() == in_chunks


def test_what_is_drawn_is_random_and_nothing_of_it_stays(codes, open_round):
    request(open_round)
    closing_chunks.draw(open_round)
    chunks = Envelope.objects.order_by("pk").values_list("chunk", flat=True)
    first = list(chunks)
    assert set(first) <= {0, 1, 2, 3}
    closing_chunks.draw(open_round)
    assert list(chunks.all()) == first
    with mock.patch.object(closing_chunks.secrets, "randbelow", return_value=2) as draw:
        Envelope.objects.update(chunk=None)
        closing_chunks.draw(open_round)
    assert [call.args for call in draw.call_args_list] == [(4,)] * PEOPLE
    assert set(chunks.all()) == {2}


def test_within_a_chunk_the_order_is_drawn_anew(codes, open_round, monkeypatch):
    """With the random order replaced by a sort, the stored order is that sort's."""
    job = drawn(open_round, monkeypatch)

    def sort(opened):
        if opened and isinstance(opened[0], tuple):
            opened.sort(key=lambda one: min(a["mark"] for a in one[1]["answers"].values()))

    with mock.patch.object(closing_chunks.secrets, "SystemRandom") as random:
        random.return_value.shuffle = sort
        assert work(job).state == "done"
    column = {"sqlite": "rowid", "postgresql": "ctid"}[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.mark FROM surveys_response r JOIN surveys_rating a ON a.response_id = r.id"
            " JOIN surveys_question q ON q.id = a.question_id WHERE q.key = %s"
            f" ORDER BY r.{column}",
            ["PRC>JPN:military"],
        )
        stored = [mark for (mark,) in cursor.fetchall()]
    # The chunk that is done first is the last: one envelope, and then three by three.
    assert [stored[1:4], stored[4:7], stored[7:]] == [
        sorted(part) for part in (stored[1:4], stored[4:7], stored[7:])
    ]


def test_a_crash_in_a_chunk_takes_back_that_chunk_alone(codes, open_round, monkeypatch):
    job = drawn(open_round, monkeypatch)
    insert, calls = closing_chunks.insert_opened, []

    def crash_once(opener, contents):
        insert(opener, contents)
        calls.append(len(contents))
        if len(calls) == 2:
            raise OSError("power cut")

    with (
        mock.patch.object(closing_chunks, "insert_opened", crash_once),
        mock.patch.object(closing_chunks.time, "sleep", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        work(job)
    job.refresh_from_db()
    open_round.refresh_from_db()
    assert (job.state, job.step, open_round.state) == ("running", "opening", "closing")
    # Chunk 3 of one envelope was opened, and after the crash chunks 1 and 0.
    assert Response.objects.count() == 7
    assert set(Envelope.objects.values_list("chunk", flat=True)) == {2}
    assert chunk_jobs("open chunk")["2"] == "running"
    assert facilitating.submitted(open_round) == {("participant", "PRC"): PEOPLE}

    Job.objects.update(lease_until=None)
    assert work(job).state == "done"
    assert Response.objects.count() == PEOPLE
    open_round.refresh_from_db()
    assert open_round.turnout == [["participant", "PRC", PEOPLE]]


def test_an_unreadable_envelope_in_the_last_chunk_stops_all_with_nothing_opened(
    codes, open_round, monkeypatch
):
    for code in codes[:2]:
        Envelope.objects.filter(pk=locator_of(open_round, code)).update(sealed=UNREADABLE)
    job = drawn(open_round, monkeypatch)
    closing_chunks.draw(open_round)
    before = everything()
    work(job)
    assert (job.state, job.error, job.error_code) == ("failed", "2", "unreadable_envelopes")
    assert everything() == before
    assert "failed" in chunk_jobs("check chunk").values()
    assert not chunk_jobs("open chunk")
    damaged = {locator_of(open_round, code) for code in codes[:2]}
    looked_at = set(closing_chunks.not_checked(open_round).values_list("pk", flat=True))
    assert damaged <= looked_at
    assert len(looked_at) <= 6
    assert facilitating.set_aside_unreadable(round=open_round, by="ada") == 2
    job.refresh_from_db()
    assert work(job).state == "done"
    assert Response.objects.count() == PEOPLE - 2


def test_an_envelope_damaged_after_the_check_is_not_destroyed(codes, open_round, monkeypatch):
    job = drawn(open_round, monkeypatch)
    check = closing_chunks.check_chunks

    def and_damage(round, report):
        check(round, report)
        Envelope.objects.filter(pk=locator_of(round, codes[0])).update(sealed=UNREADABLE)

    with mock.patch.object(closing_chunks, "check_chunks", and_damage):
        work(job)
    assert (job.state, job.error, job.error_code) == ("failed", "1", "damaged_envelopes")
    said = progress_of(Round.objects.get(pk=open_round.pk)).failed
    assert said.startswith("1 envelopes that had been checked cannot be read any more")
    assert Envelope.objects.filter(pk=locator_of(open_round, codes[0])).exists()
    assert facilitating.set_aside_unreadable(round=open_round, by="ada") == 1
    job.refresh_from_db()
    assert work(job).state == "done"
    assert Response.objects.count() == PEOPLE - 1


def test_a_wrong_seal_key_stops_before_anything_is_drawn(codes, open_round, monkeypatch):
    job = request(open_round)
    refusal = closing_chunks.KeyUnavailableError("no such key")
    with mock.patch.object(closing_chunks, "opener_of", side_effect=refusal):
        work(job)
    assert (job.state, job.error_code) == ("failed", "key_unavailable")
    assert not Envelope.objects.filter(chunk__isnull=False).exists()


def test_whoever_withdraws_between_reading_and_opening_is_left_out(codes, open_round, monkeypatch):
    job = drawn(open_round, monkeypatch)
    openly = closing_chunks._open

    def after_a_withdrawal(chunk, contents):
        withdrawing.withdraw(code=codes[0])
        openly(chunk, contents)

    with mock.patch.object(closing_chunks, "_open", after_a_withdrawal):
        assert work(job).state == "done"
    assert Response.objects.count() == PEOPLE - 1
    assert not Response.objects.filter(withdrawal_tag=tag_of(open_round, codes[0])).exists()


def test_a_chunk_done_twice_is_opened_once(codes, open_round, monkeypatch):
    drawn(open_round, monkeypatch)
    closing_chunks.draw(open_round)
    openly = closing_chunks._open

    def while_another_does(chunk, contents):
        openly(chunk, contents)
        # The worker that was believed dead comes to the same place with the same contents.
        openly(chunk, contents)

    with mock.patch.object(closing_chunks, "_open", while_another_does):
        closing_chunks.open_chunk(f"{open_round.pk}:1", lambda *report: None)
    assert Response.objects.count() == 3
    closing_chunks.open_chunk(f"{open_round.pk}:1", lambda *report: None)
    assert Response.objects.count() == 3


def test_other_workers_do_chunks_and_the_first_waits_for_them(codes, open_round, monkeypatch):
    job = drawn(open_round, monkeypatch)
    waits = []

    def others_finish(seconds):
        waits.append(seconds)
        for chunk in Job.objects.filter(argument__contains=":").exclude(state="done"):
            jobs.run(str(chunk.pk))

    with (
        mock.patch.object(closing_chunks, "_do_one", return_value=False),
        mock.patch.object(closing_chunks.time, "sleep", others_finish),
    ):
        assert work(job).state == "done"
    assert waits == [closing_chunks.PAUSE] * 2
    assert Response.objects.count() == PEOPLE


def test_few_chunks_wait_at_a_time_and_few_envelopes_are_read_at_once(
    codes, open_round, monkeypatch
):
    monkeypatch.setattr(closing_chunks, "MOST_WAITING", 2)
    job = drawn(open_round, monkeypatch)
    waiting, sizes = [], []
    do_one, openly = closing_chunks._do_one, closing_chunks._open

    def counting(round, kind):
        waiting.append(Job.objects.filter(kind=kind, state="queued").count())
        return do_one(round, kind)

    def measuring(chunk, contents):
        sizes.append(len(contents))
        openly(chunk, contents)

    with (
        mock.patch.object(closing_chunks, "_do_one", counting),
        mock.patch.object(closing_chunks, "_open", measuring),
    ):
        assert work(job).state == "done"
    assert max(waiting) == 2
    assert sorted(sizes) == [1, 3, 3, 3]


def test_progress_is_that_of_all_chunks_and_only_the_sealed_is_scrubbed(
    codes, open_round, monkeypatch
):
    drawn(open_round, monkeypatch)
    reports = []
    with no_scrubbing() as scrub:
        facilitating.close_round(str(open_round.pk), lambda *report: reports.append(report))
    assert reports == [
        (0, "checking"),
        *((percent, "checking") for percent in (10, 20, 30, 40)),
        *((percent, "opening") for percent in (40, 50, 60, 70, 80)),
        (80, "scrubbing"),
    ]
    scrub.assert_called_once_with(SEALED)


def test_a_chunk_of_a_closed_round_has_nothing_to_do(codes, open_round):
    closed(open_round)
    before = everything()
    closing_chunks.check_chunk(f"{open_round.pk}:0", lambda *report: None)
    closing_chunks.open_chunk(f"{open_round.pk}:0", lambda *report: None)
    assert everything() == before
