import pytest
from django.urls import reverse
from django.utils import translation

from analytics.web.access import Reader
from analytics.web.links import token_of
from analytics.web.pages.self_image import self_image
from tests.analytics.answered import page, released, rows, status
from tests.analytics.made import SERIOUS, block_row, make_release
from tests.analytics.sides_and_orders import DENY, FEW, SAY, SPLIT, self_image_blocks, statement
from tests.html import parse

RULES = "This side keeps to agreed international rules even where they do not suit it"


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


@pytest.fixture
def release(study):
    blocks = [
        statement("PRC", "PRC", SAY),
        statement("PRC", "JPN", SPLIT),
        statement("JPN", "PRC", DENY),
        statement("JPN", "JPN", SAY),
        statement("PRC", "PRC", DENY, lens="predicted", group="JPN"),
        statement("JPN", "JPN", SAY, lens="predicted", group="PRC"),
    ]
    return released(study, blocks)


def test_who_agrees_of_whom_stands_in_a_table_and_each_side_of_itself_in_bold(staff, release):
    html = page(staff, "self_image", release)
    head, *speakers = rows(html.all("table")[0])
    assert head == ["Who speaks", "PRC", "Japan"]
    assert [[cell.rpartition(" ")[0] for cell in row[1:]] for row in speakers] == [
        ["10–12 of itself of 12", "3–5 of 8"],
        ["0–2 of 10", "10–12 of itself of 12"],
    ]
    assert [bold.text for bold in html.all("table")[0].all("strong")] == ["10–12"] * 2


def test_what_stands_out_is_said_in_a_sentence_with_whether_it_was_known(staff, study):
    release = released(study, self_image_blocks(("PRC", "JPN")))
    text = page(staff, "self_image", release).text
    assert (
        f"{RULES} Participants from Japan agree less with this of the PRC than participants from "
        "the PRC themselves. They expected participants from the PRC to agree less than these do."
    ) in text
    assert "Of 2 comparisons of a side's own answers with those of another about it 2 are" in text


def test_nothing_is_said_that_the_intervals_do_not_allow(staff, study):
    blocks = [statement(p, t, SPLIT) for p in ("PRC", "JPN") for t in ("PRC", "JPN")]
    html = page(staff, "self_image", released(study, blocks))
    assert "Nothing stands out from chance here." in html.text
    _head, *compared = rows(html.all("table")[1])
    assert {row[3].split(" delta ")[0] for row in compared} == {"inconclusive"}


def test_a_small_group_shows_its_size_alone(staff, study):
    blocks = [statement("PRC", "PRC", SAY), statement("JPN", "JPN", FEW)]
    blocks += [statement("PRC", "JPN", SAY), statement("JPN", "PRC", FEW)]
    html = page(staff, "self_image", released(study, blocks))
    _head, _prc, japan = rows(html.all("table")[0])
    assert japan == ["Japan", "– of 4 –", "– of itself of 4 –"]
    _head, *compared = rows(html.all("table")[1])
    assert {row[3] for row in compared} == {"too few to say delta –"}


def test_without_predictions_there_is_no_column_for_them(staff, study):
    blocks = [statement(p, t, SAY) for p in ("PRC", "JPN") for t in ("PRC", "JPN")]
    html = page(staff, "self_image", released(study, blocks))
    assert len(rows(html.all("table")[1])[0]) == 4
    assert "which answer was probably the most common" not in html.text


def test_a_chart_has_a_bar_for_each_speaker_the_side_itself_first(release):
    with translation.override("en"):
        (statement,) = [
            s for s in self_image(Reader(release, None))["statements"] if s["published"]
        ]
    words = [note["text"] for note in statement["chart"]["layout"]["annotations"]]
    assert words == ["About the PRC", "About Japan", "PRC", "Japan", "Japan", "PRC"]
    strong = statement["chart"]["data"][1]["marker"]["color"]
    assert strong == ["--accent", "--ink-soft"] * 2


def test_a_dyad_shows_its_two_sides_and_no_other(staff, study):
    release = make_release(study, also=self_image_blocks(("PRC", "JPN", "USA")))
    html = parse(staff.get(reverse("dyad", args=[release.pk, "PRC", "JPN"])))
    for about, speaker in (("Japan", "the PRC"), ("the PRC", "Japan")):
        assert f"What {about} says of itself, and as {speaker} sees it" in html.text
    assert "What the USA says of itself" not in html.text


def test_a_round_that_did_not_ask_has_no_such_page(staff, study):
    release = released(study, [block_row(SERIOUS)])
    assert status(staff, "self_image", release) == 404
    assert "What each side says of itself" not in page(staff, "heatmap", release).text


def test_the_matrix_leads_to_it_by_role_and_by_link(staff, client, study):
    release = released(study, self_image_blocks(("PRC", "JPN")), audience="room")
    links = [a.attributes["href"] for a in page(staff, "heatmap", release).all("a")]
    assert reverse("self_image", args=[release.pk]) in links
    token = token_of(release.pk)
    matrix = parse(client.get(reverse("link_heatmap", args=[token])))
    path = reverse("link_self_image", args=[token])
    assert path in [a.attributes["href"] for a in matrix.all("a")]
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "ja", "ko"])
def test_statements_are_in_the_language_of_the_page(staff, release, language):
    staff.cookies["cs2_language"] = language
    heading = page(staff, "self_image", release).all("h2")[2].text
    assert heading.startswith({"zh-hans": "即使", "ja": "この側は", "ko": "이 측은"}[language])
