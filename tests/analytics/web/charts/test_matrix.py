import json
import re
from types import SimpleNamespace

import pytest

from analytics.measures.verdicts import Thresholds
from analytics.web.charts.matrix import heatmap as heatmap_chart
from analytics.web.pages.heatmap import matrix
from analytics.web.pages.means import described_mean
from analytics.web.pages.shared import Words
from analytics.web.wording import NO_BREAK
from tests.analytics.release.test_rows import mean_row

SIDES = ("PRC", "JPN", "ROK")
WORDS = Words(SimpleNamespace(parties={"PRC": "PRC", "JPN": "Japan", "ROK": "R<O>K"}), SIDES)
# Above, cannot be told, not published, close.
MEANS = {
    ("PRC", "JPN"): mean_row("PRC", "JPN", 0.7),
    ("JPN", "PRC"): mean_row("JPN", "PRC", -0.2),
    ("ROK", "PRC"): mean_row("ROK", "PRC", None),
    ("ROK", "JPN"): mean_row("ROK", "JPN", 0.0),
}


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
