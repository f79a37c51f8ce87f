import json

import pytest

from analytics.measures.verdicts import Thresholds
from analytics.web.charts.points import gaps
from analytics.web.wording import NO_BREAK
from tests.analytics.release.test_rows import cell

DYAD = [
    cell("military", 0.6, kind="overestimation"),
    cell("political", None, kind="insufficient"),
    cell("islets", -0.3, item_kind="threat", figures={"level_shift": -0.5}),
]
TEXTS = {
    "PRC>JPN:military": "Use of force",
    "PRC>JPN:political": "Influence over the choices of others, near and far",
    "PRC>JPN:islets": "Islets & <b>waters</b>",
}
EMPATHY = [
    cell("military", -1.2, gap="empathy", kind="underpredicted"),
    cell("islets", 0.2, gap="empathy", item_kind="threat"),
]


@pytest.fixture
def deltas():
    return gaps(DYAD, TEXTS, Thresholds())


def test_a_question_without_a_figure_has_a_label_but_no_point(deltas):
    (points,) = deltas["data"]
    assert points["x"] == [0.6, -0.3]
    labels = [label["text"] for label in deltas["layout"]["annotations"]]
    assert labels == [
        "Use of force",
        "Influence over the choices of others, near and<br>far –",
        "Islets &amp; &lt;b&gt;waters&lt;/b&gt;",
    ]


def test_points_go_down_in_order_below_their_labels(deltas):
    (points,) = deltas["data"]
    labels = [label["y"] for label in deltas["layout"]["annotations"]]
    assert points["y"] == sorted(points["y"])
    assert [labels[0] + 11, labels[2] + 11] == points["y"]
    bottom, top = deltas["layout"]["yaxis"]["range"]
    assert bottom > max(points["y"]) > min(labels) > top == 0


def test_concerns_and_threats_differ_in_shape_and_verdicts_in_colour(deltas):
    marker = deltas["data"][0]["marker"]
    assert marker["color"] == marker["line"]["color"] == ["--umber", "--ink-soft"]
    assert marker["symbol"] == ["circle", "diamond-open"]
    below = gaps([cell("military", -0.6, kind="underestimation")], TEXTS, Thresholds())
    assert below["data"][0]["marker"]["color"] == ["--accent"]


@pytest.mark.parametrize(
    ("kind", "hollow"),
    [
        ("overestimation", False),
        ("underestimation", False),
        ("misjudgment", False),
        ("aligned", False),
        ("inconclusive", True),
        ("indeterminate", True),
        ("insufficient", True),
    ],
)
def test_points_without_a_verdict_are_hollow(kind, hollow):
    (points,) = gaps([cell("military", 0.6, kind=kind)], TEXTS, Thresholds())["data"]
    assert points["marker"]["symbol"] == ["circle-open" if hollow else "circle"]


def test_bars_reach_from_limit_to_limit(deltas):
    (points,) = deltas["data"]
    bars = points["error_x"]
    assert (bars["type"], bars["symmetric"]) == ("data", False)
    assert bars["array"] == pytest.approx([0.4, 0.4])
    assert bars["arrayminus"] == pytest.approx([0.3, 0.3])


def test_points_have_their_figure_and_verdict_in_words(deltas):
    assert deltas["data"][0]["hovertext"] == [
        "Use of force<br>+0.60 (+0.30 to +1.00)<br>above the panel's view",
        "Islets &amp; &lt;b&gt;waters&lt;/b&gt;<br>−0.30 (−0.60 to +0.10)<br>inconclusive",
    ]


def test_the_scale_is_the_same_for_every_dyad(deltas):
    axis = deltas["layout"]["xaxis"]
    assert axis["range"] == [-1.06, 1.06]
    assert axis["ticktext"] == ["−1", "−0.5", "0", "+0.5", "+1"]


def test_predictions_are_drawn_in_levels_on_a_scale_of_their_own():
    figure = gaps(EMPATHY, TEXTS, Thresholds())
    (points,) = figure["data"]
    assert points["x"] == [-1.2, 0.2]
    assert points["marker"]["symbol"] == ["circle", "diamond-open"]
    assert points["error_x"]["arrayminus"] == pytest.approx([0.3, 0.3])
    assert points["hovertext"][0] == ("Use of force<br>−1.20 (−1.50 to −0.80)<br>predicted too low")
    axis = figure["layout"]["xaxis"]
    assert axis["range"] == pytest.approx([-3.18, 3.18])
    assert axis["ticktext"] == ["−3", "−2", "−1", "0", "+1", "+2", "+3"]
    assert axis["title"]["text"] == "← predicted too low · too high →"


def test_images_name_the_other_sides_view_and_not_the_panels():
    figure = gaps([cell("military", 0.6, gap="image", kind="overestimation")], TEXTS, Thresholds())
    (points,) = figure["data"]
    assert points["x"] == [0.6]
    assert points["hovertext"][0].endswith("above the other side's own view")
    assert "panel" not in json.dumps(figure)
    assert figure["layout"]["xaxis"]["range"] == [-1.06, 1.06]


TOGETHER_OR_NOT = [
    cell(
        "military",
        0.1,
        figures={
            "pooled_delta": 0.4,
            "pooled_delta_low": 0.1,
            "pooled_delta_high": 0.6,
            "pooled_above": 0.98,
        },
    ),
    cell(
        "islets",
        0.6,
        kind="overestimation",
        item_kind="threat",
        figures={
            "pooled_delta": 0.3,
            "pooled_delta_low": -0.1,
            "pooled_delta_high": 0.5,
            "pooled_above": 0.9,
        },
    ),
    cell("political", -0.2, kind="insufficient"),
]


def test_estimates_from_all_gaps_are_the_main_marks_and_figures_alone_lesser_ones_below():
    main, alone = gaps(TOGETHER_OR_NOT, TEXTS, Thresholds())["data"]
    assert (main["x"], alone["x"]) == ([0.4, 0.3], [0.1, 0.6, -0.2])
    assert [y - main["y"][place] for place, y in enumerate(alone["y"][:2])] == [13, 13]
    assert main["error_x"]["array"] == pytest.approx([0.2, 0.2])
    assert main["error_x"]["arrayminus"] == pytest.approx([0.3, 0.4])
    assert alone["error_x"]["arrayminus"] == pytest.approx([0.3, 0.3, 0.3])
    assert main["marker"]["size"] > alone["marker"]["size"]
    assert main["error_x"]["thickness"] > alone["error_x"]["thickness"]


def test_the_colour_of_an_estimate_is_that_of_its_interval_and_not_of_the_verdict():
    main, alone = gaps(TOGETHER_OR_NOT, TEXTS, Thresholds())["data"]
    assert main["marker"]["color"] == ["--umber", "--ink-soft"]
    assert main["marker"]["symbol"] == ["circle", "diamond-open"]
    assert set(alone["marker"]["color"]) == {"--ink-soft"}


def test_estimates_have_words_of_likelihood_and_figures_alone_their_verdict():
    main, alone = gaps(TOGETHER_OR_NOT, TEXTS, Thresholds())["data"]
    assert main["hovertext"][0] == (
        f"Use of force<br>+0.40 (+0.10 to +0.60)<br>almost certainly above (98{NO_BREAK}%)"
    )
    assert alone["hovertext"][0] == (
        "Use of force<br>+0.10 (−0.20 to +0.50)<br>alone: inconclusive"
    )
    assert alone["hovertext"][1].endswith("alone: above the panel's view")
