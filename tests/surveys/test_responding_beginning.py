import threading
from datetime import timedelta
from unittest import mock

import pytest
from django.db import connections
from django.db.models import QuerySet
from django.utils import timezone

from surveys import facilitating, inviting, responding, sealing
from surveys.envelope_contents import Answer, Holder
from surveys.locating import locator_of
from surveys.models.invitation import Invitation
from surveys.models.response import Envelope
from tests import factories
from tests.surveys.holders import KEY, again, bytes_of, invited, put_in


def state_of(invitation: Invitation) -> str:
    return Invitation.objects.get(pk=invitation.pk).state


def test_keeping_the_code_makes_an_empty_envelope_and_spends_the_invitation(open_round):
    invitation = invited(open_round, seat="assessor", side="ROK")
    code = sealing.new_code()
    holder = responding.begin(invitation=invitation, code=code)
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
    responding.begin(invitation=invitation, code=code)
    row = str(Envelope.objects.values().get())
    for secret in (code, token, invitation.token_digest, str(invitation.pk), invitation.pk.hex):
        assert secret not in row


def test_the_same_code_again_ends_in_the_same_envelope(open_round):
    invitation, code = invited(open_round), sealing.new_code()
    first = responding.begin(invitation=invitation, code=code)
    responding.save_answers(holder=first, answers={KEY: Answer(2)})
    second = responding.begin(invitation=invitation, code=code)
    assert second.envelope == first.envelope
    assert responding.read_draft(second) == {KEY: Answer(2)}
    assert Envelope.objects.count() == 1


def test_a_used_invitation_gives_another_code_nothing(open_round):
    invitation, code = invited(open_round), sealing.new_code()
    responding.begin(invitation=invitation, code=code)
    assert responding.begin(invitation=invitation, code=sealing.new_code()) is None
    assert Envelope.objects.get().pk == locator_of(open_round, code)


def test_an_invitation_sent_months_before_its_round_opens_is_good_until_it_closes(
    study, monkeypatch
):
    round = factories.make_round(study, state="draft")
    early, unused = invited(round), invited(round)
    half_a_year_later = timezone.now() + timedelta(days=180)
    monkeypatch.setattr(timezone, "now", lambda: half_a_year_later)
    assert responding.begin(invitation=early, code=sealing.new_code()) is None
    facilitating.open_round(round=round, by="test", allow_drafts=True)
    assert responding.begin(invitation=early, code=sealing.new_code()) is not None
    put_in(round, "closed")
    assert responding.open_round_of(unused) is None


def test_a_revoked_invitation_gives_nothing(open_round):
    invitation = invited(open_round)
    inviting.revoke(invitation=invitation, by="test")
    assert responding.begin(invitation=invitation, code=sealing.new_code()) is None
    assert not Envelope.objects.exists()
    assert state_of(invitation) == "revoked"


@pytest.mark.parametrize("state", ["draft", "closing", "closed"])
def test_a_round_that_is_not_open_takes_nobody_in(open_round, state):
    invitation, code = invited(open_round), sealing.new_code()
    put_in(open_round, state)
    assert responding.begin(invitation=invitation, code=code) is None
    assert not Envelope.objects.exists()
    assert state_of(invitation) == "unused"
    assert responding.open_round_of(invitation) is None


def test_a_connection_lost_before_the_invitation_is_spent_costs_no_seat(open_round):
    invitation, code = invited(open_round), sealing.new_code()
    broken = mock.patch("surveys.inviting.mark_used", side_effect=ConnectionError)
    with broken, pytest.raises(ConnectionError):
        responding.begin(invitation=invitation, code=code)
    assert state_of(invitation) == "unused"
    holder = responding.begin(invitation=invitation, code=code)
    assert holder is not None
    assert state_of(invitation) == "used"
    assert Envelope.objects.count() == 1


def test_a_round_that_closes_at_this_moment_takes_nobody_in(open_round):
    invitation = invited(open_round)
    with mock.patch("surveys.locking.state_locked", return_value="closing"):
        assert responding.begin(invitation=invitation, code=sealing.new_code()) is None
    assert not Envelope.objects.exists()
    assert state_of(invitation) == "unused"


def test_each_newcomer_is_put_among_the_others_at_random(open_round):
    """With the random order replaced by a reversal, each newcomer is written first, of two halves.

    Where PostgreSQL then puts a row depends on the room that others have left, too: what its files
    tell is tested in tests/production.
    """
    locators, written = [], []
    bulk_create = QuerySet.bulk_create

    def writing(self, rows, **options):
        written.append([row.pk for row in rows])
        return bulk_create(self, rows, **options)

    reversing = mock.patch("surveys.placing.secrets.SystemRandom")
    with reversing as random, mock.patch.object(QuerySet, "bulk_create", writing):
        random.return_value.shuffle = list.reverse
        for _ in range(3):
            locators.append(factories.begin(open_round).envelope.pk)
    assert [rows[0] for rows in written[::2]] == locators
    assert {*written[-2], *written[-1]} == set(locators)


def test_putting_envelopes_anew_keeps_what_is_in_them(open_round):
    writer, sender = factories.begin(open_round), factories.begin(open_round, side="JPN")
    responding.save_answers(holder=writer, answers={KEY: Answer(1)})
    responding.submit(holder=sender)
    before = {row["locator"]: row for row in Envelope.objects.values()}
    factories.begin(open_round)
    after = {row["locator"]: row for row in Envelope.objects.values()}
    assert len(after) == 3
    assert all(bytes_of(after[locator]) == bytes_of(row) for locator, row in before.items())


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
        return lambda: responding.begin(invitation=invitation, code=code)

    twice = at_once(keep(code), keep(code), keep(code))
    assert [holder.envelope.pk for holder in twice] == [Envelope.objects.get().pk] * 3
    assert state_of(invitation) == "used"

    other = invited(round)
    codes = [sealing.new_code(), sealing.new_code(), sealing.new_code()]
    rivals = at_once(*(lambda c=c: responding.begin(invitation=other, code=c) for c in codes))
    (winner,) = [holder for holder in rivals if holder is not None]
    assert Envelope.objects.count() == 2
    assert responding.holder_by_code(code=winner.code) is not None

    people = [invited(round) for _ in range(4)]
    seats = at_once(
        *(lambda i=i: responding.begin(invitation=i, code=sealing.new_code()) for i in people)
    )
    assert None not in seats
    assert Envelope.objects.count() == 6
    assert {state_of(person) for person in people} == {"used"}


def test_nobody_begins_a_round_that_needs_an_agreement_without_it(study):
    round = factories.make_round(study, widest_audience="researchers")
    invitation, code = invited(round), sealing.new_code()
    with pytest.raises(responding.NotAgreedError):
        responding.begin(invitation=invitation, code=code)
    assert not Envelope.objects.exists()
    assert state_of(invitation) == "unused"
    assert responding.begin(invitation=invitation, code=code, agreed=True) is not None
    again = responding.begin(invitation=invitation, code=code)
    assert again is not None, "who has begun has agreed"
