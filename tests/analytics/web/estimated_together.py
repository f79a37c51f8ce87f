"""What pages say of figures that are estimated together, held against what is published."""

import json
import re
from itertools import pairwise, product

from tests.analytics.answered import rows
from tests.analytics.random_releases import DYADS
from tests.analytics.web.interval_claims import (
    CONCERNS,
    LIKELY,
    NAMES,
    claims_by_interval,
    flat,
    limits,
)
from tests.html import Element


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
