import pytest

from surveys import facilitating, inviting
from surveys.few_invited import Few, FewInvitedError, confirm_few, few_invited
from surveys.models.audit import AnswerAudit
from tests import factories

NOBODY = [Few("participant", side, 0) for side in ("PRC", "JPN", "ROK", "USA")]
NO_PANEL = Few("assessor", "", 0)


def invite(round, numbers, seat="participant"):
    for side, number in numbers.items():
        for _ in range(number):
            inviting.invite(round=round, seat=seat, side=side, by="ada")


def test_nobody_is_too_few_everywhere(draft_round):
    assert few_invited(draft_round) == [*NOBODY, NO_PANEL]


def test_five_of_a_side_are_enough_and_four_are_not(draft_round):
    invite(draft_round, {"PRC": 5, "JPN": 4, "ROK": 6, "USA": 5})
    assert few_invited(draft_round) == [Few("participant", "JPN", 4), NO_PANEL]


def test_against_two_colleagues_it_takes_seven(study):
    round = factories.make_round(study, state="draft", withstands=2)
    invite(round, {"PRC": 7, "JPN": 6})
    small = few_invited(round)
    assert Few("participant", "JPN", 6) in small
    assert "PRC" not in [few.side for few in small]
    with pytest.raises(FewInvitedError, match="fewer than 7 are invited"):
        confirm_few(round, False)


def test_assessors_are_one_panel_whoever_nominated_them(draft_round):
    invite(draft_round, {"PRC": 2, "JPN": 2}, "assessor")
    assert few_invited(draft_round)[-1] == Few("assessor", "", 4)
    invite(draft_round, {"USA": 1}, "assessor")
    assert few_invited(draft_round) == NOBODY


def test_who_was_revoked_does_not_count(draft_round):
    invite(draft_round, {"PRC": 4})
    invitation, _token = inviting.invite(
        round=draft_round, seat="participant", side="PRC", by="ada"
    )
    assert Few("participant", "PRC", 4) not in few_invited(draft_round)
    inviting.revoke(invitation=invitation, by="ada")
    assert Few("participant", "PRC", 4) in few_invited(draft_round)


def test_a_round_with_few_opens_only_if_it_is_confirmed(draft_round):
    with pytest.raises(FewInvitedError, match=r"participant PRC: 0.*assessor panel: 0"):
        facilitating.open_round(round=draft_round, by="ada", allow_drafts=True, confirmed_few=False)
    draft_round.refresh_from_db()
    assert draft_round.state == "draft"
    facilitating.open_round(round=draft_round, by="ada", allow_drafts=True, confirmed_few=True)
    detail = AnswerAudit.objects.get(act="open_round").detail
    assert detail["few_invited"] == [list(few) for few in (*NOBODY, NO_PANEL)]
    assert factories.make_round().state == "open", "who invites afterwards is not asked"
