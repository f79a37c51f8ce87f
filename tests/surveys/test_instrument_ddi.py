"""A questionnaire as DDI: every question in words, in every language, in the schema's order."""

from xml.etree import ElementTree

import pytest

from surveys.instrument_ddi import instrument_ddi
from surveys.instruments.parser import parse
from tests.analytics.export.test_ddi import all_of, faults, texts
from tests.surveys.instruments.small import BATTERIES, SMALL

DOCUMENT = parse(SMALL + BATTERIES, "small.yaml")


@pytest.fixture(scope="module")
def root():
    return ElementTree.fromstring(instrument_ddi(DOCUMENT))


def variable(root, name):
    (found,) = (each for each in all_of(root, "dataDscr/var") if each.get("name") == name)
    return found


def test_every_element_is_where_the_schema_has_it(root):
    assert list(faults(root)) == []
    identifiers = [each.get("ID") for each in root.iter() if each.get("ID")]
    assert len(identifiers) == len({*identifiers}) > 50


def test_the_questionnaire_is_named_in_every_language(root):
    assert texts(root, "stdyDscr/citation/titlStmt/titl") == [("en", "Title")]
    assert texts(root, "stdyDscr/citation/titlStmt/parTitl") == [("ko", "제목")]
    assert texts(root, "stdyDscr/citation/titlStmt/IDNo") == [(None, "small 1")]


def test_a_question_is_written_out_with_the_names_of_its_parties(root):
    found = variable(root, "perceived/JPN>ROK:military")
    assert texts(found, "labl") == [("en", "the ROK's forces"), ("ko", "한국의 병력")]
    assert texts(found, "qstn/qstnLit") == [
        ("en", "Is the ROK's forces serious for Japan's safety?"),
        ("ko", "한국의 병력 일본의 안전?"),
    ]
    assert texts(found, "universe") == [
        ("en", "participants from Japan"),
        ("ko", "일본 측 참가자"),
    ]
    values = [each.text for each in all_of(found, "catgry/catValu")]
    assert values == ["3", "2", "1", "0", "-1", "-2"]
    assert [each.get("missing") for each in all_of(found, "catgry")] == [*"NNNNYY"]


def test_a_question_that_all_are_asked_alike_stands_once(root):
    names = [each.get("name") for each in all_of(root, "dataDscr/var")]
    assert len(names) == len({*names})
    found = variable(root, "anchored/low")
    assert [text for tag, text in texts(found, "universe") if tag == "en"] == [
        "participants from Japan",
        "participants from the ROK",
        "assessors",
    ]
    assert "assessed/JPN>PRK:military" in names
    assert "predicted/JPN>ROK:steps.hotline.welcome" in names
