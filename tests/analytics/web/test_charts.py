import json
import re
from types import SimpleNamespace

import pytest
from django.utils import translation

from analytics.measures.verdicts import Thresholds
from analytics.web.charts.matrix import heatmap as heatmap_chart
from analytics.web.charts.parts import wrapped
from analytics.web.charts.points import gaps
from analytics.web.pages.heatmap import matrix
from analytics.web.pages.means import described_mean
from analytics.web.pages.shared import Words
from analytics.web.wording import NO_BREAK
from tests.analytics.release.test_rows import cell, mean_row

SIDES = ("PRC", "JPN", "ROK")
WORDS = Words(SimpleNamespace(parties={"PRC": "PRC", "JPN": "Japan", "ROK": "R<O>K"}), SIDES)
# Above, cannot be told, not published, close.
MEANS = {
    ("PRC", "JPN"): mean_row("PRC", "JPN", 0.7),
    ("JPN", "PRC"): mean_row("JPN", "PRC", -0.2),
    ("ROK", "PRC"): mean_row("ROK", "PRC", None),
    ("ROK", "JPN"): mean_row("ROK", "JPN", 0.0),
}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def heatmap_of(means):
    links = {("PRC", "JPN"): "/there/"}
    shown = {dyad: described_mean(mean, [], Thresholds()) for dyad, mean in means.items()}
    return heatmap_chart(matrix(WORDS, shown, links))


@pytest.fixture
def heatmap():
    return heatmap_of(MEANS)


def test_perceivers_go_down_and_targets_across(heatmap):
    (cells,) = heatmap["data"]
    assert (cells["x"], cells["y"]) == (["PRC", "Japan"], ["PRC", "Japan", "R<O>K"])
    assert cells["z"] == [[None, 3], [0, None], [0, 4]]
    assert heatmap["layout"]["yaxis"]["autorange"] == "reversed"


def test_the_range_is_fixed_and_cells_are_apart(heatmap):
    (cells,) = heatmap["data"]
    assert (cells["zmin"], cells["zmax"], cells["xgap"], cells["ygap"]) == (-3.5, 4.5, 1, 1)
    assert heatmap["config"]["displayModeBar"] is False


def texts(layout):
    """The words of every cell by perceiver and target, line by line."""
    words = {}
    for note in layout["annotations"]:
        words.setdefault((note["y"], note["x"]), []).extend(note["text"].split("<br>"))
    return words


def test_cells_have_their_figure_interval_and_verdict_and_a_dash_without_a_figure(heatmap):
    assert texts(heatmap["layout"]) == {
        ("PRC", "Japan"): ["+0.70", "+0.50 to +1.00", "above"],
        ("Japan", "PRC"): ["−0.20", "−0.40 to +0.10", "cannot be told"],
        ("R<O>K", "PRC"): ["–"],
        ("R<O>K", "Japan"): ["0.00", "−0.20 to +0.30", "close"],
    }


def test_on_a_narrow_page_words_take_more_lines_and_cells_more_room(heatmap):
    narrow = heatmap["narrow"]
    assert texts(narrow)["Japan", "PRC"] == ["−0.20", "−0.40 to", "+0.10", "cannot", "be told"]
    assert set(narrow) == {"annotations", "height"}
    assert narrow["height"] > heatmap["layout"]["height"]


# Alone it cannot be told; together the interval lies above 0.
TOGETHER = {"mean": 0.31, "mean_low": 0.08, "mean_high": 0.54, "above": 0.99}


@pytest.fixture
def pooled():
    likely = TOGETHER | {"mean_low": -0.08, "above": 0.934}
    return heatmap_of(
        {
            ("PRC", "JPN"): mean_row("PRC", "JPN", 0.1, pooled=TOGETHER),
            ("JPN", "PRC"): mean_row("JPN", "PRC", 0.7, pooled=likely),
        }
    )


def test_what_all_gaps_together_suggest_comes_before_what_a_dyad_says_alone(pooled):
    assert texts(pooled["layout"])["PRC", "Japan"] == [
        "+0.31",
        "+0.08 to +0.54",
        "almost certainly above",
        f"(99{NO_BREAK}%)",
        "alone: +0.10",
        "−0.10 to +0.40",
        "cannot be told",
    ]
    narrow = texts(pooled["narrow"])["PRC", "Japan"]
    assert narrow[-3:] == [f"(99{NO_BREAK}%)", "alone:", "+0.10"]
    assert pooled["data"][0]["hovertext"][0][1] == (
        f"PRC → Japan<br>+0.31 (+0.08 to +0.54)<br>almost certainly above (99{NO_BREAK}%)"
        "<br>alone: +0.10 (−0.10 to +0.40) cannot be told"
    )


def test_colour_and_hatching_are_those_of_what_is_estimated_together(pooled):
    (cells,) = pooled["data"]
    assert cells["z"] == [[None, 1], [0, None]]
    (hatching,) = [s for s in pooled["layout"]["shapes"] if s.get("name") == "hatching"]
    assert hatching["path"].startswith("M-0.5,")
    above = texts(pooled["layout"])["Japan", "PRC"]
    assert above[2:4] == [f"very likely above (93{NO_BREAK}%)", "alone: +0.70"]
    assert above[-1] == "above"


def test_words_on_deep_colours_are_light(heatmap):
    notes = heatmap["layout"]["annotations"]
    light = {(n["y"], n["x"]) for n in notes if n["font"]["color"] == "--on-deep"}
    assert light == {("PRC", "Japan")}
    assert {n["font"]["color"] for n in notes} == {"--on-deep", "--ink"}


def test_hovering_shows_words_and_texts_are_no_markup(heatmap):
    (cells,) = heatmap["data"]
    assert cells["hovertext"][0] == ["", "PRC → Japan<br>+0.70 (+0.50 to +1.00)<br>above"]
    assert cells["hovertext"][1][0] == "Japan → PRC<br>−0.20 (−0.40 to +0.10)<br>cannot be told"
    assert cells["hovertext"][2][0] == "R&lt;O&gt;K → PRC<br>–<br>not published"
    assert cells["customdata"][0] == ["", "/there/"]


def test_every_shade_has_one_colour_and_so_has_closeness(heatmap):
    (cells,) = heatmap["data"]
    scale = cells["colorscale"]

    def colour(z):
        place = (z - cells["zmin"]) / (cells["zmax"] - cells["zmin"])
        return next(name for edge, name in scale if edge > place)

    assert [colour(z) for z in (-3, -1, 0, 1, 3, 4)] == [
        "--below-3",
        "--below-1",
        "--sheet",
        "--above-1",
        "--above-3",
        "--close",
    ]
    assert (scale[0][0], scale[-1][0]) == (0, 1)
    assert [place for place, _ in scale] == sorted(place for place, _ in scale)


def test_own_sides_are_blank_and_all_cells_framed(heatmap):
    frames = [shape for shape in heatmap["layout"]["shapes"] if shape["type"] == "rect"]
    assert len(frames) == 6
    blank = [(s["y0"] + 0.5, s["x0"] + 0.5) for s in frames if s["fillcolor"] == "--paper"]
    assert blank == [(0, 0), (1, 1)]


def test_only_what_cannot_be_told_is_hatched_and_within_its_cell(heatmap):
    (hatching,) = [s for s in heatmap["layout"]["shapes"] if s.get("name") == "hatching"]
    numbers = [float(number) for number in re.findall(r"-?\d+\.\d+", hatching["path"])]
    across, down = numbers[0::2], numbers[1::2]
    assert (min(across), max(across)) == (-0.5, 0.5)
    assert (min(down), max(down)) == (0.5, 1.5)
    # Every line is a diagonal: down by as much as across.
    for left, right, top, bottom in zip(
        across[0::2], across[1::2], down[0::2], down[1::2], strict=True
    ):
        assert right - left == pytest.approx(bottom - top)


def test_charts_are_plain_data(heatmap):
    assert json.loads(json.dumps(heatmap))["data"][0]["zmax"] == 4.5
    assert not heatmap_of({})["layout"]["annotations"]


# --- Points of a dyad ----------------------------------------------------------------------------

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


# --- Lines ---------------------------------------------------------------------------------------


def test_lines_break_at_spaces():
    assert wrapped("one two three", 8) == ["one two", "three"]
    assert wrapped("", 8) == [""]
    assert wrapped("unbreakable", 4) == ["unbreakable"]


def test_wide_characters_take_two_columns_and_break_anywhere():
    assert wrapped("安全保障上の懸念", 8) == ["安全保障", "上の懸念"]


def test_wide_characters_break_anywhere_beside_a_space_too():
    assert wrapped("非常に高い (92 %)", 9) == ["非常に高", "い (92 %)"]
    assert wrapped("近い (92\N{NO-BREAK SPACE}%)", 8) == ["近い", "(92\N{NO-BREAK SPACE}%)"]


def test_korean_breaks_at_spaces():
    assert wrapped("군사적 능력 사용", 12) == ["군사적 능력", "사용"]
    assert wrapped("가능성이", 4) == ["가능성이"]
