"""Every number on every chart is that of the table beside it, and that of the API."""

import json
import re
from math import ceil, floor

import pytest
from django.utils import translation

from analytics.measures.marks import ANSWERS
from analytics.models import Release
from analytics.release.queries import blocks_of
from analytics.release.undetermined import ALL_CONCERNS, OWN_VIEWS
from analytics.web.charts.dumbbells import EDGE, WIDTH
from analytics.web.links import token_of
from analytics.web.pages.levels import level_range
from tests.analytics.answered import rows
from tests.analytics.made import bearer
from tests.analytics.random_releases import SIDES, released_at_random
from tests.html import parse

pytestmark = pytest.mark.slow

NAMES = {"PRC": "PRC", "JPN": "Japan", "ROK": "ROK", "USA": "USA"}
GAPS = ("threat", "image", "empathy")
NUMBER = re.compile(r"[+−]?\d+\.\d\d")
# Between two roundings to two decimals.
HALF = 0.0051


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture(params=[0, 5])
def release(study, request):
    return released_at_random(study, request.param)


@pytest.fixture
def page(client, release):
    def get(name, side=""):
        response = client.get(f"/r/{token_of(release.pk, side)}/{name}")
        assert response.status_code == 200
        return parse(response)

    return get


@pytest.fixture
def api(client, release, facilitator, study):
    def ask(table):
        headers = bearer(facilitator, study)
        response = client.get(f"/api/v1/releases/{release.pk}/{table}/", headers=headers)
        assert response.status_code == 200
        return response.json()

    return ask


def charts(document):
    scripts = document.all("script", type="application/json")
    return {script["id"]: json.loads(script.text) for script in scripts}


def numbers(text):
    return [float(found.replace("−", "-")) for found in NUMBER.findall(text)]


def table_called(document, start):
    (match,) = [t for t in document.all("table") if t.one("caption").text.startswith(start)]
    return match


def point_of(row):
    """The figure of a cell that pages draw, with its limits, as the API names it."""
    point = "empathy_gap" if row["gap"] == "empathy" else "delta"
    name = point if row[f"pooled_{point}"] is None else f"pooled_{point}"
    return [row[f"{name}{end}"] for end in ("", "_low", "_high")]


def close(left, right):
    return len(left) == len(right) and all(
        abs(one - other) < HALF for one, other in zip(left, right, strict=True)
    )


def says(expected, shown, hover, value):
    """Whether there is a figure; a cell of a table and of a chart both have it, or a dash."""
    if expected[0] is None:
        assert (value, numbers(hover)) == ("–", [])
        assert " – " in shown
        return False
    assert close(numbers(hover), expected)
    assert close(numbers(shown), expected)
    assert close(numbers(value), expected[:1])
    return True


# --- The gap at each concern ---------------------------------------------------------------------


@pytest.mark.parametrize("gap", GAPS)
def test_the_concerns(page, api, gap):
    document = page(f"matrix/?gap={gap}")
    found = charts(document)
    assert set(found) == {"concerns-data", "undetermined-data"}
    chart = found["concerns-data"]
    of_api = {
        (NAMES[row["perceiver"]], NAMES[row["target"]], row["item"]): row
        for row in api("cells")
        if (row["gap"], row["panel_without"]) == (gap, "") and row["item_kind"] == "concern"
    }
    body = rows(table_called(document, "Empathy gap at" if gap == "empathy" else "Delta at"))[1:]
    values = {(note["y"], note["x"]): note["text"] for note in chart["layout"]["annotations"]}
    narrow = {(note["y"], note["x"]): note["text"] for note in chart["narrow"]["annotations"]}
    assert values == narrow
    hover = chart["data"][0]["hovertext"]
    compared = 0
    for row, name in enumerate(chart["layout"]["yaxis"]["ticktext"]):
        dyad = tuple(name.split(" → "))
        items = [item for *sides, item in of_api if tuple(sides) == dyad]
        for column, item in enumerate(items):
            expected = point_of(of_api[(*dyad, item)])
            shown = body[row][1 + column]
            compared += says(expected, shown, hover[row][column], values[row, column])
    assert compared == len([row for row in of_api.values() if point_of(row)[0] is not None]) > 5


def test_where_it_cannot_be_determined(page, api):
    """Every bar from the least share to the greatest, as the table beside it has it in words."""
    document = page("matrix/")
    chart = charts(document)["undetermined-data"]
    of_api = {
        (NAMES[row["perceiver"]], NAMES[row["target"]], row["lens"]): row
        for row in api("undetermined")
        if row["concern"] == ALL_CONCERNS
    }
    names = [note["text"] for note in chart["layout"]["annotations"]]
    body = rows(table_called(document, "Share of answers that say"))[1:]
    assert len(names) == len(body)
    drawn = {lens: bars_of(trace) for lens, trace in zip(OWN_VIEWS, chart["data"], strict=True)}
    compared = 0
    for name, (shown, *cells) in zip(names, body, strict=True):
        dyad = tuple(name.split(" → "))
        assert shown == " toward ".join(dyad)
        for lens, told in zip(OWN_VIEWS, cells, strict=True):
            row = of_api.get((*dyad, lens))
            if row is None or row["share_low"] is None:
                assert told == "–"
                continue
            low, high, hover = drawn[lens][name]
            expected = [100 * row["share_low"], 100 * row["share_high"]]
            assert [low, high] == pytest.approx(expected, abs=0.01)
            assert told == hover.rpartition("<br>")[2].replace("\xa0", " ")
            # Words are rounded outwards, to whole percent.
            ends = [int(number) for number in re.findall(r"\d+", told)]
            assert [floor(low + 1e-4), ceil(high - 1e-4)] == [ends[0], ends[-1]]
            compared += 1
    published = [row for row in of_api.values() if row["share_low"] is not None]
    assert compared == sum(map(len, drawn.values())) == len(published) > 3


def bars_of(trace):
    """Both ends of each bar and what is said of it, by the name of its dyad."""
    ends = [trace[name] for name in ("x", "hovertext")]
    bars = zip(*[iter(zip(*ends, strict=True))] * 3, strict=True)
    return {text.partition("<br>")[0]: (low, high, text) for (low, text), (high, _), _ in bars}


def test_the_shifts_since_an_earlier_round(page, api):
    document = page("change/")
    (chart,) = charts(document).values()
    of_api = {
        (NAMES[row["perceiver"]], NAMES[row["target"]], row["item"]): row
        for row in api("changes")
        if row["item_kind"] == "concern" and row["lens"] == "perceived"
    }
    (table,) = [each for each in document.all("table") if each.get("class") == "concerns"]
    body = rows(table)[1:]
    values = {(note["y"], note["x"]): note["text"] for note in chart["layout"]["annotations"]}
    hover = chart["data"][0]["hovertext"]
    compared = 0
    for row, name in enumerate(chart["layout"]["yaxis"]["ticktext"]):
        dyad = tuple(name.split(" → "))
        for column, item in enumerate(item for *sides, item in of_api if tuple(sides) == dyad):
            found = of_api[(*dyad, item)]
            expected = [found[f"level_shift{end}"] for end in ("", "_low", "_high")]
            shown = body[row][1 + column]
            assert hover[row][column].endswith(found["movement"])
            assert shown.endswith(found["movement"])
            compared += says(expected, shown, hover[row][column], values[row, column])
    assert compared == sum(row["level_shift"] is not None for row in of_api.values()) > 5


# --- Release beside release ----------------------------------------------------------------------


def test_releases_side_by_side(page, client, release, facilitator, study):
    document = page("compare/")
    headers = bearer(facilitator, study)
    releases = Release.objects.filter(round__study=study).order_by("round__number")
    means = [
        client.get(f"/api/v1/releases/{each.pk}/means/", headers=headers).json()
        for each in releases
    ]
    found = charts(document)
    assert sorted(found) == ["chart-rounds-empathy", "chart-rounds-threat"]
    for gap in ("threat", "empathy"):
        (region,) = [
            part
            for part in document.all("div", **{"class": "scroll"})
            if part.get("aria-labelledby") == f"rounds-{gap}"
        ]
        expected = [
            point
            for dyad in _dyads(means, gap)
            for of_release in means
            for point in [_mean(of_release, gap, dyad)]
            if point[0] is not None
        ]
        assert expected
        (trace,) = found[f"chart-rounds-{gap}"]["data"]
        points = drawn_points(trace)
        shown = [numbers(cell)[:3] for row in rows(region.one("table"))[1:] for cell in row[1:]]
        hovers = [numbers(text.split("<br>")[2]) for text in trace["hovertext"]]
        for told in (points, [three for three in shown if three], hovers):
            assert all(close(*pair) for pair in zip(told, expected, strict=True))


def _dyads(means, gap):
    asked = {(r["perceiver"], r["target"]) for of in means for r in of if r["gap"] == gap}
    return [(one, other) for one in SIDES for other in SIDES if (one, other) in asked]


def _mean(of_release, gap, dyad):
    (row,) = [
        row
        for row in of_release
        if (row["gap"], row["panel_without"]) == (gap, "")
        and (row["perceiver"], row["target"]) == dyad
    ]
    name = "mean" if row["pooled_mean"] is None else "pooled_mean"
    return [row[f"{name}{end}"] for end in ("", "_low", "_high")]


# --- The gaps of a dyad --------------------------------------------------------------------------


def drawn_points(trace):
    bars = trace["error_x"]
    return [
        [x, x - below, x + above]
        for x, below, above in zip(trace["x"], bars["arrayminus"], bars["array"], strict=True)
    ]


@pytest.mark.parametrize("dyad", [("PRC", "JPN"), ("JPN", "PRC"), ("ROK", "JPN")])
def test_the_gaps_of_a_dyad(page, api, dyad):
    document = page("-".join(dyad) + "/")
    found = expected = 0
    for gap in GAPS:
        expected += len(_with_a_figure(api("cells"), dyad, gap))
        chart = charts(document).get(f"chart-{gap}-{'-'.join(dyad)}")
        if chart is None:
            continue
        own = [
            row
            for row in api("cells")
            if (row["perceiver"], row["target"], row["gap"], row["panel_without"])
            == (*dyad, gap, "")
        ]
        point = "empathy_gap" if gap == "empathy" else "delta"
        name = point if all(r[f"pooled_{point}"] is None for r in own) else f"pooled_{point}"
        (section,) = document.all("section", **{"aria-labelledby": f"{gap}-{'-'.join(dyad)}"})
        tables = [table for table in section.all("table") if table.all("td", **{"class": "alone"})]
        cells = [row.all("td") for row in tables[0].all("tr") if row.all("td")]
        by_column = {name: [row[0] for row in cells], point: [_alone(row) for row in cells]}
        for trace, figure in zip(chart["data"], dict.fromkeys([name, point]), strict=False):
            points = drawn_points(trace)
            of_api = [
                [row[f"{figure}{end}"] for end in ("", "_low", "_high")]
                for row in own
                if row[figure] is not None
            ]
            assert all(close(*pair) for pair in zip(sorted(points), sorted(of_api), strict=True))
            told = [numbers(cell.text)[:3] for cell in by_column[figure]]
            in_table = [three for three in told if three]
            assert all(close(*pair) for pair in zip(points, in_table, strict=True))
            hovers = [numbers(text.split("<br>")[-2]) for text in trace["hovertext"]]
            assert all(close(*pair) for pair in zip(points, hovers, strict=True))
            found += len(points) if figure == point else 0
    assert found == expected


def _with_a_figure(cells, dyad, gap):
    point = "empathy_gap" if gap == "empathy" else "delta"
    wanted = (*dyad, gap, "")
    return [
        row
        for row in cells
        if (row["perceiver"], row["target"], row["gap"], row["panel_without"]) == wanted
        and row[point] is not None
    ]


def _alone(cells):
    (cell,) = [cell for cell in cells if cell.get("class") == "alone"]
    return cell


def test_the_groups_of_a_dyad(page, release):
    """Drawn on the server: where a group stands is where its numbers say."""
    document = page("PRC-JPN/")
    drawings = [svg for svg in document.all("svg") if svg.get("class") == "dumbbell"]
    lines = [
        row
        for table in document.all("table")
        if table.one("caption").text.startswith("Mean level of each group")
        for row in rows(table)[1:]
    ]
    assert len(drawings) == len(lines) == 16
    for drawing, (_name, *spans) in zip(drawings, lines, strict=True):
        known = [tuple(map(float, span.split("–"))) for span in spans if span != "–"]
        reaches = [e for e in drawing.all("line") if e.get("class") == "reach"]
        for line, span in zip(reaches, known, strict=True):
            ends = [(float(line[x]) - EDGE) / (WIDTH - 2 * EDGE) * 3 for x in ("x1", "x2")]
            # Words are rounded outwards, and the drawing to a tenth of a unit.
            assert ends == pytest.approx(span, abs=0.012)
    perceived = level_range(
        b for b in blocks_of(release) if b.lens == "perceived" and b.key == "PRC>JPN:military"
    )
    (line,) = [row for row in lines[:8] if row[0] == "Military"]
    told = tuple(map(float, line[1].split("–"))) if line[1] != "–" else None
    assert told == (perceived and pytest.approx(perceived, abs=0.011))


# --- Counts of answers ---------------------------------------------------------------------------


def drawn_bars(chart):
    """Each bar as its least and its greatest number, in the order of the chart."""
    possible, certain = chart["data"]
    assert possible["y"] == certain["y"]
    return [
        (base + sure, base + most)
        for base, sure, most in zip(possible["base"], certain["x"], possible["x"], strict=True)
    ]


def span(text):
    low, _dash, high = text.partition("–")
    return int(low), int(high or low)


def test_impressions(page, api):
    document = page("impressions/")
    of_api = {
        (row["perceiver"], row["lens"], row["answer"]): (row["count_low"], row["count_high"])
        for row in api("impressions")
    }
    found = charts(document)
    assert found
    tables = {
        section["aria-labelledby"]: section.all("table")
        for section in document.all("section")
        if section.get("aria-labelledby") in SIDES
    }
    for chart_id, chart in found.items():
        side = chart_id.removeprefix("chart-")
        bars = drawn_bars(chart)
        lines = rows(tables[side][0])[1:]
        in_table = [span(text) for line in lines for text in line[1:3]][: len(bars)]
        assert bars == in_table
        asked = dict.fromkeys(a for of, _lens, a in of_api if of == side)
        told = [
            of_api[side, lens, answer]
            for answer in asked
            if answer not in ("skipped", "prefer_not_to_say", "cannot_determine")
            for lens in ("first", "revised")
        ]
        assert sorted(bars) == sorted(told)
        words = [note["text"].rpartition(" ")[2] for note in chart["layout"]["annotations"]]
        assert [span(word) for word in words if re.fullmatch(r"\d+(–\d+)?", word)] == bars


def test_situations(page, release):
    document = page("vignettes/")
    (chart,) = charts(document).values()
    bars = drawn_bars(chart)
    lines = rows(document.all("table")[0])[1:]
    known = [s for line in lines for s in line[1:] if re.fullmatch(r"[\d.]+–[\d.]+", s)]
    starts = chart["data"][0]["base"]
    assert len(starts) == len(known)
    for start, (_least, end), words in zip(starts, bars, known, strict=True):
        low, high = map(float, words.split("–"))
        assert low - 1e-9 <= start < low + 0.0101
        assert high - 0.0101 < end <= high + 1e-9
    ranges = [level_range([b]) for b in blocks_of(release) if b.item_kind == "vignette"]
    drawn = sorted(zip(starts, (end for _low, end in bars), strict=True))
    expected = sorted(r for r in ranges if r)
    assert sum(drawn, ()) == pytest.approx(sum(expected, ()))


def test_a_sides_own_answers(page, api):
    document = page("", "JPN")
    found = charts(document)
    of_api = {(row["lens"], row["question"]): row for row in api("blocks") if row["group"] == "JPN"}
    compared = 0
    for lens, (perceiver, target) in (("perceived", ("JPN", "PRC")), ("predicted", ("PRC", "JPN"))):
        name = f"{lens}-{perceiver}-{target}"
        chart = found.get(f"chart-{name}")
        if chart is None:
            continue
        (table,) = [
            region.one("table")
            for region in document.all("div", **{"class": "scroll"})
            if region.get("aria-labelledby") == name
        ]
        bars = drawn_bars(chart)
        lines = rows(table)[1:]
        assert bars == [span(text) for line in lines for text in line[1:3]]
        own = [
            r
            for (of, key), r in of_api.items()
            if of == lens and key.startswith(f"{perceiver}>{target}:")
        ]
        expected = [_at_least(row, level) for row in own for level in ("serious", "moderate")]
        assert bars == expected
        compared += len(bars)
    assert compared


def _at_least(row, level):
    """How many answered so high, from the cumulative counts of the API."""
    below = ANSWERS[ANSWERS.index(level) - 1]
    return row["n"] - row[f"cum_{below}_high"], row["n"] - row[f"cum_{below}_low"]
