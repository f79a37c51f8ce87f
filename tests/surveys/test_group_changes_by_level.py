"""People who differ between rounds are looked for in each level, and in the whole side as well."""

import pytest

from surveys import facilitating, group_changes, inviting
from surveys.group_change_wording import change_lines
from surveys.group_changes import GroupChange, GroupChangedError, changes_in_invited
from surveys.models.round import Round
from tests import factories

DIVIDED = ["government", "public"]


def by_level(study, government, public, **fields):
    """An opened round with these labels of two levels of the PRC."""
    round = factories.make_round(study, state="draft", levels=DIVIDED, **fields)
    for level, labels in zip(DIVIDED, (government, public), strict=True):
        for label in labels:
            inviting.invite(
                round=round, seat="participant", side="PRC", level=level, label=label, by="test"
            )
    facilitating.open_round(round=round, by="test", allow_drafts=True, confirmed_roll=True)
    return round


def people(letter, first, last):
    return [f"{letter}{number}" for number in range(first, last)]


@pytest.mark.parametrize(
    ("government", "public", "expected"),
    [
        (people("g", 0, 6), people("p", 0, 8), []),
        # One more in a level, and so of the side.
        (people("g", 0, 7), people("p", 0, 8), [("government", 1), ("", 1)]),
        # The same people of the side, two of whom are counted in the other level now.
        (
            people("g", 0, 6) + people("p", 0, 2),
            people("p", 2, 8),
            [("government", 2), ("public", 2)],
        ),
    ],
)
def test_changes_are_found_by_level_and_of_the_whole_side(study, government, public, expected):
    by_level(study, people("g", 0, 6), people("p", 0, 8))
    later = by_level(study, government, public)
    found = [(change.level, change.people) for change in changes_in_invited(later)]
    assert sorted(found) == sorted(expected)


def test_who_moves_can_hide_who_comes_at_the_levels_and_not_at_the_side(study):
    by_level(study, people("g", 0, 6), people("p", 0, 10))
    moved = [*people("g", 0, 6), *people("p", 0, 5), *people("new", 0, 3)]
    later = by_level(study, moved, people("p", 5, 10))
    assert changes_in_invited(later) == [GroupChange("participant", "PRC", 1, 3)]


def test_a_round_by_level_is_compared_with_one_of_whole_sides(study):
    first = factories.make_round(study, state="draft")
    for label in people("g", 0, 6) + people("p", 0, 8):
        inviting.invite(round=first, seat="participant", side="PRC", label=label, by="test")
    facilitating.open_round(round=first, by="test", allow_drafts=True)
    later = by_level(study, people("g", 0, 6), people("p", 0, 9))
    assert changes_in_invited(later) == [GroupChange("participant", "PRC", 1, 1)]


def test_inviting_one_more_of_a_level_to_an_open_round_asks(study):
    by_level(study, people("g", 0, 6), people("p", 0, 8))
    later = by_level(study, people("g", 0, 6), people("p", 0, 8))
    newcomer = {"seat": "participant", "side": "PRC", "level": "public", "label": "p9"}
    with pytest.raises(GroupChangedError) as refusal:
        inviting.invite(round=later, by="test", **newcomer)
    assert [(c.level, c.people) for c in refusal.value.changes] == [("", 1), ("public", 1)]
    lines = change_lines(later, refusal.value.changes)
    assert lines[1].startswith("PRC (public sample): 1 person more")


def test_turnout_is_compared_by_level_and_of_the_whole_side(study):
    for turnout in ((6, 8), (7, 8)):
        round = factories.make_round(study, state="draft", levels=DIVIDED)
        rows = [["participant", "PRC", *each] for each in zip(DIVIDED, turnout, strict=True)]
        Round.objects.filter(pk=round.pk).update(state="closed", turnout=rows)
    round.refresh_from_db()
    assert [(c.level, c.people) for c in group_changes.changes_in_turnout(round)] == [
        ("", 1),
        ("government", 1),
    ]
