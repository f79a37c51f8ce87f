"""What participants say has changed, on the pages of change, of impressions and of a side's own."""

import pytest
from django.urls import reverse

from analytics.measures.blocks import protect
from analytics.release.rows import ChangeRow
from analytics.web.links import token_of
from tests.analytics.answered import page, released, rows, status
from tests.analytics.made import block_row
from tests.html import parse

# Skipped, prefer not to say, and then the three answers in published order.
MOSTLY_GROWN = (0, 0, 1, 2, 9)
DIVIDED = (1, 0, 4, 3, 4)
MOSTLY_NO = (0, 1, 9, 1, 1)


def trend(tally, target, side="JPN"):
    return block_row(
        tally,
        lens="recalled",
        item="trend",
        item_kind="trend",
        perceiver=side,
        target=target,
        domain="",
        group=side,
        position=105 + ["PRC", "ROK", "USA"].index(target),
    )


def reflection(tally, side="JPN"):
    return block_row(
        tally,
        lens="reflected",
        item="reflection",
        item_kind="reflection",
        perceiver=side,
        target="",
        domain="",
        group=side,
        position=115,
    )


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


@pytest.fixture
def release(study):
    blocks = [trend(MOSTLY_GROWN, "PRC"), trend(DIVIDED, "ROK"), reflection(MOSTLY_NO)]
    return released(study, blocks)


FIGURES = ("level_shift", "level_shift_low", "level_shift_high", "consensus")
QUESTION = "Since the last round, has your own concern about {} grown, stayed the same or lessened?"


def test_the_counts_of_a_side_and_what_they_prove_stand_on_the_page_of_change(staff, release):
    html = page(staff, "change", release)
    (table,) = html.all("table")
    assert protect(MOSTLY_GROWN).intervals == ((0, 2), (0, 2), (0, 2), (3, 5))
    assert protect(DIVIDED).intervals == ((0, 2), (0, 2), (3, 5), (6, 9))
    assert rows(table) == [
        [
            "Question",
            "Grown",
            "Stayed the same",
            "Lessened",
            "Prefer not to say",
            "Skipped",
            "Certain",
        ],
        [
            QUESTION.format("the PRC"),
            "7–9",
            "1–5",
            "0–2",
            "0–2",
            "0–2",
            "At least 7 of the 12 answered “Grown”. At least 1 of the 12 answered “Stayed the "
            "same”. At least 5 more people answered “Grown” than “Lessened”.",
        ],
        [
            QUESTION.format("the ROK"),
            "3–6",
            "1–6",
            "1–5",
            "0–2",
            "0–2",
            "At least 3 of the 12 answered “Grown”. At least 1 of the 12 answered “Stayed the "
            "same”. At least 1 of the 12 answered “Lessened”.",
        ],
    ]
    assert "Asked of participants from Japan, 12 in all:" in html.text


def test_without_a_round_to_compare_with_the_page_says_nothing_of_one(staff, release):
    html = page(staff, "change", release)
    assert html.one("h1").text == "What changed since the last round"
    assert [heading.text for heading in html.all("h2")] == ["What participants say has changed"]
    assert "round None" not in html.text


def test_beside_a_comparison_of_rounds_both_are_shown(staff, study):
    before, after = (block_row((0, 0, 0, 0, 0, 12 - grave, grave)) for grave in (0, 12))
    released(study, [before])
    moved = ChangeRow(
        **after.question,
        lens="perceived",
        group="PRC",
        round_before=1,
        n_before=12,
        n_after=12,
        movement="rose",
        figures=dict.fromkeys(FIGURES, 1.0),
    )
    html = page(staff, "change", released(study, [after, trend(DIVIDED, "ROK")], [moved]))
    assert html.one("h1").text == "What changed since round 1"
    headings = [heading.text for heading in html.all("h2")]
    assert headings.index("What participants say has changed") < headings.index("What is certain")
    assert rows(html.all("table")[0])[1][0] == QUESTION.format("the ROK")


def test_a_round_that_asked_nothing_of_it_has_no_page_of_change(staff, study):
    assert status(staff, "change", released(study, [reflection(MOSTLY_NO)])) == 404


def test_the_targets_are_in_the_studys_order(staff, study):
    study.side_order = {"en": ["ROK", "PRC"]}
    study.save()
    release = released(study, [trend(MOSTLY_GROWN, "PRC"), trend(DIVIDED, "ROK")])
    _head, *questions = rows(page(staff, "change", release).one("table"))
    assert [row[0] for row in questions] == [
        QUESTION.format(side) for side in ("the ROK", "the PRC")
    ]


def test_a_small_group_is_not_published(staff, study):
    html = page(staff, "change", released(study, [trend((0, 0, 0, 2, 2), "PRC")]))
    assert html.all("table") == []
    assert "Not published: the group is smaller than 5." in html.text


def test_whether_another_is_named_first_stands_on_the_page_of_impressions(staff, release):
    html = page(staff, "impressions", release)
    (table,) = html.all("table")
    assert rows(table)[0][1:4] == ["Yes", "Not sure", "No"]
    assert rows(table)[1][1:] == [
        "0–2",
        "0–2",
        "8–12",
        "0–2",
        "0–2",
        "At least 8 of the 12 answered “No”. At least 6 more people answered “No” than “Yes”.",
    ]
    assert "changed what you would name first as a cause for concern for Japan?" in html.text
    assert "and was asked the same again" not in html.text
    assert "was then asked whether that has changed" in html.text


def test_one_more_person_is_one_person(staff, study):
    html = page(staff, "change", released(study, [trend((0, 0, 0, 8, 4), "PRC")]))
    assert protect((0, 0, 0, 8, 4)).intervals == ((0, 2), (0, 2), (0, 2), (6, 9))
    assert "At least 1 more person answered “Grown” than “Lessened”." in html.text


def test_the_matrix_leads_to_both_pages(staff, release):
    html = page(staff, "heatmap", release)
    links = {link["href"] for link in html.all("a")}
    assert {
        reverse("change", args=[release.pk]),
        reverse("impressions", args=[release.pk]),
    } <= links


def test_a_sides_own_page_shows_what_its_participants_say(client, study):
    blocks = [trend(MOSTLY_GROWN, "PRC"), trend(MOSTLY_GROWN, "USA", side="ROK")]
    release = released(study, [*blocks, reflection(MOSTLY_NO)], audience="sides")
    html = parse(client.get(reverse("link", args=[token_of(release.pk, "JPN")])))
    assert [row[0] for table in html.all("table") for row in rows(table)[1:]] == [
        QUESTION.format("the PRC"),
        "Has going through the concerns one by one changed what you would name first as a cause "
        "for concern for Japan?",
    ]
