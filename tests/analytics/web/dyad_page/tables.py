"""What stands in the tables of a dyad's page."""

from analytics.release.queries import cells_of
from tests.analytics.answered import rows

PANEL = "The participants' marks against the panel's"
OWN_VIEW = "The participants' marks against the other side's own view"
PREDICTIONS = "The predictions against the answers"
ORDER = "The common concerns, the greatest first, as all the answers of the round together suggest"
CERTAIN = "What the published counts prove"
COUNTS = "People by answer"
WITHOUT = "Delta and finding with the whole panel and without the assessors nominated by one side"


def tables(document, caption):
    """The tables of both directions with this caption, row by row."""
    return [rows(t) for t in document.all("table") if t.one("caption").text == caption]


def cell_of(release, gap, item="military", perceiver="PRC", target="JPN", without=""):
    wanted = (gap, item, perceiver, target, without)
    (match,) = [
        c
        for c in cells_of(release)
        if (c.gap, c.item, c.perceiver, c.target, c.panel_without) == wanted
    ]
    return match


def signed(value):
    return f"{value:+.2f}".replace("-", "−")
