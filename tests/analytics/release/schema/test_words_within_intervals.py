"""No word in a table of a release goes beyond the interval in its row: files and API alike.

The API and the archive hold these very tables (tests/analytics/api/test_contract.py).
"""

import pytest

from analytics.export.queries import publication_of
from analytics.release.queries import changes_of
from analytics.release.schema.columns import Type
from analytics.release.schema.tables import TABLES
from tests.analytics.random_releases import SEEDS, released_at_random

pytestmark = pytest.mark.slow

# A column of words about figures: the limits that it must respect, and what each word claims of
# them. Every other word claims nothing about where the figures lie.
CLAIMS = {
    ("cells", "kind"): {
        "overestimation": ("delta", lambda low, high: low > 0),
        "underestimation": ("delta", lambda low, high: high < 0),
        "overpredicted": ("empathy_gap", lambda low, high: low > 0),
        "underpredicted": ("empathy_gap", lambda low, high: high < 0),
    },
    ("cells", "direction"): {
        "above": ("delta", lambda low, high: low > 0),
        "below": ("delta", lambda low, high: high < 0),
    },
    ("means", "verdict"): {
        "above": ("mean", lambda low, high: low > 0),
        "below": ("mean", lambda low, high: high < 0),
    },
    ("changes", "movement"): {
        "rose": ("level_shift", lambda low, high: low > 0),
        "fell": ("level_shift", lambda low, high: high < 0),
    },
    ("zones", "acceptance_gap_kind"): {
        "overpredicted": ("acceptance_gap", lambda low, high: low > 0),
        "underpredicted": ("acceptance_gap", lambda low, high: high < 0),
    },
    ("zones", "wanting_gap_kind"): {
        "overpredicted": ("wanting_gap", lambda low, high: low > 0),
        "underpredicted": ("wanting_gap", lambda low, high: high < 0),
    },
}
# What no interval in the row limits: it is proved of the counts, or by a level that was listed. The
# words of contract zones are judged in test_zones.py.
PROVED = {
    ("concern_changes", "more_level"),
    ("concern_changes", "fewer_level"),
    ("concern_changes", "movement"),
    ("zones", "zone"),
    ("zones", "known_acceptable"),
    ("zones", "known_wanted"),
}
# Words that claim closeness, by the 90 percent limits or, of a mean, the 95 percent ones.
CLOSE = {
    ("cells", "kind"): {"aligned": ("delta", 1 / 3), "accurate": ("empathy_gap", 0.5)},
    ("changes", "movement"): {"steady": ("level_shift", 0.5)},
}
# Columns of words that say what a row is about, and not how its figures lie.
ABOUT = {
    "question",
    "perceiver",
    "target",
    "item",
    "item_kind",
    "concern",
    "domain",
    "lens",
    "group",
    "gap",
    "panel_without",
    "answer",
    "battery",
    "battery_question",
    "ground",
    "id",
    "subtype",
    "basket",
}


def test_every_column_of_words_about_figures_is_judged_here():
    judged = {
        (schema.name, column.name)
        for schema in TABLES.values()
        for column in schema.columns
        if column.type is Type.TEXT and column.name not in ABOUT
    }
    assert judged == set(CLAIMS) | PROVED


@pytest.mark.parametrize("seed", SEEDS)
def test_no_word_of_a_table_goes_beyond_its_interval(study, seed):
    release = released_at_random(study, seed)
    publication = publication_of(release, changes_of(release))
    rows = {
        table.name: [dict(zip(table.table.names, row, strict=True)) for row in table.rows]
        for table in publication.tables
    }
    judged = 0
    for (table, column), words in CLAIMS.items():
        for row in rows.get(table, ()):
            if row[column] in words:
                statistic, holds = words[row[column]]
                assert holds(row[f"{statistic}_low"], row[f"{statistic}_high"]), (table, row)
                judged += 1
    for (table, column), words in CLOSE.items():
        for row in rows[table]:
            if row[column] in words:
                statistic, bound = words[row[column]]
                assert row[f"{statistic}_low_90"] > -bound, (table, row)
                assert row[f"{statistic}_high_90"] < bound, (table, row)
    assert judged > 0


def test_a_mean_is_close_only_within_the_bounds(study):
    release = released_at_random(study, 1)
    bounds = {"threat": 1 / 3, "image": 1 / 3, "empathy": 0.5}
    tables = {table.name: table for table in publication_of(release, ()).tables}
    means = tables["means"]
    rows = [dict(zip(means.table.names, row, strict=True)) for row in means.rows]
    for row in rows:
        if row["verdict"] == "close":
            bound = bounds[row["gap"]]
            assert -bound < row["mean_low"] <= row["mean_high"] < bound
        if row["verdict"] == "cannot_be_told":
            assert row["mean_low"] <= 0 <= row["mean_high"]
