import json

import pytest
from django.urls import reverse
from django.utils import translation

from analytics.measures.verdicts import Thresholds
from analytics.models import GapMean
from analytics.release.queries import cells_of, means_of
from analytics.web.pages import heatmap
from analytics.web.pages.means import described_mean, legend
from analytics.web.pages.shared import words_of
from analytics.web.wording import likelihood_words, percent
from tests.analytics.answered import rows
from tests.analytics.made import LOW, NOBODY, SERIOUS, feared, make_release, not_converging
from tests.analytics.release.test_rows import cell, mean_row
from tests.html import parse

ALL_LENSES = ("perceived", "assessed", "predicted", "avowed")


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def release(study):
    return make_release(study)


@pytest.fixture
def predicted(study):
    return make_release(study, lenses=("perceived", "assessed", "predicted"))


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


@pytest.fixture
def page(staff):
    def get(release):
        response = staff.get(reverse("heatmap", args=[release.pk]))
        assert response.status_code == 200
        return parse(response)

    return get


def table(document, caption):
    (match,) = [t for t in document.all("table") if t.one("caption").text == caption]
    return match


def matrix(document):
    return table(document, "Mean delta by perceiver (row) and target (column)")


def values(document):
    return [span.text for span in matrix(document).all("span") if span.get("class") == "value"]


def figure(document):
    return json.loads(document.one("script", id="heatmap-data").text)


def signed(value):
    return f"{value:+.2f}".replace("-", "−").replace("+0.00", "0.00")


def figures(mean):
    """A mean with its limits, as a cell shows it."""
    return f"{signed(mean.mean)} {signed(mean.mean_low)} to {signed(mean.mean_high)}"


def together(mean, words):
    """The estimate from all gaps of the round, as a cell shows it."""
    value, low, high = mean.pooled_estimate
    chance = in_a_line(percent(max(mean.pooled["above"], 1 - mean.pooled["above"])))
    return f"{signed(value)} {signed(low)} to {signed(high)} {words} ({chance})"


def in_a_line(words):
    """The words as the text of an element has them, with single spaces."""
    return " ".join(words.split())


def headings(document):
    return [heading.text for heading in document.all("h2")]


# --- The matrix against the panel ----------------------------------------------------------------


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


# --- The legend ----------------------------------------------------------------------------------


def test_the_legend_has_every_word_and_colour_a_cell_may_have(page, predicted):
    keys = [key for key in page(predicted).all("ul") if key.get("class") == "key"]
    words = [[entry.text for entry in key.all("li")] for key in keys]
    assert words == [
        [*OF_PREDICTIONS, "not published"],
        [*LIKELIHOODS, "not published"],
    ]
    below, above = (
        [f"swatch gap-{side}-{shade}" for shade in (1, 2, 3)] for side in ("below", "above")
    )
    undecided = "swatch gap-cannot-be-told"
    for key in keys:
        assert swatches(key) == [
            *above,
            *[undecided] * 6,
            *below,
            undecided,
            "swatch gap-not-published",
        ]


OF_PREDICTIONS = [
    "almost certainly too high",
    "very likely too high",
    "likely too high",
    "as likely too high as too low",
    "likely too low",
    "very likely too low",
    "almost certainly too low",
]
LIKELIHOODS = [
    "almost certainly above",
    "very likely above",
    "likely above",
    "as likely above as below",
    "likely below",
    "very likely below",
    "almost certainly below",
]


def swatches(key):
    return [swatch["class"] for swatch in key.all("span")]


def test_without_estimates_from_all_gaps_the_legend_has_the_words_of_the_verdicts(page, study):
    with not_converging():
        document = page(make_release(study))
    (key,) = [key for key in document.all("ul") if key.get("class") == "key"]
    words = [entry.text for entry in key.all("li")]
    assert words == ["below", "above", "close", "cannot be told", "not published"]
    assert "alone:" not in document.text
    assert rows(matrix(document))[1][2].endswith("+1.00 above")


def test_a_cell_without_an_estimate_brings_its_words_into_the_legend():
    shown = [
        described_mean(mean_row(mean=0.5, pooled=pooled), [], Thresholds())
        for pooled in ({"mean": 0.4, "mean_low": 0.1, "mean_high": 0.7, "above": 0.99}, {})
    ]
    words = [entry["words"] for entry in legend("threat", Thresholds(), shown)["entries"]]
    verdicts = ["below", "above", "close", "cannot be told", "not published"]
    assert words == [*LIKELIHOODS, *verdicts]


def test_how_far_the_dyads_are_changed_at_most_is_said(page, predicted):
    most = {
        gap: max(
            abs(round(m.pooled["mean"], 2) - round(m.mean, 2))
            for m in means_of(predicted)
            if m.gap == gap and m.perceiver and m.target
        )
        for gap in ("threat", "empathy")
    }
    assert 0.03 < most["threat"] < most["empathy"]
    assert f"changes these figures by {most['threat']:.2f} at most" in page(predicted).text


def test_even_chances_are_given_as_those_of_lying_above():
    assert likelihood_words("threat", 0.47, Thresholds()).replace("\N{NO-BREAK SPACE}", " ") == (
        "as likely above as below (47 %)"
    )
    assert "too low (60" in likelihood_words("empathy", 0.4, Thresholds())


def test_why_nothing_was_estimated_together_is_said(page, release, study):
    reason = "the model could not be fitted to some answers"
    pooled = page(release)
    assert reason not in pooled.text
    assert not [p for p in pooled.all("p") if p.get("class") == "notice"]
    with not_converging():
        unpooled = make_release(study)
    (notice,) = [p for p in page(unpooled).all("p") if p.get("class") == "notice"]
    assert reason in notice.text


def test_the_legend_says_within_what_bounds_a_mean_is_close():
    assert legend("threat", Thresholds(), [])["bound"] == "0.33"
    assert legend("empathy", Thresholds(), [])["bound"] == "0.5"
    assert legend("image", Thresholds(delta=0.25), [])["bound"] == "0.25"


@pytest.mark.parametrize("language", ["en", "zh-hans", "ja", "ko"])
def test_the_legend_is_explained_in_every_language(staff, release, language):
    """A faulty place for the bound would leave the English sentence on the page."""
    staff.cookies["cs2_language"] = language
    reply = staff.get(reverse("heatmap", args=[release.pk]))
    (sentence,) = [p.text for p in parse(reply).all("p") if "0.33" in p.text]
    assert sentence.startswith("The words say how likely") == (language == "en")


# --- Both directions, rows and columns, kinds ----------------------------------------------------


@pytest.fixture
def described(release):
    def by_dyad(*means):
        return {
            (mean.perceiver, mean.target): described_mean(mean, cells_of(release), Thresholds())
            for mean in means
        }

    return by_dyad


def test_the_two_directions_stand_side_by_side_with_their_difference(release, described):
    means = described(
        mean_row("PRC", "JPN", 0.5, asymmetry=0.7),
        mean_row("JPN", "PRC", -0.2, asymmetry=-0.7),
        mean_row("PRC", "ROK", 0.1),
    )
    links = {dyad: f"/{'-'.join(dyad)}/" for dyad in means}
    (dyad,) = heatmap.both_directions(words_of(release), means, links)
    assert (dyad["url"], dyad["sides"]) == ("/PRC-JPN/", ("PRC", "Japan"))
    there, back = dyad["there"], dyad["back"]
    assert (there["value"], there["limits"], there["words"]) == (
        "+0.50",
        "+0.30 to +0.80",
        "above",
    )
    assert (back["value"], back["words"]) == ("−0.20", "cannot be told")
    assert there["concerns"] == "shown to be above the panel's view at 6 of 6 concerns"
    assert there["asymmetry"] == "+0.70"


def test_the_difference_is_that_of_the_release(page, release):
    means = {(m.perceiver, m.target): m for m in means_of(release)}
    dyads = rows(table(page(release), "Each direction beside the other"))
    assert len(dyads) == 1 + 6
    asymmetry = means["PRC", "ROK"].asymmetry
    assert asymmetry == pytest.approx(means["PRC", "ROK"].mean - means["ROK", "PRC"].mean)
    assert asymmetry < -0.3
    assert dyads[2][0] == "PRC and ROK"
    assert dyads[2][3] == signed(asymmetry)


def test_rows_and_columns_have_means_over_all_others(page, release):
    means = {(m.perceiver, m.target): m for m in means_of(release)}
    sides = rows(table(page(release), "Rows and columns of the matrix"))
    prc, toward_rok = means["PRC", ""], means["", "ROK"]
    assert sides[1][0] == "PRC"
    assert sides[1][1].startswith(f"{signed(prc.pooled['mean'])} (")
    assert sides[1][1].endswith(
        f"alone: {signed(prc.mean)} ({signed(prc.mean_low)} to {signed(prc.mean_high)}) above "
        "shown to be above the panel's view at 12 of 18 concerns"
    )
    assert toward_rok.mean == 0
    assert sides[3][0] == "ROK"
    assert sides[3][2].endswith(
        f"alone: 0.00 ({signed(toward_rok.mean_low)} to {signed(toward_rok.mean_high)}) "
        "cannot be told shown to be above the panel's view at 0 of 18 concerns"
    )


def test_a_party_that_is_only_feared_has_no_concerns_of_its_own(release, described):
    means = described(mean_row("", "PRC"), mean_row("PRC", ""), mean_row("", "JPN", None))
    prc, jpn = heatmap.totals(words_of(release), means)
    assert (prc["name"], prc["outward"]["value"], prc["inward"]["value"]) == (
        "PRC",
        "+0.50",
        "+0.50",
    )
    assert (jpn["name"], jpn["outward"], jpn["inward"]["value"]) == ("Japan", None, "–")


KINDS = [
    cell("military", kind="overestimation"),
    cell("political", kind="overestimation"),
    cell("economic"),
    cell("societal"),
    cell("military", kind="aligned", panel_without="ROK"),
    cell("military", gap="image", kind="aligned"),
    cell("military", gap="empathy", kind="underpredicted"),
    cell("political", gap="empathy"),
    cell("economic", gap="empathy", kind="underpredicted"),
]


def test_kinds_are_counted_against_those_of_the_predictions():
    kinds = heatmap.kind_counts(KINDS)
    assert kinds["columns"][0] == "predicted too low"
    above, *_ = kinds["rows"]
    assert above == {"name": "above the panel's view", "counts": [1, 0, 0, 1, 0], "total": 2}
    inconclusive = next(row for row in kinds["rows"] if row["name"] == "inconclusive")
    assert (inconclusive["counts"], inconclusive["total"]) == ([1, 0, 0, 0, 0], 2)
    assert kinds["totals"] == [2, 0, 0, 1, 0]
    assert (kinds["n_questions"], kinds["inconclusive"]) == (4, 2)


def test_without_predictions_there_is_one_column():
    kinds = heatmap.kind_counts(KINDS[:4])
    assert kinds["columns"] == []
    assert [row["total"] for row in kinds["rows"]] == [2, 0, 0, 0, 0, 2, 0]


def test_only_questions_at_which_nothing_is_seen_are_for_dialogue(release):
    links = {("PRC", "JPN"): "/there/"}
    low = cell("military", -0.6, gap="empathy", kind="underpredicted")
    dyads = heatmap.dialogue(words_of(release), [*KINDS[:4], low], links)
    assert dyads == [{"perceiver": "PRC", "target": "Japan", "url": "/there/", "number": 1}]
    for other in (
        cell("military", 0.6, gap="empathy", kind="overpredicted"),
        cell("military", -0.4, gap="empathy", kind="inconclusive"),
    ):
        assert heatmap.dialogue(words_of(release), [*KINDS[:4], other], links) == []


def test_all_questions_are_counted(page, predicted):
    head, *kinds, foot = rows(table(page(predicted), "Number of questions by finding"))
    assert head[-1] == foot[0] == "All questions"
    assert foot[-1] == "91"
    assert sum(int(row[-1]) for row in kinds) == 91
    assert sum(map(int, foot[1:-1])) == 91


def test_what_was_not_asked_has_no_link_and_is_not_the_same_side(page, study):
    release = make_release(study)
    GapMean.objects.filter(perceiver="USA", target="JPN")._raw_delete("default")
    *_, usa = rows(matrix(page(release)))
    assert usa[2] == "– not asked"
    assert usa[4] == "the same side"
