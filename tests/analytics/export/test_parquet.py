import io
import json
import subprocess
import sys

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from analytics.export.parquet import write
from analytics.release.schema.columns import Type
from analytics.vocabulary.missing import Missing
from tests.analytics.export.reading_back import read_parquet, with_reasons_among_marks
from tests.analytics.export.small import EMPTY, TABLE, column_of, table_of


def schema_of(table):
    return parquet.read_schema(io.BytesIO(write(table)))


def test_every_cell_and_its_type():
    found = read_parquet(write(TABLE), TABLE)
    assert found == with_reasons_among_marks(TABLE)
    assert found[0][0] == "=1+1"
    assert found[2][1:4] == (None, None, Missing.SKIPPED)
    assert [type(value) for value in found[1]] == [str, int, float, int, int]


def test_an_empty_text_and_none_are_told_apart():
    found = read_parquet(write(TABLE), TABLE)
    assert (found[2][0], found[3][0]) == ("", None)


def test_types_do_not_hang_on_the_values():
    wanted = [pa.string(), pa.int64(), pa.float64(), pa.int64(), pa.int64()]
    assert schema_of(TABLE).types == schema_of(EMPTY).types == wanted
    assert read_parquet(write(EMPTY), EMPTY) == []


def test_words_are_in_the_metadata_in_every_language():
    schema = schema_of(TABLE)
    about = {
        field.name: {name.decode(): json.loads(told) for name, told in field.metadata.items()}
        for field in schema
    }
    assert about["side"]["labels"] == {"en": "Side", "ja": "どの側か"}
    assert about["side"]["values"]["=1+1"] == {"en": "a sum", "ja": "和"}
    assert about["mark"]["values"]["3"] == {"en": "Serious", "ja": "深刻", "ko": "심각"}
    assert about["mark"]["missing"] == {
        "-3": "skipped",
        "-2": "prefer_not_to_say",
        "-1": "cannot_determine",
        "-4": "not_asked",
    }
    assert about["place"] == {"labels": {}, "values": {}, "missing": {}}
    assert json.loads(schema.metadata[b"title"]) == {"en": "Records", "ja": "回答者ごとの回答"}


def test_a_fraction_is_not_made_whole():
    table = table_of((column_of("n", Type.INTEGER, {}),), [(1,), (2.5,)])
    with pytest.raises(TypeError, match="Cannot cast"):
        write(table)


def test_writing_it_does_not_load_what_only_the_worker_needs():
    code = (
        "import sys, django; django.setup();"
        "from analytics.export.parquet import write;"
        "from tests.analytics.export.small import TABLE; write(TABLE);"
        "print('pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_pandas_reads_it():
    frame = pd.read_parquet(io.BytesIO(write(TABLE)))
    assert frame["side"].tolist()[:2] == ["=1+1", 'a "b", c\nd']
    assert frame["mark"].dropna().tolist() == [0, 3, -3, -2, -1, -4]
    assert frame["delta"].sum() == sum(
        row[2] for row in with_reasons_among_marks(TABLE) if row[2] is not None
    )


wholes = st.integers(-(2**63), 2**63 - 1)
numbers = st.floats(allow_nan=False)
texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(st.tuples(st.none() | texts, st.none() | wholes, st.none() | numbers)))
def test_whatever_is_written_comes_back(rows):
    columns = (
        column_of("text", Type.TEXT, {}),
        column_of("whole", Type.INTEGER, {}),
        column_of("number", Type.NUMBER, {}),
    )
    table = table_of(columns, rows)
    assert read_parquet(write(table), table) == rows
