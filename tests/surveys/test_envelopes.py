"""How envelopes are found, and the room they need."""

import json

from surveys import envelopes, responding, sealing
from surveys.instruments.loader import document_of
from surveys.instruments.sequence import answer_names
from tests import factories
from tests.surveys.holders import again


def test_a_locator_and_a_tag_are_of_one_code_in_one_round(open_round):
    other = factories.make_round()
    code, another = sealing.new_code(), sealing.new_code()
    for found in (envelopes.locator_of, envelopes.tag_of):
        assert found(open_round.pk, code) == found(str(open_round.pk), code)
        assert len({found(r.pk, c) for r in (open_round, other) for c in (code, another)}) == 4
    assert envelopes.locator_of(open_round.pk, code) != envelopes.tag_of(open_round.pk, code)


def test_the_room_is_what_the_fullest_envelope_of_a_real_respondent_takes(study):
    """To the byte: the stand-ins for round and tag are as long as any."""
    round = factories.make_round(study, modules=list(factories.FIRST_ROUND))
    names = {}
    for seat, side in (("participant", "PRC"), ("participant", "ROK"), ("assessor", "PRC")):
        holder = factories.begin(round, seat, side)
        whose = (round.instrument.checksum, seat, side, tuple(round.modules), True)
        names[whose] = answer_names(document_of(round.instrument), seat, side, round.modules)
        fullest = envelopes.contents(
            round_id=str(round.pk),
            seat=seat,
            side=side,
            tag=envelopes.tag_of(round.pk, holder.code),
            answers=dict.fromkeys(names[whose], envelopes.LONGEST_ANSWER),
        )
        written = json.dumps(fullest, ensure_ascii=False, separators=(",", ":")).encode()
        assert envelopes.room_for(*whose) == len(written)
    assert len({len(n) for n in names.values()}) > 1


def test_the_longest_answer_is_one():
    longest = responding.Answer(**envelopes.LONGEST_ANSWER)
    assert vars(longest) == envelopes.LONGEST_ANSWER


def test_a_round_with_threats_or_more_modules_has_more_room(study):
    few, many = (
        factories.make_round(study, modules=list(modules))
        for modules in ((), factories.FIRST_ROUND)
    )
    rooms = [
        envelopes.room_for(
            round.instrument.checksum, "participant", "PRC", tuple(round.modules), threats
        )
        for round, threats in ((few, False), (few, True), (many, True))
    ]
    assert rooms[0] < rooms[1] < rooms[2]


def test_every_draft_of_a_seat_and_side_is_of_one_length(open_round):
    lengths = set()
    for number in (0, 1, 5):
        holder = factories.begin(open_round)
        names = ("PRC>JPN:military", "PRC>JPN:political", "PRC>JPN:economic")[:number]
        answers = dict.fromkeys(names, responding.Answer(3))
        responding.save_answers(holder=holder, answers=answers)
        lengths.add(len(bytes(again(holder).envelope.draft)))
    assert len(lengths) == 1
