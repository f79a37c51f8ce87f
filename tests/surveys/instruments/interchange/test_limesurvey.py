"""LimeSurvey's tab-separated structure, by its manual: there is no LimeSurvey among the tests."""

import csv
import io
import re

import pytest

from surveys.instruments.interchange.formats import LIMESURVEY
from tests.surveys.instruments.interchange.made import WHOLE


@pytest.fixture(scope="module")
def lines():
    text = LIMESURVEY.file_of(WHOLE).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t"))


def of(lines, class_, language="en"):
    return [each for each in lines if each["class"] == class_ and each["language"] == language]


def question(lines, name, language="en"):
    return next(q for q in of(lines, "Q", language) if q["cssclass"].split()[0] == name)


def test_each_language_has_the_same_rows_after_the_first(lines):
    shape = ("class", "type/scale", "name", "relevance", "cssclass")
    english, korean = (
        [tuple(each[column] for column in shape) for each in lines if each["language"] == tag]
        for tag in ("en", "ko")
    )
    groups = [(row[0], row[1], row[3]) for row in english if row[0] == "G"]
    assert groups == [(row[0], row[1], row[3]) for row in korean if row[0] == "G"]
    assert [row for row in english if row[0] != "G"] == [row for row in korean if row[0] != "G"]
    assert {each["name"]: each["text"] for each in of(lines, "S", "")} == {
        "language": "en",
        "additional_languages": "ko",
        "format": "G",
    }


def test_codes_are_as_short_and_plain_as_limesurvey_wants(lines):
    codes = [each["name"] for each in of(lines, "Q")]
    assert len(codes) == len({*codes})
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,19}", code) for code in codes)
    answers = {each["name"] for each in of(lines, "A")}
    assert all(re.fullmatch(r"[A-Za-z0-9]{1,5}", code) for code in answers)


def test_placeholders_are_codes_and_other_braces_are_not_expressions(lines):
    military = question(lines, "perceived.concerns.military")
    assert military["text"] == "{targetpossessive} forces"
    assert (military["type/scale"], military["help"]) == ("L", "{perceiverpossessive} safety")
    full = question(lines, "text.lenses.perceived.question")
    assert full["text"] == "Is &#123;item&#125; serious for &#123;referent&#125;?"
    named = next(q for q in of(lines, "Q") if q["name"] == "targetpossessive")
    assert (named["type/scale"], named["hidden"]) == ("*", "1")
    assert named["text"].startswith('{if(target.NAOK=="JPN", "Japan&#x27;s", if(target.NAOK==')


def test_conditions_are_in_the_codes_of_answers(lines):
    groups = {each["name"]: each["relevance"] for each in of(lines, "G")}
    assert groups["About {targetside}"] == 'seat.NAOK=="A1" and side.NAOK==perceiver.NAOK'
    assert groups["unshown"] == groups["keys"] == "0"
    threat = question(lines, "perceived.threats.JPN-PRK-missiles")
    assert threat["relevance"] == '(perceiver.NAOK=="JPN" and target.NAOK=="PRK")'


def test_an_answer_is_demanded_softly_but_of_what_all_else_depends_on(lines):
    assert question(lines, "seat")["mandatory"] == "Y"
    content = {**WHOLE, "concerns": [{**WHOLE["concerns"][0], "required": True}]}
    text = LIMESURVEY.file_of(content).decode("utf-8-sig")
    softly = list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t"))
    assert question(softly, "perceived.concerns.military")["mandatory"] == "S"
    assert question(lines, "perceived.concerns.military")["mandatory"] == "N"


def test_the_key_of_each_code_is_written_down(lines):
    assert question(lines, "keys.marks")["text"].split() == [
        "A1=serious", "A2=moderate", "low=low", "none=none",
        "A5=cannot_determine", "A6=prefer_not_to_say",
    ]  # fmt: skip
