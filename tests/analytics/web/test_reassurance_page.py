"""What would reassure, as a page: no more than the counts of both groups allow."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import translation

from analytics.brief.composing import compose
from analytics.brief.measures import MOST_MEASURES
from analytics.brief.sheet import pdf_of
from analytics.brief.sources import Source
from analytics.release.publish import publish_round
from analytics.web.links import token_of
from surveys.instruments.batteries import PREDICTED, battery_part
from surveys.instruments.reassurance import ACCEPTABLE
from tests import factories
from tests.analytics.answered import page, released, rows, status
from tests.analytics.brief.reading_back import pages_of
from tests.analytics.made import block_row, content
from tests.analytics.measured import FEW, MUCH, NOT, SOME, measure_blocks
from tests.factories import welch
from tests.html import parse


def answers(spec, lens, group):
    """Of the hotline all are for it and nobody expects so; of the rest the PRC accepts nothing."""
    part = battery_part(spec.item)
    if lens == PREDICTED:
        return NOT if part.question == ACCEPTABLE else MUCH
    if part.item == "hotline" or part.question != ACCEPTABLE:
        return MUCH
    return {"PRC": NOT, "JPN": SOME}.get(group, MUCH)


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


@pytest.fixture
def release(study):
    return released(study, measure_blocks(welch(), answers))


def what_japan_could_do(html):
    """The region of the table of what Japan could do toward the PRC."""
    name = "What Japan could do toward the PRC. Asked: "
    regions = html.all("div", role="region")
    (region,) = [each for each in regions if (each.get("aria-label") or "").startswith(name)]
    return region


def tables(html, heading):
    (region,) = html.all("div", **{"aria-labelledby": heading})
    return rows(region.one("table"))


def test_the_zone_is_listed_with_both_counts_the_surest_first(staff, release):
    html = page(staff, "reassurance", release)
    head, *listed = tables(html, "zone")
    assert head[2:5] == ["It would lessen concern", "It is acceptable", "In the contract zone"]
    hotline = "Answering a direct line between both defence authorities at any hour"
    assert listed[0] == [
        hotline,
        "Japan toward the PRC",
        "6–8 of 8",
        "6–8 of 8",
        "certain",
        "not expected",
    ]
    words = [row[4] for row in listed]
    assert words == sorted(words)
    assert set(words) == {"certain", "likely (67 %)"}
    by_japan = [row for row in listed if row[1] == "Japan toward the ROK"]
    assert {row[3] for row in by_japan} == {"3–5 of 8"}
    by_china = {row[0] for row in listed if row[1].startswith("the PRC")}
    assert by_china == {hotline}


def test_what_is_acceptable_and_not_expected_is_listed_with_the_predictions(staff, release):
    html = page(staff, "reassurance", release)
    _head, *listed = tables(html, "unrecognised")
    assert all(row[3] == "0–2 of 8" for row in listed)
    assert "predicted too low" in listed[0][4]
    assert not [row for row in listed if row[1].startswith("the PRC") and "Giving" in row[0]]


def test_each_direction_has_its_measures_by_kind_and_its_drawing(staff, release):
    html = page(staff, "reassurance", release)
    region = what_japan_could_do(html)
    assert region.one("caption").text == (
        "Asked: participants from the PRC 8, participants from Japan 8"
    )
    headings = [cell.text for cell in region.all("th", scope="rowgroup")]
    assert headings == [
        "Information and contacts",
        "Notification, observation, transparency",
        "Constraint and joint bodies",
        "Conduct at sea",
    ]
    names = [cell.text for cell in region.all("th", scope="row")]
    assert [name.split()[0] for name in names] == ["1", "2", "3", "4", "5"]
    assert len(html.all("svg", **{"class": "quadrant"})) == 12
    drawn = html.all("svg", **{"class": "quadrant"})[0]
    assert [box.text for box in drawn.all("text")] == ["1", "2, 3, 4, 5"]
    assert [box["class"] for box in drawn.all("g")] == ["inside", "across"]


def test_the_answers_that_count_are_named(staff, release):
    text = page(staff, "reassurance", release).text
    assert "“Moderately” or “Greatly”" in text
    assert "“Rather acceptable” or “Acceptable”" in text
    assert "likely from 65 %, unlikely to 20 %" in text


def test_of_a_group_below_five_nothing_is_drawn_or_said(staff, study):
    blocks = measure_blocks(welch(), lambda _s, _l, group: FEW if group == "JPN" else MUCH)
    html = page(staff, "reassurance", released(study, blocks))
    region = what_japan_could_do(html)
    measures = [row for row in rows(region.one("table")) if len(row) == 6][1:]
    assert {(row[1], row[3]) for row in measures} == {("cannot be told", "–")}
    assert len(html.all("svg", **{"class": "quadrant"})) == 6
    assert "Japan toward" not in str(tables(html, "zone"))


def test_where_nothing_is_in_a_zone_the_page_says_so(staff, study):
    html = page(staff, "reassurance", released(study, measure_blocks(welch(), lambda *_: NOT)))
    assert "Of no measure is it at least likely" in html.text
    assert not html.all("div", **{"aria-labelledby": "zone"})


def test_a_round_that_did_not_ask_has_no_such_page(staff, study):
    assert status(staff, "reassurance", released(study, [])) == 404


def test_the_matrix_and_the_room_lead_to_it(staff, client, study):
    release = released(study, measure_blocks(welch(), answers), audience="room")
    html = page(staff, "heatmap", release)
    assert html.all("a", href=reverse("reassurance", args=[release.pk]))
    client.logout()
    reply = client.get(reverse("link_reassurance", args=[token_of(release.pk)]))
    assert reply.status_code == 200


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_measures_of_a_dyad_can_be_taken_away(staff, release, language):
    with translation.override(language):
        staff.cookies["django_language"] = language
        reply = staff.get(reverse("chart_svg", args=[release.pk, "reassurance-PRC-JPN"]))
    svg = reply.content.decode()
    assert reply.status_code == 200
    assert "6–8" in svg
    assert svg.count("<use") > 50


def test_a_dyad_or_a_figure_that_is_not_there_is_not_found(staff, release):
    for name in ("reassurance-", "reassurance-PRC", "reassurance-JPN-PRC-ROK", "reassurance-X-Y"):
        assert staff.get(reverse("chart_svg", args=[release.pk, name])).status_code == 404


# --- Elsewhere -----------------------------------------------------------------------------------


def test_the_page_of_a_dyad_has_its_own_measures(staff, study):
    """Predictions of measures have the lens of predictions of concerns, and are none of them."""
    asked = [block_row(MUCH), block_row(NOT, lens="assessed")]
    with_measures = [*asked, *measure_blocks(welch(), answers)]
    reply = {}
    for name, blocks in {"plain": asked, "measured": with_measures}.items():
        release = released_with_figures(study, blocks)
        reply[name] = parse(staff.get(reverse("dyad", args=[release.pk, "PRC", "JPN"])))
    region = what_japan_could_do(reply["measured"])
    assert len(region.all("th", scope="row")) == 5
    assert not [r for r in reply["plain"].all("div") if "could do" in (r.get("aria-label") or "")]
    tables_of_counts = [len(html.all("table")) for html in reply.values()]
    assert tables_of_counts[1] == tables_of_counts[0] + 1


def test_the_brief_names_what_is_worth_a_word_under_the_gaps(study):
    asked = [block_row(MUCH), block_row(NOT, lens="assessed")]
    release = released_with_figures(study, [*asked, *measure_blocks(welch(), answers)])
    sections = compose(Source(release).of("PRC", "JPN"), "en").sections
    assert [section.heading for section in sections][:3] == [
        "Most worth talking about",
        "What would reassure",
        "Where the two already agree",
    ]
    items = sections[1].items
    assert len(items) == MOST_MEASURES
    assert items[0].text == (
        "Japan toward the PRC: it would lessen the concern of participants from the PRC (6–8 of 8) "
        "and is acceptable to participants from Japan (6–8 of 8); certain. That it is acceptable "
        "is not what participants from the PRC expect."
    )
    assert any(item.text.startswith("The PRC toward Japan") for item in items)


def test_a_brief_with_measures_still_fits_its_sheet_in_two_languages(study):
    asked = [block_row(MUCH), block_row(NOT, lens="assessed")]
    release = released_with_figures(study, [*asked, *measure_blocks(welch(), answers)])
    source = Source(release).of("PRC", "JPN")
    assert pages_of(pdf_of([compose(source, "en"), compose(source, "ja")])) == 1


def test_a_brief_without_measures_is_as_it_was(study):
    asked = [block_row(MUCH), block_row(NOT, lens="assessed")]
    release = released_with_figures(study, asked)
    headings = [s.heading for s in compose(Source(release).of("PRC", "JPN"), "en").sections]
    assert "What would reassure" not in headings
    nothing = released_with_figures(study, [*asked, *measure_blocks(welch(), lambda *_: NOT)])
    section = compose(Source(nothing).of("PRC", "JPN"), "en").sections[1]
    assert section.items == []
    assert section.empty.startswith("Of no measure")


def released_with_figures(study, blocks):
    """Released with the gaps of the first two blocks, those of a concern."""
    round = factories.make_round(study, state="draft", widest_audience="public")
    type(round).objects.filter(pk=round.pk).update(state="closed", closed_on="2026-11-20")
    round.refresh_from_db()
    made = content(blocks[:2])
    return publish_round(round=round, content=replace(made, blocks=blocks))
