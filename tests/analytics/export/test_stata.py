import datetime
import io
import struct

import pandas as pd
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.export.stata import write
from analytics.export.stata_notes import with_notes
from analytics.release.schema.columns import Type
from analytics.vocabulary.missing import Missing
from tests.analytics.export.reading_back import opened, read_dta, with_reasons
from tests.analytics.export.small import EMPTY, LONG, TABLE, column_of, table_of

OTHER_DAY = b"31 Dec 2031 23:59"


def meta_of(table, language="ja"):
    return opened(pyreadstat.read_dta, write(table, language), "dta")[1]


def test_every_cell():
    assert read_dta(write(TABLE, "ja"), TABLE) == with_reasons(TABLE)
    assert read_dta(write(EMPTY, "ja"), EMPTY) == []


@pytest.mark.parametrize("first", [Missing.NOT_ASKED, None, 0.5])
def test_a_column_is_of_numbers_however_many_reasons_or_numbers_it_begins_with(first):
    """The library looks at the first hundred."""
    rows = [*[(first,)] * 150, (Missing.SKIPPED,), (None,), (2.5,)]
    column = column_of("x", Type.NUMBER, {}, {}, (Missing.NOT_ASKED, Missing.SKIPPED))
    table = table_of((column,), rows)
    assert read_dta(write(table, "en"), table) == rows
    assert meta_of(table).readstat_variable_types == {"x": "double"}


def test_reasons_are_extended_missing_values():
    """As Stata would tell them, read by pandas."""
    with pd.io.stata.StataReader(io.BytesIO(write(TABLE, "en"))) as reader:
        frame = reader.read(convert_missing=True, convert_categoricals=False)
        assert reader.variable_labels()["side"] == "Side"
        assert reader.data_label == "Records"
    told = [str(value) for value in frame["mark"]]
    assert told == ["0.0", "3.0", ".d", ".", ".a", ".b", ".c"]
    assert [str(value) for value in frame["people"]][2:4] == [".e", "."]
    assert [str(value) for value in frame["delta"]][2:4] == [".e", "."]
    assert frame["side"].tolist()[0] == "=1+1"


def test_it_is_version_118():
    assert write(TABLE, "en").startswith(b"<stata_dta><header><release>118</release>")


@pytest.mark.parametrize("table", [TABLE, EMPTY])
def test_labels_are_in_the_language_asked_for_and_in_no_other(table):
    assert meta_of(table, "ja").column_labels == ["どの側か", "人数", None, "回答", None]
    assert meta_of(table, "en").column_labels == ["Side", "People", "Cliff's delta", None, None]
    assert set(meta_of(table, "fr").column_labels) == {None}


@pytest.mark.parametrize("table", [TABLE, EMPTY])
def test_values_and_reasons_have_their_labels(table):
    below = "a group of fewer than five people, of which only the size is published"
    assert meta_of(table, "en").variable_value_labels == {
        "people": {"e": below},
        "delta": {"e": below},
        "mark": {
            0: "Not a concern",
            3: "Serious",
            "a": "prefers not to say",
            "b": "cannot be determined",
            "c": "not asked",
            "d": "skipped",
        },
    }
    japanese = meta_of(table).variable_value_labels["mark"]
    assert (japanese[0], japanese[3]) == ("懸念ではない", "深刻")


def test_longer_labels_are_shortened_and_stand_whole_in_notes_and_long_texts_are_not():
    one = column_of("x", Type.INTEGER, {"ja": "長" * 81}, {1: {"ja": "値" * 11_000}})
    other = column_of("y", Type.INTEGER, {"ja": "長" * 90 + "い"})
    content = write(table_of((one, other), [(1, 2)], {"ja": "題" * 81}), "ja")
    frame, meta = opened(pyreadstat.read_dta, content, "dta")
    assert meta.column_labels == ["長" * 78 + "…長", "長" * 78 + "…い"]
    assert meta.variable_value_labels == {"x": {1: "値" * 10_665 + "…"}}
    assert meta.file_label == "題" * 79 + "…"
    assert notes_in(content) == [
        ("_dta", "note0", "1"),
        ("_dta", "note1", "題" * 81),
        ("x", "note0", "1"),
        ("x", "note1", "長" * 81),
        ("y", "note0", "1"),
        ("y", "note1", "長" * 90 + "い"),
    ]
    assert frame.to_dict("list") == {"x": [1], "y": [2]}
    assert len(LONG.encode()) > 2045


def notes_in(content):
    """The characteristics of a file: (variable, name, text), as `help dta` describes them."""
    section = content.partition(b"<characteristics>")[2].partition(b"</characteristics>")[0]
    found = []
    while section:
        assert section.startswith(b"<ch>")
        (length,) = struct.unpack_from("<I", section, 4)
        held, section = section[8 : 8 + length], section[8 + length :]
        assert section.startswith(b"</ch>")
        section = section[5:]
        assert held.endswith(b"\0")
        parts = held[:129], held[129:258], held[258:]
        found.append(tuple(part.partition(b"\0")[0].decode() for part in parts))
    return found


@pytest.mark.parametrize("notes", [{}, {"side": "一" * 500, "mark": "an answer"}])
def test_every_section_begins_where_the_map_says(notes):
    content = with_notes(write(TABLE, "ja"), notes)
    places = struct.unpack_from("<14Q", content, content.index(b"<map>") + 5)
    sections = (
        *("stata_dta", "map", "variable_types", "varnames", "sortlist", "formats"),
        *("value_label_names", "variable_labels", "characteristics", "data", "strls"),
        *("value_labels", "/stata_dta"),
    )
    for place, name in zip(places, sections, strict=False):
        assert content[place:].startswith(f"<{name}>".encode())
    assert places[-1] == len(content)
    assert read_dta(content, TABLE) == with_reasons(TABLE)


def test_no_moment_is_written(monkeypatch):
    """Whatever the library writes for the moment, on whatever day, the file is the same."""
    today = write(TABLE, "en")
    by_the_library = pyreadstat.write_dta

    def on_another_day(frame, path, **kwargs):
        by_the_library(frame, path, **kwargs)
        with open(path, "rb+") as file:
            content = file.read()
            place = content.index(f"{datetime.datetime.now():%d %b %Y}".encode())
            file.seek(place)
            file.write(OTHER_DAY)

    monkeypatch.setattr(pyreadstat, "write_dta", on_another_day)
    assert write(TABLE, "en") == today
    assert meta_of(TABLE).creation_time == datetime.datetime(2000, 1, 1)
    assert f"{datetime.datetime.now():%b %Y}".encode() not in today


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400)
numbers = st.floats(-1e300, 1e300)
wholes = st.integers(-(2**53), 2**53)
reasons = st.sampled_from([None, Missing.BELOW_FIVE])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(texts, wholes | reasons, numbers | reasons)))
def test_whatever_is_written_comes_back(rows):
    table = table_of(TABLE.columns[:3], rows)
    assert read_dta(write(table, "en"), table) == rows
