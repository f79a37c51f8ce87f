import pytest

from surveys.respondent_groups import counted_in, group_of, ordered_levels, with_level


@pytest.mark.parametrize(
    ("respondent", "group", "code"),
    [
        (("participant", "PRC"), ("participant", "PRC"), "PRC"),
        (("participant", "PRC", "military"), ("participant", "PRC", "military"), "PRC/military"),
        (("assessor", "PRC"), ("assessor", "PRC"), "panel/PRC"),
    ],
)
def test_groups(respondent, group, code):
    assert (group_of(*respondent), counted_in(*respondent)) == (group, code)


def test_levels_come_in_one_order():
    assert ordered_levels(["public", "government"]) == ["government", "public"]


def test_a_level_is_named_with_its_side():
    assert with_level("China", "scholarly") == "China (scholars)"
    assert with_level("China", "") == "China"
