"""No word on a page goes beyond the interval it stands beside, whatever a release holds."""

import json
import re
from itertools import pairwise, product

import pytest

from analytics.measures.verdicts import EmpathyKind, GapKind
from analytics.release.queries import cells_of, means_of
from analytics.release.verdicts import MeanVerdict, mean_verdict, thresholds_of
from analytics.web.links import token_of
from tests.analytics.answered import rows
from tests.analytics.random_releases import SEEDS, released_at_random
from tests.html import Element, parse

pytestmark = pytest.mark.slow

SHADES = (-3, -2, -1, 1, 2, 3)

INTERVAL = re.compile(r"([+−]?\d\.\d\d) to ([+−]?\d\.\d\d)")
DIRECTED = re.compile(
    r"\b(above|below|higher|lower|high|low|more|less|fewer|rose|fell|far|little)\b"
)
# How many concerns are shown to lie above: a count of verdicts, each with an interval of its own.
CONCERNS = re.compile(r"shown to be (above the panel's view|predicted too low) at (\d+) of \d+")
DIRECTED_CLASS = re.compile(r"\bgap-(above|below)")


# --- What stands beside an interval --------------------------------------------------------------


def limits(text: str) -> tuple[float, float] | None:
    """The first interval in a text."""
    match = INTERVAL.search(text)
    if match is None:
        return None
    low, high = (float(limit.replace("−", "-")) for limit in match.groups())
    return low, high


def holds_zero(text: str) -> bool:
    """Whether the first interval in a text reaches beyond 0 on both sides, even when rounded."""
    interval = limits(text)
    return interval is not None and interval[0] < 0 < interval[1]


def directions(element: Element) -> list[str]:
    """Every direction that an element claims, in words or by its colour."""
    classes = " ".join(part.get("class") or "" for part in (element, *element.below()))
    return DIRECTED.findall(CONCERNS.sub("", element.text)) + DIRECTED_CLASS.findall(classes)


def overreaching(page: Element) -> list[str]:
    """The cells and facts of a page that claim a direction beside an interval that holds 0."""
    faults = []
    for row in page.all("tr"):
        # What is certain is proved by counts and needs no interval: see `certain_counts`.
        cells = [cell for cell in row.all("td") if cell.get("class") != "certain"]
        intervals = [cell.text for cell in cells if limits(cell.text)]
        # A question's finding stands in a cell of its own, beside the interval it rests on.
        whole = bool(row.all("td", **{"class": "finding"}))
        for cell in cells:
            interval = intervals[0] if whole and intervals else cell.text
            if holds_zero(interval) and directions(cell):
                faults.append(f"{interval}: {cell.text}")
    facts = [dd for dd in page.all("dd") if holds_zero(dd.text) and directions(dd)]
    return faults + [dd.text for dd in facts]


def pages(client, release) -> dict[str, Element]:
    """Every page of the release, as whoever has a link to it sees them."""
    room, side = (f"/r/{token_of(release.pk, side)}/" for side in ("", "JPN"))
    names = ["matrix/", "PRC-JPN/", "ROK-JPN/", "change/", "impressions/", "vignettes/"]
    addresses = {name: room + name for name in names} | {"own answers": side}
    replies = {name: client.get(address) for name, address in addresses.items()}
    assert {reply.status_code for reply in replies.values()} == {200}
    return {name: parse(reply) for name, reply in replies.items()}


def charts(page: Element) -> list[dict]:
    return [json.loads(script.text) for script in page.all("script", type="application/json")]


# --- The rule ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_no_word_and_no_colour_goes_beyond_its_interval(client, study, seed):
    release = released_at_random(study, seed)
    shown = pages(client, release)
    for name, page in shown.items():
        assert overreaching(page) == [], name
        for chart in charts(page):
            assert overreaching_chart(chart) == [], name
    check_close(shown["matrix/"])
    check_concerns(shown["PRC-JPN/"], cells_of(release))
    check_impressions(shown["impressions/"])
    check_situations(shown["vignettes/"])


def overreaching_chart(chart) -> list[str]:
    """The texts, shades and points of a chart that claim a direction beside such an interval."""
    data = chart["data"][0]
    texts = [text.replace("<br>", " ") for text in flat(data.get("hovertext", []))]
    cells = texts_by_cell(chart)
    faults = [text for text in (*texts, *cells.values()) if holds_zero(text) and claims(text)]
    return faults + shaded(data, cells) + coloured(data)


def claims(text: str) -> bool:
    """Whether the words after the interval name a direction."""
    match = INTERVAL.search(text)
    return match is not None and bool(DIRECTED.search(text[match.end() :]))


def flat(texts) -> list[str]:
    return [one for text in texts for one in (text if isinstance(text, list) else [text])]


def texts_by_cell(chart) -> dict[tuple, str]:
    """The words written at one place of a chart, in a line."""
    texts: dict = {}
    for note in chart["layout"]["annotations"]:
        texts.setdefault((note["x"], note["y"]), []).append(note["text"].replace("<br>", " "))
    return {place: " ".join(lines) for place, lines in texts.items()}


def shaded(data, cells) -> list[str]:
    """The cells of a heatmap that have a shade beside an interval that holds 0."""
    if data["type"] != "heatmap":
        return []
    shades = {
        (x, y): data["z"][row][column]
        for row, y in enumerate(data["y"])
        for column, x in enumerate(data["x"])
    }
    return [text for place, text in cells.items() if holds_zero(text) and shades[place] in SHADES]


def coloured(data) -> list[str]:
    """The points with the colour of a direction whose bar reaches over 0."""
    if data["type"] != "scatter":
        return []
    bars = data["error_x"]
    ends = zip(data["x"], bars["arrayminus"], bars["array"], strict=True)
    over = [x - below < 0 < x + above for x, below, above in ends]
    points = zip(over, data["marker"]["color"], data["hovertext"], strict=True)
    return [text for crosses, colour, text in points if crosses and colour != "--ink-soft"]


def check_close(page: Element) -> None:
    """Close is said where, and only where, the whole interval lies within the bounds."""
    for table, bound in zip(page.all("table", **{"class": "matrix"}), (0.5, 1 / 3), strict=True):
        for text in (cell.text for cell in table.all("td")):
            if interval := limits(text):
                low, high = interval
                assert text.endswith("close") == (-bound < low and high < bound), text


def check_concerns(page: Element, cells) -> None:
    """No more concerns are counted than have an interval of their own on that side of 0."""
    for gap, perceiver, target in product(("threat", "empathy"), *[("PRC", "JPN")] * 2):
        if perceiver == target:
            continue
        own = [c for c in cells if (c.gap, c.perceiver, c.target) == (gap, perceiver, target)]
        shown = [c for c in own if c.item_kind == "concern" and is_shown(c)]
        labelled = {"aria-labelledby": f"{gap}-{perceiver}-{target}"}
        for match in CONCERNS.finditer(page.one("section", **labelled).text):
            assert int(match[2]) <= len(shown)


def is_shown(cell) -> bool:
    above, below = cell.number("delta_low") or 0, cell.number("empathy_gap_high") or 0
    return above > 0 or below < 0


def check_impressions(page: Element) -> None:
    """More and fewer are said of counts that prove it."""
    for table in page.all("table"):
        for _answer, before, after, compared in rows(table)[1:]:
            (least_before, most_before), (least_after, most_after) = people(before), people(after)
            assert (compared == "more afterwards") == (least_after > most_before)
            assert (compared == "fewer afterwards") == (most_after < least_before)


def people(text: str) -> tuple[int, int]:
    low, _dash, high = text.partition("–")
    return int(low), int(high or low)


def check_situations(page: Element) -> None:
    """Situations are in order where no ranges overlap, shown outwards by up to a hundredth."""
    for name, *levels in rows(page.all("table")[0])[1:]:
        ranges = [tuple(map(float, level.split("–"))) for level in levels if level != "–"]
        apart = all(one[1] < other[0] + 0.02 for one, other in pairwise(ranges))
        assert apart or not name.endswith(": in order")


# --- What was drawn ------------------------------------------------------------------------------


def test_the_releases_drawn_hold_every_verdict(study):
    """Otherwise the rule would not be tried out."""
    kinds, words = set(), set()
    for seed in SEEDS:
        release = released_at_random(study, seed)
        thresholds = thresholds_of(release.metadata)
        kinds |= {(cell.gap, cell.kind) for cell in cells_of(release)}
        words |= {(mean.gap, str(mean_verdict(mean, thresholds))) for mean in means_of(release)}
    assert {kind for gap, kind in kinds if gap == "threat"} == set(map(str, GapKind))
    assert {kind for gap, kind in kinds if gap == "empathy"} == set(map(str, EmpathyKind))
    for gap in ("threat", "empathy"):
        assert {word for of_gap, word in words if of_gap == gap} == set(map(str, MeanVerdict))
