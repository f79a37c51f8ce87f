from itertools import product

import pytest

from analytics.measures.verdicts import EmpathyKind, GapKind, Thresholds
from analytics.release.verdicts import (
    ACCURATE,
    OVERPREDICTED,
    UNDERPREDICTED,
    for_dialogue,
    is_verdict,
    likelihood,
    mean_verdict,
    shown_jointly,
    side_of_zero,
    thresholds_of,
)
from tests.analytics.release.test_rows import cell, mean_row


def interval(low, high, gap="threat"):
    return mean_row(mean=(low + high) / 2, mean_low=low, mean_high=high, gap=gap)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.01, 0.9, "above"),
        (-0.9, -0.01, "below"),
        (0.0, 0.9, "cannot_be_told"),
        (-0.9, 0.0, "cannot_be_told"),
        (-0.05, 0.62, "cannot_be_told"),
        (-0.4, 0.4, "cannot_be_told"),
        (-0.33, 0.33, "close"),
        (-0.34, 0.33, "cannot_be_told"),
        (-0.33, 0.34, "cannot_be_told"),
        # It excludes 0, but proves a gap that the thresholds call none.
        (0.05, 0.2, "close"),
        (-0.2, -0.05, "close"),
        (0.05, 0.34, "above"),
        (-0.34, -0.05, "below"),
    ],
)
@pytest.mark.parametrize("gap", ["threat", "image"])
def test_a_mean_is_called_what_its_limits_show(low, high, verdict, gap):
    assert mean_verdict(interval(low, high, gap), Thresholds()) == verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (-0.49, 0.49, "close"),
        (0.1, 0.49, "close"),
        (-0.5, 0.49, "cannot_be_told"),
        (-0.49, 0.5, "cannot_be_told"),
        (-2.1, -0.1, "below"),
        (0.1, 0.5, "above"),
        (-2.1, 0.0, "cannot_be_told"),
    ],
)
def test_predictions_are_close_within_half_a_level(low, high, verdict):
    assert mean_verdict(interval(low, high, "empathy"), Thresholds()) == verdict


def test_no_mean_has_no_verdict_and_one_without_limits_cannot_be_told():
    assert mean_verdict(mean_row(mean=None), Thresholds()) == ""
    assert (
        mean_verdict(mean_row(mean=0.9, mean_low=None, mean_high=None), Thresholds())
        == "cannot_be_told"
    )


def test_the_bounds_are_those_of_the_round():
    metadata = {"method": {"thresholds": {"gaps": {"delta": 0.1, "prediction": 1.0}}}}
    narrow = thresholds_of(metadata)
    assert mean_verdict(interval(-0.2, 0.2), narrow) == "cannot_be_told"
    assert mean_verdict(interval(-0.9, 0.9, "empathy"), narrow) == "close"
    assert thresholds_of({"method": {"thresholds": {}}}) == Thresholds()


@pytest.mark.parametrize(
    ("low", "high", "side"),
    [
        (0.001, 0.1, "above"),
        (-0.1, -0.001, "below"),
        (-0.1, 0.1, "cannot_be_told"),
        (0.0, 0.1, "cannot_be_told"),
        (-0.1, 0.0, "cannot_be_told"),
        (None, 0.1, "cannot_be_told"),
        (0.1, None, "cannot_be_told"),
    ],
)
def test_an_interval_lies_on_a_side_of_zero_if_it_does_not_hold_it(low, high, side):
    assert side_of_zero(low, high) == side


@pytest.mark.parametrize("kind", [*GapKind, *EmpathyKind])
def test_undecided_kinds_are_no_verdict(kind):
    undecided = ("insufficient", "indeterminate", "inconclusive")
    assert is_verdict(cell(kind=str(kind))) == (kind not in undecided)


def test_kinds_of_predictions_are_those_of_the_methods():
    assert {OVERPREDICTED, UNDERPREDICTED, ACCURATE} <= set(map(str, EmpathyKind))


GAPS = {"underpredicted": -0.6, "inconclusive": -0.3, "accurate": 0.0, "overpredicted": 0.6}


def predicted(kind):
    return cell(value=GAPS[kind], gap="empathy", kind=kind)


def test_questions_for_dialogue_are_those_of_the_methods_that_are_not_chance():
    for kind, (guess, gap) in product(map(str, GapKind), GAPS.items()):
        chosen = for_dialogue([cell(kind=kind), predicted(guess)])
        expected = kind == "overestimation" and gap < 0 and guess == "underpredicted"
        assert chosen == ([cell(kind=kind)] if expected else [])
    above = cell(kind="overestimation")
    assert for_dialogue([predicted("underpredicted"), above]) == [above]
    assert not for_dialogue([above, predicted("inconclusive")])
    assert not for_dialogue([above])
    assert not for_dialogue([predicted("underpredicted")])
    elsewhere = cell("political", kind="overestimation")
    without = cell(kind="overestimation", panel_without="JPN")
    assert not for_dialogue([elsewhere, without, predicted("underpredicted")])


# --- Likelihood ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("above", "word"),
    [
        (0.99, "almost_certainly_above"),
        (0.95, "almost_certainly_above"),
        (0.949, "very_likely_above"),
        (0.80, "very_likely_above"),
        (0.79, "likely_above"),
        (0.55, "likely_above"),
        (0.549, "even_chance"),
        (0.5, "even_chance"),
        (0.451, "even_chance"),
        (0.45, "likely_below"),
        (0.2, "very_likely_below"),
        (0.05, "almost_certainly_below"),
        (0.0, "almost_certainly_below"),
    ],
)
def test_words_of_likelihood(above, word):
    assert likelihood(above, Thresholds()) == word


def test_words_of_likelihood_go_by_the_thresholds_of_the_round():
    assert likelihood(0.9, Thresholds(almost_certain=0.9)) == "almost_certainly_above"


# --- All concerns of a dyad ----------------------------------------------------------------------

SIZES = {"n_left": 12, "n_right": 20}


def of_twelve(item, kind, p, **fields):
    """A cell of groups of 12 and 20, of which the level for six concerns is 0.0025."""
    return cell(item=item, kind=kind, figures={"p_delta": p}, **SIZES | fields)


def items(cells, gap="threat", withstands=1, **ends):
    shown = shown_jointly(mean_row(gap=gap, **ends), cells, Thresholds(withstands=withstands))
    return None if shown is None else [cell.item for cell in shown]


def above(item="military", **fields):
    return of_twelve(item, GapKind.OVERESTIMATION, 0.0001, **fields)


def test_a_gap_whose_p_is_at_most_the_joint_level_is_shown():
    cells = [
        of_twelve("military", GapKind.OVERESTIMATION, 0.0025),
        of_twelve("political", GapKind.OVERESTIMATION, 0.0026),
        of_twelve("economic", GapKind.UNDERESTIMATION, 0.0001),
        of_twelve("societal", GapKind.INCONCLUSIVE, 0.0001),
        of_twelve("environmental", GapKind.INSUFFICIENT, None),
    ]
    assert items(cells) == ["military", "economic"]
    # Of 9 and 20 the level is 0.0038.
    assert items([of_twelve("political", GapKind.OVERESTIMATION, 0.0026, n_left=9)]) == [
        "political"
    ]


def test_only_the_concerns_of_one_directed_dyad_are_taken_together():
    cells = [above(), above("clash", item_kind="threat"), above(target="ROK"), above(gap="image")]
    assert items(cells) == items(cells, gap="image") == ["military"]
    assert items(cells, target="USA") is items(cells, target="") is None
    assert items(cells, perceiver="") is None


def test_nothing_is_said_where_no_joint_level_is_listed():
    assert items([above()]) == ["military"]
    assert items([]) is items([above()] * 7) is None
    assert items([above(n_right=21)]) is None
    assert items([above(), of_twelve("political", "insufficient", None, n_left=7)]) is None
    # Of these sizes no groups are ever far enough apart.
    assert items([above(n_left=8, n_right=8)]) is None
    assert items([of_twelve("military", "underpredicted", None, gap="empathy")], "empathy") is None


def test_nothing_is_said_of_a_panel_that_is_counted_by_side():
    cells = [above(), above(panel_without="JPN"), above(gap="image")]
    assert items(cells) is None
    # The other side's own view has nothing to do with the panel.
    assert items(cells, gap="image") == ["military"]
