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


def test_every_mark_has_its_place_in_the_published_order():
    assert [ANSWERS[mark - SKIPPED] for mark, _ in PUBLISHED_ORDER] == [
        n for _, n in PUBLISHED_ORDER
    ]
    assert tuple(name for _, name in PUBLISHED_ORDER) == ANSWERS
