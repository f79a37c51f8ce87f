"""What only PostgreSQL does: old row versions, physical order, transaction numbers, row locks.

Real commits on databases of our own, whatever engine the other tests run on.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections, transaction

from surveys import (
    facilitating,
    inviting,
    jobs,
    own_concerns,
    purging,
    responding,
    sealing,
)
from surveys.audit_triggers import APPEND_ONLY
from surveys.audit_verifying import faults_of
from surveys.auditing import audit_answers, audit_identity
from surveys.delivering.guests import Guest
from surveys.delivering.handing_out import hand_out
from surveys.delivering.refused_lists import ListRefusedError
from surveys.envelope_contents import Answer, Holder
from surveys.locating import tag_of, text_tags
from surveys.models.audit import AnswerAudit, IdentityAudit
from surveys.models.invitation import Invitation
from surveys.models.job import Job
from surveys.models.mail import Mail
from surveys.models.response import Envelope, Rating, Response
from surveys.models.round import Round
from surveys.responding import RoundNotOpenError
from surveys.scrubbing import scrub, scrub_what_is_due
from surveys.withdrawing import withdraw
from tests import factories, services
from tests.machines import ALIASES, postgres_machine
from tests.surveys import written

pytestmark = pytest.mark.services

PEOPLE = 40
# Chance alone goes beyond this rank correlation of 40 pairs once in 200,000 times.
CHANCE = 0.7
A_QUESTION = "PRC>JPN:military"


@pytest.fixture(scope="module", autouse=True)
def on_postgres(needs_postgres: str, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), postgres_machine():
        for alias in ALIASES:
            call_command("migrate", verbosity=0, database=alias)
        yield


def ask(query: str, *values: Any, database: str = "default") -> list[tuple[Any, ...]]:
    with connections[database].cursor() as cursor:
        cursor.execute(query, values or None)
        return list(cursor.fetchall())


def bytes_of(table: str, database: str) -> bytes:
    """The files of a table and of what PostgreSQL keeps outside its rows, as on the disk."""
    connections[database].cursor().execute("CHECKPOINT")
    query = "SELECT reltoastrelid::regclass::text FROM pg_class WHERE relname = %s"
    ((toast,),) = ask(query, table, database=database)
    read = partial(ask, "SELECT pg_read_binary_file(pg_relation_filepath(%s))", database=database)
    files = [read(relation)[0][0] for relation in (table, toast)]
    return b"".join(bytes(content) for content in files)


def sealed_in(round: Round) -> list[bytes]:
    return [bytes(envelope.sealed or b"") for envelope in Envelope.objects.filter(round=round)]


def found(secrets: Sequence[bytes], table: str, database: str = "default") -> int:
    """How many of them begin somewhere in the table's files."""
    written = bytes_of(table, database)
    return sum(secret[:200] in written for secret in secrets)


def close(round: Round) -> Job:
    """Ask for closing and do the worker's work here, rewriting of files included."""
    job = facilitating.request_closing(round=round, by="test")
    jobs.run(str(job.pk))
    job.refresh_from_db()
    return job


def answer(holder: Holder, mark: int) -> None:
    responding.save_answers(holder=holder, answers={A_QUESTION: Answer(mark)})
    responding.submit(holder=holder)


def ranks_agree(first: Sequence[object], second: Sequence[object]) -> float:
    """Spearman's correlation of two orders of the same different things."""
    place = {thing: number for number, thing in enumerate(second)}
    n = len(first)
    assert set(first) == set(second)
    assert len(place) == n
    squares = sum((number - place[thing]) ** 2 for number, thing in enumerate(first))
    return 1 - 6 * squares / (n * (n * n - 1))


# --- What is erased is gone from the files --------------------------------------------------------


def test_closing_leaves_neither_envelope_nor_key_in_the_files() -> None:
    other = factories.make_round()
    factories.respond(other)
    round = factories.make_round()
    holders = [factories.begin(round) for _ in range(6)]
    for holder in holders:
        answer(holder, 1)
    replaced = sealed_in(round)
    for holder in holders:
        responding.start_again(holder=holder)
        answer(holder, 3)
    secrets = replaced + sealed_in(round)
    key = [bytes(round.wrapped_private_key)]
    assert found(secrets, "surveys_envelope") == 12
    assert found(key, "surveys_round") == 1
    assert close(round).state == Job.State.DONE
    assert found(secrets, "surveys_envelope") == 0
    assert found(key, "surveys_round") == 0
    assert found(sealed_in(other), "surveys_envelope") == 1


def test_purging_leaves_no_address_in_the_files() -> None:
    round = factories.make_round()
    guest = Guest(2, "participant", "PRC", "en", "Professor Wang", "of.wang@example.org")
    hand_out(round=round, guests=[guest], way="email", by="test")
    sealed = [bytes(Mail.objects.get().sealed_token)]
    Mail.objects.update(address="of.li@example.org", state="sent", sealed_token=b"")
    addresses = [b"of.wang@example.org", b"of.li@example.org"]
    assert found([*addresses, *sealed], "surveys_mail", "identity") == 3
    close(round)
    Round.objects.filter(pk=round.pk).update(closed_on="2026-01-01")
    assert purging.erase_mails() == 1
    assert found([*addresses, *sealed], "surveys_mail", "identity") == 3
    scrub_what_is_due()
    assert found([*addresses, *sealed], "surveys_mail", "identity") == 0


def test_scrubbing_waits_for_whoever_could_still_see_the_old_rows() -> None:
    """VACUUM FULL alone keeps, without a word, what an older transaction might look at."""
    round = factories.make_round()
    factories.respond(round)
    secrets = sealed_in(round)
    name = connections["default"].settings_dict["NAME"]
    with psycopg.connect(services.url_of(name)) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader.execute("SELECT count(*) FROM surveys_study")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("surveys.scrubbing.PATIENCE_SECONDS", 0.5)
            job = close(round)
        assert found(secrets, "surveys_envelope") == 1
        assert (job.state, job.error) == (Job.State.RUNNING, "StillInUseError")
    Job.objects.filter(pk=job.pk).update(lease_until=None)
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert found(secrets, "surveys_envelope") == 0


# --- No order on one side that could be laid beside an order on the other -------------------------


def test_neither_roll_nor_envelopes_keep_the_order_of_beginning() -> None:
    round = factories.make_round()
    invitations = [
        inviting.invite(round=round, seat="participant", side="PRC", by="test")[0]
        for _ in range(PEOPLE)
    ]
    random.Random(7).shuffle(invitations)
    holders = [
        responding.begin(invitation=invitation, code=sealing.new_code())
        for invitation in invitations
    ]
    envelopes = ask(
        "SELECT locator, xmin::text FROM surveys_envelope WHERE round_id = %s ORDER BY ctid",
        round.pk,
    )
    roll = ask(
        "SELECT id, xmin::text FROM surveys_invitation WHERE round = %s ORDER BY ctid",
        round.pk,
        database="identity",
    )
    for rows, began in (
        (envelopes, [holder.envelope.pk for holder in holders if holder]),
        (roll, [invitation.pk for invitation in invitations]),
    ):
        assert len({number for _key, number in rows}) == 1
        assert abs(ranks_agree([key for key, _number in rows], began)) < CHANCE


def test_responses_keep_no_trace_of_the_order_of_envelopes() -> None:
    """Neither of the order in which they were sealed nor of that in which they lay."""
    round = factories.make_round()
    holders = [factories.begin(round) for _ in range(PEOPLE)]
    for holder in holders:
        answer(holder, 2)
    tags = {holder.envelope.pk: tag_of(holder.round, holder.code) for holder in holders}
    query = "SELECT locator FROM surveys_envelope WHERE round_id = %s ORDER BY "
    sealed = [tags[locator] for (locator,) in ask(query + "xmin::text::bigint", round.pk)]
    lay = [tags[locator] for (locator,) in ask(query + "ctid", round.pk)]
    assert sealed == list(tags.values())
    assert close(round).state == Job.State.DONE
    query = "SELECT withdrawal_tag, xmin::text FROM surveys_response WHERE round_id = %s "
    responses = ask(query + "ORDER BY ctid", round.pk)
    assert len({number for _tag, number in responses}) == 1
    for before in (sealed, lay):
        assert abs(ranks_agree([tag for tag, _number in responses], before)) < CHANCE
    numbers = ask("SELECT DISTINCT xmin::text FROM surveys_rating WHERE round_id = %s", round.pk)
    assert len(numbers) == 1


def test_texts_keep_no_order_that_joins_them_to_responses_or_to_each_other() -> None:
    """Rows lie neither in the order of responses nor in that of the other texts of their people."""
    round = written.asking_round()
    codes = [written.write(round, {"JPN/1": "one", "USA/1": "two"}) for _ in range(PEOPLE)]
    assert close(round).state == Job.State.DONE
    tags = [text_tags(round, code) for code in codes]
    of_response = {tag_of(round, code): n for n, code in enumerate(codes)}
    of_text = {person[place]: n for n, person in enumerate(tags) for place in (0, 6)}
    responses = ask(
        "SELECT withdrawal_tag FROM surveys_response WHERE round_id = %s ORDER BY ctid", round.pk
    )
    query = "SELECT withdrawal_tag, xmin::text FROM surveys_ownconcern WHERE round_id = %s "
    people = [of_response[tag] for (tag,) in responses]
    lay = {
        target: [
            of_text[tag]
            for tag, _ in ask(query + f"AND target = '{target}' ORDER BY ctid", round.pk)
        ]
        for target in ("JPN", "USA")
    }
    assert abs(ranks_agree(lay["JPN"], people)) < CHANCE
    assert abs(ranks_agree(lay["USA"], people)) < CHANCE
    assert abs(ranks_agree(lay["JPN"], lay["USA"])) < CHANCE
    rows = ask(query, round.pk)
    assert len({number for _tag, number in rows}) == 1
    everywhere = [tag for tag, _number in rows] + [tag for (tag,) in responses]
    assert len(set(everywhere)) == 3 * PEOPLE


def test_a_text_that_was_withdrawn_or_released_leaves_the_files_when_they_are_rewritten() -> None:
    round = written.asking_round()
    secrets = [f"{n} a text that nobody else may ever have read".encode() for n in range(6)]
    codes = [written.write(round, {"ROK/1": secret.decode()}) for secret in secrets]
    assert close(round).state == Job.State.DONE
    assert found(secrets, "surveys_ownconcern") == 6
    withdraw(code=codes[0])
    concern = round.own_concerns.get(text=secrets[1].decode())
    own_concerns.release_concern(round=round, concern=concern.pk, by="f", words="reworded")
    scrub()
    assert found(secrets, "surveys_ownconcern") == 4


# --- Many at once ---------------------------------------------------------------------------------


def together(*works: Callable[[], None]) -> None:
    """Do all of them at the same time; the first error of any is raised."""
    gate, problems = threading.Barrier(len(works)), []

    def one(work: Callable[[], None]) -> None:
        try:
            gate.wait(10)
            work()
        except BaseException as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    give_up = time.monotonic() + 60
    for thread in threads:
        thread.join(max(0.1, give_up - time.monotonic()))
    if problems:
        raise problems[0]
    assert not any(thread.is_alive() for thread in threads)


def until_refused(step: Callable[[], None]) -> Callable[[], None]:
    """The same step again and again until the closing of the round refuses it; at most 30 s."""

    def work() -> None:
        give_up = time.monotonic() + 30
        with suppress(RoundNotOpenError):
            while time.monotonic() < give_up:
                step()
            pytest.fail("the round never closed", pytrace=False)

    return work


def test_what_is_sent_while_closing_is_either_counted_or_refused() -> None:
    """Six people send again and again, others begin; the last answer acknowledged counts."""
    round = factories.make_round()
    holders = [factories.begin(round) for _ in range(6)]
    for holder in holders:
        answer(holder, 0)
    acknowledged = {tag_of(holder.round, holder.code): 0 for holder in holders}
    busy = threading.Semaphore(0)

    def send(holder: Holder) -> None:
        mark = (acknowledged[tag_of(holder.round, holder.code)] + 1) % 4
        responding.start_again(holder=holder)
        answer(holder, mark)
        acknowledged[tag_of(holder.round, holder.code)] = mark
        busy.release()

    def begin() -> None:
        person, _token = inviting.invite(round=round, seat="participant", side="PRC", by="test")
        if responding.begin(invitation=person, code=sealing.new_code()) is None:
            raise RoundNotOpenError

    def shut() -> None:
        for _ in range(30):
            assert busy.acquire(timeout=20)
        assert close(round).state == Job.State.DONE

    senders = [until_refused(partial(send, holder)) for holder in holders]
    together(*senders, until_refused(begin), shut)
    opened = Rating.objects.filter(round=round, question__key=A_QUESTION)
    assert dict(opened.values_list("response__withdrawal_tag", "mark")) == acknowledged
    assert Response.objects.filter(round=round).count() == 6
    assert Envelope.objects.filter(round=round).count() == 0


def test_one_list_given_four_times_at_once_invites_everybody_once() -> None:
    round = factories.make_round()
    guests = [
        Guest(line, "participant", "PRC", "en", f"P{line}", f"p{line}@example.org")
        for line in range(2, 12)
    ]
    refusals: list[ListRefusedError] = []

    def give() -> None:
        try:
            hand_out(round=round, guests=guests, way="email", by="test")
        except ListRefusedError as refusal:
            refusals.append(refusal)

    together(*[give] * 4)
    assert [len(refusal.problems) for refusal in refusals] == [10, 10, 10]
    assert Invitation.objects.filter(round=round.pk).count() == 10


def test_one_invitation_gives_one_seat_to_eight_at_once() -> None:
    round = factories.make_round()
    invitation, _token = inviting.invite(round=round, seat="participant", side="JPN", by="test")
    seated: list[Holder | None] = []

    def begin() -> None:
        code = sealing.new_code()
        seated.append(responding.begin(invitation=invitation, code=code))

    together(*[begin] * 8)
    assert sum(holder is not None for holder in seated) == 1
    assert Envelope.objects.filter(round=round).count() == 1
    assert Invitation.objects.get(pk=invitation.pk).state == Invitation.State.USED


@pytest.mark.parametrize(
    ("append", "chain"), [(audit_answers, AnswerAudit), (audit_identity, IdentityAudit)]
)
def test_audit_chain_stays_whole_under_eight_writers(append: Any, chain: Any) -> None:
    before = chain.objects.count()

    def write() -> None:
        for number in range(10):
            with transaction.atomic(using=chain.database):
                append(by="test", act="try", subject=number)

    together(*[write] * 8)
    assert chain.objects.count() == before + 80
    assert list(faults_of(chain)) == []


def test_first_entries_of_a_chain_written_at_once_do_not_fail() -> None:
    with connections["default"].schema_editor() as editor:
        APPEND_ONLY["default"].thaw(None, editor)
        AnswerAudit.objects.all().delete()
        APPEND_ONLY["default"].freeze(None, editor)
    together(*[lambda: audit_answers(by="test", act="first", subject="1")] * 8)
    assert AnswerAudit.objects.count() == 8
    assert list(faults_of(AnswerAudit)) == []
