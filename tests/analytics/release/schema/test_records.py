"""Records as a table: one respondent a row, one answer a column."""

import uuid

import pytest

from analytics.export.formats import FORMATS
from analytics.release.rows import RecordRow
from analytics.release.schema.columns import Type
from analytics.release.schema.records import variable_names
from analytics.vocabulary.missing import Missing
from surveys.instruments.sequence import MODULES, answer_names
from tests import factories
from tests.analytics.export.reading_back import (
    read_dta,
    read_parquet,
    read_sav,
    with_reasons,
    with_reasons_among_marks,
)
from tests.analytics.release.schema.test_tables import tables

IDS = [uuid.UUID(int=number, version=4) for number in range(3)]
MILITARY, PREDICTED = "PRC>JPN:military", "predicted/JPN>PRC:military"


def records_of(*rows, languages=("en", "ja")):
    return tables(languages, records=rows)["records"]


@pytest.fixture
def table():
    return records_of(
        RecordRow(
            IDS[0], "PRC", {"age": "age-18-29"}, {MILITARY: 3, PREDICTED: -1, "first/PRC": 0}
        ),
        RecordRow(IDS[1], "PRC", {"age": None}, {MILITARY: -2, PREDICTED: -3, "first/PRC": 3}),
        RecordRow(IDS[2], "JPN", {"age": "age-18-29"}, {"JPN>PRC:military": 0}),
    )


def test_every_cell(table):
    assert [column.name for column in table.columns] == [
        "id",
        "group",
        "about_age",
        "first_PRC",
        "PRC_JPN_military",
        "predicted_JPN_PRC_military",
        "JPN_PRC_military",
    ]
    unasked = Missing.NOT_ASKED
    assert sorted(table.rows) == [
        (str(IDS[0]), "PRC", "age-18-29", 0, 3, Missing.CANNOT_DETERMINE, unasked),
        (str(IDS[1]), "PRC", None, 3, Missing.PREFER_NOT_TO_SAY, Missing.SKIPPED, unasked),
        (str(IDS[2]), "JPN", "age-18-29", unasked, unasked, unasked, 0),
    ]
    assert all(isinstance(value, Missing) for value in sorted(table.rows)[1][4:])


def test_marks_are_labelled_by_the_questionnaire_and_impressions_by_the_sides(table):
    columns = {column.name: column for column in table.columns}
    military = columns["PRC_JPN_military"]
    assert military.column.type is Type.MARK
    about = "Japan's possible use of its military capabilities"
    assert military.labels["en"] == f"PRC toward Japan: {about} (perceived)"
    assert columns["first_PRC"].labels["en"].startswith("PRC: In your professional judgement")
    assert [texts["en"] for texts in military.values.values()] == [
        "Not a concern",
        "Low",
        "Moderate",
        "Serious",
    ]
    assert columns["predicted_JPN_PRC_military"].labels["en"].endswith(" (predicted)")
    named = {value: texts["ja"] for value, texts in columns["first_PRC"].values.items()}
    assert named == {0: "日本", 1: "韓国", 2: "米国", 3: "北朝鮮", 4: "その他"}
    assert columns["group"].values["PRC"]["en"] == "participants from the PRC"


def test_every_format_holds_them(table):
    parquet = FORMATS["parquet"].write(table, "ja")
    assert read_parquet(parquet, table) == with_reasons_among_marks(table)
    assert read_sav(FORMATS["sav"].write(table, "ja"), table) == with_reasons(table)
    assert read_dta(FORMATS["dta"].write(table, "ja"), table) == with_reasons(table)
    csv = FORMATS["csv"].write(table, "ja").decode().splitlines()
    assert csv[2] == f"{IDS[0]},PRC,age-18-29,0,3,-1,-4"


def test_an_answer_to_nothing_that_is_asked_is_refused():
    with pytest.raises(ValueError, match="no such question in the questionnaire: 'PRC>JPN:no'"):
        records_of(RecordRow(IDS[0], "PRC", {}, {"PRC>JPN:no": 1}))


def test_a_column_is_called_the_same_whoever_answered():
    """Names that had to be told apart keep their numbers when one of them is not there."""
    names = [
        {column.name for column in records_of(RecordRow(IDS[0], "PRC", {}, answers)).columns}
        for answers in ({MILITARY: 1}, {MILITARY: 1, PREDICTED: 1})
    ]
    assert names[0] < names[1]


def test_names_are_cut_and_stay_different():
    long = ["avowed/PRC>JPN:a-threat-with-a-long-name", "avowed/PRC>JPN:a-threat-with-a-long-nest"]
    found = variable_names([*long, "Ab", "aB", "ab_2", "4th", "-", "x_"], longest=28)
    assert found[long[0]] == "avowed_PRC_JPN_a_threat_with"
    assert found[long[1]] == "avowed_PRC_JPN_a_threat_wi_2"
    assert [found[name] for name in ("Ab", "aB", "ab_2")] == ["Ab", "aB_2", "ab_2_2"]
    assert [found[name] for name in ("4th", "-", "x_")] == ["v_4th", "v", "x"]
    assert len({name.casefold() for name in found.values()}) == 8
    assert max(map(len, found.values())) == 28


def test_names_are_cut_only_where_a_format_demands_it():
    document = factories.welch()
    clash = "predicted/JPN>PRC:unintended-clash"
    whole = tables(records=[RecordRow(IDS[0], "PRC", {}, {clash: 1})], languages=["en"])["records"]
    (column,) = [c.column for c in whole.columns if c.name.startswith("predicted")]
    assert column.name == "predicted_JPN_PRC_unintended_clash"
    assert column.name_in("spss") == column.name
    assert column.name_in("stata") == "predicted_JPN_PRC_unintended"
    assert (
        FORMATS["csv"].write(whole, "en").startswith(b"id,group,predicted_JPN_PRC_unintended_clash")
    )
    every = {
        n for side in document.sides for n in answer_names(document, "participant", side, MODULES)
    }
    cut = variable_names(sorted(every), longest=28).values()
    assert len({name.casefold() for name in cut}) == len(every)
