"""The numbers of the levels of a side tell no more of who has just come than those of the side."""

import pytest

from surveys import facilitating, inviting
from surveys.models.invitation import Invitation
from surveys.models.round import Round
from surveys.watching import PAUSE, counts_of
from surveys.watching_wording import watch
from tests import factories
from tests.surveys.test_watching import let_pass

LEVELS = ["government", "public"]


@pytest.fixture
def round(study) -> Round:
    """An open round with five people of each of two levels of the PRC."""
    round = factories.make_round(study, state="draft", levels=LEVELS)
    for level in LEVELS:
        for _ in range(5):
            inviting.invite(round=round, seat="participant", side="PRC", level=level, by="test")
    facilitating.open_round(round=round, by="test", allow_drafts=True)
    round.refresh_from_db()
    return round


def begin(level, number):
    """So many more of a level begin."""
    unused = Invitation.objects.filter(level=level, state="unused").values_list("pk", flat=True)
    Invitation.objects.filter(pk__in=list(unused[:number])).update(state="used")


def began(round):
    let_pass(PAUSE)
    counts = counts_of(round)
    levels = {part.level: part.began for part in counts.parts("PRC")}
    assert sum(levels.values()) == counts.participants("PRC").began
    return levels


def test_three_of_a_level_move_its_number_on_and_fewer_do_not(round):
    begin("government", 2)
    begin("public", 2)
    assert began(round) == {"government": 0, "public": 0}, "four of the side, but two of each"
    begin("government", 1)
    assert began(round) == {"government": 3, "public": 0}


def test_the_last_of_a_level_is_not_seen_to_come_unless_all_of_the_side_have(round):
    begin("government", 3)
    assert began(round) == {"government": 3, "public": 0}
    begin("government", 2)
    assert began(round) == {"government": 3, "public": 0}
    begin("public", 5)
    assert began(round) == {"government": 5, "public": 5}


def test_the_page_names_the_levels_and_says_when_a_side_is_published_as_one(round):
    rows = watch(round).rows
    assert [row.side for row in rows] == ["PRC (government)", "PRC (public sample)"]
    assert watch(round).as_one == [], "nobody has submitted yet"
    Round.objects.filter(pk=round.pk).update(
        state="closed",
        turnout=[
            ["participant", "PRC", "government", 4],
            ["participant", "PRC", "public", 5],
        ],
        wrapped_private_key=b"",
    )
    round.refresh_from_db()
    assert watch(round).as_one == [
        "PRC is published as one and not by level: fewer than 5 have submitted of government."
    ]
    assert counts_of(round).participants("PRC").submitted == 9
