import pytest

from surveys.spreadsheets import harmless


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠A"]
)
def test_what_would_run_becomes_text(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Professor Wang", "高橋", "1+1", "'=1", "A=B"])
def test_other_texts_stay_as_they_are(text):
    assert harmless(text) == text
