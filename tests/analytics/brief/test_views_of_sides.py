"""What a brief says of how two sides see themselves, and of the orders that both may accept."""

import pytest
from django.utils.translation import override

from analytics.brief.composing import compose
from analytics.brief.sources import Source
from tests.analytics.made import make_release
from tests.analytics.sides_and_orders import (
    SPLIT,
    order,
    order_blocks,
    self_image_blocks,
    statement,
)

SIDES = ("PRC", "JPN")
OF_ITSELF = "Each side of itself, and as the other sees it"
ORDERS = "Orders of the region that both may accept"


def sections(study, blocks):
    release = make_release(study, also=blocks)
    with override("en"):
        brief = compose(Source(release).of(*SIDES), "en")
    return {section.heading: section for section in brief.sections}


@pytest.fixture
def said(study):
    return sections(study, self_image_blocks(("PRC", "JPN", "USA")) + order_blocks(SIDES))


def test_each_direction_has_its_most_disputed_statement(said):
    items = said[OF_ITSELF].items
    assert {item.title for item in items} == {
        "This side keeps to agreed international rules even where they do not suit it"
    }
    assert {item.text for item in items} == {
        "Participants from the PRC agree less with this of Japan than participants from Japan "
        "themselves. They expected participants from Japan to agree less than these do.",
        "Participants from Japan agree less with this of the PRC than participants from the PRC "
        "themselves. They expected participants from the PRC to agree less than these do.",
    }


def test_orders_that_both_accept_are_named(said):
    (item,) = said[ORDERS].items
    assert item.title.startswith("All states, large and small, lead together by consensus")
    assert item.text == "Certainly acceptable to: PRC, Japan."


def test_what_is_open_is_not_said(study):
    blocks = [statement(p, t, SPLIT) for p in SIDES for t in SIDES]
    blocks += [order("PRC", SPLIT), *order_blocks(("JPN",))[1:2]]
    said = sections(study, blocks)
    assert (said[OF_ITSELF].items, said[ORDERS].items) == ([], [])


def test_a_round_that_did_not_ask_has_neither_section(study):
    assert {OF_ITSELF, ORDERS}.isdisjoint(sections(study, []))
