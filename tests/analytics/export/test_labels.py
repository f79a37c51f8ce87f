"""Every column has its words, in the languages that have them and no other."""

import re
from dataclasses import replace

from analytics.export.labels import Labeller, distinct_in_each_language, translated
from analytics.measures.change import Movement
from analytics.measures.verdicts import Direction, EmpathyKind, GapKind, GapSubtype
from analytics.models import GapCell
from analytics.release.rows import ChangeRow
from analytics.release.schema.columns import Table, TableSchema, text
from analytics.release.schema.questions import TOWARD
from analytics.release.schema.texts import FromQuestionnaire, Phrase
from analytics.vocabulary.gaps import MOVEMENTS
from analytics.vocabulary.missing import MISSING, Missing
from surveys.instruments.document import KINDS, KINDS_WITH_OWN_ANSWERS
from surveys.instruments.sequence import ALL_LENSES
from tests import factories
from tests.analytics.made import block_row
from tests.analytics.release.schema.test_tables import (
    CERTAIN,
    CHANGE,
    LANGUAGES,
    SMALL,
    cell,
    column,
    impression,
    tables,
)


def every_column():
    change = ChangeRow(**cell(CERTAIN, CERTAIN).question, **CHANGE, figures={})
    found = tables(blocks=[impression(None, 4)], changes=[change])
    assert list(found) == [
        *("blocks", "cells", "means", "changes", "concern_changes", "impressions")
    ]
    return [(table, column) for table in found.values() for column in table.columns]


def test_names_are_good_in_spss_and_stata():
    for table, found in every_column():
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,26}[a-z0-9]|n", found.name), found.name
        names = [column.name.casefold() for column in table.columns]
        assert len(set(names)) == len(names)


def test_every_column_says_in_english_what_it_is_and_none_too_long_for_stata():
    for _table, found in every_column():
        assert 2 < len(found.labels["en"]) <= 80, found


def test_words_of_the_questionnaire_are_in_each_of_its_languages():
    blocks = tables()["blocks"]
    assert column(blocks, "perceiver").values["JPN"] == {
        "en": "Japan",
        "zh-Hans": "日本",
        "ja": "日本",
        "ko": "일본",
    }
    military = column(blocks, "question").values["PRC>JPN:military"]
    assert military["en"] == "PRC toward Japan: Japan's possible use of its military capabilities"
    assert military["ja"] == "中国から見た日本：日本が軍事力を用いる可能性"
    assert column(blocks, "domain").values["military"]["ko"] == "군사"


def test_labels_of_a_column_and_of_the_columns_of_a_table_are_told_apart_in_every_language():
    for table in tables().values():
        for language in LANGUAGES:
            assert_distinct(table, language)


def assert_distinct(table, language):
    of_columns = [found.labels[language] for found in table.columns if language in found.labels]
    assert len(set(of_columns)) == len(of_columns)
    for found in table.columns:
        texts = [*found.values.values(), *found.reasons.values()]
        labels = [each[language] for each in texts if language in each]
        assert len(set(labels)) == len(labels), found.name


def test_the_program_has_no_words_for_the_sides_of_a_question_in_a_language_it_does_not_speak():
    about = Phrase(lambda labels: str(TOWARD) % {"perceiver": "A", "target": "B"})
    of_questionnaire = FromQuestionnaire(lambda labels: labels.marks["low"], about)
    labeller = Labeller(factories.welch(), ["en", "ja", "ko"])
    labeller.labels["fr"] = replace(labeller.source, marks={"low": "faible"})
    assert labeller.texts(of_questionnaire) == {
        "en": "A toward B: Low",
        "ja": "Aから見たB：小さい",
        "ko": "A 측에서 본 B 관련 우려: 낮음",
        "fr": "faible",
    }


def test_equal_words_are_told_apart_by_value_or_name_in_the_language_in_which_they_are_equal():
    texts = {
        "low": {"en": "A strait", "ja": "海峡"},
        "high": {"en": "The strait", "ja": "海峡"},
        "none": {"ja": "質問なし"},
    }
    assert distinct_in_each_language(texts, [{"ja": "質問なし", "en": "not asked"}]) == {
        "low": {"en": "A strait", "ja": "海峡 (low)"},
        "high": {"en": "The strait", "ja": "海峡 (high)"},
        "none": {"ja": "質問なし (none)"},
    }


def test_a_table_of_which_labels_are_alike_tells_them_apart_whatever_rows_it_has():
    words = {"a": "a strait", "b": "a strait", "c": "not asked"}
    kind = text("kind", "What it is", words, lists_present=True, missing=(Missing.NOT_ASKED,))
    other = text("other", "What it is", {"a": "a strait"})
    schema = TableSchema("t", "Title", "A row.", (kind, other), rows=lambda source: ())
    table = Labeller(factories.welch(), ["en"]).table(Table(schema, (kind, other), [("b", "a")]))
    assert [column.labels["en"] for column in table.columns] == [
        "What it is (kind)",
        "What it is (other)",
    ]
    assert [dict(column.values) for column in table.columns] == [
        {"b": {"en": "a strait (b)"}},
        {"a": {"en": "a strait"}},
    ]
    (listed,) = Labeller(factories.welch(), ["en"]).table(Table(schema, (kind,), [("c",)])).columns
    assert listed.values == {"c": {"en": "not asked (c)"}}


def test_what_has_no_words_in_a_language_is_absent_and_not_english():
    for table in tables(["en", "fr"], blocks=[block_row(SMALL)]).values():
        assert set(table.titles) == {"en"}
        for found in table.columns:
            assert set(found.labels) == {"en"}
            assert all(set(texts) <= {"en"} for texts in found.values.values())


def test_words_of_the_program_are_absent_where_the_catalogue_has_none():
    labeller = Labeller(factories.welch(), LANGUAGES)
    assert labeller.texts("never to be translated") == {"en": "never to be translated"}
    assert set(labeller.texts(MOVEMENTS["rose"])) == set(LANGUAGES)
    assert translated(lambda: "never to be translated", "ja") is None
    assert translated(lambda: "x", "xx") is None


def test_every_released_word_is_explained():
    found = tables()
    words = {name: set(column(found["cells"], name).values) for name in ("kind", "gap")}
    assert words == {"kind": {*GapKind, *EmpathyKind}, "gap": set(GapCell.Gap.values)}
    assert set(column(found["cells"], "subtype").values) == {*GapSubtype} - {""}
    assert set(column(found["cells"], "direction").values) == {*Direction} - {""}
    assert set(column(found["blocks"], "lens").values) == set(ALL_LENSES)
    assert set(column(found["blocks"], "item_kind").values) == set(KINDS) - {
        *KINDS_WITH_OWN_ANSWERS
    }
    assert set(MOVEMENTS) == {*Movement}
    assert set(MISSING) == set(Missing)
