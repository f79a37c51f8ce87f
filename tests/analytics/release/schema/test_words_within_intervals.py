"""No word in a table of a release goes beyond the interval in its row: files and API alike.

The API and the archive hold these very tables (tests/analytics/api/test_contract.py).
"""

import random
from itertools import product

import pytest

from analytics.computing.level_gaps import level_gaps
from analytics.export.publication import Publication
from analytics.export.queries import publication_of
from analytics.release.queries import changes_of
from analytics.release.rows import Content
from analytics.release.schema.columns import Type
from analytics.release.schema.tables import TABLES
from tests.analytics.made import block_row
from tests.analytics.random_releases import (
    DYADS,
    SEEDS,
    SIDES,
    drawn_tally,
    leaning,
    released_at_random,
)
from tests.analytics.release.schema.test_tables import METADATA
from tests.analytics.sides_and_orders import order, statement
from tests.factories import welch

pytestmark = pytest.mark.slow

# A column of words about figures: the limits that it must respect, and what each word claims of
# them. Every other word claims nothing about where the figures lie.
CONTRASTED = {
    "overestimation": ("delta", lambda low, high: low > 0),
    "underestimation": ("delta", lambda low, high: high < 0),
}
PREDICTED = {
    "overpredicted": ("empathy_gap", lambda low, high: low > 0),
    "underpredicted": ("empathy_gap", lambda low, high: high < 0),
}
DIRECTED = {
    "above": ("delta", lambda low, high: low > 0),
    "below": ("delta", lambda low, high: high < 0),
}
CLAIMS = {
    ("cells", "kind"): CONTRASTED | PREDICTED,
    ("cells", "direction"): DIRECTED,
    ("level_gaps", "kind"): CONTRASTED,
    ("level_gaps", "direction"): DIRECTED,
    ("self_images", "kind"): CONTRASTED,
    ("self_images", "direction"): DIRECTED,
    ("self_images", "prediction"): PREDICTED,
    ("order_predictions", "prediction"): PREDICTED,
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
    ("orders", "standing"),
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
    "first_level",
    "second_level",
    "speaker",
    "about",
    "statement",
    "order",
    "side",
    "predictor",
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


# --- Levels of a side, statements about sides and orders of the region ----------------------------

DRAWS = range(24)
FURTHER = ("level_gaps", "self_images", "orders", "order_predictions")
LEVELS = ("government", "scholarly", "public")
# Groups below five, of a few, and so large that closeness shows.
PEOPLE = (4, 6, 9, 60, 150)
CLOSE_FURTHER = (
    ("level_gaps", "kind", "aligned", "delta", 1 / 3),
    ("self_images", "kind", "aligned", "delta", 1 / 3),
    ("self_images", "prediction", "accurate", "empathy_gap", 0.5),
    ("order_predictions", "prediction", "accurate", "empathy_gap", 0.5),
)


def further_rows(seed):
    """The rows of those tables, of groups of all sizes drawn at random."""
    draw = random.Random(seed)

    def tally():
        return drawn_tally(draw, leaning(draw), draw.choice(PEOPLE))

    blocks = [
        block_row(tally(), perceiver=one, target=other, group=f"{one}/{level}", position=3)
        for (one, other), level in product(sorted(DYADS), LEVELS)
    ]
    for one, other in product(SIDES, repeat=2):
        expected = {"lens": "predicted", "group": one}
        blocks.append(statement(one, other, tally()))
        if one == other:
            blocks += [order(one, tally()), order(one, tally(), question="likely")]
        else:
            blocks.append(statement(other, other, tally(), **expected))
            blocks.append(order(other, tally(), **expected))
    content = Content(blocks, (), (), level_gaps=level_gaps(blocks))
    publication = Publication(METADATA, "", "", content, welch(), ("en",))
    return {
        table.name: [dict(zip(table.table.names, row, strict=True)) for row in table.rows]
        for table in publication.tables
        if table.name in FURTHER
    }


def test_no_word_of_the_further_tables_goes_beyond_its_interval():
    seen, near = set(), set()
    for seed in DRAWS:
        rows = further_rows(seed)
        assert set(rows) == {*FURTHER}
        for (table, column), words in CLAIMS.items():
            for row in rows.get(table, ()):
                if row[column] in words:
                    statistic, holds = words[row[column]]
                    assert holds(row[f"{statistic}_low"], row[f"{statistic}_high"]), (table, row)
                    seen.add((table, column, row[column]))
        for table, column, word, statistic, bound in CLOSE_FURTHER:
            for row in rows[table]:
                # Their 90 percent limits are not in the table: no more can be seen in it.
                if row[column] == word:
                    assert abs(row[statistic]) < bound, (table, row)
                    near.add((table, column))
    assert near == {(table, column) for table, column, *_rest in CLOSE_FURTHER}
    assert seen == {
        (table, column, word)
        for (table, column), words in CLAIMS.items()
        if table in FURTHER
        for word in words
    }


def test_what_is_certain_of_an_order_is_proved_by_the_counts():
    seen = set()
    for row in (row for seed in DRAWS for row in further_rows(seed)["orders"]):
        seen.add(row["standing"])
        if row["n"] < 5:
            assert row["standing"] == "cannot_be_told"
            continue
        certain = 2 * row["acceptable_low"] >= row["n"]
        excluded = 2 * row["acceptable_high"] < row["n"]
        assert (row["standing"] == "certain") == certain
        assert (row["standing"] == "excluded") == excluded
        if row["standing"] == "likely":
            assert row["chance"] >= 0.65
    assert seen >= {"certain", "excluded", "cannot_be_told"}


# --- Means ---------------------------------------------------------------------------------------


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
