"""What goes out as a form comes back the same, but for what is said not to be carried."""

from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings

from surveys.instruments.interchange.carrying import LEFT_OUT, carried, left_out
from surveys.instruments.interchange.formats import FORMATS, import_form
from surveys.instruments.parser import problems_of
from surveys.instruments.text import texts
from tests.surveys.instruments.interchange.made import WHOLE, questionnaires

each_format = pytest.mark.parametrize("kind", FORMATS.values(), ids=FORMATS)


def back(kind, content):
    return import_form(kind.file_of(content), f"form.{kind.extension}")


@each_format
def test_the_shipped_questionnaire_comes_back_the_same_but_for_what_is_said(kind, welch):
    result = back(kind, welch.content)
    assert result.content == carried(welch.content)
    assert result.not_carried == ()


@each_format
@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(content=questionnaires())
def test_any_questionnaire_comes_back_the_same(kind, content):
    assert problems_of(content) == []
    result = back(kind, content)
    assert result.content == carried(content)
    assert result.not_carried == ()


def test_all_that_is_not_carried_is_named():
    content = deepcopy(WHOLE)
    content["concerns"][0]["translator_note"] = "A note."
    content["evidence"] = [{"title": {"en": {"source": "A"}, "ko": {"draft": "가"}}}]
    content["preface"]["ko"] = {"reviewed": "머리말."}
    named = [each.address for each in left_out(content)]
    assert named == [
        "concerns[military].translator_note",
        "threats[JPN>PRK:missiles].quotation",
        "evidence",
        "reviewed ko",
    ]


def test_nothing_that_is_not_named_is_lost():
    content = carried(WHOLE)
    assert left_out(content) == ()
    assert carried(content) == content
    for name in LEFT_OUT:
        assert name not in str(content)
    assert {tag: next(iter(text[tag])) for _path, text in texts(content) for tag in text} == {
        "en": "source",
        "ko": "draft",
    }
