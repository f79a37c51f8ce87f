"""What the whole round makes likely, on the pages."""

import pytest

from analytics.measures.verdicts import Thresholds
from analytics.release.canonical import canonical
from analytics.release.rows import Content, MeanRow
from analytics.web.access import Reader
from analytics.web.pages.heatmap import heatmap
from analytics.web.pages.likely import (
    by_pooled,
    changed,
    changed_at_most,
    likely_gap,
    likely_order,
)
from analytics.web.wording import NO_BREAK, percent
from tests.analytics.made import LOW, SERIOUS, make_release
from tests.analytics.release.test_rows import cell

NOTHING = (None, None, None, 0, 0, 0, 0, None, None)


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.004, 1), (0.31, 31), (0.5, 50), (0.7975, 79), (0.999, 99), (1, 99)],
)
def test_nothing_estimated_is_certain(probability, words):
    assert percent(probability) == f"{words}\N{NO-BREAK SPACE}%"


def test_a_release_of_before_has_the_same_canonical_bytes():
    mean = MeanRow("PRC", "JPN", "threat", "", *NOTHING)
    assert b"pooled" not in canonical({}, Content([], [], [mean]))
    of_now = MeanRow("PRC", "JPN", "threat", "", *NOTHING, pooled={"mean": 0.2})
    assert b'"pooled":{"mean":0.2}' in canonical({}, Content([], [], [of_now]))


def only_the_first_is_concerned(question, lens):
    return SERIOUS if (lens == "perceived") == (question.perceiver == "PRC") else LOW


@pytest.fixture
def release(study):
    return make_release(study, only_the_first_is_concerned)


def test_every_dyad_has_a_sentence_and_both_figures_the_likeliest_first(release):
    rows = heatmap(Reader(release, None))["likely"]
    assert len(rows) == 12
    assert rows[0]["perceiver"] == "PRC"
    assert rows[0]["sentence"].startswith(
        "It is almost certain (99\N{NO-BREAK SPACE}%) that participants from the PRC"
    )
    assert "are more concerned about" in rows[0]["sentence"]
    assert "are less concerned about" in rows[-1]["sentence"]
    for row in rows:
        assert row["pooled"]["published"]
        assert row["alone"]["published"]
        assert row["pooled"]["value"] != row["alone"]["value"]
        assert row["changed"].startswith(("raised by", "lowered by"))


def test_thresholds_of_the_words_are_frozen_with_the_others():
    assert (Thresholds().likely, Thresholds().very_likely, Thresholds().almost_certain) == (
        0.55,
        0.80,
        0.95,
    )


# --- In order, and how far changed ---------------------------------------------------------------


def pooled(item, value, **fields):
    return cell(item, figures={"pooled_delta": value}, **fields)


def test_concerns_come_before_threats_each_by_what_is_estimated_together():
    cells = [
        pooled("low", -0.2),
        cell("alone", 0.9),
        pooled("high", 0.4),
        pooled("threat", 0.8, item_kind="threat"),
        cell("second alone", 0.1),
    ]
    order = [each.item for each in by_pooled(cells)]
    assert order == ["high", "low", "alone", "second alone", "threat"]


def test_the_order_has_the_chance_of_each_concern_alone_that_was_estimated():
    likely = {"pooled_delta": 0.4, "pooled_greatest": 0.637}
    cells = [
        cell("alone", 0.9),
        cell("high", figures=likely),
        cell("threat", item_kind="threat", figures=likely),
    ]
    names = {each.key: each.item for each in cells}
    assert likely_order(names, cells) == [{"name": "high", "greatest": f"63{NO_BREAK}%"}]


@pytest.mark.parametrize(
    ("together", "alone", "words"),
    [
        (0.31, 0.4, "lowered by 0.09"),
        (0.4, 0.31, "raised by 0.09"),
        (-0.1, 0.1, "lowered by 0.20"),
        (0.314, 0.306, "changed by less than 0.01"),
        # As both figures are shown: 0.32 and 0.31.
        (0.316, 0.314, "raised by 0.01"),
        (0.31, None, "–"),
        (None, 0.31, "–"),
    ],
)
def test_how_far_a_figure_is_changed_is_the_difference_of_those_shown(together, alone, words):
    assert changed(together, alone) == words


def test_how_far_all_are_changed_is_the_most_and_the_median():
    pairs = [(0.3, 0.4), (0.1, -0.2), (0.5, 0.45), (None, 0.9), (0.9, None)]
    sentence = changed_at_most(pairs)
    assert "by 0.30 at most" in sentence
    assert "half of them by 0.10 or less" in sentence
    assert changed_at_most([(None, 0.9)]) == ""


def test_a_gap_estimated_together_says_when_it_depends_on_how_alike_answers_are():
    figures = {"pooled_delta": 0.4, "pooled_above": 0.9, "pooled_stable": True}
    stable = likely_gap(cell(figures=figures), Thresholds())
    assert (stable["words"], stable["unstable"]) == (f"very likely above (90{NO_BREAK}%)", False)
    assert likely_gap(cell(figures=figures | {"pooled_stable": False}), Thresholds())["unstable"]
    assert likely_gap(cell(), Thresholds()) is None
