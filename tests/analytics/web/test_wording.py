import pytest
from django.utils import translation

from analytics.web import wording


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0.424, "+0.42"),
        (-0.426, "−0.43"),
        (0.0, "0.00"),
        (-0.004, "0.00"),
        (1.0, "+1.00"),
        (None, "–"),
    ],
)
def test_a_figure_has_its_sign_and_nothing_is_a_dash(value, told):
    assert wording.signed(value) == told


@pytest.mark.parametrize(("value", "told"), [(0.5, "+0.5"), (-3, "−3"), (0, "0")])
def test_figures_beside_an_axis_are_short(value, told):
    assert wording.tick(value) == told


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(-0.123, 0.4, "−0.12 to +0.40"), (0.0, 1.0, "0.00 to +1.00"), (None, None, "–")],
)
def test_an_interval_is_told_by_its_limits(low, high, told):
    assert wording.between(low, high) == told


@pytest.mark.parametrize(
    ("delta", "step", "css", "words"),
    [
        (0.5, 3, "gap-above-3", "far above the panel's view"),
        (0.4, 2, "gap-above-2", "above the panel's view"),
        (0.2, 1, "gap-above-1", "a little above the panel's view"),
        (0.1, 0, "gap-none", "close to the panel's view"),
        (0.0, 0, "gap-none", "close to the panel's view"),
        (-0.1, 0, "gap-none", "close to the panel's view"),
        (-0.2, -1, "gap-below-1", "a little below the panel's view"),
        (-0.4, -2, "gap-below-2", "below the panel's view"),
        (-1.0, -3, "gap-below-3", "far below the panel's view"),
        (None, None, "gap-unknown", "not published"),
    ],
)
def test_how_far_from_the_panel(delta, step, css, words):
    assert wording.band(delta) == step
    assert wording.band_class(delta) == css
    assert wording.against_panel(delta) == words


@pytest.mark.parametrize(
    ("delta", "word"), [(0.2, "above"), (-0.2, "below"), (0.1, "close"), (None, "")]
)
def test_one_word(delta, word):
    assert wording.one_word(delta) == word


@pytest.mark.parametrize(
    ("shift", "told"),
    [
        (0.76, "0.8 of a level higher"),
        (-0.34, "0.3 of a level lower"),
        (0.98, "1.0 level higher"),
        (-1.52, "1.5 levels lower"),
        (0.04, "same level"),
        (None, "–"),
    ],
)
def test_level_shifts_in_words(shift, told):
    assert wording.shift_words(shift) == told


@pytest.mark.parametrize(
    ("gap", "step", "css", "words", "word"),
    [
        (1.0, 2, "gap-above-3", "predicted too high by one level or more", "too high"),
        (0.99, 1, "gap-above-2", "predicted too high by half a level or more", "too high"),
        (0.5, 1, "gap-above-2", "predicted too high by half a level or more", "too high"),
        (0.49, 0, "gap-none", "predicted within half a level", "close"),
        (0.0, 0, "gap-none", "predicted within half a level", "close"),
        (-0.49, 0, "gap-none", "predicted within half a level", "close"),
        (-0.5, -1, "gap-below-2", "predicted too low by half a level or more", "too low"),
        (-1.7, -2, "gap-below-3", "predicted too low by one level or more", "too low"),
        (None, None, "gap-unknown", "not published", ""),
    ],
)
def test_how_far_predictions_lie_from_the_answers(gap, step, css, words, word):
    assert wording.level_band(gap) == step
    assert wording.level_class(gap) == css
    assert wording.against_answers(gap) == words
    assert wording.one_word_predicted(gap) == word


@pytest.mark.parametrize(
    ("gap", "told"),
    [
        (-0.76, "0.8 of a level less than was answered"),
        (0.34, "0.3 of a level more than was answered"),
        (-1.04, "about one level less than was answered"),
        (0.96, "about one level more than was answered"),
        (-1.52, "1.5 levels less than was answered"),
        (2.0, "2.0 levels more than was answered"),
        (-0.04, "the same level as was answered"),
        (None, "–"),
    ],
)
def test_predictions_in_words(gap, told):
    assert wording.prediction_words(gap) == told


def test_counts_in_words():
    told = [wording.count_words(interval) for interval in ((3, 5), (8, 8), (0, 2), None)]
    assert told == ["3–5", "8", "0–2", "–"]


def test_concerns_above():
    assert wording.concerns_above(4, 6) == "4 of 6 concerns above the panel's view"
    assert wording.concerns_above(0, 0) == "not published"


def test_concerns_predicted_low():
    told = "predicted below the answers at 4 of 6 concerns"
    assert wording.concerns_predicted_low(4, 6) == told
    told = "predicted below the answers at 0 of 1 concern"
    assert wording.concerns_predicted_low(0, 1) == told
    assert wording.concerns_predicted_low(0, 0) == "not published"
