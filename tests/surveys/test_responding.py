import threading
from datetime import timedelta
from unittest import mock

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from surveys import facilitating, inviting, responding, sealing
from surveys.instruments.loading import document_of
from surveys.models.invitation import Invitation
from surveys.models.response import Envelope, Rating, Response
from surveys.models.round import Round
from surveys.questionnaire import asked
from surveys.responding import (
    Answer,
    Holder,
    NothingToSendError,
    RoundNotOpenError,
    WithdrawnError,
)
from tests import factories

KEY, OTHER = "PRC>JPN:military", "PRC>USA:military"


def put_in(round: Round, state: str) -> None:
    wrapped = b"" if state == "closed" else bytes(round.wrapped_private_key)
    Round.objects.filter(pk=round.pk).update(state=state, wrapped_private_key=wrapped)


def again(holder: Holder) -> Holder:
    """The holder as the next request finds them."""
    found = responding.find_holder(code=holder.code)
    assert found is not None
    return found


def content_of(envelope: Envelope) -> dict:
    private = sealing.unwrap(bytes(envelope.round.wrapped_private_key), seal_key=settings.SEAL_KEY)
    return sealing.unseal(bytes(envelope.sealed), private_key=private)


def invited(round: Round, **seat) -> Invitation:
    seat = {"seat": "participant", "side": "PRC"} | seat
    return inviting.invite(round=round, by="test", **seat)[0]


def state_of(invitation: Invitation) -> str:
    return Invitation.objects.get(pk=invitation.pk).state


# --- Beginning -----------------------------------------------------------------------------------


def test_keeping_the_code_makes_an_empty_envelope_and_spends_the_invitation(open_round):
    invitation = invited(open_round, seat="assessor", side="ROK")
    code = sealing.new_code()
    holder = responding.keep_code(invitation=invitation, code=code)
    envelope = Envelope.objects.get()
    assert (envelope.seat, envelope.side) == ("assessor", "ROK")
    assert (envelope.round, envelope.draft, envelope.sealed) == (open_round, None, None)
    assert holder == Holder(open_round, envelope, code)
    assert holder.is_filling
    assert not holder.has_sent
    assert state_of(invitation) == "used"


def test_nothing_of_the_code_or_the_invitation_is_in_the_envelope(open_round):
    invitation, token = inviting.invite(round=open_round, seat="participant", side="PRC", by="t")
    code = sealing.new_code()
    responding.keep_code(invitation=invitation, code=code)
    row = str(Envelope.objects.values().get())
    for secret in (code, token, invitation.token_digest, str(invitation.pk), invitation.pk.hex):
        assert secret not in row


def test_the_same_code_again_ends_in_the_same_envelope(open_round):
    invitation, code = invited(open_round), sealing.new_code()
    first = responding.keep_code(invitation=invitation, code=code)
    responding.save_answers(holder=first, answers={KEY: Answer(2)})
    second = responding.keep_code(invitation=invitation, code=code)
    assert second.envelope == first.envelope
    assert responding.read_draft(second) == {KEY: Answer(2)}
    assert Envelope.objects.count() == 1


def test_a_used_invitation_gives_another_code_nothing(open_round):
    invitation, code = invited(open_round), sealing.new_code()
    responding.keep_code(invitation=invitation, code=code)
    assert responding.keep_code(invitation=invitation, code=sealing.new_code()) is None
    assert Envelope.objects.get().pk == responding._locator(open_round, code)


def test_an_expired_invitation_gives_nothing(open_round):
    yesterday = timezone.localdate() - timedelta(days=1)
    invitation = invited(open_round, expires_on=yesterday)
    assert responding.keep_code(invitation=invitation, code=sealing.new_code()) is None
    assert not Envelope.objects.exists()
    assert state_of(invitation) == "unused"


def test_a_revoked_invitation_gives_nothing(open_round):
    invitation = invited(open_round)
    inviting.revoke(invitation=invitation, by="test")
    assert responding.keep_code(invitation=invitation, code=sealing.new_code()) is None
    assert not Envelope.objects.exists()
    assert state_of(invitation) == "revoked"


@pytest.mark.parametrize("state", ["draft", "closing", "closed"])
def test_a_round_that_is_not_open_takes_nobody_in(open_round, state):
    invitation, code = invited(open_round), sealing.new_code()
    put_in(open_round, state)
    assert responding.keep_code(invitation=invitation, code=code) is None
    assert not Envelope.objects.exists()
    assert state_of(invitation) == "unused"
    assert responding.open_round_of(invitation) is None


def test_a_connection_lost_before_the_invitation_is_spent_costs_no_seat(open_round):
    invitation, code = invited(open_round), sealing.new_code()
    broken = mock.patch("surveys.inviting.spend", side_effect=ConnectionError)
    with broken, pytest.raises(ConnectionError):
        responding.keep_code(invitation=invitation, code=code)
    assert state_of(invitation) == "unused"
    holder = responding.keep_code(invitation=invitation, code=code)
    assert holder is not None
    assert state_of(invitation) == "used"
    assert Envelope.objects.count() == 1


def test_a_round_that_closes_at_this_moment_takes_nobody_in(open_round):
    invitation = invited(open_round)
    with mock.patch("surveys.responding._state_locked", return_value="closing"):
        assert responding.keep_code(invitation=invitation, code=sealing.new_code()) is None
    assert not Envelope.objects.exists()
    assert state_of(invitation) == "unused"


def test_each_newcomer_is_put_among_the_others_at_random(open_round):
    """With the random order replaced by a reversal, each newcomer is stored first."""
    locators = []
    with mock.patch("surveys.responding.secrets.SystemRandom") as random:
        random.return_value.shuffle = list.reverse
        for _ in range(3):
            holder = factories.begin(open_round)
            locators.append(holder.envelope.pk)
    column = {"sqlite": "rowid", "postgresql": "ctid"}[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT locator FROM surveys_envelope ORDER BY {column}")
        stored = [locator for (locator,) in cursor.fetchall()]
    assert stored[0] == locators[2]
    assert stored != locators


def test_putting_envelopes_anew_keeps_what_is_in_them(open_round):
    writer, sender = factories.begin(open_round), factories.begin(open_round, side="JPN")
    responding.save_answers(holder=writer, answers={KEY: Answer(1)})
    responding.submit(holder=sender)
    before = {row["locator"]: row for row in Envelope.objects.values()}
    factories.begin(open_round)
    after = {row["locator"]: row for row in Envelope.objects.values()}
    assert len(after) == 3
    assert all(bytes_of(after[locator]) == bytes_of(row) for locator, row in before.items())


def bytes_of(row: dict) -> dict:
    return {k: bytes(v) if isinstance(v, memoryview) else v for k, v in row.items()}


def test_another_rounds_envelopes_stay_where_they_are(study, open_round):
    other = factories.make_round(study)
    theirs = factories.begin(other)
    factories.begin(open_round)
    assert again(theirs).round == other


def at_once(*acts) -> list:
    """What each act returned, all of them started at the same moment in threads of their own."""
    start, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place):
        try:
            start.wait(timeout=10)
            results[place] = acts[place]()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_a_form_sent_twice_at_once_keeps_its_seat_and_two_codes_get_one(transactional_db):
    round = factories.make_round()
    invitation, code = invited(round), sealing.new_code()

    def keep(code):
        return lambda: responding.keep_code(invitation=invitation, code=code)

    twice = at_once(keep(code), keep(code), keep(code))
    assert [holder.envelope.pk for holder in twice] == [Envelope.objects.get().pk] * 3
    assert state_of(invitation) == "used"

    other = invited(round)
    codes = [sealing.new_code(), sealing.new_code(), sealing.new_code()]
    rivals = at_once(*(lambda c=c: responding.keep_code(invitation=other, code=c) for c in codes))
    (winner,) = [holder for holder in rivals if holder is not None]
    assert Envelope.objects.count() == 2
    assert responding.find_holder(code=winner.code) is not None

    people = [invited(round) for _ in range(4)]
    seats = at_once(
        *(lambda i=i: responding.keep_code(invitation=i, code=sealing.new_code()) for i in people)
    )
    assert None not in seats
    assert Envelope.objects.count() == 6
    assert {state_of(person) for person in people} == {"used"}


# --- Finding the way back ------------------------------------------------------------------------


def test_a_code_finds_its_own_envelope_only(study, open_round):
    holder = factories.begin(open_round)
    factories.begin(open_round)
    assert responding.find_holder(code=holder.code).envelope == holder.envelope
    assert responding.find_holder(code=holder.code, round_id=str(open_round.pk)) is not None
    other = factories.make_round(study)
    assert responding.find_holder(code=holder.code, round_id=str(other.pk)) is None
    assert responding.find_holder(code=sealing.new_code()) is None


@pytest.mark.parametrize(("state", "found"), [("open", 1), ("closing", 1), ("closed", 0)])
def test_a_code_is_found_until_the_round_is_closed(open_round, state, found):
    holder = factories.begin(open_round)
    put_in(open_round, state)
    assert (responding.find_holder(code=holder.code) is not None) == bool(found)


# --- Answering -----------------------------------------------------------------------------------


def test_pages_are_added_to_the_draft_and_a_later_answer_wins(open_round):
    holder = factories.begin(open_round)
    assert responding.read_draft(holder) == {}
    responding.save_answers(holder=holder, answers={KEY: Answer(1), OTHER: Answer(0)})
    responding.save_answers(holder=again(holder), answers={KEY: Answer(3, 2, "intent")})
    assert responding.read_draft(again(holder)) == {
        KEY: Answer(3, 2, "intent"),
        OTHER: Answer(0),
    }


def test_a_draft_is_unreadable_with_another_code(open_round):
    holder = factories.begin(open_round)
    responding.save_answers(holder=holder, answers={KEY: Answer(1)})
    envelope = Envelope.objects.get()
    assert b"military" not in bytes(envelope.draft)
    with pytest.raises(sealing.UnreadableError):
        responding.read_draft(Holder(open_round, envelope, sealing.new_code()))


def test_submitting_seals_the_draft_and_destroys_it(open_round):
    holder = factories.begin(open_round, side="PRC")
    responding.save_answers(holder=holder, answers={KEY: Answer(3), OTHER: Answer(-1)})
    responding.submit(holder=again(holder))
    envelope = Envelope.objects.get()
    assert envelope.draft is None
    content = content_of(envelope)
    assert content["answers"] == {
        KEY: {"mark": 3, "confidence": None, "basis": ""},
        OTHER: {"mark": -1, "confidence": None, "basis": ""},
    }
    assert (content["round"], content["seat"], content["side"]) == (
        str(open_round.pk),
        "participant",
        "PRC",
    )
    assert content["tag"] == responding._tag(open_round, holder.code)
    assert holder.code not in str(content)
    sent = again(holder)
    assert sent.has_sent
    assert not sent.is_filling
    assert responding.read_draft(sent) == {}


def test_submitting_twice_changes_nothing(open_round):
    holder = factories.begin(open_round)
    responding.submit(holder=holder)
    sealed = bytes(Envelope.objects.get().sealed)
    with pytest.raises(NothingToSendError):
        responding.submit(holder=holder)
    assert bytes(Envelope.objects.get().sealed) == sealed


def test_a_page_left_open_in_another_window_starts_no_draft_after_submitting(open_round):
    holder = factories.begin(open_round)
    responding.save_answers(holder=holder, answers={KEY: Answer(1)})
    responding.submit(holder=holder)
    with pytest.raises(NothingToSendError):
        responding.save_answers(holder=holder, answers={KEY: Answer(3)})
    assert Envelope.objects.get().draft is None


def test_replacing_begins_empty_and_what_was_sent_counts_until_the_new_is_sent(open_round):
    holder = factories.begin(open_round)
    responding.save_answers(holder=holder, answers={KEY: Answer(1), OTHER: Answer(1)})
    responding.submit(holder=holder)
    responding.start_again(holder=holder)
    assert again(holder).is_filling
    assert responding.read_draft(again(holder)) == {}
    responding.save_answers(holder=holder, answers={OTHER: Answer(2)})
    assert content_of(Envelope.objects.get())["answers"][KEY]["mark"] == 1
    responding.submit(holder=holder)
    assert list(content_of(Envelope.objects.get())["answers"]) == [OTHER]


def test_asking_twice_to_replace_keeps_the_new_draft(open_round):
    holder = factories.begin(open_round)
    responding.submit(holder=holder)
    responding.start_again(holder=holder)
    responding.save_answers(holder=holder, answers={KEY: Answer(2)})
    responding.start_again(holder=holder)
    assert responding.read_draft(again(holder)) == {KEY: Answer(2)}


ACTS = {
    "save": lambda holder: responding.save_answers(holder=holder, answers={KEY: Answer(3)}),
    "again": lambda holder: responding.start_again(holder=holder),
    "submit": lambda holder: responding.submit(holder=holder),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", ["draft", "closing", "closed"])
def test_nothing_is_written_unless_the_round_is_open(open_round, state, act):
    holder = factories.begin(open_round)
    responding.save_answers(holder=holder, answers={KEY: Answer(1)})
    before = bytes_of(Envelope.objects.values().get())
    put_in(open_round, state)
    with pytest.raises(RoundNotOpenError):
        ACTS[act](holder)
    assert bytes_of(Envelope.objects.values().get()) == before


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_written_after_withdrawing_in_another_window(open_round, act):
    holder = factories.begin(open_round)
    responding.withdraw(code=holder.code)
    with pytest.raises(WithdrawnError):
        ACTS[act](holder)
    assert not Envelope.objects.exists()


@pytest.mark.parametrize(("seat", "sizes"), [("participant", 4_096), ("assessor", 16_384)])
def test_every_envelope_of_a_seat_has_one_length_whatever_was_answered(open_round, seat, sizes):
    drafts, sealed = set(), set()
    for side in ("PRC", "JPN", "ROK", "USA"):
        keys = asked(document_of(open_round.instrument), seat, side)
        fullest = Answer(-2, 2, "inadvertence")
        for answered in ({}, {keys[0]: Answer(3)}, dict.fromkeys(keys, fullest)):
            holder = factories.begin(open_round, seat, side)
            responding.save_answers(holder=holder, answers=answered)
            drafts.add(len(Envelope.objects.get(pk=holder.envelope.pk).draft))
            responding.submit(holder=holder)
            sealed.add(len(Envelope.objects.get(pk=holder.envelope.pk).sealed))
    assert drafts == {sizes + 40}
    assert sealed == {sizes + 48}


# --- Withdrawing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["open", "closing"])
@pytest.mark.parametrize("sent", [False, True])
def test_withdrawing_before_the_envelopes_are_opened_erases_the_envelope(open_round, state, sent):
    holder, other = factories.begin(open_round), factories.begin(open_round)
    if sent:
        responding.submit(holder=holder)
    put_in(open_round, state)
    assert responding.withdraw(code=holder.code) is True
    assert Envelope.objects.get() == other.envelope
    assert responding.withdraw(code=holder.code) is False


def test_withdrawing_after_closing_erases_the_response_and_nobody_elses(open_round):
    code = factories.respond(open_round, marks={KEY: 3})
    factories.respond(open_round, marks={KEY: 1})
    factories.close(open_round)
    assert responding.withdraw(code=code) is True
    left = Response.objects.get()
    assert set(Rating.objects.values_list("response", flat=True)) == {left.pk}
    assert Rating.objects.get(question__key=KEY).mark == 1
    assert responding.withdraw(code=code) is False


def test_withdrawing_waits_for_an_opening_and_erases_what_came_of_it(open_round):
    """The envelope was there at the first look and had become a response when its turn came."""
    code = factories.respond(open_round)
    real = responding._state_locked

    def opened_meanwhile(found):
        factories.close(Round.objects.get(pk=found.pk))
        return real(found)

    with mock.patch("surveys.responding._state_locked", opened_meanwhile):
        assert responding.withdraw(code=code) is True
    assert not Response.objects.exists()


def test_a_code_of_several_rounds_withdraws_from_each(study, open_round):
    first, code = factories.begin(open_round), sealing.new_code()
    closed = factories.make_round(study)
    for round in (closed, open_round):
        holder = responding.keep_code(invitation=invited(round), code=code)
        responding.submit(holder=holder)
    factories.close(closed)
    assert responding.withdraw(code=code) is True
    assert not Response.objects.exists()
    assert Envelope.objects.get() == first.envelope


def test_an_unknown_code_withdraws_nothing(open_round):
    factories.respond(open_round)
    assert responding.withdraw(code=sealing.new_code()) is False
    assert Envelope.objects.count() == 1


def test_a_withdrawn_envelope_is_not_opened(open_round):
    code = factories.respond(open_round)
    factories.respond(open_round)
    facilitating.request_closing(round=open_round, by="test")
    responding.withdraw(code=code)
    factories.run_jobs()
    assert Response.objects.count() == 1
