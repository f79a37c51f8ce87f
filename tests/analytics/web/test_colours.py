import pytest

from analytics.measures.verdicts import Thresholds
from analytics.web.colours import (
    cell_class,
    mean_class,
    missing_class,
    pooled_class,
    question_class,
    shade,
)
from tests.analytics.release.test_rows import cell, mean_row


def coloured(low, high, gap="threat"):
    mean = mean_row(mean=(low + high) / 2, mean_low=low, mean_high=high, gap=gap)
    return mean_class(mean, Thresholds())


@pytest.mark.parametrize(
    ("low", "high", "name"),
    [
        (0.05, 0.95, "gap-above-1"),
        (0.329, 0.95, "gap-above-1"),
        (0.33, 0.95, "gap-above-2"),
        (0.473, 0.95, "gap-above-2"),
        (0.474, 0.95, "gap-above-3"),
        (-0.95, -0.05, "gap-below-1"),
        (-0.95, -0.33, "gap-below-2"),
        (-0.95, -0.474, "gap-below-3"),
        (-0.1, 0.2, "gap-close"),
        (-0.01, 1.0, "gap-cannot-be-told"),
        (-1.0, 0.01, "gap-cannot-be-told"),
    ],
)
def test_the_shade_is_that_of_the_limit_nearest_to_zero(low, high, name):
    assert coloured(low, high) == name


@pytest.mark.parametrize(
    ("low", "high", "name"),
    [
        (0.1, 2.5, "gap-above-1"),
        (0.5, 2.5, "gap-above-2"),
        (1.0, 2.5, "gap-above-3"),
        (-2.5, -0.99, "gap-below-2"),
        (-0.4, 0.4, "gap-close"),
        (-2.5, 0.1, "gap-cannot-be-told"),
    ],
)
def test_predictions_have_shades_by_half_levels(low, high, name):
    assert coloured(low, high, "empathy") == name
    assert shade("empathy", 0.4) == shade("threat", 0.4) - 1


def test_nothing_published_has_a_class_of_its_own():
    assert mean_class(mean_row(mean=None), Thresholds()) == "gap-not-published"


@pytest.mark.parametrize(
    ("low", "high", "name"),
    [
        (0.05, 0.95, "gap-above-1"),
        (-0.95, -0.474, "gap-below-3"),
        (-0.01, 0.9, "gap-cannot-be-told"),
        # Never close, however narrow: that is a verdict.
        (-0.1, 0.1, "gap-cannot-be-told"),
        (0.0, 0.2, "gap-cannot-be-told"),
        (0.05, 0.2, "gap-above-1"),
    ],
)
def test_what_is_estimated_together_has_a_colour_where_its_limits_exclude_zero(low, high, name):
    assert pooled_class("threat", low, high) == name


@pytest.mark.parametrize(
    ("kind", "value", "name"),
    [
        ("overestimation", 0.7, "gap-above-2"),
        ("overestimation", 0.9, "gap-above-3"),
        ("underestimation", -0.6, "gap-below-1"),
        ("underestimation", -0.9, "gap-below-3"),
        ("aligned", 0.0, "gap-close"),
        ("misjudgment", 0.0, ""),
        ("inconclusive", 0.9, ""),
        ("indeterminate", 0.9, ""),
        ("insufficient", 0.9, ""),
    ],
)
def test_a_question_has_the_colour_of_its_verdict(kind, value, name):
    assert cell_class(cell(value=value, kind=kind)) == name


@pytest.mark.parametrize(
    ("kind", "value", "name"),
    [
        ("underpredicted", -1.5, "gap-below-3"),
        ("overpredicted", 0.9, "gap-above-2"),
        ("accurate", 0.0, "gap-close"),
        ("inconclusive", -1.5, ""),
    ],
)
def test_a_question_predicted_has_the_colour_of_its_verdict(kind, value, name):
    assert cell_class(cell(value=value, kind=kind, gap="empathy")) == name


TOGETHER = {"pooled_delta": 0.4, "pooled_delta_low": 0.1, "pooled_delta_high": 0.6}


@pytest.mark.parametrize(
    ("question", "name"),
    [
        # By the estimate from all gaps, whatever the question says alone.
        (cell(value=-0.9, kind="underestimation", figures=TOGETHER), "gap-above-1"),
        (cell(figures=TOGETHER | {"pooled_delta_low": -0.1}), "gap-cannot-be-told"),
        (cell(value=0.9, kind="overestimation"), "gap-above-3"),
        (cell(value=0.0, kind="aligned"), "gap-close"),
        (cell(value=0.0, kind="misjudgment"), "gap-cannot-be-told"),
        (cell(value=0.9, kind="inconclusive"), "gap-cannot-be-told"),
        (cell(value=None, kind="insufficient"), "gap-not-published"),
        (cell(value=None, kind="indeterminate"), "gap-undeterminable"),
    ],
)
def test_every_question_has_a_class_for_its_cell(question, name):
    assert question_class(question) == name


def test_what_cannot_be_determined_is_told_from_what_is_not_published():
    few, undetermined = cell(kind="insufficient"), cell("political", kind="indeterminate")
    assert missing_class([few]) == missing_class([]) == "gap-not-published"
    assert missing_class([few, undetermined]) == "gap-undeterminable"
