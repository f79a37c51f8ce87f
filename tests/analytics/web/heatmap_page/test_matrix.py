import pytest
from django.urls import reverse

from analytics.release.queries import cells_of, means_of
from tests.analytics.answered import rows
from tests.analytics.made import LOW, NOBODY, SERIOUS, feared, make_release
from tests.analytics.web.heatmap_page.tables import (
    figure,
    figures,
    headings,
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
    assert cells[0].one("a")["href"] == (
        f"{reverse('dyad', args=[release.pk, 'PRC', 'JPN'])}#threat-PRC-JPN"
    )


def test_a_cell_has_the_joint_verdict_of_its_concerns_where_there_is_one(page, study):
    def twelve(question, lens):
        high = lens == "perceived" and question.perceiver == "PRC"
        return (0, 0, 0, 0, 0, 1, 11) if high else (0, 0, 0, 6, 6, 0, 0)

    body = rows(matrix(page(make_release(study, twelve))))[1:]
    assert "shown jointly at 6 of 6 concerns" in body[0][2]
    assert "shown jointly at 0 of 6 concerns" in body[1][1]


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


def test_how_many_are_inconclusive_is_said(page, release):
    kinds = [c.kind for c in cells_of(release) if (c.gap, c.panel_without) == ("threat", "")]
    expected = f"Against the panel's view {kinds.count('inconclusive')} of 91 questions are"
    (said,) = [p.text for p in page(release).all("p") if p.text.startswith(expected)]
    assert "the usual outcome: a finding about the size of the groups" in said


def test_withheld_and_undeterminable_cells_differ_from_zero_and_from_each_other(page, study):
    def tallies(question, lens):
        if question.perceiver == "ROK":
            return (0, 0, 0, 0, 0, 0, 4)
        if question.target == "JPN" and lens == "assessed":
            return (0, 0, 8, 0, 0, 0, 0)
        return LOW

    document = page(make_release(study, tallies))
    cells = {td.text.partition(":")[0]: td for td in matrix(document).all("td") if td.all("a")}
    withheld, undeterminable = cells["ROK toward Japan"], cells["PRC toward Japan"]
    assert (withheld["class"], undeterminable["class"]) == (
        "gap-not-published",
        "gap-undeterminable",
    )
    assert withheld.text.endswith("– not published")
    assert undeterminable.text.endswith("– cannot be determined")
    assert cells["PRC toward USA"]["class"] not in (withheld["class"], undeterminable["class"])
    legends = [
        li.text for ul in document.all("ul") if ul.get("class") == "key" for li in ul.all("li")
    ]
    assert legends[-2:] == ["not published", "cannot be determined"]


# --- What may be chosen --------------------------------------------------------------------------


def chosen(document):
    return [a.text for a in document.all("a") if a.get("aria-current") == "true"]


def test_each_gap_that_was_asked_has_its_matrix_behind_a_link(page, study):
    release = make_release(study, lenses=ALL_LENSES)
    switch = [a for a in page(release).all("a") if a["href"].endswith("#matrix")]
    assert [a.text for a in switch[:3]] == ["Threat gap", "Image gap", "Empathy gap"]
    for link, gap in zip(switch, ("threat", "image", "empathy"), strict=False):
        query = link["href"].partition("#")[0].partition("?")[2]
        document = page(release, f"?{query}")
        assert chosen(document)[0] == link.text
        means = {(m.perceiver, m.target): m for m in means_of(release) if m.gap == gap}
        caption = "Mean empathy gap" if gap == "empathy" else "Mean delta"
        shown = table(document, f"{caption} by perceiver (row) and target (column)")
        value = signed(means["PRC", "JPN"].pooled["mean"])
        assert rows(shown)[1][2].startswith(f"PRC toward Japan: {value} ")


@pytest.mark.parametrize(
    "query", ["?gap=anger", "?gap=image", "?domain=space", "?quoted=yes", "?gap=threat%00"]
)
def test_what_there_is_not_is_not_found(staff, release, query):
    assert staff.get(reverse("heatmap", args=[release.pk]) + query).status_code == 404


def test_a_domain_shows_its_concerns_and_threats_inside_each_cell(page, release):
    caption = "The gap at every question, by perceiver (row) and target (column)"
    every = table(page(release), caption)
    assert len(every.all("li")) == 91
    document = page(release, "?domain=political")
    assert chosen(document) == ["Political"]
    inside = table(document, caption)
    cells = {(c.perceiver, c.target): [] for c in cells_of(release)}
    for c in cells_of(release):
        if c.domain == "political":
            cells[c.perceiver, c.target].append(c)
    assert len(inside.all("li")) == sum(map(len, cells.values()))
    prc = rows(inside)[1]
    assert prc[0] == "PRC"
    for question in cells["PRC", "JPN"]:
        value = signed(question.number("pooled_delta"))
        assert f"{value} " in prc[2]
    assert "Military" not in prc[2]


def test_welchs_marks_are_shown_when_asked_for_alone_and_called_a_quotation(page, release):
    plain, quoted = page(release), page(release, "?quoted=shown")
    assert not plain.all("q")
    assert not any(symbol in plain.text for symbol in "●◎○")
    assert "PRC toward Japan" in rows(matrix(quoted))[1][2]
    assert rows(matrix(quoted))[1][2].endswith("Resurgent militarism ● Diaoyutai ●")
    assert "Abandonment ○" in rows(matrix(quoted))[2][4]
    marks = [q.text for q in matrix(quoted).all("q")]
    assert len(marks) == 19
    assert "one author's illustration" in quoted.text
    (source,) = [cite.text for cite in quoted.all("cite")]
    assert source.startswith("David A. Welch")
    (link,) = [a for a in quoted.all("a") if a.text == "Hide Welch's marks of 2013"]
    assert "quoted" not in link["href"]


def test_the_table_of_the_concerns_says_what_their_chart_says(page, release):
    document = page(release)
    shown = table(document, "Delta at each common concern")
    head, *body = rows(shown)
    notes = {(n["y"], n["x"]): n["text"] for n in figure(document)["layout"]["annotations"]}
    found = {(c.perceiver, c.target, c.item): c for c in cells_of(release)}
    assert len(body) == 12
    assert head[1:] == ["Military", "Political", "Economic", "Societal", "Environmental", head[-1]]
    for row, cells in enumerate(body):
        for column, text in enumerate(cells[1:]):
            assert f" {notes[row, column]} " in text
    military = found["PRC", "JPN", "military"]
    assert notes[0, 0] == signed(military.number("pooled_delta"))


# --- Perceived against predicted -----------------------------------------------------------------


def test_nothing_is_said_of_predictions_that_were_not_asked_for(page, release):
    document = page(release)
    assert "Does each side know how the others see it?" not in headings(document)
    assert "Empathy gap" not in document.text
    assert "predicted" not in document.text


def test_what_to_talk_about_comes_first(page, predicted):
    assert headings(page(predicted))[:4] == [
        "For dialogue: what should the room talk about?",
        "How far does concern stand above or below the panel's view?",
        "In which concerns does the gap lie?",
        "What lies inside each cell: concerns and articulated threats by domain",
    ]


def test_the_empathy_matrix_is_in_levels_and_leads_to_its_section(page, predicted):
    document = page(predicted, "?gap=empathy")
    empathy = table(document, "Mean empathy gap by perceiver (row) and target (column)")
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
