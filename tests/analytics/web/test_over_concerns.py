"""The table of all common concerns on the page of changes."""

import pytest

from analytics.release.rows import COUNT_CHANGES
from tests.analytics.answered import page, released, rows
from tests.analytics.web.test_change_page import STEADY, UP, changed

FIGURES = UP | {"delta": 0.9, "level_shift": 1.2, "p_delta": 0.0002}
MORE = {
    name: {"least": 4, "most": 9}[name.split("_")[-1]]
    for names in COUNT_CHANGES.values()
    for name in names
}
FEWER = {name: -value for name, value in MORE.items()}
FEWER = {
    name: FEWER[other] for names in COUNT_CHANGES.values() for name, other in (names, names[::-1])
}


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


def table(staff, study, *changes):
    released(study)
    release = released(study, changes=list(changes))
    html = page(staff, "change", release)
    assert html.all("h2")[1].text == "Over all common concerns about a side"
    return rows(html.all("table")[0])


def test_what_is_certain_and_what_all_show_stand_first(staff, study):
    found = table(
        staff,
        study,
        changed("rose", FIGURES | MORE, n_after=12),
        changed("rose", FIGURES | MORE, n_after=12, item="economic"),
    )
    assert found == [
        ["Whose view of whom", "Certain", "As a whole"],
        [
            "PRC toward Japan answers asked for: 24 in round 1, 24 in this one",
            "At least 8 more answers than in round 1 were “Moderate” or higher.",
            "rose risen at 2, fallen at 0 of 2 concerns",
        ],
    ]


def test_fewer_answers_and_groups_too_small_for_the_rule(staff, study):
    small = {"n_before": 7, "n_after": 7}
    found = table(staff, study, changed(figures=FIGURES | FEWER, **small))
    assert found == [
        ["Whose view of whom", "Certain"],
        [
            "PRC toward Japan answers asked for: 7 in round 1, 7 in this one",
            "At least 4 fewer answers than in round 1 were “Moderate” or higher.",
        ],
    ]


def test_views_of_which_nothing_can_be_said_have_no_row(staff, study):
    rose = changed("rose", FIGURES | MORE, n_after=12)
    assert [row[0].split()[0] for row in table(staff, study, rose, STEADY)] == ["Whose", "PRC"]
    html = page(staff, "change", released(study, changes=[STEADY]))
    assert "Of no view of a side can anything be said" in html.text
    assert html.all("caption")[0].text.startswith("Questions by movement")
