"""What the whole round makes likely, on the pages."""

import pytest

from analytics.measures.verdicts import Thresholds
from analytics.release.canonical import canonical
from analytics.release.rows import Content, MeanRow
from analytics.web.access import Reader
from analytics.web.pages.heatmap import heatmap
from analytics.web.wording import percent
from tests.analytics.made import LOW, SERIOUS, make_release

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


def test_thresholds_of_the_words_are_frozen_with_the_others():
    assert (Thresholds().likely, Thresholds().very_likely, Thresholds().almost_certain) == (
        0.55,
        0.80,
        0.95,
    )
