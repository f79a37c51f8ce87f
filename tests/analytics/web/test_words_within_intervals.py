"""No word on a page goes beyond the interval it stands beside, whatever a release holds.

A word of likelihood claims a probability and no side of 0, so it may stand beside an interval that
holds 0; but it must be the word of the published probability, which must stand with it.
"""

import json

import pytest

from analytics.measures.verdicts import EmpathyKind, GapKind
from analytics.release.queries import cells_of, means_of
from analytics.release.verdicts import MeanVerdict, mean_verdict, thresholds_of
from analytics.web.links import token_of
from analytics.web.pages.shared import of_gap
from tests.analytics.random_releases import SEEDS, released_at_random
from tests.analytics.web.estimated_together import (
    check_close,
    check_concerns,
    check_concerns_chart,
    check_impressions,
    check_likelihoods,
    check_likely_gaps,
    check_situations,
    check_topics,
    likely,
)
from tests.analytics.web.interval_claims import (
    SHADES,
    SHARE,
    flat,
    holds_zero,
    overreaches,
    overreaching,
)
from tests.html import Element, parse

pytestmark = pytest.mark.slow

MATRICES = {gap: f"matrix/?gap={gap}" for gap in ("threat", "image", "empathy")}
BOUNDS = {"threat": 1 / 3, "image": 1 / 3, "empathy": 0.5}


def pages(client, release) -> dict[str, Element]:
    """Every page of the release, as whoever has a link to it sees them."""
    room, side = (f"/r/{token_of(release.pk, side)}/" for side in ("", "JPN"))
    names = [
        "matrix/",
        *MATRICES.values(),
        "PRC-JPN/",
        "ROK-JPN/",
        "change/",
        "impressions/",
        "vignettes/",
    ]
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
    for gap, name in MATRICES.items():
        check_likelihoods(shown[name], of_gap(means_of(release), gap), gap)
        check_concerns_chart(shown[name], of_gap(cells_of(release), gap))
        check_close(shown[name], BOUNDS[gap])
    check_topics(shown["matrix/"])
    for name in ("PRC-JPN/", "ROK-JPN/"):
        check_likely_gaps(shown[name], cells_of(release))
    check_concerns(shown["PRC-JPN/"], cells_of(release))
    check_impressions(shown["impressions/"])
    check_situations(shown["vignettes/"])


def overreaching_chart(chart) -> list[str]:
    """The texts, shades and points of a chart that claim a direction beside such an interval."""
    texts = [
        text.replace("<br>", " ")
        for trace in chart["data"]
        for text in flat(trace.get("hovertext", []))
    ]
    layouts = [texts_by_cell(part) for part in (chart["layout"], chart.get("narrow")) if part]
    faults = [text for cells in layouts for text in cells.values() if overreaches(text)]
    faults += [text for text in texts if overreaches(text)]
    for trace in chart["data"]:
        faults += shaded(trace) + coloured(trace)
    return faults


def texts_by_cell(layout) -> dict[tuple, str]:
    """The words written at one place of a chart, in a line."""
    texts: dict = {}
    for note in layout["annotations"]:
        texts.setdefault((note["x"], note["y"]), []).append(note["text"].replace("<br>", " "))
    return {place: " ".join(lines) for place, lines in texts.items()}


def shaded(data) -> list[str]:
    """The cells of a heatmap that have a shade beside an interval that holds 0."""
    if data["type"] != "heatmap":
        return []
    cells = zip(flat(data["hovertext"]), flat(data["z"]), strict=True)
    return [text for text, number in cells if number in SHADES and holds_zero(text)]


def coloured(data) -> list[str]:
    """The points with the colour of a direction whose bar reaches over 0.

    What has no interval is a share of answers, and must say so.
    """
    if data["type"] != "scatter":
        return []
    if "error_x" not in data:
        return [text for text in data["hovertext"] if text and not SHARE.search(text)]
    bars = data["error_x"]
    ends = zip(data["x"], bars["arrayminus"], bars["array"], strict=True)
    over = [x - below < 0 < x + above for x, below, above in ends]
    points = zip(over, data["marker"]["color"], data["hovertext"], strict=True)
    return [text for crosses, colour, text in points if crosses and colour != "--ink-soft"]


# --- What was drawn ------------------------------------------------------------------------------


def test_the_releases_drawn_hold_every_verdict_and_word_of_likelihood(study):
    """Otherwise the rule would not be tried out."""
    kinds, words, likelihoods = set(), set(), set()
    for seed in SEEDS:
        release = released_at_random(study, seed)
        thresholds = thresholds_of(release.metadata)
        kinds |= {(cell.gap, cell.kind) for cell in cells_of(release)}
        words |= {(mean.gap, str(mean_verdict(mean, thresholds))) for mean in means_of(release)}
        pooled = (cell for cell in cells_of(release) if cell.is_pooled)
        likelihoods |= {likely(cell.number("pooled_above"), cell.gap)[0] for cell in pooled}
    assert {kind for gap, kind in kinds if gap == "threat"} == set(map(str, GapKind))
    assert {kind for gap, kind in kinds if gap == "empathy"} == set(map(str, EmpathyKind))
    for gap in ("threat", "empathy"):
        assert {word for of_gap, word in words if of_gap == gap} == set(map(str, MeanVerdict))
    assert len(likelihoods) == 2 * 7
