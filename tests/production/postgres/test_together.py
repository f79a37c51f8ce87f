"""Many at once: each is counted once, seated once or refused, and no chain of the audit breaks."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db import connections, transaction

from surveys import inviting, responding, sealing
from surveys.audit_triggers import APPEND_ONLY
from surveys.audit_verifying import faults_of
from surveys.auditing import audit_answers, audit_identity
from surveys.delivering.guests import Guest
from surveys.delivering.handing_out import hand_out
from surveys.delivering.refused_lists import ListRefusedError
from surveys.envelope_contents import Holder
from surveys.locating import tag_of
from surveys.models.audit import AnswerAudit, IdentityAudit
from surveys.models.invitation import Invitation
from surveys.models.job import Job
from surveys.models.response import Envelope, Rating, Response
from surveys.responding import RoundNotOpenError
from tests import factories
from tests.production.postgres.rounds import A_QUESTION, answer, close, together

pytestmark = pytest.mark.services


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
