import pytest
from django.urls import reverse

from analytics.release.queries import cells_of, means_of
from tests.analytics.answered import rows
from tests.analytics.made import LOW, NOBODY, SERIOUS, feared, make_release
from tests.analytics.web.heatmap_page.tables import (
    figure,
    figures,
    headings,
    in_a_line,
    matrix,
    signed,
    table,
    together,
    values,
)

# --- The matrix against the panel ----------------------------------------------------------------

ALL_LENSES = ("perceived", "assessed", "predicted", "avowed")


def test_the_matrix_is_a_table_whose_cells_lead_to_their_dyads(page, release):
    table = matrix(page(release))
    head, *body = rows(table)
    assert head == ["Perceiver", "PRC", "Japan", "ROK", "USA"]
    assert [row[0] for row in body] == ["PRC", "Japan", "ROK", "USA"]
    assert [row.index("the same side") for row in body] == [1, 2, 3, 4]
    means = {(m.perceiver, m.target): m for m in means_of(release) if m.gap == "threat"}
    above, unknown = means["PRC", "JPN"], means["PRC", "ROK"]
    assert above.mean_low > 0.474
    assert body[0][2] == (
        f"PRC toward Japan: {together(above, 'almost certainly above')} "
        f"alone: {figures(above)} above"
    )
    assert unknown.mean_low < -1 / 3 < 1 / 3 < unknown.mean_high
    assert unknown.pooled["mean"] != pytest.approx(unknown.mean, abs=0.01)
    words = "likely below"
    assert body[0][3] == (
        f"PRC toward ROK: {together(unknown, words)} alone: {figures(unknown)} cannot be told"
    )
    cells = [td for td in table.all("td") if td.all("a")]
    assert len(cells) == 12
    assert [cell["class"] for cell in cells[:2]] == ["gap-above-3", "gap-cannot-be-told"]
    assert cells[0].one("a")["href"] == reverse("dyad", args=[release.pk, "PRC", "JPN"])


def test_the_table_and_the_chart_say_the_same(page, release):
    document = page(release)
    means = {(m.perceiver, m.target): m for m in means_of(release)}
    notes = [
        note["text"]
        for note in figure(document)["layout"]["annotations"]
        if (note["x"], note["y"]) == ("PRC", "Japan")
    ]
    assert notes[0] == signed(means["JPN", "PRC"].pooled["mean"])
    in_table = rows(matrix(document))[2][1]
    assert in_a_line(" ".join(notes).replace("<br>", " ")) == in_table.removeprefix(
        "Japan toward PRC: "
    )


def test_threats_do_not_enter_the_matrix(page, study):
    def only_threats(question, lens):
        return SERIOUS if question.kind == "threat" and lens == "perceived" else LOW

    release = make_release(study, only_threats)
    assert {m.mean for m in means_of(release)} == {0.0}
    cells = [cell.text for cell in matrix(page(release)).all("td") if cell.all("a")]
    assert len([text for text in cells if "alone: 0.00" in text]) == 12


def test_a_missing_figure_is_a_dash(page, study):
    def small(question, lens):
        return (0, 0, 0, 0, 0, 0, 4) if question.perceiver == "ROK" else feared(question, lens)

    document = page(make_release(study, small))
    assert [place for place, value in enumerate(values(document)) if value == "–"] == [6, 7, 8]
    assert "No figure can be published" not in document.text


def test_a_round_nobody_answered_says_so(page, study):
    document = page(make_release(study, lambda *_: NOBODY, lenses=ALL_LENSES))
    assert "Nobody answered this round" in document.text
    assert values(document) == ["–"] * 12
    assert not document.all("script")
    assert "For dialogue" not in document.text


def test_groups_that_are_all_too_small_are_said_to_be(page, study):
    document = page(make_release(study, lambda *_: (0, 0, 0, 0, 0, 0, 4)))
    assert "No figure can be published" in document.text
    assert "Nobody answered this round" not in document.text
    assert "What the questions come to" not in document.text


def test_the_order_of_sides_is_the_studys(page, study, release):
    study.side_order = {"en": ["USA", "ROK"]}
    study.save()
    head, first, *_ = rows(matrix(page(release)))
    assert head[1:] == ["USA", "ROK", "PRC", "Japan"]
    assert first[1] == "the same side"


def test_how_many_are_inconclusive_is_said_first(page, release):
    kinds = [c.kind for c in cells_of(release) if (c.gap, c.panel_without) == ("threat", "")]
    expected = f"Against the panel's view {kinds.count('inconclusive')} of 91 questions are"
    (lead,) = [p for p in page(release).all("p") if p.get("class") == "lead"]
    assert lead.text.startswith(expected)
    assert "the usual outcome: a finding about the size of the groups" in lead.text


# --- Perceived against predicted -----------------------------------------------------------------


def test_nothing_is_said_of_predictions_that_were_not_asked_for(page, release):
    document = page(release)
    assert "Does each side know how the others see it?" not in headings(document)
    assert "For dialogue" not in headings(document)
    assert "predicted" not in document.text


def test_perceived_against_predicted_comes_first(page, predicted):
    assert headings(page(predicted))[:4] == [
        "Does each side know how the others see it?",
        "What all the answers together make likely",
        "How far concern stands above or below the panel's view",
        "For dialogue",
    ]


def test_the_empathy_matrix_is_in_levels_and_leads_to_its_section(page, predicted):
    empathy = table(page(predicted), "Mean empathy gap by perceiver (row) and target (column)")
    means = {(m.perceiver, m.target): m for m in means_of(predicted) if m.gap == "empathy"}
    low, unknown = means["PRC", "JPN"], means["PRC", "ROK"]
    assert low.mean_high < -1
    head, prc, *_ = rows(empathy)
    assert head == ["Perceiver", "PRC", "Japan", "ROK", "USA"]
    sure = together(low, "almost certainly too low")
    assert prc[2] == f"PRC toward Japan: {sure} alone: {figures(low)} too low"
    assert unknown.mean == pytest.approx(0, abs=0.3)
    assert unknown.mean_high > 0.5
    assert unknown.pooled["mean_low"] < 0 < unknown.pooled["mean_high"]
    assert prc[3].endswith(f"alone: {figures(unknown)} cannot be told")
    first = next(td for td in empathy.all("td") if td.all("a"))
    assert first["class"] == "gap-below-3"
    page_of_dyad = reverse("dyad", args=[predicted.pk, "PRC", "JPN"])
    assert first.one("a")["href"] == f"{page_of_dyad}#empathy-PRC-JPN"


def test_dyads_with_questions_for_dialogue_are_named(page, predicted):
    section = page(predicted).one("section", id="for-dialogue")
    dyads = [item.text for item in section.all("li")]
    # All concerns and threats but those about the ROK, of nine directed dyads.
    assert len(dyads) == 9
    assert dyads[0].endswith("9 questions")
    assert "PRC toward Japan 8 questions" in dyads
    assert not any("toward ROK" in dyad for dyad in dyads)


def test_no_question_for_dialogue_is_said_to_be_none(page, study):
    release = make_release(study, lambda *_: LOW, lenses=("perceived", "assessed", "predicted"))
    section = page(release).one("section", id="for-dialogue")
    assert "At no question" in section.text
