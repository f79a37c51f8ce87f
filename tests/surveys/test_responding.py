"""Answering. Beginning, finding the way back and withdrawing have modules of their own."""

import pytest

from surveys import responding, sealing, withdrawing
from surveys.envelope_contents import Answer, Holder
from surveys.instruments.loader import document_of
from surveys.instruments.sequence import answer_names
from surveys.locating import tag_of
from surveys.models.response import Envelope
from surveys.responding import NothingToSendError, RoundNotOpenError, WithdrawnError
from surveys.server_keys import unwrap_private_key
from tests import factories
from tests.surveys.holders import KEY, OTHER, again, bytes_of, put_in


def content_of(envelope: Envelope) -> dict:
    private = unwrap_private_key(bytes(envelope.round.wrapped_private_key))
    return sealing.unseal(bytes(envelope.sealed), private_key=private)


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
    assert content["tag"] == tag_of(open_round, holder.code)
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
    withdrawing.withdraw(code=holder.code)
    with pytest.raises(WithdrawnError):
        ACTS[act](holder)
    assert not Envelope.objects.exists()


@pytest.mark.parametrize(("seat", "sizes"), [("participant", 4_096), ("assessor", 16_384)])
def test_every_envelope_of_a_seat_has_one_length_whatever_was_answered(open_round, seat, sizes):
    drafts, sealed = set(), set()
    for side in ("PRC", "JPN", "ROK", "USA"):
        keys = answer_names(document_of(open_round.instrument), seat, side)
        fullest = Answer(-2, 2, "inadvertence")
        for answered in ({}, {keys[0]: Answer(3)}, dict.fromkeys(keys, fullest)):
            holder = factories.begin(open_round, seat, side)
            responding.save_answers(holder=holder, answers=answered)
            drafts.add(len(Envelope.objects.get(pk=holder.envelope.pk).draft))
            responding.submit(holder=holder)
            sealed.add(len(Envelope.objects.get(pk=holder.envelope.pk).sealed))
    assert drafts == {sizes + 40}
    assert sealed == {sizes + 48}


# --- Dropping a second draft ---------------------------------------------------------------------


def test_dropping_a_second_draft_leaves_what_was_sent(open_round):
    code = factories.respond(open_round, marks={KEY: 3})
    holder = responding.holder_by_code(code=code)
    sealed = bytes(holder.envelope.sealed)
    with pytest.raises(NothingToSendError):
        responding.drop_draft(holder=holder)
    responding.start_again(holder=holder)
    responding.save_answers(holder=again(holder), answers={KEY: Answer(0)})
    assert responding.drop_draft(holder=again(holder)) is True
    left = again(holder).envelope
    assert (left.draft, bytes(left.sealed)) == (None, sealed)


def test_a_first_draft_is_not_dropped(open_round):
    holder = factories.begin(open_round)
    responding.save_answers(holder=holder, answers={KEY: Answer(0)})
    assert responding.drop_draft(holder=again(holder)) is False
    assert responding.read_draft(again(holder)) == {KEY: Answer(0)}
