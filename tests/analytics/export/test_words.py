"""Every column has its words, in the languages that have them and no other."""

import re

from analytics.api import words
from analytics.export import vocabulary
from analytics.export.columns import Missing
from analytics.export.words import Words, spoken
from analytics.release.rows import ChangeRow
from surveys.instruments.sequence import ALL_LENSES
from tests import factories
from tests.analytics.export.test_tables import (
    CERTAIN,
    CHANGE,
    LANGUAGES,
    SMALL,
    cell,
    column,
    impression,
    tables,
)
from tests.analytics.made import block_row


def every_column():
    change = ChangeRow(**cell(CERTAIN, CERTAIN).question, **CHANGE, figures={})
    found = tables(blocks=[impression(None, 4)], changes=[change])
    assert list(found) == ["blocks", "cells", "means", "changes", "impressions"]
    return [(table, column) for table in found.values() for column in table.columns]


def test_names_are_good_in_spss_and_stata():
    for table, found in every_column():
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,30}[a-z0-9]|[nq]", found.name), found.name
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
    assert military["en"] == "Japan's possible use of its military capabilities"
    assert military["ja"] == "日本がその軍事能力を用いること"
    assert column(blocks, "domain").values["military"]["ko"] == "군사"


def test_what_has_no_words_in_a_language_is_absent_and_not_english():
    for table in tables(["en", "fr"], blocks=[block_row(SMALL)]).values():
        assert set(table.titles) == {"en"}
        for found in table.columns:
            assert set(found.labels) == {"en"}
            assert all(set(texts) <= {"en"} for texts in found.values.values())


def test_words_of_the_program_are_absent_where_the_catalogue_has_none(monkeypatch):
    told = {"rose": "never to be translated", "fell": "fewer afterwards"}
    monkeypatch.setattr(vocabulary, "movement_words", lambda: told)
    found = Words(factories.welch(), LANGUAGES).ours_by_key(vocabulary.movement_words)
    assert found["rose"] == {"en": "never to be translated"}
    assert spoken(lambda: "never to be translated", "ja") is None
    assert spoken(lambda: "x", "xx") is None


def test_every_released_word_is_explained():
    found = tables()
    told = {name: set(column(found["cells"], name).values) for name in ("kind", "gap", "size")}
    assert told == {"kind": set(words.KINDS), "gap": set(words.GAPS), "size": set(words.SIZES)}
    assert set(column(found["cells"], "subtype").values) == set(words.SUBTYPES[1:])
    assert set(column(found["cells"], "direction").values) == set(words.DIRECTIONS[1:])
    assert set(column(found["blocks"], "lens").values) == set(ALL_LENSES)
    kinds = set(column(found["blocks"], "item_kind").values)
    assert kinds == set(words.ITEM_KINDS) - {"impression"}
    assert set(vocabulary.movement_words()) == set(words.MOVEMENTS)
    assert set(vocabulary.missing_words()) == set(Missing)
