"""What drafts and envelopes hold, and how large they are."""

import pytest

from surveys import envelope_contents, responding, sealing
from surveys.envelope_contents import Answer, Draft, room_for, slots_of
from surveys.instruments.loader import document_of
from surveys.instruments.sequence import answer_names
from surveys.models.response import Envelope
from surveys.unsealing import EnvelopeOpener
from tests import factories
from tests.surveys import written

KEY = "PRC>JPN:military"


@pytest.fixture
def round(study):
    return written.asking_round(study)


@pytest.fixture
def holder(round):
    return factories.begin(round)


def draft_of(holder):
    return envelope_contents.unlocked(holder, Envelope.objects.get(pk=holder.envelope.pk))


def test_a_draft_holds_marks_and_texts_side_by_side(holder):
    assert draft_of(holder) == Draft({}, None)
    responding.save_texts(holder=holder, texts={"JPN/1": "words"})
    responding.save_answers(holder=holder, answers={KEY: Answer(2)})
    responding.save_texts(holder=holder, texts={"USA/1": "more"})
    assert draft_of(holder) == Draft({KEY: Answer(2)}, {"JPN/1": "words", "USA/1": "more"})


def test_a_draft_from_before_there_were_texts_is_read(holder):
    old = sealing.lock_draft(
        {"answers": {}}, code=holder.code, round_id=str(holder.round.pk), room=0
    )
    Envelope.objects.update(draft=old)
    assert draft_of(holder) == Draft({}, None)


def sealed_texts(round, texts):
    """The size of an envelope with these texts, and the texts as the worker reads them."""
    holder = factories.begin(round)
    responding.save_texts(holder=holder, texts=texts)
    draft = bytes(Envelope.objects.get(pk=holder.envelope.pk).draft)
    responding.submit(holder=holder)
    envelope = Envelope.objects.get(pk=holder.envelope.pk)
    content = EnvelopeOpener(round).read(envelope)
    assert content is not None
    return len(draft), len(bytes(envelope.sealed)), content["texts"]


def test_an_envelope_is_as_large_whatever_was_written(round):
    widest = dict.fromkeys(written.SLOTS, '"' * 150 + "𠮷" * 150)
    sizes = {sealed_texts(round, texts)[:2] for texts in ({}, {"JPN/1": "x"}, widest)}
    assert sizes == {(16_384 + 40, 16_384 + 48)}


def test_each_text_has_its_own_tag_and_empty_ones_are_left_out(round):
    *_, texts = sealed_texts(round, {"USA/3": "last", "JPN/1": "first", "JPN/2": ""})
    assert [(text["target"], text["text"]) for text in texts] == [("JPN", "first"), ("USA", "last")]
    assert len({text["tag"] for text in texts}) == 2


def test_where_no_texts_are_asked_for_none_are_sent(open_round):
    holder = factories.begin(open_round)
    responding.save_texts(holder=holder, texts={"JPN/1": "not asked for"})
    responding.submit(holder=holder)
    content = EnvelopeOpener(open_round).read(Envelope.objects.get(pk=holder.envelope.pk))
    assert content is not None
    assert "texts" not in content


@pytest.mark.parametrize("modules", [[], list(factories.FIRST_ROUND), ["own_concerns"]])
@pytest.mark.parametrize("seat", ["participant", "assessor"])
def test_the_room_is_what_the_fullest_envelope_of_a_real_respondent_takes(study, seat, modules):
    """To the byte: the stand-ins for round and code are as long as any."""
    round = factories.make_round(study, modules=modules)
    holder = factories.begin(round, seat)
    names = answer_names(document_of(round.instrument), seat, "PRC", modules)
    answers = dict.fromkeys(names, envelope_contents.LONGEST_ANSWER)
    texts = {slot.name: envelope_contents.WIDEST_TEXT for slot in slots_of(holder)}
    content = envelope_contents._content(holder, Draft(answers, texts))
    whose = (round.instrument.checksum, seat, "PRC", tuple(modules), True)
    assert room_for(*whose) == sealing.room_for(content)


def test_a_round_with_threats_or_more_modules_has_more_room(study):
    few, many = (
        factories.make_round(study, modules=list(modules))
        for modules in ((), factories.FIRST_ROUND)
    )
    rooms = [
        room_for(round.instrument.checksum, "participant", "PRC", tuple(round.modules), threats)
        for round, threats in ((few, False), (few, True), (many, True))
    ]
    assert rooms[0] < rooms[1] < rooms[2]


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ({}, True),
        ({"text": "x" * 300}, True),
        ({"text": "x" * 301}, False),
        ({"text": ""}, False),
        ({"target": "PRC"}, False),
        ({"target": "XYZ"}, False),
        ({"tag": None}, False),
    ],
)
def test_a_text_must_fit_what_was_asked(round, holder, monkeypatch, text, sound):
    entry = {"target": "JPN", "text": "words", "tag": "0" * 64} | text
    monkeypatch.setattr(envelope_contents, "_texts", lambda *given: [entry])
    responding.submit(holder=holder)
    envelope = Envelope.objects.get(pk=holder.envelope.pk)
    assert (EnvelopeOpener(round).read(envelope) is not None) is sound


@pytest.mark.parametrize(("number", "sound"), [(3, True), (4, False)])
def test_no_more_texts_than_places(round, holder, monkeypatch, number, sound):
    entries = [{"target": "JPN", "text": "words", "tag": str(n)} for n in range(number)]
    monkeypatch.setattr(envelope_contents, "_texts", lambda *given: entries)
    responding.submit(holder=holder)
    envelope = Envelope.objects.get(pk=holder.envelope.pk)
    assert (EnvelopeOpener(round).read(envelope) is not None) is sound
