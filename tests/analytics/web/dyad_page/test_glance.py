"""Each question in one row: where the groups stand, and what was found."""

from analytics.release.queries import blocks_of
from analytics.web.pages.levels import level_range, range_words
from tests.analytics.web.dyad_page.tables import tables

GLANCE = "Where do the groups stand at each question?"
NUMBERS = "Mean level of each group, from 0 to 3, as narrowly as the published counts allow"


def test_every_question_has_a_row_and_every_finding_its_gap(page, full):
    first, second = tables(page(full), GLANCE)
    assert len(first) == len(second) == 1 + 8
    finding = {row[0]: row[2] for row in first[1:]}["Military for dialogue"]
    assert [part in finding for part in ("panel:", "predicted:", "own view:")] == [True] * 3


def test_only_the_groups_that_were_asked_are_drawn(page, release):
    lenses = {block.lens for block in blocks_of(release)}
    table = tables(page(release), NUMBERS)[0]
    assert len(table[0]) - 1 == len(lenses & {"perceived", "predicted", "assessed", "avowed"})


def test_the_numbers_are_those_of_the_published_counts(page, full):
    document = page(full)
    table = tables(document, NUMBERS)[0]
    military = next(row for row in table if row[0] == "Military")
    blocks = {
        block.lens: block
        for block in blocks_of(full)
        if (block.perceiver, block.target, block.item) == ("PRC", "JPN", "military")
    }
    lenses = ("perceived", "predicted", "assessed", "avowed")
    assert military[1:] == [range_words(level_range([blocks[lens]])) for lens in lenses]
    with_drawings = [row for row in document.all("tr") if row.all("svg")]
    drawn = next(r for r in with_drawings if r.one("th").text.startswith("Military"))
    assert len(drawn.one("svg").all("use")) == 4
    assert "; ".join(military[1:]) in drawn.text


def test_a_panel_published_by_side_is_drawn_as_one(page, by_side):
    table = tables(page(by_side), NUMBERS)[0]
    heads, military = table[0], next(row for row in table if row[0] == "Military")
    panel = [
        block
        for block in blocks_of(by_side)
        if (block.perceiver, block.target, block.item, block.lens)
        == ("PRC", "JPN", "military", "assessed")
    ]
    assert len(panel) == 2
    assert heads.count("Panel") == 1
    assert military[heads.index("Panel")] == range_words(level_range(panel))


def test_parts_of_the_page_are_closed_at_first(page, full):
    for part in page(full).all("details"):
        assert part.get("open") is None
