import csv
import io

import pytest
from rest_framework import serializers

from analytics.api.renderers import flattened, rows_csv


def written(*rows, columns=()):
    content = rows_csv(rows, dict.fromkeys(columns, serializers.CharField()))
    return list(csv.reader(io.StringIO(content.decode())))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(start):
    assert written({"title": f"{start}1+1"})[1] == [f"'{start}1+1"]


def test_numbers_are_exact_and_stay_numbers():
    numbers = [0.1 + 0.2, -0.7844767371234208, 1e-12, -3, 0.0]
    (line,) = written({str(i): number for i, number in enumerate(numbers)})[1:]
    assert [float(field) for field in line] == numbers
    assert line[1] == "-0.7844767371234208"


def test_null_is_empty_and_booleans_are_words():
    assert written({"a": None, "b": True, "c": False, "d": ""})[1] == [
        "",
        "true",
        "false",
        "",
    ]


def test_texts_keep_their_commas_quotes_and_lines():
    text = 'a, "b"\nc'
    assert written({"x": text}) == [["x"], [text]]


def test_columns_are_those_of_all_rows():
    assert written({"a": 1}, {"b": 2, "a": 3}) == [["a", "b"], ["1", ""], ["3", "2"]]


def test_a_table_without_rows_is_its_header():
    assert written(columns=["a", "b"]) == [["a", "b"]]


def test_inner_objects_become_columns_and_lists_words():
    row = {"title": {"en": "One", "ja": "一"}, "languages": ["en", "ja"], "n": 1}
    assert flattened(row) == {"title_en": "One", "title_ja": "一", "languages": "en ja", "n": 1}
