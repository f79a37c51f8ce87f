"""A panel published by nominating side."""

from tests.analytics.web.dyad_page.tables import COUNTS, WITHOUT, cell_of, signed, tables


def test_the_panel_can_be_read_without_each_side(page, by_side):
    without = tables(page(by_side), WITHOUT)[0]
    assert without[0] == [
        "Question",
        "Whole panel",
        "Without those nominated by Japan",
        "Without those nominated by the ROK",
    ]
    whole, japan, rok = (
        cell_of(by_side, "threat", without=side).delta for side in ("", "JPN", "ROK")
    )
    assert japan > whole > rok
    assert [words.split()[0] for words in without[1][1:]] == [
        signed(whole),
        signed(japan),
        signed(rok),
    ]
    assert without[1][0] == "Military"
    assert len(without) == 1 + 8


def test_where_one_side_makes_the_difference_is_said(page, by_side):
    kinds = {cell_of(by_side, "threat", without=side).kind for side in ("", "JPN", "ROK")}
    assert len(kinds) > 1
    (details, _other) = (
        part
        for part in page(by_side).all("details")
        if part.all("summary")[0].text == "Without the assessors of one side"
    )
    assert "At 8 of 8 questions the finding changes without one side's assessors." in details.text
    assert details.all("strong")


def test_each_sides_assessors_have_their_counts(page, by_side):
    document = page(by_side)
    counts = tables(document, COUNTS)[0]
    assert [row[-9:-7] for row in counts[1:4]] == [
        ["Participants", "8"],
        ["Panel, nominated by Japan", "5"],
        ["Panel, nominated by ROK", "5"],
    ]
    section = document.one("section", **{"aria-labelledby": "threat-PRC-JPN"})
    assert section.all("dd")[0].text == "from the PRC 8, panel 10"
