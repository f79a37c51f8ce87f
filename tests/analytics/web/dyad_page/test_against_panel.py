import json

import pytest

from analytics.release.queries import cells_of, means_of
from analytics.web.wording import percent
from tests.analytics.made import LOW, SERIOUS, feared, make_release, not_converging
from tests.analytics.web.dyad_page.tables import ORDER, PANEL, cell_of, signed, tables

DYAD = ("PRC", "JPN")


def test_both_directions_of_a_dyad_are_shown_the_one_asked_for_first(page, release):
    document = page(release, "JPN", "PRC")
    ids = [heading.get("id") for heading in document.all("h2")]
    assert ids == ["how", "JPN-PRC", "PRC-JPN"]
    # Of each direction the glance and its numbers, what is certain, the gaps, the order of its
    # concerns and the counts.
    assert len(document.all("table")) == 12


def test_concerns_and_threats_have_both_deltas_with_intervals_and_the_finding(page, release):
    head, concerns, *body = tables(page(release), PANEL)[0]
    assert head == ["Question", "Delta, together", "Delta, alone", "Level shift", "Finding"]
    assert concerns == ["Common concerns"]
    cell = cell_of(release, "threat")
    assert cell.kind == "overestimation"
    (military,) = [row for row in body if row[0].startswith("Military")]
    pooled, alone = cell.number("pooled_delta"), cell.delta
    assert pooled > alone
    assert military == [
        "Military Japan's possible use of its military capabilities "
        "for the PRC's physical security",
        f"{figures(cell, 'pooled_delta')} almost certainly above (99 %) "
        f"raised by {round(pooled, 2) - round(alone, 2):.2f}",
        figures(cell, "delta"),
        figures(cell, "level_shift"),
        "above the panel's view holds among all questions",
    ]
    assert body[6] == ["Articulated threats of this dyad"]
    assert len(body) == 6 + 1 + 2


def figures(cell, name):
    value, low, high = map(signed, cell.estimate(name))
    return f"{value} ({low} to {high})"


def one_stands_out(question, lens):
    """The economic concern far above the panel's, the societal one below, the rest even."""
    tallies = {"economic": SERIOUS, "societal": (0, 0, 0, 8, 0, 0, 0)}
    return tallies.get(question.item, LOW) if lens == "perceived" else LOW


def test_chart_and_table_have_the_concerns_in_the_order_of_what_is_estimated_together(page, study):
    document = page(make_release(study, one_stands_out))
    table = [row[0] for row in tables(document, PANEL)[0]]
    assert table[2].startswith("Economic")
    assert table[7].startswith("Societal")
    assert table[8] == "Articulated threats of this dyad"
    main, _alone = chart(document)["data"]
    assert main["x"][:6] == sorted(main["x"][:6], reverse=True)
    assert "PRC's economic" in table[2]


def test_how_sure_the_order_is_stands_below(page, study):
    release = make_release(study, one_stands_out)
    (first, *_), (order, *_) = (
        [c for c in cells_of(release) if (c.item, c.perceiver, c.target) == ("economic", *DYAD)],
        tables(page(release), ORDER),
    )
    chance = percent(first.number("pooled_greatest"))
    assert order[1] == ["Economic", " ".join(chance.split())]
    assert first.number("pooled_greatest") > 0.9
    assert order[6][0] == "Societal"


def test_how_far_the_figures_are_changed_is_said_once_a_direction(page, release):
    pairs = [
        (round(c.number("pooled_delta"), 2), round(c.delta, 2))
        for c in cells_of(release)
        if (c.perceiver, c.target) == DYAD
    ]
    most = max(abs(pooled - alone) for pooled, alone in pairs)
    document = page(release)
    assert not [p for p in document.all("p") if p.get("class") == "notice"]
    section = document.one("section", **{"aria-labelledby": "threat-PRC-JPN"})
    assert f"changes these figures by {most:.2f} at most" in section.text


def test_without_estimates_from_all_gaps_the_figures_alone_stand_and_why_is_said(page, study):
    with not_converging():
        document = page(make_release(study))
    head, _concerns, military, *_ = tables(document, PANEL)[0]
    assert head == ["Question", "Delta", "Level shift", "Finding"]
    assert military[0].startswith("Military")
    assert not tables(document, ORDER)
    assert len(chart(document)["data"]) == 1
    (notice,) = [p for p in document.all("p") if p.get("class") == "notice"]
    assert "the model could not be fitted" in notice.text


def chart(document, direction="PRC-JPN"):
    return json.loads(document.one("script", id=f"chart-threat-{direction}").text)


def test_what_holds_among_all_questions_is_explained_where_it_is_said(page, study, release):
    explained = "expected to be chance"
    assert explained in page(release).text
    assert explained not in page(make_release(study, lambda *_: LOW)).text


def test_the_mean_of_the_concerns_has_its_interval(page, release):
    (mean,) = [m for m in means_of(release) if (m.perceiver, m.target) == ("PRC", "JPN")]
    section = page(release).one("section", **{"aria-labelledby": "threat-PRC-JPN"})
    people, words = [dd.text for dd in section.all("dd")]
    assert people == "from the PRC 8, panel 8"
    limits = f"({signed(mean.mean_low)} to {signed(mean.mean_high)})"
    counted = "shown to be above the panel's view at 6 of 6 concerns"
    assert words.startswith(f"{signed(mean.pooled['mean'])} (")
    assert words.endswith(f"alone: {signed(mean.mean)} {limits} above {counted}")


def jointly(document, direction="PRC-JPN"):
    """What is shown with all common concerns taken together."""
    section = document.one("section", **{"aria-labelledby": f"threat-{direction}"})
    return [dd.text for dd in section.all("dd")][2:]


def test_what_holds_for_all_concerns_together_is_named(page, study):
    def apart(question, lens):
        if question.item in ("military", "economic") and lens == "perceived":
            return (0, 0, 0, 0, 0, 0, 12)
        return (0, 0, 0, 12, 0, 0, 0)

    (shown,) = jointly(page(make_release(study, apart)))
    assert shown.startswith("Military: above the panel's view Economic: above the panel's view Wh")
    assert shown.endswith("by chance, however alike one person's answers are.")


def test_where_no_concern_holds_for_all_together_that_is_said(page, study):
    (shown,) = jointly(page(make_release(study, lambda *_: (0, 0, 0, 4, 4, 4, 0))))
    assert shown.startswith("at no concern Where nothing differs")


def test_of_sizes_without_a_joint_level_nothing_is_said(page, release):
    assert jointly(page(release)) == []


def test_colour_is_for_verdicts(page, study):
    def mixed(question, lens):
        return feared(question, lens) if question.item == "military" else (0, 0, 0, 2, 3, 3, 0)

    found = page(make_release(study, mixed)).all("table")
    (table, *_) = [t for t in found if t.one("caption").text == PANEL]
    swatches = [
        swatch["class"].removeprefix("swatch ")
        for swatch in table.all("span")
        if swatch["class"].startswith("swatch")
    ]
    assert swatches == ["gap-above-1"]


def test_a_panel_that_cannot_determine_is_a_finding(page, study):
    def unsure(question, lens):
        return (0, 0, 7, 0, 1, 0, 0) if lens == "assessed" else SERIOUS

    delta, shift, finding = tables(page(make_release(study, unsure)), PANEL)[0][2][1:]
    assert (delta, shift) == ("–", "–")
    sentence = "Too many of the panel answered that it cannot be determined."
    assert finding.startswith(f"cannot be determined {sentence}")


def test_too_few_to_classify_have_a_direction(page, study):
    def few(question, lens):
        return (0, 0, 0, 0, 0, 0, 6) if lens == "perceived" else (0, 0, 0, 12, 0, 0, 0)

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
        assert [len(trace["x"]) for trace in chart(document, direction)["data"]] == [8, 8]


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
