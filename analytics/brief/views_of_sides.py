"""What a brief says of how two sides see themselves, and of the orders that both may accept."""

from django.utils.translation import gettext as _

from analytics.brief.items import Item, Section
from analytics.brief.sources import DyadSource
from analytics.measures.order_zones import Standing
from analytics.release.battery_items import items_of
from analytics.release.orders import order_rows
from analytics.release.self_images import self_images
from analytics.web.pages.orders import accepted_by, order_text
from analytics.web.pages.self_image import APART, dispute, statement_text
from analytics.web.pages.shared import Words
from surveys.instruments.sides_and_orders import ORDERS

MOST_ORDERS = 2
ACCEPTED = (Standing.CERTAIN, Standing.LIKELY)


def self_image_sections(words: Words, dyad: DyadSource) -> list[Section]:
    """The statement that each side disputes most of what the other says of itself, if any."""
    ends = dyad.sides, dyad.sides[::-1]
    rows = [
        row
        for row in self_images(dyad.source.blocks, dyad.source.thresholds)
        if (row.speaker, row.about) in ends
    ]
    if not rows:
        return []
    apart = [row for row in rows if row.kind in APART]
    apart.sort(key=lambda row: -abs(row.figures["delta"]))
    most = {(row.speaker, row.about): row for row in reversed(apart)}
    items = [
        Item(dispute(words, row), statement_text(words, row.item))
        for row in sorted(most.values(), key=apart.index)
    ]
    heading = _("Each side of itself, and as the other sees it")
    return [Section(heading, items, _("Nothing stands out from chance here."))]


def order_sections(words: Words, dyad: DyadSource) -> list[Section]:
    """The orders of the region that at least half of both sides accept, certainly or likely."""
    rows = [
        row
        for row in order_rows(dyad.source.blocks, dyad.source.thresholds)
        if row.side in dyad.sides
    ]
    if not rows:
        return []
    accepted = [row.order for row in rows if row.standing in ACCEPTED]
    both = [o for o in items_of(ORDERS, words.labels) if accepted.count(o) == len(dyad.sides)]
    items = [
        Item(accepted_by(words, rows, order), order_text(words, order))
        for order in both[:MOST_ORDERS]
    ]
    empty = _("Of no order is it certain or likely that both sides accept it.")
    return [Section(_("Orders of the region that both may accept"), items, empty)]
