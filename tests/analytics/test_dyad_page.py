import json

import pytest
from django.urls import reverse

from analytics.gaps.blocks import protect
from analytics.reading import cells_of, means_of
from analytics.releasing import publish
from surveys.models.round import Round
from tests import factories
from tests.analytics.answered import rows
from tests.analytics.made import LOW, SERIOUS, block_row, blocks_for, content, feared, make_release
from tests.html import parse

ALL_LENSES = ("perceived", "assessed", "predicted", "avowed")
PANEL = "The participants' marks against the panel's"
OWN_VIEW = "The participants' marks against the other side's own view"
PREDICTIONS = "The predictions against the answers"
COUNTS = "People by answer"
WITHOUT = "Delta and finding with the whole panel and without the assessors nominated by one side"


@pytest.fixture
def release(study):
    return make_release(study)


@pytest.fixture
def full(study):
    return make_release(study, lenses=ALL_LENSES)


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


@pytest.fixture
def page(staff):
    def get(release, perceiver="PRC", target="JPN"):
        response = staff.get(reverse("dyad", args=[release.pk, perceiver, target]))
        assert response.status_code == 200
        return parse(response)

    return get


def tables(document, caption):
    """The tables of both directions with this caption, row by row."""
    return [rows(t) for t in document.all("table") if t.one("caption").text == caption]


def cell_of(release, gap, item="military", perceiver="PRC", target="JPN", without=""):
    wanted = (gap, item, perceiver, target, without)
    (found,) = [
        c for c in cells_of(release) if (c.gap, c.item, c.perceiver, c.target, c.without) == wanted
    ]
    return found


def signed(value):
    return f"{value:+.2f}".replace("-", "−")


# --- Against the panel ---------------------------------------------------------------------------


def test_both_directions_of_a_dyad_are_shown_the_one_asked_for_first(page, release):
    document = page(release, "JPN", "PRC")
    ids = [heading.get("id") for heading in document.all("h2")]
    assert ids == ["how", "JPN-PRC", "PRC-JPN"]
    assert len(document.all("table")) == 4


def test_concerns_and_threats_have_delta_its_interval_and_the_finding(page, release):
    head, concerns, military, *rest = tables(page(release), PANEL)[0]
    assert head == ["Question", "Delta", "Level shift", "Finding"]
    assert concerns == ["Common concerns"]
    cell = cell_of(release, "threat")
    assert cell.kind == "overestimation"
    low, high = signed(cell.figures["delta_low"]), signed(cell.figures["delta_high"])
    assert military == [
        "Military Japan's possible use of its military capabilities for China's physical security",
        f"{signed(cell.delta)} large ({low} to {high})",
        f"{cell.number('level_shift'):.1f} levels higher",
        "above the panel's view holds among all questions",
    ]
    assert rest[5] == ["Articulated threats of this dyad"]
    assert len(rest) == 5 + 1 + 2


def test_what_holds_among_all_questions_is_explained_where_it_is_said(page, study, release):
    told = "expected to be chance"
    assert told in page(release).text
    assert told not in page(make_release(study, lambda *_: LOW)).text


def test_the_mean_of_the_concerns_has_its_interval(page, release):
    (mean,) = [m for m in means_of(release) if (m.perceiver, m.target) == ("PRC", "JPN")]
    section = page(release).one("section", **{"aria-labelledby": "threat-PRC-JPN"})
    people, told = [dd.text for dd in section.all("dd")]
    assert people == "from the PRC 8, panel 8"
    limits = f"({signed(mean.low)} to {signed(mean.high)})"
    assert told == f"{signed(mean.mean)} {limits} , 6 of 6 concerns above the panel's view"


def test_colour_is_for_verdicts(page, study):
    def mixed(question, lens):
        return feared(question, lens) if question.item == "military" else (0, 0, 0, 2, 3, 3, 0)

    (found, *_) = page(make_release(study, mixed)).all("table")
    swatches = [
        swatch["class"].removeprefix("swatch ")
        for swatch in found.all("span")
        if swatch["class"].startswith("swatch")
    ]
    assert swatches == ["gap-above-3"] + ["gap-unknown"] * 7


def test_a_panel_that_cannot_determine_is_a_finding(page, study):
    def unsure(question, lens):
        return (0, 0, 7, 0, 1, 0, 0) if lens == "assessed" else SERIOUS

    delta, shift, finding = tables(page(make_release(study, unsure)), PANEL)[0][2][1:]
    assert (delta, shift) == ("–", "–")
    told = "cannot be determined Too many of the panel answered that it cannot be determined."
    assert finding.startswith(told)


def test_too_few_to_classify_have_a_direction(page, study):
    def few(question, lens):
        return (0, 0, 0, 0, 0, 0, 6) if lens == "perceived" else (0, 0, 0, 8, 0, 0, 0)

    release = make_release(study, few)
    assert (cell_of(release, "threat").kind, cell_of(release, "threat").direction) == (
        "insufficient",
        "above",
    )
    military = tables(page(release), PANEL)[0][2]
    assert military[3] == "too few to say The few there are lie above the panel's view."


def test_what_depends_on_the_undecided_is_said_to(page, study):
    def undecided(question, lens):
        return (0, 0, 3, 0, 3, 3, 0) if lens == "perceived" else (0, 0, 3, 0, 4, 2, 0)

    release = make_release(study, undecided)
    assert cell_of(release, "threat").figures["depends_on_undecided"] is True
    military = tables(page(release), PANEL)[0][2]
    assert "Depends on the undecided" in military[3]


def test_a_group_that_is_too_small_leaves_dashes_and_no_chart(page, study):
    def small(question, lens):
        return (0, 0, 0, 0, 0, 0, 4) if question.perceiver == "PRC" else feared(question, lens)

    document = page(make_release(study, small))
    military = tables(document, PANEL)[0][2]
    assert military[1:] == ["–", "–", "too few to say"]
    assert "No figure can be published here" in document.text
    assert not document.all("script", id="chart-threat-PRC-JPN")
    assert document.one("script", id="chart-threat-JPN-PRC")


def test_each_direction_has_its_chart(page, release):
    document = page(release)
    for direction in ("PRC-JPN", "JPN-PRC"):
        chart = json.loads(document.one("script", id=f"chart-threat-{direction}").text)
        assert len(chart["data"][0]["x"]) == 8


def test_welchs_labels_are_quoted_with_his_symbols_once(page, release, full):
    for one in (release, full):
        document = page(one)
        quoted = [q.text for q in document.all("q", lang="en")]
        assert quoted.count("Resurgent militarism") == 1
        assert "one author's illustration" in document.text
    threat = tables(page(release), PANEL)[0][-2]
    assert "Resurgent militarism ●" in threat[0]


@pytest.mark.parametrize(
    ("perceiver", "target"), [("PRC", "PRC"), ("PRC", "XXX"), ("prc", "JPN"), ("PRC-JPN", "ROK")]
)
def test_there_is_no_such_dyad(staff, release, perceiver, target):
    assert staff.get(f"/releases/{release.pk}/{perceiver}-{target}/").status_code == 404


# --- Predictions and the other side's own view ---------------------------------------------------


def test_nothing_is_said_of_what_was_not_asked(page, release):
    document = page(release)
    for word in ("predict", "Does Japan know", "own view", "For dialogue", "Without"):
        assert word not in document.text


def test_perceived_against_predicted_comes_first(page, full):
    ids = [heading.get("id") for heading in page(full).all("h3")]
    assert ids == [
        f"{section}-{direction}"
        for direction in ("PRC-JPN", "JPN-PRC")
        for section in ("dialogue", "empathy", "threat", "image")
    ]


def test_the_empathy_gap_of_every_question_is_told_in_levels_and_words(page, full):
    document = page(full)
    assert "Does Japan know how the PRC sees it?" in [h.text for h in document.all("h3")]
    head, _concerns, military, *rest = tables(document, PREDICTIONS)[0]
    assert head == ["Question", "Empathy gap", "In levels", "Finding"]
    cell = cell_of(full, "empathy")
    low, high = signed(cell.figures["low"]), signed(cell.figures["high"])
    assert cell.kind == "underpredicted"
    assert military[1:] == [
        f"{signed(cell.number('gap'))} ({low} to {high})",
        f"{-cell.number('gap'):.1f} levels less than was answered",
        "predicted too low",
    ]
    assert len(rest) == 5 + 1 + 2


def test_the_mean_of_the_predictions_and_their_order_are_told(page, study):
    def in_order(question, lens):
        by_item = {"military": SERIOUS, "economic": LOW}
        return by_item.get(question.item, (0, 0, 0, 0, 0, 8, 0)) if lens != "assessed" else LOW

    release = make_release(study, in_order, lenses=("perceived", "assessed", "predicted"))
    (mean,) = [
        m for m in means_of(release) if (m.gap, m.perceiver, m.target) == ("empathy", "PRC", "JPN")
    ]
    section = page(release).one("section", **{"aria-labelledby": "empathy-PRC-JPN"})
    people, told, order = [dd.text for dd in section.all("dd")]
    assert people == "predictions from Japan 8, answers from the PRC 8"
    assert told.startswith(f"{signed(mean.mean)} ({signed(mean.low)} to {signed(mean.high)})")
    assert told.endswith(f"predicted below the answers at {mean.below} of 6 concerns")
    assert mean.tracking > 0.8
    assert order.startswith(signed(mean.tracking))


def test_predictions_have_a_chart_of_their_own(page, full):
    chart = json.loads(page(full).one("script", id="chart-empathy-PRC-JPN").text)
    assert chart["data"][0]["x"][0] == cell_of(full, "empathy").number("gap")
    assert chart["layout"]["xaxis"]["range"] == pytest.approx([-3.18, 3.18])


def test_the_other_sides_own_view_is_shown_and_never_called_avowed(page, full):
    document = page(full)
    _head, _concerns, military, *_ = tables(document, OWN_VIEW)[0]
    assert military[1].startswith(signed(cell_of(full, "image").delta))
    assert military[3].startswith("above the other side's own view")
    assert "avow" not in document.text
    section = document.one("section", **{"aria-labelledby": "image-PRC-JPN"})
    assert "how serious a concern each matter should be for the PRC" in section.text
    assert section.all("dd")[0].text == "from the PRC 8, from Japan 8"


def test_questions_for_dialogue_are_marked_wherever_they_stand(page, full):
    document = page(full)
    notice = document.one("section", id="for-dialogue-PRC-JPN")
    assert [item.text for item in notice.all("li")][:2] == ["Military", "Political"]
    assert len(notice.all("li")) == 8
    for caption in (PREDICTIONS, PANEL):
        assert tables(document, caption)[0][2][0].endswith("for dialogue")


def test_what_is_predicted_well_is_not_for_dialogue(page, study):
    def known(question, lens):
        return LOW if lens == "assessed" else SERIOUS

    release = make_release(study, known, lenses=("perceived", "assessed", "predicted"))
    document = page(release)
    marked = "for dialogue" in tables(document, PANEL)[0][2][0]
    assert cell_of(release, "empathy").number("gap") < 0, "by the steps of three alone"
    assert not marked
    rok = page(make_release(study, lenses=("perceived", "assessed", "predicted")), "PRC", "ROK")
    (none, *_) = [p for p in rok.all("p") if p.text.startswith("At no question")]
    assert "participants from the PRC stand above the panel's view" in none.text


# --- Counts --------------------------------------------------------------------------------------


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


# --- A panel published by nominating side --------------------------------------------------------


@pytest.fixture
def by_side(study):
    """Five assessors nominated by the ROK see no concern, five nominated by Japan a serious one."""
    round = factories.make_round(study, state="draft")
    Round.objects.filter(pk=round.pk).update(state=Round.State.CLOSED, closed_on="2026-11-20")
    round.refresh_from_db()
    panel = {"JPN": (0, 0, 0, 0, 0, 0, 5), "ROK": (0, 0, 0, 5, 0, 0, 0)}
    blocks = []
    for row in blocks_for(round, lambda *_: SERIOUS):
        if row.lens != "assessed":
            blocks.append(row)
            continue
        about = {
            name: getattr(row, name)
            for name in ("perceiver", "target", "item", "item_kind", "domain", "position")
        }
        blocks += [
            block_row(tally, lens="assessed", group=f"panel/{side}", **about)
            for side, tally in panel.items()
        ]
    return publish(round=round, content=content(blocks))


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
    assert [told.split()[0] for told in without[1][1:]] == [
        signed(whole),
        signed(japan),
        signed(rok),
    ]
    assert without[1][0] == "Military"
    assert len(without) == 1 + 8


def test_where_one_side_makes_the_difference_is_said(page, by_side):
    kinds = {cell_of(by_side, "threat", without=side).kind for side in ("", "JPN", "ROK")}
    assert len(kinds) > 1
    details = page(by_side).all("details")[0]
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
