from surveys.envelope_contents import Answer
from surveys.instruments.showing import without_hidden
from tests.surveys.instruments.conditional import with_condition

DOCUMENT = with_condition(
    "about", "questions", 1, answer={"question": "age", "options": ["age-30-44"]}
)
GENDER = {"about/gender": Answer(1)}
MARK = {"PRC>JPN:military": Answer(3)}


def test_an_answer_is_kept_while_its_question_is_shown():
    answers = {"about/age": Answer(1), **GENDER, **MARK}
    assert without_hidden(DOCUMENT, answers) == answers


def test_an_answer_goes_with_its_question_and_no_other_does():
    for age in (0, 2, -2, 5):
        rest = {"about/age": Answer(age), "about/education": Answer(0), **MARK}
        assert without_hidden(DOCUMENT, rest | GENDER) == rest
    assert without_hidden(DOCUMENT, GENDER | MARK) == MARK
