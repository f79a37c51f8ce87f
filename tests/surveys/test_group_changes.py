"""Two rounds with almost the same people ask to be confirmed, and say so afterwards."""

import pytest
from django.db import connections

from surveys import facilitating, group_changes, inviting
from surveys.audit_verifying import faults_of
from surveys.group_changes import (
    GroupChange,
    GroupChangedError,
    GroupsFixedError,
    changes_in_invited,
    distance,
)
from surveys.models.audit import AnswerAudit, IdentityAudit
from surveys.models.invitation import Invitation
from surveys.models.round import Round
from tests import factories
from tests.html import parse
from tests.surveys.views.staff_pages import of, open_by_page

SEAT = {"seat": "participant", "side": "PRC"}


def invite(round, number=0, labels=(), **fields):
    """So many people of a group, or those with these labels, whatever the round before was."""
    for label in labels or [""] * number:
        arguments = SEAT | {"label": label, "by": "ada"} | fields
        inviting.invite(round=round, confirmed_roll=True, **arguments)


def opened(study, **people):
    """A round that was opened with these people."""
    round = factories.make_round(study, state="draft")
    invite(round, **people)
    open_it(round, confirmed_roll=True)
    return round


def open_it(round, **more):
    facilitating.open_round(round=round, by="ada", allow_drafts=True, **more)
    round.refresh_from_db()


# --- The distance ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "before", "people"),
    [
        ([], [], 0),
        (["A", "B"], ["B", "A"], 0),
        (["A", "C"], ["A", "B"], 2),
        (["A", "B", "C"], ["A"], 2),
        (["A", "a "], ["A"], 1),
        (["Ms.  A"], ["ms. a"], 0),
        (["A"], [], 1),
        (["", "C"], ["A", "B"], 0),
        (["A", "C"], ["A", ""], 0),
        (["", "", ""], ["", ""], 1),
    ],
)
def test_people_are_told_apart_by_labels_where_everybody_has_one(now, before, people):
    assert distance(now, before) == distance(before, now) == people


# --- Opening --------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [5, 6, 7, 9, 10, 11, 12])
def test_one_to_four_more_or_fewer_ask_before_the_round_opens(study, number):
    opened(study, number=8)
    round = factories.make_round(study, state="draft")
    invite(round, number)
    with pytest.raises(GroupChangedError, match="participant PRC") as refusal:
        open_it(round)
    expected = GroupChange("participant", "PRC", 1, abs(number - 8))
    assert refusal.value.changes == [expected]
    round.refresh_from_db()
    assert (round.state, bytes(round.public_key)) == ("draft", b"")
    assert AnswerAudit.objects.filter(act="open_round").count() == 1


@pytest.mark.parametrize("number", [1, 3, 4, 8, 13, 20])
def test_the_same_number_or_five_apart_do_not(study, number):
    opened(study, number=8)
    round = factories.make_round(study, state="draft")
    invite(round, number)
    open_it(round)
    assert round.state == "open"
    entry = AnswerAudit.objects.filter(act="open_round").last()
    assert entry.detail == {
        "drafts_allowed": ["zh-Hans", "ja", "ko"],
        "widest_audience": "room",
        "publishes_records": False,
        "withstands": 1,
        "asks_threats": True,
        "shows_last_round": "",
    }


def test_who_confirms_is_in_the_audit_chain(study):
    opened(study, number=8)
    round = factories.make_round(study, state="draft")
    invite(round, 9)
    open_it(round, confirmed_roll=True)
    entry = AnswerAudit.objects.filter(act="open_round").last()
    assert (entry.actor, entry.subject) == ("ada", str(round.pk))
    assert entry.detail["confirmed_roll"] == [["participant", "PRC", 1, 1]]
    assert list(faults_of(AnswerAudit)) == []


def test_one_leaves_and_another_joins(study):
    """As many as before, and yet two people differ: their labels say so."""
    opened(study, labels=[*"ABCDEFGH"])
    round = factories.make_round(study, state="draft")
    invite(round, labels=[*"ABCDEFGX"])
    assert changes_in_invited(round) == [GroupChange("participant", "PRC", 1, 2)]
    Invitation.objects.filter(round=round.pk, label="X").update(label="")
    assert changes_in_invited(round) == []


def test_others_altogether_in_the_same_number(study):
    opened(study, labels=[*"ABCDEFGH"])
    round = factories.make_round(study, state="draft")
    invite(round, labels=[*"STUVWXYZ"])
    assert changes_in_invited(round) == []


def test_each_group_and_each_opened_round_is_compared(study):
    opened(study, number=8)
    second = opened(study, number=16)
    invite(second, 3, seat="assessor", side="JPN")
    factories.make_round(study, state="draft")
    round = factories.make_round(study, state="draft")
    invite(round, 12)
    invite(round, 6, side="JPN")
    assert changes_in_invited(round) == [
        GroupChange("participant", "PRC", 1, 4),
        GroupChange("assessor", "JPN", 2, 3),
        GroupChange("participant", "PRC", 2, 4),
    ]


def test_a_round_that_nobody_is_invited_to_yet_opens(study):
    opened(study, number=3, seat="assessor")
    open_it(factories.make_round(study, state="draft"))


def test_what_is_no_round_of_the_same_people(study):
    """Of another study, never opened, made up, or without a roll: nothing to compare with."""
    opened(factories.make_study(), number=8)
    draft = factories.make_round(study, state="draft")
    invite(draft, 8)
    made_up = factories.make_round(study, simulated=True)
    invite(made_up, 8)
    factories.make_round(study)
    round = factories.make_round(study, state="draft")
    invite(round, 9)
    assert changes_in_invited(round) == []


def test_of_a_side_that_is_too_small_to_be_published_nothing_is_reported(study):
    """But an assessor more or less shows in the panel, however few a side has nominated."""
    first = opened(study, number=4)
    invite(first, 2, seat="assessor")
    round = factories.make_round(study, state="draft")
    invite(round, 6)
    invite(round, 1, seat="assessor")
    assert changes_in_invited(round) == [GroupChange("assessor", "PRC", 1, 1)]


def test_links_that_were_replaced_count_once(study):
    first = opened(study, labels=[*"ABCDEFGH"])
    inviting.reissue(invitation=Invitation.objects.get(round=first.pk, label="A"), by="ada")
    round = factories.make_round(study, state="draft")
    invite(round, labels=[*"ABCDEFGH"])
    assert changes_in_invited(round) == []


def test_the_databases_are_asked_one_after_the_other(study, django_assert_num_queries):
    opened(study, number=8)
    round = factories.make_round(study, state="draft")
    invite(round, 9)
    with (
        django_assert_num_queries(1, connection=connections["default"]),
        django_assert_num_queries(1, connection=connections["identity"]),
    ):
        assert len(changes_in_invited(round)) == 1


# --- Inviting into an open round ------------------------------------------------------------------


def test_inviting_into_an_open_round_asks(study):
    opened(study, number=8)
    round = opened(study, number=8)
    with pytest.raises(GroupChangedError) as refusal:
        inviting.invite(round=round, by="ada", **SEAT)
    assert refusal.value.changes == [GroupChange("participant", "PRC", 1, 1)]
    assert Invitation.objects.filter(round=round.pk).count() == 8
    inviting.invite(round=round, by="ada", confirmed_roll=True, **SEAT)
    entry = IdentityAudit.objects.last()
    assert entry.detail == {**SEAT, "confirmed_roll": [["participant", "PRC", 1, 1]]}
    for _ in range(4):
        inviting.invite(round=round, by="ada", confirmed_roll=True, **SEAT)
    assert IdentityAudit.objects.last().detail == SEAT, "thirteen are five more"


def test_only_the_group_that_somebody_joins_is_looked_at(study):
    first = opened(study, number=8)
    invite(first, 1, side="JPN")
    round = opened(study, number=9)
    inviting.invite(round=round, by="ada", seat="participant", side="JPN")


def test_a_group_that_was_not_there_before_is_one_that_joins(study):
    """An assessor more in the panel, of a side that had nominated none."""
    opened(study, number=8)
    round = opened(study, number=8)
    with pytest.raises(GroupChangedError, match="assessor JPN: 1 since round 1"):
        inviting.invite(round=round, by="ada", seat="assessor", side="JPN")


def test_whoever_is_the_same_may_come_back(study):
    opened(study, labels=[*"ABCDEF"])
    round = opened(study, labels=[*"ABCDE"])
    with pytest.raises(GroupChangedError):
        inviting.invite(round=round, by="ada", label="X", **SEAT)
    inviting.invite(round=round, by="ada", label="F", **SEAT)


def test_inviting_before_the_round_opens_does_not_ask(study):
    opened(study, number=8)
    round = factories.make_round(study, state="draft")
    for _ in range(9):
        inviting.invite(round=round, by="ada", **SEAT)
    round.state = "open"  # what somebody's stale copy says does not count
    inviting.invite(round=round, by="ada", **SEAT)


def test_a_first_round_never_asks(open_round):
    for _ in range(3):
        inviting.invite(round=open_round, by="ada", **SEAT)


# --- Rounds that withstand two colleagues --------------------------------------------------------


def against_two(study, **people):
    round = factories.make_round(study, state="draft", withstands=2)
    invite(round, **people)
    return round


def test_what_withstands_two_is_not_opened_for_almost_the_same_people_whoever_confirms(study):
    open_it(against_two(study, number=8))
    round = against_two(study, number=9)
    for confirmed in (False, True):
        with pytest.raises(GroupsFixedError, match="participant PRC: 1 since round 1"):
            open_it(round, confirmed_roll=confirmed)
    round.refresh_from_db()
    assert round.state == "draft"
    invite(round, 4)
    open_it(round)


def test_nor_is_anybody_invited_into_it_afterwards(study):
    open_it(against_two(study, number=8))
    round = against_two(study, number=8)
    open_it(round)
    with pytest.raises(GroupsFixedError):
        inviting.invite(round=round, by="ada", confirmed_roll=True, **SEAT)
    assert Invitation.objects.filter(round=round.pk).count() == 8


def test_the_page_offers_no_tick_and_says_why(client, study, facilitator):
    open_it(against_two(study, number=8))
    round = against_two(study, number=9)
    client.force_login(facilitator)
    page = parse(client.get(of(round)))
    assert "This round withstands two colleagues who share their answers" in page.text
    assert not page.all("input", name="confirmed_roll")
    assert (
        "Of fewer than 7 people nothing but their number is published. It takes so many because"
        in page.text
    )
    reply = parse(open_by_page(client, round, confirmed_roll="on", allow_drafts="on"))
    assert "The round is not open: see below whose people differ." in reply.text


# --- Who submitted --------------------------------------------------------------------------------


def closed(study, *turnout, **fields):
    round = factories.make_round(study, state="draft", **fields)
    rows = [["participant", side, n] for side, n in turnout]
    Round.objects.filter(pk=round.pk).update(state="closed", turnout=rows)
    round.refresh_from_db()
    return round


def test_how_many_submitted_is_compared_once_the_round_has_closed(study):
    closed(study, ("PRC", 8), ("JPN", 8), ("ROK", 8), ("USA", 4))
    closed(factories.make_study(), ("PRC", 9))
    closed(study, ("PRC", 10), simulated=True)
    round = closed(study, ("PRC", 8), ("JPN", 12), ("ROK", 3), ("USA", 7))
    Round.objects.filter(pk=round.pk).update(turnout=[*round.turnout, ["assessor", "PRC", 1]])
    round.refresh_from_db()
    expected = [GroupChange("assessor", "PRC", 1, 1), GroupChange("participant", "JPN", 1, 4)]
    assert group_changes.changes_in_turnout(round) == expected
    round.state = "closing"
    assert group_changes.changes_in_turnout(round) == []


def test_later_rounds_are_not_told_of_in_earlier_ones(study):
    first = closed(study, ("PRC", 8))
    closed(study, ("PRC", 9))
    assert group_changes.changes_in_turnout(first) == []
