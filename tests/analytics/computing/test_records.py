"""Records hide who gave them: confirmed by hand, by pycanon, and for whatever people may say."""

from collections import Counter
from uuid import UUID

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycanon.anonymity import k_anonymity, l_diversity

from analytics.computing.records import records
from analytics.disclosure.audit import PromiseBrokenError
from analytics.disclosure.generalisation import hierarchy, recode
from analytics.disclosure.k_anonymity import hidden, require_hidden
from analytics.models import Release
from analytics.release.queries import records_of
from analytics.release.rows import RecordRow
from simulation.respondents import SimulatedRespondents
from surveys import responding
from surveys.envelope_contents import Answer
from surveys.instruments.document import NO_LEVEL
from surveys.instruments.sequence import answer_names
from surveys.models.response import Mark, Response
from tests import factories
from tests.analytics.computing.recorded import records_of_marks
from tests.factories import welch

QUESTIONS = welch().about_questions
HIERARCHIES = [hierarchy(question) for question in QUESTIONS]
KEYS = [question.key for question in QUESTIONS]
TOLD = [[*(o.key for o in q.options), *NO_LEVEL[:2]] for q in QUESTIONS]
SAID = st.lists(st.tuples(*map(st.sampled_from, TOLD)), min_size=100, max_size=160)
# Few kinds of people, so that some combinations are common and others rare.
FEW_KINDS = st.lists(st.tuples(*map(st.sampled_from, TOLD)), min_size=1, max_size=6).flatmap(
    lambda kinds: st.lists(st.sampled_from(kinds), min_size=100, max_size=160)
)
YOUNG = ("age-18-29", "woman", "first-degree")


def recoded(said, marks=None):
    """What is told of people who say this of themselves and answer in two ways by turns."""
    about = pd.DataFrame(said, columns=KEYS)
    marks = [[place % 2, place // 2 % 2] for place in range(len(said))] if marks is None else marks
    return recode(about, pd.DataFrame(marks, index=about.index), HIERARCHIES)


def rows(told):
    return [tuple(row) for row in told.astype(object).to_numpy().tolist()]


# --- Recoding ------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(st.one_of(SAID, FEW_KINDS))
def test_whatever_people_say_ten_share_it_and_nobody_is_lost(said):
    """With answers so mixed that only the numbers matter."""
    marks = [[place % 7] for place in range(len(said))]
    told = recoded(said, marks)
    if told is None:
        pytest.fail("a group whose answers are mixed can always be told, if of nothing else")
    result = rows(told)
    assert len(result) == len(said)
    assert min(Counter(result).values()) >= 10
    for before, after in zip(said, result, strict=True):
        withheld = set(after) == {None}
        for question, answer, value in zip(QUESTIONS, before, after, strict=True):
            assert withheld or value is None or _covers(question, value, answer)
    for members in _classes(result):
        assert len({marks[place][0] for place in members}) >= 2


def _covers(question, value, answer):
    groups = {group.key: group.holds for level in question.levels for group in level}
    return value == answer or answer in groups.get(value, ())


def _classes(result):
    places = {}
    for place, combination in enumerate(result):
        places.setdefault(combination, []).append(place)
    return places.values()


def test_nothing_is_lost_where_nothing_need_be():
    said = [YOUNG] * 60 + [("age-60-74", "man", "lower-school")] * 40
    assert rows(recoded(said)) == said


def test_the_coarser_level_is_taken_before_people_are_withheld():
    """Nine of a band are too few, and ten with those beside them are not."""
    one, other = ("age-18-29", *YOUNG[1:]), ("age-30-44", *YOUNG[1:])
    result = rows(recoded([one] * 9 + [other] * 91))
    assert result == [("age-under-45", *YOUNG[1:])] * 100


def test_the_rare_are_withheld_together_if_they_are_ten():
    """Six of one kind and six of another, whom no coarser level would join."""
    rare = ("prefer_not_to_say", *YOUNG[1:]), (YOUNG[0], "prefer_not_to_say", YOUNG[2])
    result = rows(recoded([YOUNG] * 100 + [rare[0]] * 6 + [rare[1]] * 6))
    assert Counter(result) == {YOUNG: 100, (None, None, None): 12}


def test_what_loses_least_is_taken():
    """Twelve withheld lose three answers each, 36; two bands for five lose 100/4 + 12/2, 31."""
    older = [("age-45-59", *YOUNG[1:])] * 6 + [("age-60-74", *YOUNG[1:])] * 6
    result = Counter(rows(recoded([YOUNG] * 100 + older)))
    assert result == {("age-under-45", *YOUNG[1:]): 100, ("age-45-up", *YOUNG[1:]): 12}
    # Of 140 the bands would lose 41.
    result = Counter(rows(recoded([YOUNG] * 140 + older)))
    assert result == {YOUNG: 140, (None, None, None): 12}


def test_nine_who_are_rare_are_not_withheld_alone():
    result = rows(recoded([YOUNG] * 100 + [("prefer_not_to_say", *YOUNG[1:])] * 9))
    assert Counter(result) == {(None, *YOUNG[1:]): 109}


def test_a_combination_of_one_mind_is_reported_more_coarsely():
    """Twenty of a band all answer alike: whoever knows the band would know the answer."""
    said = [("age-18-29", *YOUNG[1:])] * 20 + [("age-30-44", *YOUNG[1:])] * 80
    mixed = [[place % 2] for place in range(80)]
    assert rows(recoded(said, [[3]] * 18 + [[0]] * 2 + mixed)) == said
    told = rows(recoded(said, [[3]] * 20 + mixed))
    assert told == [("age-under-45", *YOUNG[1:])] * 100
    # One who answers otherwise would know all others' answer.
    assert rows(recoded(said, [[3]] * 19 + [[0]] + mixed)) == told


def test_nothing_can_be_told_of_a_group_of_one_mind():
    assert recoded([YOUNG] * 120, [[3]] * 119 + [[2]]) is None
    assert recoded([YOUNG] * 120, [[3]] * 118 + [[2]] * 2) is not None


def test_without_questions_everybody_is_one_class():
    nothing = pd.DataFrame(index=range(100))
    told = recode(nothing, pd.DataFrame({"a": [0, 1] * 50}), [])
    assert told is not None
    assert told.shape == (100, 0)


# --- What is told of the records -----------------------------------------------------------------


def recorded(about, marks):
    return [RecordRow(UUID(int=n), "PRC", about, {"q": mark}) for n, mark in enumerate(marks)]


def test_k_and_l_are_those_of_the_records():
    young, old = {"age": "age-under-45"}, {"age": "age-45-up"}
    kept = [0, 1, 2] * 30
    result = [
        *recorded(young, kept),
        *recorded(old, [0, 1] * 8),
        *recorded({"age": None}, kept[:12]),
    ]
    (told,) = hidden(result, QUESTIONS)
    assert (told.records, told.classes, told.k, told.l, told.others) == (118, 3, 12, 2, 8)
    assert (told.unanimous, told.withheld, dict(told.levels)) == (0, 12, {"age": 1})
    assert require_hidden(result) == hidden(result)


@pytest.mark.parametrize(
    ("marks", "unanimous"), [([3] * 10, 1), ([3] * 9 + [2], 0), ([3, 2] * 4 + [1], 0)]
)
def test_records_that_give_somebody_away_are_not_published(marks, unanimous):
    """A class of one mind, of one mind but for one, and of nine."""
    result = [*recorded({"age": "age-under-45"}, [0, 1] * 60), *recorded({"age": "woman"}, marks)]
    assert hidden(result)[0].unanimous == unanimous
    with pytest.raises(PromiseBrokenError, match="PRC"):
        require_hidden(result)


def test_of_fewer_than_a_hundred_nothing_is_published():
    with pytest.raises(PromiseBrokenError, match="JPN"):
        require_hidden(records_of_marks("JPN", ["q"], [(n % 4,) for n in range(99)]))
    assert require_hidden(records_of_marks("JPN", ["q"], [(n % 4,) for n in range(100)]))


# --- From the round to the release ---------------------------------------------------------------


def people(round, side, number, seed):
    respondents = SimulatedRespondents(welch(), seed=seed, individual_spread=0.6)
    names = answer_names(welch(), "participant", side, modules=round.modules)
    for _ in range(number):
        marks = respondents.marks("participant", side, names)
        given = {name: mark for name, mark in marks.items() if mark != Mark.SKIPPED}
        yield "participant", side, {name: Answer(mark) for name, mark in given.items()}


def answered(study, *groups, seed=1, **fields):
    fields = {"modules": ["about"], "publishes_records": True, "simulated": True} | fields
    round = factories.make_round(study, **fields)
    for side, number in groups:
        responding.submit_for_many(round=round, people=people(round, side, number, seed))
    return factories.close(round)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pycanon_finds_the_same_k_and_l(study, seed):
    round = answered(study, ("PRC", 130), ("JPN", 100), ("USA", 99), seed=seed)
    release = Release.objects.get(round=round)
    result = records_of(release)
    assert Counter(record.group for record in result) == {"PRC": 130, "JPN": 100}
    for told in release.metadata["records"]["groups"]:
        frame = pd.DataFrame(
            {"id": str(r.id), **{key: str(r.about[key]) for key in KEYS}, **r.answers}
            for r in result
            if r.group == told["group"]
        )
        answers = [name for name in frame if name not in ("id", *KEYS)]
        assert k_anonymity(frame, KEYS) == told["k"] >= 10
        assert l_diversity(frame, KEYS, answers) == told["l"] >= 2
        assert told["unanimous"] == 0
        nothing = (frame[KEYS] == "None").all(axis=1).sum()
        assert told["withheld"] == (nothing if told["classes"] > 1 else 0)


def test_every_response_becomes_one_record_under_an_identifier_of_its_own(study):
    round = answered(study, ("PRC", 100))
    result = records(round)
    given = Response.objects.filter(round=round)
    told = Counter(tuple(sorted(r.answers.items())) for r in result)
    assert told == Counter(
        tuple(
            sorted(
                (rating.question.key, rating.mark)
                for rating in response.ratings.exclude(lens="about").select_related("question")
            )
        )
        for response in given
    )
    keys = {response.pk for response in given}
    assert not keys & {record.id for record in result}
    assert not {r.id for r in records(round)} & {r.id for r in result}
    assert {tuple(record.about) for record in result} == {tuple(KEYS)}


def test_no_records_unless_the_round_publishes_them(study):
    round = answered(study, ("PRC", 100), modules=[], publishes_records=False)
    release = Release.objects.get(round=round)
    assert list(records(round)) == list(records_of(release)) == []
    assert release.metadata["records"]["groups"] == []


def test_only_made_up_people_answer_without_an_invitation(open_round):
    with pytest.raises(ValueError, match="only simulated people"):
        responding.submit_for_many(round=open_round, people=[])
