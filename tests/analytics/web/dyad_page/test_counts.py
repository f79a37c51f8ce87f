from analytics.measures.blocks import protect
from tests.analytics.made import LOW, SERIOUS
from tests.analytics.web.dyad_page.tables import COUNTS, tables


def test_counts_are_shown_as_intervals(page, release):
    counts = tables(page(release), COUNTS)[0]
    assert counts[0] == [
        "Question",
        "Group",
        "Asked",
        "Serious",
        "Moderate or more",
        "Low or more",
        "Any level",
        "Cannot be determined",
        "Prefer not to say",
        "Skipped",
    ]
    assert protect(SERIOUS).intervals[-2:] == ((0, 2), (0, 2))
    expected = ["Participants", "8", "6–8", "6–8", "6–8", "6–8", "0–2", "0–2", "0–2"]
    assert counts[1] == ["Military", *expected]
    assert protect(LOW).intervals[2:] == ((0, 2), (3, 5), (6, 8), (6, 8))
    assert counts[2] == ["Panel", "8", "0–2", "0–2", "3–5", "6–8", "0–2", "0–2", "0–2"]
    assert len(counts) == 1 + 8 * 2


def test_every_group_that_was_asked_has_its_counts(page, full):
    document = page(full)
    counts = tables(document, COUNTS)[0]
    assert [row[-9] for row in counts[1:5]] == [
        "Participants",
        "Predictions of the other side",
        "The other side's own view",
        "Panel",
    ]
    assert len(counts) == 1 + 8 * 4
    (table, *_) = [t for t in document.all("table") if t.one("caption").text == COUNTS]
    assert {th["rowspan"] for th in table.all("th", scope="rowgroup")} == {"4"}
