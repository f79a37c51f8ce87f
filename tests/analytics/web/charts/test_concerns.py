import json
import re
from types import SimpleNamespace

import pytest

from analytics.measures.verdicts import Thresholds
from analytics.web.charts.concerns import COLOURS, concerns
from analytics.web.pages.questions import by_concern
from analytics.web.pages.shared import Words
from analytics.web.wording import NO_BREAK
from tests.analytics.release.test_rows import cell

SIDES = ("PRC", "JPN", "ROK")
CONCERNS = {"military": "Military", "political": "Political", "unintended-clash": "A & B"}
TOGETHER = {
    "pooled_delta": 0.4,
    "pooled_delta_low": 0.1,
    "pooled_delta_high": 0.6,
    "pooled_above": 0.98,
}
CELLS = [
    cell("military", 0.1, figures=TOGETHER),
    cell("political", 0.9, kind="overestimation"),
    cell("unintended-clash", None, kind="insufficient"),
    cell("military", -0.1, perceiver="JPN", target="PRC"),
    cell("political", None, kind="indeterminate", perceiver="JPN", target="PRC"),
    # Not of the common battery, and against a part of the panel.
    cell("islets", 0.8, item_kind="threat"),
    cell("military", 0.8, panel_without="ROK"),
]


def labels():
    known = {c.key: SimpleNamespace(item="islets", quotation=None) for c in CELLS}
    parties = {"PRC": "PRC", "JPN": "J<a>pan", "ROK": "ROK"}
    return SimpleNamespace(parties=parties, concerns=CONCERNS, questions=known)


def table():
    links = {("PRC", "JPN"): "/there/"}
    return by_concern(Words(labels(), SIDES), CELLS, "threat", links, Thresholds())


@pytest.fixture
def chart():
    return concerns(table())


def test_directed_dyads_go_down_and_concerns_across(chart):
    (cells,) = chart["data"]
    layout = chart["layout"]
    assert layout["xaxis"]["ticktext"] == ["Military", "Political", "A &amp; B"]
    assert layout["yaxis"]["ticktext"] == ["PRC → J&lt;a&gt;pan", "J&lt;a&gt;pan → PRC"]
    assert layout["yaxis"]["range"] == [1.5, -0.5]
    names = list(COLOURS)
    assert [
        [number if number is None else names[number] for number in row] for row in cells["z"]
    ] == [
        ["gap-above-1", "gap-above-3", "gap-not-published"],
        ["gap-cannot-be-told", "gap-undeterminable", None],
    ]


def test_each_cell_has_its_figure_and_its_words_when_pointed_at(chart):
    (cells,) = chart["data"]
    values = {(n["y"], n["x"]): n["text"] for n in chart["layout"]["annotations"]}
    assert values == {(0, 0): "+0.40", (0, 1): "+0.90", (0, 2): "–", (1, 0): "−0.10", (1, 1): "–"}
    assert cells["hovertext"][0][0] == (
        f"PRC → J&lt;a&gt;pan<br>Military<br>+0.40 (+0.10 to +0.60)"
        f"<br>almost certainly above (98{NO_BREAK}%)"
    )
    assert cells["hovertext"][0][2].endswith("A &amp; B<br>–<br>too few to say")
    assert cells["hovertext"][1][2] == ""
    assert cells["customdata"] == [["/there/"] * 3, [""] * 3]


def test_withheld_undetermined_and_undecided_cells_differ_from_each_other(chart):
    (cells,) = chart["data"]
    patterns = {s["name"]: s["path"] for s in chart["layout"]["shapes"] if s["type"] == "path"}
    assert set(patterns) == {"gap-cannot-be-told", "gap-undeterminable"}
    level = re.findall(r"M[-\d.]+,([-\d.]+)L[-\d.]+,([-\d.]+)", patterns["gap-undeterminable"])
    assert all(begin == end for begin, end in level)
    # Nothing is drawn over what is not published: it has the ground of the page and a dash.
    assert cells["colorscale"][2 * cells["z"][0][2]][1] == "--paper"


@pytest.mark.parametrize("layout", ["layout", "narrow"])
def test_diagonals_stay_within_their_cell(chart, layout):
    (path,) = [s["path"] for s in chart[layout]["shapes"] if s.get("name") == "gap-cannot-be-told"]
    numbers = [float(number) for number in re.findall(r"-?\d+\.\d+", path)]
    across, down = numbers[0::2], numbers[1::2]
    assert (min(across), max(across)) == (-0.5, 0.5)
    assert (min(down), max(down)) == (0.5, 1.5)
    slopes = {
        round((top - bottom) / (right - left), 1)
        for left, right, bottom, top in zip(
            across[0::2], across[1::2], down[0::2], down[1::2], strict=True
        )
        if right - left > 0.1
    }
    assert len(slopes) == 1


def test_on_a_narrow_page_letters_are_smaller_and_long_headings_upright(chart):
    wide, narrow = chart["layout"], chart["narrow"]
    assert {n["font"]["size"] for n in wide["annotations"]} == {14}
    assert {n["font"]["size"] for n in narrow["annotations"]} == {11}
    assert narrow["xaxis"]["tickangle"] == 0
    long = table() | {"columns": ["Environmental", "Political", "A"]}
    assert concerns(long)["narrow"]["xaxis"]["tickangle"] == -90
    assert concerns(long)["layout"]["xaxis"]["tickangle"] == 0


def test_words_on_deep_colours_are_light(chart):
    colours = {(n["y"], n["x"]): n["font"]["color"] for n in chart["layout"]["annotations"]}
    assert [place for place, colour in colours.items() if colour == "--on-deep"] == [(0, 1)]


def test_every_class_has_one_colour(chart):
    (cells,) = chart["data"]
    scale = cells["colorscale"]
    assert (cells["zmin"], cells["zmax"]) == (-0.5, len(COLOURS) - 0.5)
    for number, colour in enumerate(COLOURS.values()):
        place = (number - cells["zmin"]) / (cells["zmax"] - cells["zmin"])
        assert next(name for edge, name in scale if edge > place) == colour
    assert (scale[0][0], scale[-1][0]) == (0, 1)


def test_charts_are_plain_data(chart):
    assert json.loads(json.dumps(chart))["data"][0]["zmax"] == 9.5


def test_without_common_concerns_there_is_no_table():
    words = Words(labels(), SIDES)
    assert by_concern(words, CELLS[5:6], "threat", {}, Thresholds()) is None
    assert by_concern(words, CELLS, "image", {}, Thresholds()) is None
