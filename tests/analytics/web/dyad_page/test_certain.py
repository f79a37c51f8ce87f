"""What is certain of a directed dyad, first and worded as counts."""

import pytest

from tests.analytics.made import LOW, SERIOUS, make_release
from tests.analytics.web.dyad_page.conftest import ALL_LENSES
from tests.analytics.web.dyad_page.tables import CERTAIN, tables

NONE_OF_TWELVE, MODERATE_OF_TWELVE = (0, 0, 0, 12, 0, 0, 0), (0, 0, 0, 0, 0, 12, 0)
SERIOUS_OF_TWELVE = (0, 0, 0, 0, 0, 0, 12)


def certain(page, study, **tallies):
    """What is said to be certain of the military concern of the PRC about Japan."""
    asked = tuple(tallies)
    release = make_release(study, lambda question, lens: tallies[lens], lenses=asked)
    found = tables(page(release), CERTAIN)
    return found[0][1][1] if found else ""


def counts(document, direction):
    """How many of the questions something is certain at, and what is said of that."""
    section = document.one("section", **{"aria-labelledby": direction})
    return next(p.text for p in section.all("p") if p.text.startswith("Something is certain"))


def test_every_question_at_which_something_is_certain_is_listed(page, release):
    document = page(release)
    head, *questions = tables(document, CERTAIN)[0]
    assert head == ["Question", "Certain"]
    assert len(questions) == 8
    assert questions[0] == [
        "Military",
        "At least 6 of 8 participants from the PRC answered “Moderate” or higher, and at most 2 of "
        "8 of the panel.",
    ]
    assert counts(document, "PRC-JPN").startswith("Something is certain at 8 of 8 questions. It")


def test_it_is_explained_once_and_predictions_only_where_there_are_any(page, full, release):
    explained, ties = "and nobody else", "each of them is a most common one"
    assert (page(release).text.count(explained), page(release).text.count(ties)) == (1, 0)
    assert (page(full).text.count(explained), page(full).text.count(ties)) == (1, 1)


def test_where_the_panel_stands_higher_it_says_so(page, study):
    assert certain(page, study, perceived=LOW, assessed=SERIOUS_OF_TWELVE) == (
        "At most 2 of 8 participants from the PRC answered “Moderate” or higher, and at least 10 "
        "of 12 of the panel."
    )


def test_the_highest_level_has_nothing_above_it(page, study):
    said = certain(page, study, perceived=SERIOUS_OF_TWELVE, assessed=MODERATE_OF_TWELVE)
    assert said.startswith("At least 10 of 12 participants from the PRC answered “Serious”, and")


def test_the_other_sides_own_view_is_of_how_it_should_be(page, study):
    assert certain(page, study, perceived=SERIOUS, avowed=NONE_OF_TWELVE) == (
        "At least 6 of 8 participants from the PRC answered “Moderate” or higher; at most 2 of 12 "
        "participants from Japan said that it should be so."
    )
    assert certain(page, study, perceived=LOW, avowed=SERIOUS_OF_TWELVE) == (
        "At most 2 of 8 participants from the PRC answered “Moderate” or higher; at least 10 of 12 "
        "participants from Japan said that it should be so."
    )


@pytest.mark.parametrize(
    ("predicted", "perceived", "said"),
    [
        (
            SERIOUS_OF_TWELVE,
            SERIOUS,
            "At least 10 of 12 participants from Japan predicted the most common level.",
        ),
        (
            LOW,
            SERIOUS_OF_TWELVE,
            "At least 4 of 8 participants from Japan predicted a lower level than the most common "
            "one.",
        ),
        (
            SERIOUS,
            NONE_OF_TWELVE,
            "At least 6 of 8 participants from Japan predicted a higher level than the most common "
            "one.",
        ),
        (
            (0, 0, 0, 6, 0, 0, 6),
            MODERATE_OF_TWELVE,
            "At least 7 of 12 participants from Japan predicted another level than the most "
            "common one.",
        ),
        (
            (0, 0, 0, 0, 0, 7, 13),
            SERIOUS_OF_TWELVE,
            "At least 12 of 20 participants from Japan predicted the most common level. At least 4 "
            "of 20 participants from Japan predicted a lower level than the most common one.",
        ),
    ],
)
def test_predictions_are_counted(page, study, predicted, perceived, said):
    assert certain(page, study, perceived=perceived, predicted=predicted) == said


def test_the_predictions_come_before_the_panel(page, study):
    tallies = {"perceived": SERIOUS, "predicted": LOW, "assessed": LOW}
    said = certain(page, study, **tallies)
    assert said.index("predicted a lower level") < said.index("of the panel")


def test_where_nothing_is_certain_nothing_is_claimed(page, study):
    document = page(make_release(study, lambda *_: (0, 0, 2, 1, 2, 1, 2), lenses=ALL_LENSES))
    assert tables(document, CERTAIN) == []
    assert counts(document, "JPN-PRC") == "Something is certain at 0 of 8 questions."


def test_of_a_group_that_is_not_published_nothing_is_said(page, study):
    def small(question, lens):
        return (0, 0, 0, 0, 0, 0, 4) if lens == "perceived" else LOW

    document = page(make_release(study, small))
    assert "certain-PRC-JPN" not in [heading.get("id") for heading in document.all("h3")]


def test_the_blocks_of_a_panel_by_side_are_counted_together(page, by_side):
    """Of the ten assessors five saw no concern and five a serious one."""
    assert tables(page(by_side), CERTAIN)[0][1][1] == (
        "At least 6 of 8 participants from the PRC answered “Moderate” or higher, and at most 7 of "
        "10 of the panel."
    )
