"""The page of what answers rest on, its part of a dyad's page and its lines in a brief."""

import pytest
from django.urls import reverse

from analytics.brief.grounds import ground_lines
from analytics.brief.sources import Source
from analytics.release.grounds import BATTERY
from analytics.release.publish import publish_round
from analytics.release.rows import Content
from analytics.web.access import Reader
from analytics.web.pages.grounds import grounds
from analytics.web.pages.shared import words_of
from surveys.models.round import Round
from tests import factories
from tests.analytics.answered import page, rows, status
from tests.analytics.grounds_made import blocks_of_grounds, mean_gap, tally
from tests.analytics.made import blocks_for, content, feared, make_release
from tests.factories import welch
from tests.html import parse

DYADS = welch().battery(BATTERY).dyads(welch().sides)


def by_place(perceiver, target, lens):
    if lens == "assessed":
        return tally(capability=6, doctrine=6)
    if (perceiver, target) == ("USA", "ROK"):
        return tally(event=4)
    place = DYADS.index((perceiver, target))
    return tally(conduct=12 - place, event=place)


@pytest.fixture
def release(study):
    round = factories.make_round(study, state="draft", modules=["grounds"])
    Round.objects.filter(pk=round.pk).update(state=Round.State.CLOSED, closed_on="2026-11-20")
    round.refresh_from_db()
    of_grounds = blocks_of_grounds(by_place, ["stated", "assessed"])
    asked = content(blocks_for(round, feared))
    means = [mean_gap(*dyad, place / 20 - 0.1) for place, dyad in enumerate(DYADS)]
    return publish_round(
        round=round, content=Content([*asked.blocks, *of_grounds], asked.cells, means, [])
    )


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


def test_the_page_has_every_dyad_with_the_widest_gap_first(staff, release):
    html = page(staff, "grounds", release)
    _gaps, *dyads = html.all("table")
    assert len(dyads) == 12
    headings = [each.text for each in html.all("h2")][2:]
    assert headings[0].startswith("USA")
    assert headings[-1].startswith("PRC")
    assert "Mean delta of the common concerns, participants against the panel: +0.45." in html.text
    table = rows(dyads[1])
    assert table[0] == ["Ground", "USA 12 asked", "Panel 12 asked"]
    assert table[7] == ["A recent event that stands out", "8–12", "0–2"]
    assert table[-2:] == [
        ["What the other side has, does or says", "0–2", "8–12"],
        ["Any other ground", "10–12", "0–2"],
    ]


def test_what_goes_with_wide_gaps_is_said_only_where_it_is_certain(staff, release):
    html = page(staff, "grounds", release)
    table = {row[0]: row[1:] for row in rows(html.all("table")[0])}
    others = table["Any other ground all that are not what the other side has, does or says"]
    together, against, undecided = map(int, others[:3])
    assert (against, together + undecided) == (0, 55)
    assert others[4] == "named more often where the gap is wider, whatever the exact counts are"
    assert table["What its leaders say"] == ["0", "0", "55", "−1.00 to +1.00", "cannot be told"]
    conduct = table["What it has done in the past"]
    assert int(conduct[0]) == 0 < int(conduct[1])


def test_what_was_named_most_is_said_only_where_it_is_certain(release):
    shown = {each["id"]: each for each in grounds(Reader(release, None))["dyads"]}
    assert shown["USA-JPN"]["certain"] == [
        "USA: named most often for certain, by 8–12 of 12: A recent event that stands out."
    ]
    assert shown["ROK-PRC"]["certain"] == []


def test_the_chart_has_the_sums_of_participants_that_the_tables_have(release):
    shown = grounds(Reader(release, None))
    possible, certain = shown["chart"]["data"]
    tables = {
        each["id"]: {line["name"]: line["counts"][0] for line in each["sums"]}
        for each in shown["dyads"]
    }
    drawn = [f"{least}–{most}" for least, most in zip(certain["x"], possible["x"], strict=True)]
    listed = [
        sums[name]
        for dyad in shown["dyads"]
        for sums in [tables[dyad["id"]]]
        for name in (shown["others_words"], shown["observed_words"])
        if sums[name] != "–"
    ]
    assert drawn == listed
    assert len(drawn) == 2 * 11
    first = shown["chart"]["layout"]["annotations"][0]["text"]
    assert first == "USA → Japan, mean delta +0.40"


def test_of_four_people_nothing_is_shown_but_their_number(staff, release):
    html = page(staff, "grounds", release)
    table = rows(html.all("table")[1])
    assert table[0][1] == "USA 4 asked"
    assert {row[1] for row in table[1:]} == {"–"}


def test_the_page_of_a_dyad_has_both_directions(staff, release):
    html = parse(staff.get(reverse("dyad", args=[release.pk, "PRC", "JPN"])))
    for direction, perceiver in (("PRC-JPN", "the PRC"), ("JPN-PRC", "Japan")):
        heading = html.one("h3", id=f"{direction}-grounds")
        assert heading.text == f"What do the answers for {perceiver} rest on?"
    assert html.all("a", href=reverse("grounds", args=[release.pk]))
    prc, _jpn = [t for t in html.all("table") if rows(t)[0][0] == "Ground"]
    assert rows(prc)[3] == ["What it has done in the past", "8–12", "0–2"]


def test_the_matrix_leads_to_it(staff, release):
    html = page(staff, "heatmap", release)
    assert reverse("grounds", args=[release.pk]) in [a.get("href") for a in html.all("a")]


def test_a_round_that_did_not_ask_has_no_such_page(staff, study):
    release = make_release(study)
    assert status(staff, "grounds", release) == 404
    address = reverse("grounds", args=[release.pk])
    assert address not in [a.get("href") for a in page(staff, "heatmap", release).all("a")]
    html = parse(staff.get(reverse("dyad", args=[release.pk, "PRC", "JPN"])))
    assert "rest on?" not in html.text


def test_a_brief_says_it_of_both_sides(release):
    dyad = Source(release).of("USA", "JPN")
    assert ground_lines(words_of(release), dyad) == [
        (
            "Participants from the USA:",
            "of 12, 0–2 rest on what the other side has, does or says, and 10–12 on another "
            "ground. Most for certain on: A recent event that stands out.",
        ),
        (
            "Participants from Japan:",
            "of 12, 4–9 rest on what the other side has, does or says, and 3–6 on another ground.",
        ),
    ]


def test_a_brief_says_nothing_of_four(release):
    dyad = Source(release).of("USA", "ROK")
    assert [who for who, _ in ground_lines(words_of(release), dyad)] == [
        "Participants from the ROK:"
    ]
