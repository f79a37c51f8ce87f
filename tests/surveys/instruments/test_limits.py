"""The longest questionnaire that is accepted can be filled in, kept and sent."""

from dataclasses import asdict

import pytest
from django.conf import settings

from surveys import sealing
from surveys.envelope_contents import LONGEST_ANSWER
from surveys.instruments import limits
from surveys.instruments.builder import from_content
from surveys.instruments.errors import InstrumentError
from surveys.instruments.limits import MOST_QUESTIONS, check_length
from surveys.instruments.loader import load_instrument
from surveys.instruments.parser import parse
from surveys.models.instrument import Instrument
from tests.factories import large, welch
from tests.surveys.instruments.small import SMALL


def test_a_questionnaire_of_three_thousand_questions_is_accepted() -> None:
    assert not list(check_length(large(244)))


def test_who_is_asked_most_decides_and_may_be_asked_as_much_as_is_allowed(monkeypatch) -> None:
    monkeypatch.setattr(limits, "MOST_QUESTIONS", 3_039)
    assert not list(check_length(large(244)))
    monkeypatch.setattr(limits, "MOST_QUESTIONS", 3_038)
    (problem,) = check_length(large(244))
    assert problem.path == ("threats",)
    assert problem.message == (
        "ask 3039 questions of a person (assessor, USA) in a round with every module; 3038 at "
        "most can be kept: leave out some of the 2928 threats or 6 concerns, or an optional lens"
    )


def test_a_file_that_asks_too_much_is_refused_with_the_line_of_what_to_cut(monkeypatch) -> None:
    monkeypatch.setattr(limits, "MOST_QUESTIONS", 5)
    with pytest.raises(InstrumentError) as caught:
        parse(SMALL, "small.yaml")
    (problem,) = caught.value.problems
    line = SMALL[: SMALL.index("threats:\n")].count("\n") + 1
    assert problem.startswith(f"small.yaml:{line}: threats: ask 13 questions of a person")


@pytest.mark.django_db
def test_one_that_asks_too_much_is_not_stored_either(monkeypatch) -> None:
    document = from_content({k: v for k, v in welch().content.items() if k != "batteries"})
    monkeypatch.setattr(limits, "MOST_QUESTIONS", 90)
    with pytest.raises(InstrumentError, match="welch2013:1: threats: ask 118 questions"):
        load_instrument(document, by="test")
    assert not Instrument.objects.exists()


def test_the_answers_to_as_many_questions_fit_the_largest_envelope() -> None:
    names = [f"predicted/PRC>JPN:{'x' * 45}{n:05}" for n in range(MOST_QUESTIONS)]
    answers = {name: asdict(LONGEST_ANSWER) for name in names}
    content = {"round": "x" * 36, "seat": "participant", "side": "PRC", "tag": "x" * 64}
    room = sealing.room_for(content | {"answers": answers})
    assert sealing.SIZES[-2] < room < sealing.SIZES[-1] - 4


def test_a_form_of_as_many_questions_may_be_posted() -> None:
    fields_of_a_question = 3
    beside_them = 100
    assert (
        fields_of_a_question * MOST_QUESTIONS + beside_them
        <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    )
    longest = len("q00000_confidence=&") + len("inadvertence")
    posted = fields_of_a_question * MOST_QUESTIONS * longest
    assert posted < settings.DATA_UPLOAD_MAX_MEMORY_SIZE
