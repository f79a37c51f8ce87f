"""No word on a page goes beyond the interval it stands beside, whatever a release holds.

A word of likelihood claims a probability and no side of 0, so it may stand beside an interval that
holds 0; but it must be the word of the published probability, which must stand with it.
"""

import json
import re
from itertools import pairwise, product

import pytest

from analytics.measures.verdicts import EmpathyKind, GapKind
from analytics.release.queries import cells_of, means_of
from analytics.release.verdicts import MeanVerdict, mean_verdict, thresholds_of
from analytics.web.charts.concerns import COLOURS
from analytics.web.links import token_of
from analytics.web.pages.shared import of_gap
from tests.analytics.answered import rows
from tests.analytics.random_releases import DYADS, SEEDS, released_at_random
from tests.html import Element, parse

pytestmark = pytest.mark.slow

SHADES = [
    number for number, name in enumerate(COLOURS) if name.startswith(("gap-above", "gap-below"))
]

INTERVAL = re.compile(r"([+−]?\d\.\d\d) to ([+−]?\d\.\d\d)")
DIRECTED = re.compile(
    r"\b(above|below|higher|lower|high|low|more|less|fewer|rose|fell|far|little|likely|certainly)\b"
)
# How many concerns are shown to lie above: a count of verdicts, each with an interval of its own.
CONCERNS = re.compile(r"shown to be (above the panel's view|predicted too low) at (\d+) of \d+")
LIKELY = re.compile(
    r"(as likely above as below|as likely too high as too low"
    r"|(?:almost certainly|(?:very )?likely) (?:too )?\w+) \((\d+)\s%\)"
)
# A share that a chart shows from its least to its greatest, which lies on no side of anything.
SHARE = re.compile(r"<br>(?:\d+ to )?\d+\s%$")
CHANGED = re.compile(r"changed by less than 0\.01")
DIRECTED_CLASS = re.compile(r"\bgap-(above|below)")
NAMES = {"PRC": "PRC", "JPN": "Japan", "ROK": "ROK", "USA": "USA"}


# --- What stands beside an interval --------------------------------------------------------------


def claims_by_interval(text: str) -> list[tuple[tuple[float, float], str]]:
    """Each interval of a text with the words that come after it and before the next one."""
    found = list(INTERVAL.finditer(text))
    edges = [*(match.start() for match in found), len(text)]
    return [
        (tuple(float(limit.replace("−", "-")) for limit in match.groups()), text[match.end() : end])
        for match, end in zip(found, edges[1:], strict=True)
    ]


def limits(text: str) -> tuple[float, float] | None:
    """The first interval in a text."""
    found = claims_by_interval(text)
    return found[0][0] if found else None


def holds_zero(text: str) -> bool:
    """Whether the first interval in a text reaches beyond 0 on both sides, even when rounded."""
    interval = limits(text)
    return interval is not None and interval[0] < 0 < interval[1]


def directed(words: str) -> bool:
    """Whether words claim a direction, other than how likely one is or how many were shown."""
    for allowed in (CONCERNS, LIKELY, CHANGED):
        words = allowed.sub("", words)
    return bool(DIRECTED.search(words))


def overreaches(text: str) -> bool:
    """Whether words claim a direction after an interval that holds 0."""
    claims = claims_by_interval(text)
    return any(low < 0 < high and directed(words) for (low, high), words in claims)


def is_coloured(element: Element) -> bool:
    """Whether an element has the colour of a direction."""
    classes = " ".join(part.get("class") or "" for part in (element, *element.below()))
    return bool(DIRECTED_CLASS.search(classes))


def overreaching(page: Element) -> list[str]:
    """The cells and facts of a page that claim a direction beside an interval that holds 0."""
    faults = []
    for row in page.all("tr"):
        # What is certain is proved by counts and needs no interval: see `certain_counts`.
        cells = [cell for cell in row.all("td") if cell.get("class") != "certain"]
        faults += [cell.text for cell in cells if beyond(cell)]
        # A question's finding stands in a cell of its own, beside the interval it rests on.
        for finding in row.all("td", **{"class": "finding"}):
            own = row.all("td", **{"class": "alone"}) or [c for c in cells if limits(c.text)]
            if own and holds_zero(own[0].text) and directed(finding.text):
                faults.append(f"{own[0].text}: {finding.text}")
    return faults + [dd.text for dd in page.all("dd") if beyond(dd)]


def beyond(element: Element) -> bool:
    return overreaches(element.text) or (holds_zero(element.text) and is_coloured(element))


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


def flat(texts) -> list[str]:
    return [one for text in texts for one in (text if isinstance(text, list) else [text])]


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


# --- What is estimated together ------------------------------------------------------------------


def likely(above: float, gap: str) -> tuple[str, int]:
    """The word of a probability that a gap lies above 0, and the percentage it stands with."""
    higher, lower = ("too high", "too low") if gap == "empathy" else ("above", "below")
    chance, side = (above, higher) if above >= 0.5 else (1 - above, lower)
    percent = min(99, int(round(100 * chance, 6)))
    steps = {95: "almost certainly", 80: "very likely", 55: "likely"}
    words = [f"{word} {side}" for step, word in steps.items() if percent >= step]
    if words:
        return words[0], percent
    return f"as likely {higher} as {lower}", int(round(100 * above, 6))


def words_of_likelihood(text: str) -> list[tuple[str, int]]:
    return [(words, int(percent)) for words, percent in LIKELY.findall(text)]


CAPTION = {"threat": "Mean delta by", "image": "Mean delta by", "empathy": "Mean empathy gap by"}


def check_likelihoods(matrix: Element, means, gap: str) -> None:
    """Every dyad has the word of its published probability and the hatch of its interval."""
    sentences = [th.text for th in matrix.all("th", scope="row") if "concerned about" in th.text]
    (table,) = [t for t in matrix.all("table") if t.one("caption").text.startswith(CAPTION[gap])]
    cells = {
        cell.text.partition(":")[0]: cell
        for cell in table.all("td")
        if cell.get("class") not in ("same", None)
    }
    pooled = [m for m in means if m.pooled and (m.perceiver, m.target) in DYADS]
    for mean in pooled:
        perceiver, target = NAMES[mean.perceiver], NAMES[mean.target]
        cell, expected = cells[f"{perceiver} toward {target}"], likely(mean.pooled["above"], gap)
        assert words_of_likelihood(cell.text) == [expected]
        low, high = mean.pooled["mean_low"], mean.pooled["mean_high"]
        side = "above" if low > 0 else "below" if high < 0 else "cannot-be-told"
        assert cell["class"].startswith(f"gap-{side}")
    if gap == "threat":
        assert sorted(map(said, sentences)) == sorted(said_of(mean) for mean in pooled)


def check_concerns_chart(matrix: Element, cells) -> None:
    """Every concern of every directed dyad has the word of its published probability."""
    chart = json.loads(matrix.one("script", id="concerns-data").text)
    texts = [text.replace("<br>", " ") for text in flat(chart["data"][0]["hovertext"])]
    pooled = [c for c in cells if c.item_kind == "concern" and c.is_pooled]
    found = [word for text in texts for word in words_of_likelihood(text)]
    assert sorted(found) == sorted(likely(c.number("pooled_above"), c.gap) for c in pooled)


def check_topics(matrix: Element) -> None:
    """A size is named where an interval excludes 0, and no more than its nearer end allows."""
    for fact in matrix.one("section", id="for-dialogue").all("dd"):
        low, high = limits(fact.text)
        nearest = 0 if low < 0 < high else min(abs(low), abs(high))
        sizes = [(size, least) for size, least in LEAST.items() if size in fact.text]
        ((size, least),) = sizes
        assert nearest >= least - 0.005, fact.text
        assert (size == "of unknown size") == (low < 0 < high), fact.text


LEAST = {
    "of unknown size": 0,
    "perhaps a small gap": 0,
    "at least a medium gap": 0.33,
    "a large gap": 0.474,
    "perhaps by less than half a level": 0,
    "by at least half a level": 0.5,
    "by at least a level": 1,
}


def said(sentence: str) -> tuple[str, ...]:
    """The word of a sentence, its percentage and its direction."""
    found = re.search(r"(It is [\w ]+|roughly even) \((\d+) %\) .*(more|less) concerned", sentence)
    return found.groups()


def said_of(mean) -> tuple[str, ...]:
    above = mean.pooled["above"]
    words, percent = likely(above, mean.gap)
    if words.startswith("as"):
        return "roughly even", str(int(round(100 * above, 6))), "more"
    word = words.rpartition(" ")[0].replace("certainly", "certain")
    return f"It is {word}", str(percent), "more" if above > 0.5 else "less"


def check_likely_gaps(page: Element, cells) -> None:
    """Every question of a dyad's page has the word of its published probability, in order."""
    for direction, gap in product(DYADS, ("threat", "image", "empathy")):
        sections = page.all("section", **{"aria-labelledby": f"{gap}-{'-'.join(direction)}"})
        own = [c for c in cells if (c.gap, c.panel_without) == (gap, "")]
        own = [c for c in own if (c.perceiver, c.target) == direction and c.is_pooled]
        for section in sections:
            (table, *_) = section.all("table")
            shown = [words_of_likelihood(row.text) for row in table.all("tr")]
            assert sorted(word for row in shown for word in row) == sorted(
                likely(c.number("pooled_above"), gap) for c in own
            )
            script = section.all("script", type="application/json")
            if own:
                check_points(json.loads(script[0].text)["data"][0], own)


def check_points(trace, cells) -> None:
    """The main marks are the estimates, filled where their published limits exclude 0."""
    filled = {
        value: low > 0 or high < 0
        for value, low, high in (c.estimate(c.pooled_point) for c in cells)
    }
    for value, symbol in zip(trace["x"], trace["marker"]["symbol"], strict=True):
        assert symbol.endswith("-open") != filled[value]


def check_close(page: Element, bound: float) -> None:
    """Close is said where, and only where, the whole interval lies within the bounds."""
    for text in (cell.text for cell in page.one("table", **{"class": "matrix"}).all("td")):
        # Of what is estimated together, the interval of the dyad alone comes last.
        for (low, high), _words in claims_by_interval(text)[-1:]:
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
