"""Every fault of a condition has a name and a remedy."""

import pytest

from surveys.instruments.errors import InstrumentError
from surveys.instruments.loader import load_instrument
from surveys.instruments.parser import HERE, parse
from tests.factories import short
from tests.surveys.instruments.conditional import problems, with_condition, with_fields
from tests.surveys.instruments.small import SMALL

AGE = {"question": "age", "options": ["age-18-29"]}


def answer(question, *options):
    return {"show_if": {"answer": {"question": question, "options": list(options)}}}


def test_what_has_no_fault_is_accepted():
    document = with_fields(
        {
            ("threats", 0): {"show_if": {"seat": ["participant"]}, "required": True},
            ("lenses", "predicted"): {"show_if": {"side": ["JPN", "ROK"]}},
            ("about", "questions", 1): {"show_if": {"module": ["predicted"]}},
            ("about", "questions", 2): answer("age", "age-18-29"),
        }
    )
    assert problems(document) == []


@pytest.mark.parametrize(
    ("path", "condition", "field", "message"),
    [
        (["threats", 0], {"side": ["CAN"]}, ("side",), "names 'CAN', which has no participants"),
        (
            ["threats", 0],
            {"seat": ["assessor"], "side": ["PRC"]},
            ("side",),
            "narrows participants, and none is asked",
        ),
        (["lenses", "perceived"], {"side": ["PRC"]}, (), "is on what every round asks"),
        (["lenses", "assessed"], {"module": ["trend"]}, (), "is on what every round asks"),
        (["threats", 0], {"answer": AGE}, ("answer",), "whose answers are published as counts"),
        (["trend"], {"answer": AGE}, ("answer",), "whose answers are published as counts"),
        (["about"], {"answer": AGE}, ("answer",), "whose answers are published as counts"),
        (["lenses", "predicted"], {"answer": AGE}, ("answer",), "use seat, side or module"),
        (
            ["about", "questions", 1],
            {"answer": {"question": "PRC>JPN:military", "options": ["serious"]}},
            ("answer", "question"),
            "names 'PRC>JPN:military', whose answers are published as counts",
        ),
        (
            ["about", "questions", 1],
            {"answer": {"question": "low", "options": ["serious"]}},
            ("answer", "question"),
            "name another question about oneself",
        ),
        (
            ["about", "questions", 1],
            {"answer": {"question": "rank", "options": ["high"]}},
            ("answer", "question"),
            "no question about oneself; use one of age, gender, education",
        ),
        (
            ["about", "questions", 1],
            {"answer": {"question": "education", "options": ["further-degree"]}},
            ("answer", "question"),
            "comes after this question; put it before",
        ),
        (
            ["about", "questions", 1],
            {"answer": {"question": "gender", "options": ["woman"]}},
            ("answer", "question"),
            "leads in a circle, gender < gender",
        ),
        (
            ["about", "questions", 1],
            {"answer": {"question": "age", "options": ["old"]}},
            ("answer", "options"),
            "names 'old', which is no option of age; use one of ",
        ),
        (
            ["threats", 0],
            {"seat": ["participant"], "side": ["ROK"]},
            (),
            "can be met by nobody; widen it",
        ),
        (["impression"], {"seat": ["assessor"]}, (), "can be met by nobody; widen it"),
        (["impression"], {"module": ["reflection"]}, (), "can be met by nobody; widen it"),
        (["about"], {"seat": ["assessor"]}, (), "can be met by nobody; widen it"),
    ],
)
def test_a_fault_is_named_where_it_stands(path, condition, field, message):
    (problem,) = problems(with_condition(*path, **condition))
    assert problem.path == (*path, "show_if", *field)
    assert message in problem.message


def test_a_circle_is_shown_from_each_of_its_questions():
    first, second = problems(
        with_fields(
            {
                ("about", "questions", 0): answer("gender", "woman"),
                ("about", "questions", 1): answer("age", "age-18-29"),
            }
        )
    )
    assert "age < gender < age" in first.message
    assert "gender < age < gender" in second.message


def test_that_a_required_question_is_never_shown_is_said():
    nobody = {"seat": ["participant"], "side": ["ROK"]}
    (problem,) = problems(with_fields({("threats", 0): {"show_if": nobody, "required": True}}))
    assert "can be met by nobody, though the question is required" in problem.message


def test_what_follows_from_a_question_that_nobody_is_asked_is_reached_by_nobody_either():
    document = with_fields(
        {
            ("about", "questions", 0): {"show_if": {"seat": ["assessor"]}},
            ("about", "questions", 2): answer("age", "age-18-29"),
        }
    )
    assert [problem.path[2] for problem in problems(document)] == [0, 2]


def test_a_module_without_words_is_named():
    small = SMALL.replace("  - key: missiles", "  - show_if: {module: [avowed]}\n    key: missiles")
    with pytest.raises(InstrumentError) as caught:
        parse(small, "small.yaml")
    (problem,) = caught.value.problems
    assert problem == (
        "small.yaml:37: threats[missiles].show_if.module: names 'avowed', for which this file has "
        "no words; use one of impression, vignettes, trend, reflection"
    )


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("{}", "show_if: is a mapping of nothing; expected of whom the question is asked"),
        ("{seat: [observer]}", "is 'observer'; expected participant or assessor"),
        ("{language: [ko]}", "is not a field here; the fields are seat, side, module, answer"),
        ("{side: []}", "is an empty list; expected a list of codes of parties"),
        ("{answer: {question: age}}", "options: is missing"),
    ],
)
def test_a_condition_of_another_shape_is_named(condition, message):
    small = SMALL.replace("  - key: missiles", f"  - show_if: {condition}\n    key: missiles")
    with pytest.raises(InstrumentError, match=r"small\.yaml:37: threats\[missiles\]") as caught:
        parse(small, "small.yaml")
    assert message in str(caught.value)


def test_a_concern_is_asked_of_everybody():
    text = (HERE / "welch2013.yaml").read_text("utf-8")
    first = "  - key: military\n"
    broken = text.replace(first, f"{first}    show_if: {{side: [PRC]}}\n", 1)
    with pytest.raises(InstrumentError, match=r"concerns\[military\].show_if: is not a field here"):
        parse(broken, "welch.yaml")


@pytest.mark.django_db
def test_a_faulty_condition_is_not_stored():
    with pytest.raises(InstrumentError, match=r"threats\[east-china-sea-islands\].show_if.side"):
        load_instrument(with_condition("threats", 0, side=["CAN"]), by="test")
    load_instrument(short(), by="test")
