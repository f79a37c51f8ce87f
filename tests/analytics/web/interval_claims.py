"""What a page says beside an interval, and whether that goes beyond it."""

import re

from analytics.web.charts.concerns import COLOURS
from tests.html import Element

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


def flat(texts) -> list[str]:
    return [one for text in texts for one in (text if isinstance(text, list) else [text])]
