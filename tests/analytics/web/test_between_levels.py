"""The page on which the levels of a side are compared, and how other pages show such a side."""

import pytest
from django.urls import reverse

from analytics.brief.findings import concerns_of_both
from analytics.brief.groups import people_asked
from analytics.export.archive import archive_of, files_of
from analytics.export.queries import publication_of
from analytics.export.verification import verify
from analytics.release.groups import together
from analytics.release.last_results import last_results
from analytics.release.queries import blocks_of
from analytics.release.rows import at_least
from tests import factories
from tests.analytics.levels import LOWER, UPPER, released_by_level
from tests.analytics.made import SERIOUS, bearer, block_row, make_release
from tests.html import parse


@pytest.fixture
def release(study):
    return released_by_level(study)


@pytest.fixture
def get(client, facilitator, release):
    client.force_login(facilitator)
    return lambda name, *more: parse(client.get(reverse(name, args=[release.pk, *more])))


def texts(row):
    return [cell.text for cell in row.below() if cell.tag in ("th", "td")]


def test_the_widest_difference_comes_first_and_what_is_not_shown_last(get):
    page = get("levels")
    table = page.one("table")
    head, *rows = [texts(row) for row in table.all("tr")]
    assert head[1:3] == ["Mean level: government", "Mean level: public sample"]
    assert [row[0] for row in rows][-1] == "Military about Japan"
    assert [row[4].split(" holds")[0] for row in rows][:2] == [
        "government above public sample",
        "public sample above government",
    ]
    assert "A difference is shown at 2 of 3 questions." in page.text
    assert "Government (8 asked) and public sample (8 asked)" in page.text


def test_what_is_certain_is_said_in_numbers_of_people(get):
    (row,) = [row for row in get("levels").all("tr") if row.text.startswith("Political")]
    assert "“Moderate” or higher: at least 10 of 12 (government), at most 2 of 12" in row.text


def test_no_word_goes_beyond_its_interval(get):
    (military,) = [row for row in get("levels").all("tr") if row.text.startswith("Military")]
    assert not military.all("strong")
    assert "above" not in military.text


def test_the_matrix_leads_there_where_a_side_is_published_by_level(get, release):
    assert get("heatmap").all("a", href=reverse("levels", args=[release.pk]))


def test_a_release_without_levels_has_no_such_page(client, facilitator, study):
    other = make_release(study, audience="room")
    client.force_login(facilitator)
    assert client.get(reverse("levels", args=[other.pk])).status_code == 404
    matrix = parse(client.get(reverse("heatmap", args=[other.pk])))
    assert not matrix.all("a", href=reverse("levels", args=[other.pk]))


def test_the_page_of_the_dyad_shows_the_counts_of_each_level(get):
    names = [head.text for head in get("dyad", "PRC", "JPN").all("th")]
    assert names.count("Participants (government)") == names.count("Participants (public sample)")
    assert names.count("Participants (government)") == 3


def test_a_brief_takes_a_divided_side_as_one(release):
    people = people_asked(blocks_of(release))
    assert people == {"PRC": 24, "JPN": 8, "panel": 8}
    both = [
        *(block_row(UPPER, group=f"PRC/{level}") for level in ("government", "public")),
        block_row(SERIOUS, perceiver="JPN", target="PRC", group="JPN"),
    ]
    assert concerns_of_both(both) == (["military"], [])


def test_the_counts_of_the_levels_are_added_where_the_side_is_shown(release):
    parts = [block_row(tally, group=f"PRC/{n}") for n, tally in (("public", UPPER), ("x", LOWER))]
    whole = together(parts)
    ends = [at_least(row, 5) for row in parts]
    assert (whole.group, whole.n) == ("PRC", 24)
    assert at_least(whole, 5) == tuple(map(sum, zip(*ends, strict=True)))
    assert together([parts[0], block_row((0, 0, 0, 0, 0, 0, 4), group="PRC/x")]).cumulative is None
    assert together(parts[:1]) is parts[0]


def test_participants_of_the_next_round_see_the_side_as_one(release):
    later = factories.make_round(
        release.round.study, state="draft", shows_last_round="all", levels=release.round.levels
    )
    (perceived,) = [
        count
        for count in last_results(later)["counts"]["PRC>JPN:political"]
        if count["lens"] == "perceived"
    ]
    assert (perceived["group"], perceived["n"]) == ("PRC", 24)


# --- Files and programs --------------------------------------------------------------------------


def test_the_archive_has_the_table_and_is_what_was_released(release):
    publication = publication_of(release, [])
    files = files_of(publication)
    (table,) = [file for file in files if file.name == "level_gaps.csv"]
    assert table.content.decode().count("\n") == 4
    assert verify(archive_of(publication, files).content).problems == []


def test_a_program_reads_them_by_level(client, facilitator, release):
    address = f"/api/v1/releases/{release.pk}/level_gaps/"
    headers = bearer(facilitator, release.round.study)
    rows = client.get(address, {"kind": "overestimation"}, headers=headers).json()
    assert [(row["item"], row["first_level"], row["second_level"]) for row in rows] == [
        ("political", "government", "public")
    ]
    blocks = f"/api/v1/releases/{release.pk}/blocks/"
    found = client.get(blocks, {"group": "PRC/public"}, headers=headers).json()
    assert [row["item"] for row in found] == ["military", "political", "economic"]
