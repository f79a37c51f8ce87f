"""Forms that people write elsewhere, added to a questionnaire as far as they fit."""

from copy import deepcopy

import pytest

from surveys.instruments.errors import InstrumentError
from surveys.instruments.interchange.formats import LIMESURVEY, import_form
from surveys.instruments.parser import parse, problems_of
from surveys.instruments.rewriting import file_of
from tests.surveys.instruments.interchange.made import LIMESURVEY_ARRAY, WHOLE, workbook
from tests.surveys.instruments.small import SMALL

BASE = {name: part for name, part in WHOLE.items() if name not in ("about", "batteries")}
WITHOUT_KOREAN = "ko: the questionnaire's texts are left out, as the form has none"
LABELS = ["label::English (en)", "label::한국어 (ko)"]
HEADER = ["type", "name", *LABELS, "hint::English (en)", "relevant"]
SURVEY = [
    HEADER,
    ["begin group", "Trust in_Talks", "Trust in talks", "대화에 대한 신뢰", "", ""],
    ["select_one agree", "Q1", "Talks <b>help</b>", "대화는 도움이 된다", "", ""],
    ["select_one agree", "Q2", "Talks last", "대화는 지속된다", "Think of years", "${Q1}='1'"],
    ["end group", "", "", "", "", ""],
    ["select one field", "field", "Your field?", "분야?", "", ""],
    ["integer", "age", "Your age?", "나이?", "", ""],
    ["select_multiple field", "fields", "Your fields?", "분야들?", "", ""],
    ["select_one agree", "Q3", "After ${Q1}?", "그 뒤?", "", ""],
    ["select_one field", "untold", "Which?", "", "", ""],
]
CHOICES = [
    ["list name", "name", *LABELS],
    ["agree", "1", "Disagree", "반대"],
    ["agree", "2", "Agree", "동의"],
    ["field", "law", "Law", "법"],
    ["field", "war studies", "War", "전쟁"],
]


@pytest.fixture(scope="module")
def added():
    return import_form(workbook(survey=SURVEY, choices=CHOICES), "theirs.xlsx", BASE)


def test_questions_with_the_same_answers_become_a_battery(added):
    (battery,) = added.content["batteries"]
    assert (battery["key"], battery["about"]) == ("trust-in-talks", "no_side")
    assert battery["title"]["ko"] == {"draft": "대화에 대한 신뢰"}
    items = [(item["key"], item["text"]["en"]["source"]) for item in battery["items"]]
    assert items == [("q1", "Talks help"), ("q2", "Talks last")]
    (question,) = battery["questions"]
    assert [answer["key"] for answer in question["answers"]] == ["q-1", "q-2"]
    assert question["ordered"] is False


def test_a_question_by_itself_becomes_one_about_oneself(added):
    (question,) = added.content["about"]["questions"]
    assert question["key"] == "field"
    assert [option["key"] for option in question["options"]] == ["law", "war-studies"]
    assert added.content["about"]["title"]["ko"] == {"draft": "추가 질문"}


def test_what_does_not_fit_is_said_with_its_line(added):
    assert set(added.not_carried) == {
        "survey!A7: age: is of the type integer",
        "survey!A8: fields: is of the type select_multiple field",
        "survey!A9: Q3: fills in an answer given before",
        "survey!A10: untold: has no text in ko",
        "survey!A4: Q2: its relevant is left out",
        "survey!A4: Q2: its hint is left out",
        "survey!A3: trust-in-talks: its answers are taken as unordered; if they are "
        "levels, say so in the YAML",
    }


def test_the_result_can_be_loaded_and_the_rest_is_as_before(added):
    assert problems_of(added.content) == []
    assert parse(file_of(added.content), "new.yaml").battery("trust-in-talks")
    rest = {k: v for k, v in added.content.items() if k not in ("about", "batteries")}
    assert rest == BASE


def test_a_form_in_fewer_languages_leaves_the_others_out():
    survey = [["type", "name", "label"], ["select_one f", "field", "Your field?"]]
    choices = [["list_name", "name", "label"], ["f", "law", "Law"], ["f", "war", "War"]]
    added = import_form(workbook(survey=survey, choices=choices), "t.xlsx", deepcopy(BASE))
    assert added.content["languages"] == ["en"]
    assert "ko" not in added.content["preface"]
    assert added.not_carried == (WITHOUT_KOREAN,)


def test_a_form_in_no_language_of_the_questionnaire_is_refused():
    survey = [["type", "name", "label::French (fr)"], ["select_one f", "field", "Domaine ?"]]
    choices = [["list_name", "name", "label::French (fr)"], ["f", "law", "Droit"]]
    with pytest.raises(InstrumentError, match="has no texts in en, the first language"):
        import_form(workbook(survey=survey, choices=choices), "t.xlsx", BASE)


def test_questions_added_to_a_form_of_ours_are_added_as_well():
    file = LIMESURVEY.file_of(BASE).decode()
    for tag, words in (("en", "Law?"), ("ko", "법?")):
        lines = [
            f"900\tQ\tL\tfield\t1\t{words}\t\t{tag}\tN\t\t\r\n",
            *(f"\tA\t0\t{c}\t\t{c}{tag}\t\t{tag}\t\t\t\r\n" for c in ("ja", "nein")),
        ]
        file += "".join(lines)
    added = import_form(file.encode(), "t.txt")
    (question,) = added.content["about"]["questions"]
    assert question["question"]["ko"] == {"draft": "법?"}
    assert [option["key"] for option in question["options"]] == ["ja", "nein"]


def test_an_array_of_limesurvey_becomes_a_battery():
    added = import_form(LIMESURVEY_ARRAY.encode(), "theirs.txt", BASE)
    (battery,) = added.content["batteries"]
    assert battery["title"]["en"] == {"source": "How far do you agree?"}
    assert [item["text"]["en"]["source"] for item in battery["items"]] == [
        "Talks help & last",
        "Talks fail",
    ]
    (question,) = added.content["about"]["questions"]
    assert question["key"] == "field"
    assert set(added.not_carried) == {
        WITHOUT_KOREAN,
        "line 6: talks: its answers are taken as unordered; if they are levels, say so in the YAML",
        "line 10: FIELD: its relevant is left out",
        "line 10: FIELD: its other is left out",
        "line 13: AGE: is of the type N of LimeSurvey",
    }


def test_a_form_of_others_needs_a_questionnaire_to_be_added_to():
    with pytest.raises(InstrumentError, match="name the questionnaire to add its questions to"):
        import_form(LIMESURVEY_ARRAY.encode(), "theirs.txt")
    assert parse(SMALL, "small.yaml")
