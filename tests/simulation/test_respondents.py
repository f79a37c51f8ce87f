"""Simulated respondents depend on the seed alone, and the answers of one person correlate."""

from collections import Counter

import pytest

from simulation.respondents import SimulatedRespondents
from surveys.envelope_contents import Answer
from surveys.instruments.builder import from_content
from surveys.instruments.document import impression_options
from surveys.instruments.loader import document_of
from surveys.instruments.optional_parties import TARGET_ONLY
from surveys.instruments.sequence import MODULES, answer_names
from surveys.models.response import Mark
from tests.factories import welch


def test_the_same_seed_makes_the_same_people(instrument):
    document = document_of(instrument)
    names = answer_names(document, "participant", "PRC")
    first, again, other = (
        SimulatedRespondents(document, seed=seed).marks("participant", "PRC", names)
        for seed in (1, 1, 2)
    )
    assert first == again != other
    assert set(first) == set(names)


def test_they_can_answer_every_module(instrument):
    document = document_of(instrument)
    modules = MODULES
    respondents = SimulatedRespondents(document, seed=3)
    for seat in ("participant", "assessor"):
        names = answer_names(document, seat, "ROK", modules=modules)
        marks = respondents.marks(seat, "ROK", names).values()
        assert set(marks) <= set(range(-3, 4))


@pytest.mark.parametrize("module", ["trend", "reflection"])
def test_what_has_changed_is_answered_by_one_of_its_answers_and_alters_no_other_answer(module):
    names = answer_names(welch(), "participant", "PRC", modules=[module])
    others = answer_names(welch(), "participant", "PRC")
    asked = SimulatedRespondents(welch(), seed=4, convergence=0.6)
    plain = SimulatedRespondents(welch(), seed=4, convergence=0.6)
    given = Counter()
    for _ in range(60):
        marks = asked.marks("participant", "PRC", names)
        assert {name: marks[name] for name in others} == plain.marks("participant", "PRC", others)
        given.update(mark for name, mark in marks.items() if name not in others)
    assert set(given) == {-2, 0, 1, 2}
    changed, unchanged = (0, 2) if module == "trend" else (2, 1)
    assert given[changed] > 2 * given[unchanged]


def test_a_further_party_is_named_most_by_those_whom_it_concerns_most_and_alters_no_other_answer():
    parties = [party for party in welch().content["parties"] if party["code"] != "PRK"]
    without = from_content({**welch().content, "parties": parties})
    named = Counter()
    for side in ("PRC", "ROK"):
        names = answer_names(welch(), "participant", side, modules=["impression"])
        can, cannot = (SimulatedRespondents(each, seed=4) for each in (welch(), without))
        options, fewer = (impression_options(each, side) for each in (welch(), without))
        for _ in range(100):
            marks, others = (
                can.marks("participant", side, names),
                cannot.marks("participant", side, names),
            )
            for name in names:
                if name.startswith(("first/", "revised/")) and marks[name] >= 0:
                    answer = options[marks[name]]
                    named[side] += answer == "PRK"
                    assert answer in ("PRK", fewer[others[name]])
                else:
                    assert marks[name] == others[name]
    assert named["ROK"] > 90 > 30 > named["PRC"] > 0


def test_of_a_party_that_takes_no_part_many_cannot_tell_and_no_other_answer_is_altered():
    names = answer_names(welch(), "participant", "PRC", modules=[TARGET_ONLY])
    others = answer_names(welch(), "participant", "PRC")
    asked, plain = (SimulatedRespondents(welch(), seed=4) for _ in range(2))
    given = Counter()
    for _ in range(60):
        marks = asked.marks("participant", "PRC", names)
        assert {name: marks[name] for name in others} == plain.marks("participant", "PRC", others)
        given.update(mark for name, mark in marks.items() if name not in others)
    assert given.total() == 60 * 6
    assert 0.25 < given[Mark.CANNOT_DETERMINE] / given.total() < 0.6
    assert set(given) <= {Mark.CANNOT_DETERMINE, 0, 1, 2, 3}


def test_skipped_questions_are_left_out_of_the_answers():
    names = answer_names(welch(), "participant", "PRC")
    marks = SimulatedRespondents(welch(), seed=1).marks("participant", "PRC", names)
    answers = SimulatedRespondents(welch(), seed=1).answers("participant", "PRC", names)
    assert -3 in marks.values()
    assert answers == {name: Answer(mark) for name, mark in marks.items() if mark != -3}


def test_the_answers_of_one_person_go_together():
    names = [n for n in answer_names(welch(), "participant", "PRC") if n.startswith("PRC>JPN:")][:6]

    def between(spread):
        respondents = SimulatedRespondents(welch(), seed=2, individual_spread=spread)
        rows = [respondents.marks("participant", "PRC", tuple(names)) for _ in range(300)]
        levels = [[row[name] for name in names] for row in rows]
        means = [sum(x) / len(x) for x in levels if min(x) >= 0]
        centre = sum(means) / len(means)
        return sum((mean - centre) ** 2 for mean in means) / len(means)

    assert between(0.6) > 2 * between(0.0)
