"""The table of contract zones says what the page says, and why a number is missing."""

import numpy as np
import pytest

from analytics.export.publication import Publication
from analytics.release.reassurance import measure_rows
from analytics.release.rows import Content
from analytics.release.verdicts import thresholds_of
from analytics.vocabulary.missing import Missing
from surveys.instruments.batteries import PREDICTED, STATED, battery_part
from surveys.instruments.reassurance import ACCEPTABLE
from tests.analytics.measured import FEW, MUCH, NOT, SOME, measure_blocks
from tests.factories import welch

METADATA = {"method": {"thresholds": {"gaps": {}, "changes": {}}}}
GROUPS = ("wanted", "acceptable", "acceptable_predicted", "wanted_predicted")


def answers(spec, lens, group):
    if group == "USA":
        return FEW
    if lens == PREDICTED and battery_part(spec.item).question == ACCEPTABLE:
        return NOT
    return SOME if group == "JPN" else MUCH


def table_of(blocks):
    content = Content(blocks, (), ())
    publication = Publication(METADATA, "", "", content, welch(), ("en", "ja"))
    return next((t for t in publication.tables if t.name == "zones"), None)


@pytest.fixture(scope="module")
def blocks():
    return measure_blocks(welch(), answers)


@pytest.fixture(scope="module")
def zones(blocks):
    return table_of(blocks)


@pytest.fixture(scope="module")
def rows(zones):
    names = [column.name for column in zones.columns]
    return {
        (row["perceiver"], row["target"], row["item"]): row
        for row in (dict(zip(names, values, strict=True)) for values in zones.rows)
    }


def test_every_row_is_that_of_the_page(blocks, rows):
    for measure in measure_rows(blocks, welch(), thresholds_of(METADATA)):
        row = rows[measure.perceiver, measure.target, measure.item]
        assert (row["zone"], row["zone_likelihood"]) == (
            measure.zone,
            measure.verdict.likelihood,
        )
        assert row["basket"] == measure.basket
        assert row["known_acceptable"] == measure.known_acceptable
        assert row["known_wanted"] == measure.known_wanted
        for name in GROUPS:
            answered = getattr(measure, name)
            assert row[f"{name}_n"] == answered.n
            if answered.support:
                ends = row[f"{name}_low"], row[f"{name}_high"], row[f"{name}_half"]
                least, most = answered.support.least, answered.support.most
                assert ends == (least, most, answered.support.likelihood)


def test_what_is_known_of_one_measure(rows):
    row = rows["PRC", "JPN", "hotline"]
    assert (row["zone"], row["zone_likelihood"]) == ("likely", 0.6716)
    assert (row["wanted_low"], row["wanted_high"], row["wanted_half"]) == (6, 8, 1.0)
    assert (row["acceptable_low"], row["acceptable_high"]) == (3, 5)
    assert row["known_acceptable"] == "unaware"
    assert row["acceptance_gap"] < 0
    assert row["acceptance_gap_low"] < row["acceptance_gap"] < row["acceptance_gap_high"]


def test_of_a_group_below_five_only_its_size_is_there(rows):
    row = rows["PRC", "USA", "hotline"]
    assert row["acceptable_n"] == 4
    assert {row[f"acceptable_{end}"] for end in ("low", "high", "half")} == {Missing.BELOW_FIVE}
    assert (row["zone"], row["zone_likelihood"]) == ("cannot_be_told", None)
    assert row["acceptance_gap"] is None
    assert row["wanted_low"] == 6


def test_a_round_without_predictions_leaves_them_empty():
    table = table_of(measure_blocks(welch(), answers, lenses=(STATED,)))
    names = [column.name for column in table.columns]
    row = dict(zip(names, table.rows[0], strict=True))
    assert {row[f"wanted_predicted_{part}"] for part in ("n", "low", "high", "half")} == {None}


def test_a_release_that_did_not_ask_has_no_such_table():
    assert table_of([]) is None


def test_every_value_has_its_words_in_each_language(zones, rows):
    columns = {column.name: column for column in zones.columns}
    measures = columns["item"].values
    assert measures["fisheries"]["en"].startswith("policing fishing")
    assert measures["fisheries"]["ja"].startswith("管轄の主張")
    assert columns["basket"].values["at-sea"]["en"] == "Conduct at sea"
    for name in ("item", "basket", "zone", "known_acceptable", "known_wanted"):
        values = {row[name] for row in rows.values()}
        assert values <= set(columns[name].values)


# --- No word beyond its counts -------------------------------------------------------------------


@pytest.fixture(scope="module")
def random_rows():
    """Of groups of many sizes and opinions, nobody's answers like another's."""
    random = np.random.default_rng(7)

    def tally(*_):
        shares = random.dirichlet([0.2, 0.2, 0.4, 1, 1, 1, 1])
        return random.multinomial(random.integers(5, 16), shares).tolist()

    table = table_of(measure_blocks(welch(), tally))
    names = [column.name for column in table.columns]
    return [dict(zip(names, values, strict=True)) for values in table.rows]


def half(row, name):
    """Whether at least half of the group certainly said so, and whether fewer than half did."""
    return 2 * row[f"{name}_low"] >= row[f"{name}_n"], 2 * row[f"{name}_high"] < row[f"{name}_n"]


def test_no_word_of_a_zone_goes_beyond_the_counts(random_rows):
    seen = set()
    for row in random_rows:
        certain, excluded = zip(half(row, "wanted"), half(row, "acceptable"), strict=True)
        assert (row["zone"] == "certain") == all(certain)
        assert row["zone"] == "unlikely" or not any(excluded)
        if row["zone"] == "likely":
            assert 0.65 <= row["zone_likelihood"] < 1
        assert row["zone_likelihood"] == pytest.approx(
            row["wanted_half"] * row["acceptable_half"], abs=1e-4
        )
        seen.add(row["zone"])
    assert seen >= {"certain", "possible", "unlikely"}


def test_no_word_of_what_is_expected_goes_beyond_the_counts(random_rows):
    seen = set()
    for row in random_rows:
        for word, answered, predicted in (
            ("known_acceptable", "acceptable", "acceptable_predicted"),
            ("known_wanted", "wanted", "wanted_predicted"),
        ):
            certain, excluded = half(row, predicted)
            assert row[word] != "unaware" or not certain
            assert row[word] != "aware" or not excluded
            assert (row[word] == "") == (row[f"{answered}_half"] < 0.65)
            seen.add(row[word])
    assert seen >= {"", "aware", "unaware"}
