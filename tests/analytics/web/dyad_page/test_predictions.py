import json

import pytest

from analytics.release.queries import means_of
from tests.analytics.made import LOW, SERIOUS, make_release
from tests.analytics.web.dyad_page.tables import (
    OWN_VIEW,
    PANEL,
    PREDICTIONS,
    cell_of,
    signed,
    tables,
)


def test_nothing_is_said_of_what_was_not_asked(page, release):
    document = page(release)
    for word in ("predict", "Does Japan know", "own view", "For dialogue", "Without"):
        assert word not in document.text


def test_what_to_talk_about_comes_first_and_then_what_is_certain(page, full):
    ids = [heading.get("id") for heading in page(full).all("h3")]
    assert ids == [
        f"{section}-{direction}"
        for direction in ("PRC-JPN", "JPN-PRC")
        for section in ("dialogue", "certain", "empathy", "threat", "image")
    ]


def test_the_empathy_gap_of_every_question_has_its_interval_and_the_finding(page, full):
    document = page(full)
    assert "Does Japan know how the PRC sees it?" in [h.text for h in document.all("h3")]
    head, *rest = tables(document, PREDICTIONS)[0]
    (military,) = [row for row in rest if row[0].startswith("Military")]
    assert head == ["Question", "Empathy gap, together", "Empathy gap, alone", "Finding"]
    cell = cell_of(full, "empathy")
    low, high = signed(cell.figures["empathy_gap_low"]), signed(cell.figures["empathy_gap_high"])
    assert cell.kind == "underpredicted"
    value, *ends = map(signed, cell.estimate("pooled_empathy_gap"))
    assert military[1].startswith(f"{value} ({ends[0]} to {ends[1]}) almost certainly too low (")
    assert military[2:] == [
        f"{signed(cell.number('empathy_gap'))} ({low} to {high})",
        "predicted too low",
    ]
    assert len(rest) == 1 + 6 + 1 + 2


def test_the_mean_of_the_predictions_and_their_order_are_shown(page, study):
    def in_order(question, lens):
        by_item = {"military": SERIOUS, "economic": LOW}
        return by_item.get(question.item, (0, 0, 0, 0, 0, 8, 0)) if lens != "assessed" else LOW

    release = make_release(study, in_order, lenses=("perceived", "assessed", "predicted"))
    (mean,) = [
        m for m in means_of(release) if (m.gap, m.perceiver, m.target) == ("empathy", "PRC", "JPN")
    ]
    section = page(release).one("section", **{"aria-labelledby": "empathy-PRC-JPN"})
    people, words, order = [dd.text for dd in section.all("dd")]
    assert people == "predictions from Japan 8, answers from the PRC 8"
    limits = f"({signed(mean.mean_low)} to {signed(mean.mean_high)})"
    assert (mean.mean_low < 0 < mean.mean_high, mean.n_below) == (True, 0)
    value, *ends = map(signed, mean.pooled_estimate)
    assert words.startswith(f"{value} ({ends[0]} to {ends[1]}) ")
    assert f"alone: {signed(mean.mean)} {limits} cannot be told" in words
    assert words.endswith("shown to be predicted too low at 0 of 6 concerns")
    assert mean.tracking > 0.8
    assert order.startswith(signed(mean.tracking))


def test_predictions_have_a_chart_of_their_own(page, full):
    chart = json.loads(page(full).one("script", id="chart-empathy-PRC-JPN").text)
    together, alone = chart["data"]
    cell = cell_of(full, "empathy")
    place = alone["x"].index(cell.number("empathy_gap"))
    assert cell.number("pooled_empathy_gap") in together["x"]
    assert abs(together["x"][place]) <= abs(alone["x"][place])
    assert chart["layout"]["xaxis"]["range"] == pytest.approx([-3.18, 3.18])


def test_the_other_sides_own_view_is_shown_and_never_called_avowed(page, full):
    document = page(full)
    _head, _concerns, military, *_ = tables(document, OWN_VIEW)[0]
    assert military[1].startswith(signed(cell_of(full, "image").number("pooled_delta")))
    assert military[2].startswith(signed(cell_of(full, "image").delta))
    assert military[4].startswith("above the other side's own view")
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
    def predicted_well(question, lens):
        return LOW if lens == "assessed" else SERIOUS

    release = make_release(study, predicted_well, lenses=("perceived", "assessed", "predicted"))
    document = page(release)
    marked = "for dialogue" in tables(document, PANEL)[0][2][0]
    assert cell_of(release, "empathy").number("empathy_gap") < 0, "by the steps of three alone"
    assert not marked
    rok = page(make_release(study, lenses=("perceived", "assessed", "predicted")), "PRC", "ROK")
    (none, *_) = [p for p in rok.all("p") if p.text.startswith("At no question")]
    assert "participants from the PRC stand above the panel's view" in none.text
