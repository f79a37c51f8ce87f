"""A party that takes no part: asked about where a round chooses to, apart from everything else."""

import pytest
from django.urls import reverse
from django.utils import translation

from analytics.brief.composing import compose
from analytics.brief.sources import Source
from analytics.computing.tally import blocks, tallies
from analytics.release.queries import blocks_of, cells_of, means_of
from surveys.instruments.optional_parties import TARGET_ONLY
from tests import factories
from tests.analytics.made import LENSES, make_release
from tests.html import parse

# Cannot determine: 11 of 18, 1 of 8, 0 of 8.
MOSTLY_UNDETERMINED = (0, 0, 11, 0, 0, 3, 4)
HARDLY = (0, 0, 1, 2, 5, 0, 0)
SURE = (0, 0, 0, 1, 2, 3, 2)


def tally_of(question, lens):
    if question.target == "PRK":
        return MOSTLY_UNDETERMINED
    return HARDLY if lens == "assessed" else SURE


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def release(study):
    return make_release(study, tally_of, lenses=(*LENSES, "predicted"), modules=[TARGET_ONLY])


@pytest.fixture
def without(study):
    return make_release(study, tally_of, lenses=(*LENSES, "predicted"))


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


def test_nothing_of_the_sides_is_changed_by_a_party_that_stands_apart(release, without):
    for rows_of in (cells_of, means_of):
        asked, plain = rows_of(release), rows_of(without)
        apart = [row for row in asked if row.target == "PRK"]
        assert [row for row in asked if row not in apart] == plain
        assert apart


def test_the_party_has_gaps_of_its_own_and_a_mean_toward_it_alone(release):
    means = [mean for mean in means_of(release) if mean.target == "PRK"]
    assert {(mean.perceiver, mean.gap) for mean in means} == {
        (side, "threat") for side in ("", "PRC", "JPN", "ROK", "USA")
    }
    assert {mean.n_concerns for mean in means if mean.perceiver} == {6}
    assert all(mean.pooled == {} for mean in means)
    cells = [cell for cell in cells_of(release) if cell.target == "PRK"]
    assert len(cells) == 4 * 6
    assert {cell.item_kind for cell in cells} == {"concern"}
    assert not any(cell.is_pooled for cell in cells)


@pytest.mark.django_db
@pytest.mark.parametrize("modules", [[], [TARGET_ONLY]])
def test_only_rounds_that_choose_to_ask_count_answers_about_it(modules):
    round = factories.make_round(modules=["impression", *modules])
    for _ in range(5):
        factories.respond(round, side="PRC", marks=2)
    factories.close(round)
    about = [row for row in blocks(tallies(round)) if row.target == "PRK"]
    assert {row.lens for row in about} == ({"perceived", "assessed"} if modules else set())
    asked = {(row.perceiver, row.n) for row in about if row.lens == "perceived"}
    sides = {("PRC", 5), ("JPN", 0), ("ROK", 0), ("USA", 0)}
    assert asked == (sides if modules else set())


# --- Pages ---------------------------------------------------------------------------------------


def matrix_page(staff, release):
    return parse(staff.get(reverse("heatmap", args=[release.pk])))


def test_the_matrix_shows_the_party_apart_with_the_share_that_cannot_tell(staff, release):
    page = matrix_page(staff, release)
    assert len(page.one("table", **{"class": "matrix"}).one("thead").all("th")) == 1 + 4
    (section,) = [s for s in page.all("section") if s.get("aria-labelledby") == "apart-PRK"]
    assert section.one("h2").text == "Concerns with regard to the DPRK, which takes no part"
    rows = section.one("tbody").all("tr")
    assert [row.one("th").text for row in rows] == ["PRC", "Japan", "ROK", "USA"]
    least, greatest = shares_by_hand(release, "PRC", "PRK", "perceived")
    share = f"{int(100 * least)} to {-int(-100 * greatest // 1)} %"
    assert rows[0].all("td")[1].text.replace("\xa0", " ") == share
    assert rows[0].one("a")["href"].endswith("/PRC-PRK/")


def shares_by_hand(release, perceiver, target, lens):
    """The least and the greatest share, from the published cumulative counts."""
    own = [
        row
        for row in blocks_of(release)
        if (row.perceiver, row.target, row.lens) == (perceiver, target, lens)
        and row.item_kind == "concern"
    ]
    before, with_it = ([row.cumulative[place] for row in own] for place in (1, 2))
    least = sum(max(0, b[0] - a[1]) for a, b in zip(before, with_it, strict=True))
    greatest = sum(b[1] - a[0] for a, b in zip(before, with_it, strict=True))
    asked = sum(row.n for row in own)
    return least / asked, greatest / asked


def test_without_the_module_there_is_no_such_section(staff, without):
    page = matrix_page(staff, without)
    assert not [s for s in page.all("section") if s.get("aria-labelledby") == "apart-PRK"]
    assert "DPRK" not in page.one("table", **{"class": "matrix"}).text


def test_where_it_cannot_be_determined_stands_for_all_dyads_the_most_first(staff, release):
    page = matrix_page(staff, release)
    (table,) = [t for t in page.all("table") if "cannot be determined”" in t.one("caption").text]
    rows = table.one("tbody").all("tr")
    assert len(rows) == 12 + 4
    assert all("DPRK" in row.one("th").text for row in rows[:4])
    certain = "participants from Japan certainly say more often than of any other party"
    assert certain in page.text


def test_the_page_of_a_dyad_has_the_one_direction_that_was_asked(staff, release):
    page = parse(staff.get(reverse("dyad", args=[release.pk, "PRC", "PRK"])))
    assert len([s for s in page.all("section") if s.get("class") == "direction"]) == 1
    assert staff.get(reverse("dyad", args=[release.pk, "PRK", "PRC"])).status_code == 404
    for name in ("presentation", "release-brief"):
        address = reverse(name, args=[release.pk, "PRC", "PRK"])
        assert staff.get(address).status_code == 200, name


def test_a_brief_about_it_says_nothing_of_what_it_might_answer(release):
    brief = compose(Source(release).of("PRC", "PRK"), "en")
    headings = [section.heading for section in brief.sections]
    assert headings == ["Most worth talking about", "Where it cannot be determined"]
    (said,) = [item for section in brief.sections[1:] for item in section.items]
    assert said.text.startswith("Of all answers to the common concerns about the DPRK")
    assert not any("participants from the DPRK" in item.text for item in brief.notes)
    plain = compose(Source(release).of("PRC", "JPN"), "en")
    assert [section.heading for section in plain.sections][-1].startswith("What participants")
