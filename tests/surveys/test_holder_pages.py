"""The order of the sides: one of the respondent's own, and written down nowhere."""

from collections import Counter

import pytest

from surveys import responding, sealing
from surveys.envelope_contents import Answer
from surveys.holder_pages import pages_of, party_order_of, variant_of
from surveys.instruments.loader import document_asked
from surveys.models.instrument import Question
from surveys.models.response import Response
from surveys.questionnaire import pages
from surveys.unsealing import EnvelopeOpener
from tests import factories


def shown_sides(holder, lens: str, language: str = "en") -> list[str]:
    (page,) = (page for page in pages_of(holder, language) if page.lens == lens)
    own = holder.envelope.side
    return [s.target if s.perceiver == own else s.perceiver for s in page.sections]


@pytest.fixture
def holders(db):
    asked = factories.make_round(modules=["impression", "predicted", "avowed"])
    return [factories.begin(asked, side="ROK") for _ in range(12)]


def test_all_pages_of_one_respondent_have_the_same_order_in_every_language(holders):
    for holder in holders:
        order = shown_sides(holder, "perceived")
        assert sorted(order) == ["JPN", "PRC", "USA"]
        assert order == [code for code in party_order_of(holder) if code != "ROK"]
        for lens in ("predicted", "avowed"):
            assert shown_sides(holder, lens) == shown_sides(holder, lens, "ko") == order
        pages = {page.lens: page for page in pages_of(holder, "ja")}
        assert [choice.key for choice in pages["first"].marks[:3]] == order


def test_respondents_differ(holders):
    assert len({tuple(shown_sides(holder, "perceived")) for holder in holders}) > 1


def test_no_order_comes_first_more_often_than_another():
    parties, pepper = ("PRC", "JPN", "ROK", "USA"), "5e" * 32
    first = Counter(
        tuple(sealing.party_order(parties, pepper=pepper, code=f"{n}", round_id="1"))
        for n in range(2400)
    )
    assert len(first) == 24
    assert (
        60 < min(first.values()) <= max(first.values()) < 145
    )  # 100 each, within four and a half SD


def test_the_opened_answers_stand_in_the_same_order_for_everybody(holders):
    for holder in holders:
        for page in pages_of(holder, "en"):
            answers = {question.name: Answer(0) for question in page.questions}
            responding.save_answers(holder=holder, answers=answers)
        responding.submit(holder=holder)
    opener = EnvelopeOpener(holders[0].round)
    keys = dict(Question.objects.values_list("pk", "key"))
    by_person = []
    for holder in holders:
        holder.envelope.refresh_from_db()
        response = Response(seat="participant", side="ROK")
        ratings = opener.ratings(response, opener.read(holder.envelope))
        by_person.append([(rating.lens, keys[rating.question]) for rating in ratings])
    (order,) = set(map(tuple, by_person))
    assert [key for lens, key in order if key.endswith(":military")][:3] == [
        f"ROK>{side}:military" for side in ("PRC", "JPN", "USA")
    ]


# --- Made once for all who are asked the same ----------------------------------------------------


def test_the_own_side_of_a_participant_has_no_place_in_the_order(study):
    """So that six orders of the others are all there are of three."""
    round = factories.make_round(study, modules=list(factories.FIRST_ROUND))
    holders = [factories.begin(round) for _ in range(12)]
    for holder in holders:
        whole = pages(
            document_asked(round),
            seat="participant",
            side="PRC",
            language="en",
            party_order=party_order_of(holder),
            modules=round.modules,
        )
        assert pages_of(holder, "en") == whole
        assert sorted(variant_of(holder, "en").party_order) == ["JPN", "ROK", "USA"]
    assert variant_of(factories.begin(round, "assessor"), "en").party_order.count("PRC") == 1


def test_the_same_pages_are_made_once(study):
    holder = factories.begin(factories.make_round(study))
    assert pages_of(holder, "en") is pages_of(holder, "en")
    assert pages_of(holder, "en") is not pages_of(holder, "ko")


def test_whatever_decides_what_is_asked_makes_other_pages(study):
    """Side, seat, modules, threats and instrument, each alone; and the language."""
    modules = {"modules": []}
    round = factories.make_round(study, **modules)
    others = [
        factories.make_round(study, modules=["vignettes"]),
        factories.make_round(study, asks_threats=False, **modules),
        factories.make_round(study, document=factories.short(), **modules),
    ]
    holders = [factories.begin(round), factories.begin(round, side="USA")]
    holders += [factories.begin(round, "assessor"), *map(factories.begin, others)]
    seen = {variant_of(holder, "en")._replace(party_order=()) for holder in holders}
    assert len(seen) == len(holders)
    assert len({pages_of(holder, "en") for holder in holders}) == len(holders)
