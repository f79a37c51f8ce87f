import pytest

from analytics.measures.marks import (
    ANSWERS,
    CANNOT_DETERMINE,
    LEVELS,
    LOW,
    MODERATE,
    NONE,
    PREFER_NOT_TO_SAY,
    SERIOUS,
    SKIPPED,
    SUBSTANTIVE,
    position,
)

PUBLISHED_ORDER = [
    (SKIPPED, "skipped"),
    (PREFER_NOT_TO_SAY, "prefer_not_to_say"),
    (CANNOT_DETERMINE, "cannot_determine"),
    (NONE, "none"),
    (LOW, "low"),
    (MODERATE, "moderate"),
    (SERIOUS, "serious"),
]


def test_the_stored_numbers():
    assert (SERIOUS, MODERATE, LOW, NONE) == (3, 2, 1, 0)
    assert (CANNOT_DETERMINE, PREFER_NOT_TO_SAY, SKIPPED) == (-1, -2, -3)


def test_a_level_is_its_place_among_the_levels():
    assert LEVELS[SERIOUS] == "serious"
    assert LEVELS[NONE] == "none"
    assert ANSWERS[SUBSTANTIVE] == LEVELS


@pytest.mark.parametrize(
    ("place", "mark", "name"), [(i, *m) for i, m in enumerate(PUBLISHED_ORDER)]
)
def test_every_mark_has_its_place_in_the_published_order(place, mark, name):
    assert position(mark) == place
    assert ANSWERS[place] == name


@pytest.mark.parametrize("number", [-4, 4, 99])
def test_a_number_that_is_no_mark_is_refused(number):
    with pytest.raises(ValueError, match=rf"^mark: must be one of -3 to 3; got {number}$"):
        position(number)
