import datetime

import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from analytics.export.spss import _lines, write
from analytics.release.schema.columns import Type
from analytics.vocabulary.missing import Missing
from tests.analytics.export.reading_back import opened, read_sav, with_reasons
from tests.analytics.export.small import EMPTY, MARKS, TABLE, column_of, table_of

OTHER_DAY = b"31 Dec 3123:59:59"


def meta_of(table, language="ja"):
    return opened(pyreadstat.read_sav, write(table, language), "sav")[1]


def one_column(column, *values):
    return table_of((column,), [(value,) for value in values])


def test_every_cell():
    assert read_sav(write(TABLE, "ja"), TABLE) == with_reasons(TABLE)
    assert read_sav(write(EMPTY, "ja"), EMPTY) == []


@pytest.mark.parametrize("table", [TABLE, EMPTY])
def test_labels_are_in_the_language_asked_for_and_in_no_other(table):
    assert meta_of(table).column_labels == ["どの側か", "人数", None, "回答", None]
    english = meta_of(table, "en")
    assert english.column_labels == ["Side", "People", "Cliff's delta", None, None]
    assert english.file_label == "Records"
    assert set(meta_of(table, "fr").column_labels) == {None}


@pytest.mark.parametrize("table", [TABLE, EMPTY])
def test_values_and_reasons_have_their_labels(table):
    told = meta_of(table).variable_value_labels
    assert told["mark"].items() >= {0: "懸念ではない", 3: "深刻", -4: "質問なし"}.items()
    english = meta_of(table, "en").variable_value_labels
    assert english["mark"] == {
        0: "Not a concern",
        3: "Serious",
        -3: "skipped",
        -2: "prefers not to say",
        -1: "cannot be determined",
        -4: "not asked",
    }
    assert english["people"] == {
        -5: "a group of fewer than five people, of which only the size is published"
    }


def test_of_texts_those_that_stand_in_the_column_have_their_labels():
    assert meta_of(TABLE).variable_value_labels["side"] == {"=1+1": "和"}
    assert meta_of(TABLE, "en").variable_value_labels["side"] == {"": "none", "=1+1": "a sum"}
    assert "side" not in meta_of(EMPTY, "en").variable_value_labels


def test_reasons_are_declared_as_missing():
    assert meta_of(TABLE).missing_ranges == {
        "people": [{"lo": -5, "hi": -5}],
        "delta": [{"lo": -5, "hi": -5}],
        "mark": [{"lo": -4, "hi": -1}],
    }


def test_longer_labels_are_shortened_and_stand_whole_in_the_documents():
    values = {1: {"ja": "値a" * 60}, 2: {"ja": "値a" * 60 + "b"}, 3: {"ja": "値"}}
    column = column_of("x", Type.INTEGER, {"ja": "長" * 300}, values)
    meta = meta_of(table_of((column,), [(1,)], {"ja": "題" * 30}))
    assert meta.column_labels == ["長" * 84 + "…"]
    assert meta.variable_value_labels == {
        "x": {1: "値a" * 29 + "…a", 2: "値a" * 29 + "…b", 3: "値"}
    }
    assert meta.file_label == "題" * 20 + "…"
    assert in_documents(meta) == [
        "題" * 30,
        f"x: {'長' * 300}",
        f"x = 1: {'値a' * 60}",
        f"x = 2: {'値a' * 60}b",
    ]
    assert meta_of(TABLE).notes == []


def in_documents(meta):
    """The texts of a file's documents, whose further lines are indented."""
    texts = []
    for line in meta.notes:
        assert len(line.encode()) <= 80
        if line.startswith("  "):
            texts[-1] += line[2:]
        else:
            texts.append(line)
    return texts


@given(
    st.lists(st.sampled_from(["word ", "long-worded", "  ", "日本語の、", "葛󠄀", "é"]), min_size=1)
)
def test_documents_keep_every_character_and_divide_none(parts):
    text = "".join(["x", *parts]).strip()
    (line, *others) = _lines(text)
    assert all(len(each.encode()) <= 80 for each in (line, *others))
    assert "".join([line, *(each.removeprefix("  ") for each in others)]) == text
    assert not any(each.endswith(" ") for each in (line, *others))
    characters = [each for part in (line, *others) for each in iter_graphemes(part)]
    assert set(characters) <= {*iter_graphemes(text), " "}


def test_a_character_longer_than_a_line_is_divided():
    text = "e" + "\u0301" * 100
    lines = list(_lines(text))
    assert max(len(line.encode()) for line in lines) <= 80
    assert "".join(line.removeprefix("  ") for line in lines) == text


def test_values_of_one_column_stay_apart_where_they_begin_alike():
    """As the invented situations of a questionnaire do, at the length that SPSS takes."""
    texts = {f"PRC>JPN:{place}": {"ja": "共通の長い始まり" * 9 + place} for place in "abc"}
    rows = [(value,) for value in texts]
    meta = meta_of(table_of((column_of("question", Type.TEXT, {}, texts),), rows))
    labels = meta.variable_value_labels["question"]
    assert len(set(labels.values())) == 3
    assert [label[-2:] for label in labels.values()] == ["…a", "…b", "…c"]


def test_a_value_that_would_be_taken_for_a_reason_is_refused():
    figure = column_of("shift", Type.NUMBER, {}, {}, (Missing.BELOW_FIVE,))
    assert write(one_column(figure, -4.999, Missing.BELOW_FIVE), "en")
    with pytest.raises(ValueError, match=r"shift: -5\.0 is declared as missing"):
        write(one_column(figure, 1.0, -5.0), "en")
    with pytest.raises(ValueError, match="mark: -2 is declared"):
        write(one_column(column_of("mark", Type.MARK, {}, {}, MARKS), -2), "en")


def test_no_moment_is_written(monkeypatch):
    """Whatever the library writes for the moment, on whatever day, the file is the same."""
    today = write(TABLE, "en")
    by_the_library = pyreadstat.write_sav

    def on_another_day(frame, path, **kwargs):
        by_the_library(frame, path, **kwargs)
        with open(path, "rb+") as file:
            content = file.read()
            now = datetime.datetime.now()
            place = content.index(f"{now:%d %b %y}".encode())
            file.seek(place)
            file.write(OTHER_DAY)

    monkeypatch.setattr(pyreadstat, "write_sav", on_another_day)
    assert write(TABLE, "en") == today
    assert meta_of(TABLE).creation_time == datetime.datetime(2000, 1, 1)
    assert f"{datetime.datetime.now():%b %y}".encode() not in today


# SPSS fills texts up with spaces, so it cannot tell where one ends in them.
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400).map(str.rstrip)
numbers = st.floats(-1e300, 1e300).filter(lambda x: x != -5)
wholes = st.integers(-(2**53), 2**53).filter(lambda x: x != -5)
reasons = st.sampled_from([None, Missing.BELOW_FIVE])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(texts, wholes | reasons, numbers | reasons)))
def test_whatever_is_written_comes_back(rows):
    table = table_of(TABLE.columns[:3], rows)
    assert read_sav(write(table, "en"), table) == rows
