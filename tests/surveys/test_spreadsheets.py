import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.spreadsheets import FORMULA_STARTS, harmless, without_guard

STARTS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠A"]


@pytest.mark.parametrize("text", STARTS)
def test_what_would_run_becomes_text(text):
    assert harmless(text) == f"'{text}"
    assert without_guard(f"'{text}") == text


@pytest.mark.parametrize("text", ["", "Professor Wang", "高橋", "1+1", "A=B", "'", "'90s", "''"])
def test_other_texts_stay_as_they_are(text):
    assert harmless(text) == text
    assert without_guard(text) == text


def test_every_start_is_tried():
    assert {text[0] for text in STARTS} == set(FORMULA_STARTS)


def test_a_text_that_has_an_apostrophe_of_its_own_before_a_formula_keeps_it():
    assert harmless("'=1") == "''=1"
    assert without_guard("''=1") == "'=1"


@given(st.text("'=＝\n\t a", max_size=6))
def test_every_text_comes_back_and_none_would_run(text):
    assert without_guard(harmless(text)) == text
    assert not harmless(text).startswith(FORMULA_STARTS)
