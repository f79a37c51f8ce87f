from datetime import timedelta

import pytest
from django.utils import timezone

from surveys import inviting, withdrawing
from surveys.models.round import Round
from surveys.models.shown_counts import ShownCounts
from surveys.watching import LONGEST, PAUSE, GroupCount, counts_of
from tests import factories
from tests.surveys.views import walking


def let_pass(pause: timedelta) -> None:
    for shown in ShownCounts.objects.all():
        shown.counted_at -= pause
        shown.whole_at -= pause
        shown.save()


def invite(round: Round, number: int, side: str = "PRC") -> None:
    """People who never begin, so that never all have."""
    for _ in range(number):
        walking.invite(round, side=side)


def shown(round: Round, side: str = "PRC") -> tuple[int, int, int]:
    """Invited, began and submitted, as it is seen now."""
    round.refresh_from_db()
    group = counts_of(round).participants(side)
    return group.invited, group.began, group.submitted


# --- What cannot be watched ----------------------------------------------------------------------


def test_whoever_watches_sees_nobody_send(open_round):
    """The attack: to sit beside somebody and see the number go up as they press the button."""
    invite(open_round, 3)
    seen = [shown(open_round)]
    for _ in range(2):
        factories.respond(open_round)
        seen.append(shown(open_round))
        let_pass(PAUSE)
        seen.append(shown(open_round))
    assert {(began, sent) for _invited, began, sent in seen} == {(0, 0)}
    assert seen[-1][0] == 5, "whom they invited they know"


def test_three_people_move_a_number_on_but_not_at_once(open_round):
    invite(open_round, 3)
    for _ in range(3):
        factories.respond(open_round)
    assert shown(open_round) == (6, 0, 0)
    let_pass(PAUSE)
    assert shown(open_round) == (6, 3, 3)
    factories.respond(open_round)
    let_pass(PAUSE)
    assert shown(open_round) == (7, 3, 3)


def test_those_who_begin_do_not_carry_those_who_submit(open_round):
    """Three began and one of them submitted: the one is not to be seen."""
    invite(open_round, 1)
    factories.respond(open_round)
    for _ in range(2):
        factories.begin(open_round)
    let_pass(PAUSE)
    assert shown(open_round) == (4, 3, 0)


def test_one_side_does_not_carry_another(open_round):
    invite(open_round, 1)
    invite(open_round, 1, "JPN")
    for _ in range(3):
        factories.respond(open_round)
    factories.respond(open_round, side="JPN")
    let_pass(PAUSE)
    assert shown(open_round) == (4, 3, 3)
    assert shown(open_round, "JPN") == (2, 0, 0)


def test_nobody_is_seen_to_withdraw(open_round):
    invite(open_round, 1)
    codes = [factories.respond(open_round) for _ in range(6)]
    let_pass(LONGEST)
    assert shown(open_round) == (7, 6, 6)
    for code in codes[:2]:
        withdrawing.withdraw(code=code)
        let_pass(PAUSE)
        assert shown(open_round) == (7, 6, 6)
    withdrawing.withdraw(code=codes[2])
    let_pass(PAUSE)
    assert shown(open_round) == (7, 6, 3)


def test_to_look_again_and_again_brings_nothing_forward(open_round):
    invite(open_round, 3)
    factories.respond(open_round)
    for _ in range(int(LONGEST / PAUSE) - 1):
        let_pass(PAUSE)
        assert shown(open_round) == (4, 0, 0)
    let_pass(PAUSE)
    assert shown(open_round) == (4, 1, 1)
    factories.respond(open_round)
    let_pass(PAUSE)
    assert shown(open_round) == (5, 1, 1), "the day begins anew"


# --- What can ------------------------------------------------------------------------------------


def test_when_all_have_sent_it_is_seen_within_a_quarter_of_an_hour(open_round):
    factories.respond(open_round)
    assert shown(open_round) == (1, 0, 0)
    let_pass(PAUSE)
    assert shown(open_round) == (1, 1, 1)


def test_when_the_closing_time_has_come_the_numbers_are_exact_and_then_lag_again(open_round):
    invite(open_round, 3)
    codes = [factories.respond(open_round) for _ in range(2)]
    assert shown(open_round) == (5, 0, 0)
    Round.objects.update(closes_at=timezone.now() - timedelta(microseconds=1))
    ShownCounts.objects.update(counted_at=timezone.now() - timedelta(seconds=5))
    assert shown(open_round) == (5, 2, 2)
    withdrawing.withdraw(code=codes[0])
    assert shown(open_round) == (5, 2, 2)


def test_once_no_answer_can_come_the_numbers_are_those_of_closing(open_round):
    invite(open_round, 3)
    factories.respond(open_round)
    Round.objects.update(state="closing")
    assert shown(open_round) == (4, 1, 1)
    Round.objects.update(state="open")
    factories.close(open_round)
    assert shown(open_round) == (4, 1, 1)
    assert not ShownCounts.objects.exists()


def test_a_round_opened_by_an_earlier_version_is_counted_at_the_first_look(open_round):
    ShownCounts.objects.all().delete()
    invite(open_round, 3)
    factories.respond(open_round)
    assert shown(open_round) == (4, 1, 1)
    factories.respond(open_round)
    assert shown(open_round) == (5, 1, 1)


def test_the_groups_in_their_order_and_the_panel_as_one(open_round):
    for side in ("USA", "PRC"):
        factories.respond(open_round, "assessor", side)
        factories.respond(open_round, side=side)
    let_pass(LONGEST)
    counts = counts_of(open_round)
    assert [(group.seat, group.side) for group in counts.groups] == [
        ("participant", "PRC"),
        ("participant", "USA"),
        ("assessor", "PRC"),
        ("assessor", "USA"),
    ]
    assert counts.panel == GroupCount("assessor", "", invited=2, began=2, submitted=2, smallest=5)
    assert counts.participants("JPN") == GroupCount("participant", "JPN", 0, 0, 0, smallest=5)


@pytest.mark.parametrize(("submitted", "missing"), [(0, 5), (4, 1), (5, 0), (12, 0)])
def test_five_are_enough(submitted, missing):
    assert GroupCount("participant", "PRC", 12, 12, submitted, smallest=5).missing == missing


def test_against_two_it_takes_seven(study):
    round = factories.make_round(study, state="draft", withstands=2)
    for _ in range(6):
        inviting.invite(round=round, seat="participant", side="PRC", by="ada")
    group = counts_of(round).participants("PRC")
    assert (group.missing, group.too_few_invited) == (7, True)
    inviting.invite(round=round, seat="participant", side="PRC", by="ada")
    assert not counts_of(round).participants("PRC").too_few_invited
    assert counts_of(round).panel.missing == 7
