import csv
import io

import pytest

from analytics.api.released import BlockSerializer
from analytics.api.renderers import Sheet, flattened, table


def written(*rows, columns=()):
    return list(csv.reader(io.StringIO(table(Sheet(columns, rows)))))


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


def test_a_block_has_two_columns_for_each_answer_but_the_last():
    intervals = [[0, 2], [0, 2], [0, 2], [3, 5], [3, 5], [6, 8]]
    flat = BlockSerializer.flat({"item_kind": "concern", "n": 8, "cumulative": intervals})
    assert list(flat) == [
        "item_kind",
        "n",
        "skipped_low",
        "skipped_high",
        "prefer_not_to_say_low",
        "prefer_not_to_say_high",
        "cannot_determine_low",
        "cannot_determine_high",
        "none_low",
        "none_high",
        "low_low",
        "low_high",
        "moderate_low",
        "moderate_high",
    ]
    assert (flat["none_low"], flat["moderate_high"]) == (3, 8)


def test_an_unpublished_block_has_the_same_columns_empty():
    flat = BlockSerializer.flat({"item_kind": "concern", "n": 4, "cumulative": None})
    assert len(flat) == 14
    assert set(flat.values()) == {"concern", 4, None}


def test_an_impression_is_told_in_a_table_of_its_own():
    assert BlockSerializer.flat({"item_kind": "impression", "n": 8, "cumulative": [[0, 2]]}) == {}
