"""Rounds that divide their sides by level: inviting, opening, sealing and what people read."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from surveys import facilitating, inviting, promises, responding, sealing
from surveys.delivering.guests import BY_LIST, read_guests, read_list
from surveys.delivering.refused_lists import ListRefusedError
from surveys.few_invited import FewOfLevel, LevelsRefusedError, few_in_levels
from surveys.models.invitation import Invitation
from surveys.models.response import Envelope, Rating, Response
from surveys.models.round import AgreementError, Round
from surveys.setup_forms import RoundForm
from tests import factories
from tests.html import parse

LEVELS = ["government", "public"]
HEADER = "name,side,level,language,seat\n"


@pytest.fixture
def draft(study) -> Round:
    return factories.make_round(study, state="draft", levels=LEVELS)


def invite(round, level, number=1, side="PRC", seat="participant"):
    for _ in range(number):
        invitation, token = inviting.invite(
            round=round, seat=seat, side=side, level=level, by="test", confirmed_roll=True
        )
    return invitation, token


def answer(round, level, mark=3, side="PRC"):
    invitation, _token = invite(round, level, side=side)
    holder = responding.begin(invitation=invitation, code=sealing.new_code(), agreed=True)
    answers = {f"{side}>USA:military": factories.Answer(mark)}
    responding.save_answers(holder=holder, answers=answers)
    responding.submit(holder=holder)
    return holder


def open_it(round):
    facilitating.open_round(round=round, by="test", allow_drafts=True)
    round.refresh_from_db()
    return round


# --- Inviting ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seat", "level"), [("participant", ""), ("participant", "military"), ("assessor", "public")]
)
def test_a_participant_has_one_of_the_rounds_levels_and_an_assessor_none(draft, seat, level):
    with pytest.raises(ValueError, match=r"it has:.*participant PRC government"):
        invite(draft, level, seat=seat)
    assert not Invitation.objects.exists()


def test_a_round_that_divides_no_side_has_no_levels(draft_round):
    with pytest.raises(ValueError, match="no seat"):
        invite(draft_round, "government")


def test_the_databases_know_no_level_of_an_assessor_and_no_other_level(draft):
    for seat, level in (("assessor", "public"), ("participant", "press")):
        with pytest.raises(IntegrityError), transaction.atomic(using="identity"):
            Invitation.objects.create(
                study=draft.study_id, round=draft.pk, seat=seat, side="PRC", level=level
            )


def test_a_new_link_is_of_the_same_level(draft):
    invitation, _token = invite(draft, "public")
    renewed, _token = inviting.renew(invitation)
    assert renewed.level == "public"


def test_a_list_says_the_level_of_each_participant(draft):
    lines = "Wang,PRC,Government,en,\nLi,PRC,public sample,en,\nKim,ROK,,en,assessor\n"
    guests = read_guests((HEADER + lines).encode(), round=draft, way=BY_LIST)
    assert [guest.level for guest in guests] == ["government", "public", ""]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Wang,PRC,,en,", "the level is '', and must be one of: government, public"),
        ("Wang,PRC,military,en,", "the level is 'military', and must be one of"),
        ("Wang,PRC,public,en,assessor", "an assessor has no level: leave it empty"),
    ],
)
def test_a_level_that_the_round_does_not_have_is_named(draft, line, problem):
    reading = read_list((HEADER + line).encode(), round=draft, way=BY_LIST)
    (found,) = reading.lines[0].problems
    assert problem in found


def test_a_list_with_levels_is_refused_where_no_side_is_divided(draft_round):
    with pytest.raises(ListRefusedError) as refused:
        read_list((HEADER + "Wang,PRC,public,en,").encode(), round=draft_round, way=BY_LIST)
    assert "must name these columns" in refused.value.problems[0]


def test_a_list_invites_by_level(draft, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(f"{HEADER}Wang,PRC,public,en,participant\n")
    call_command("invite", str(draft.pk), str(path), by="list", out=str(tmp_path / "links.csv"))
    assert Invitation.objects.get().level == "public"
    assert "public" not in (tmp_path / "links.csv").read_text(), "the level stays with the roll"


# --- Opening -------------------------------------------------------------------------------------


def test_a_level_of_one_to_four_keeps_the_round_closed(draft):
    invite(draft, "government", 5)
    invite(draft, "public", 4)
    assert few_in_levels(draft) == [FewOfLevel("PRC", "public", 4)]
    with pytest.raises(LevelsRefusedError, match=r"PRC public: 4\. Invite more"):
        open_it(draft)
    invite(draft, "public")
    assert open_it(draft).state == Round.State.OPEN


def test_where_two_colleagues_are_withstood_a_level_needs_seven(study):
    round = factories.make_round(study, state="draft", levels=LEVELS, withstands=2)
    invite(round, "government", 6)
    assert few_in_levels(round) == [FewOfLevel("PRC", "government", 6)]
    invite(round, "government")
    assert few_in_levels(round) == []


def test_people_without_a_level_in_use_keep_the_round_closed(draft):
    invite(draft, "government", 5)
    Round.objects.filter(pk=draft.pk).update(levels=[])
    draft.refresh_from_db()
    assert few_in_levels(draft) == [FewOfLevel("PRC", "?", 5)]
    with pytest.raises(CommandError, match="with a level, though this round divides no side"):
        call_command("open_round", str(draft.pk), allow_drafts=True, confirm_few=True)


def test_the_page_names_the_level_and_how_to_mend_it(client, facilitator, draft):
    invite(draft, "public", 3)
    client.force_login(facilitator)
    page = client.get(f"/staff/rounds/{draft.pk}/").content.decode()
    assert "PRC (public sample): 3 invited." in page
    assert "at least 5 of the side are expected" in page
    posted = client.post(
        f"/staff/rounds/{draft.pk}/open/", {"allow_drafts": "on", "confirmed_few": "on"}
    )
    assert posted.status_code == 422
    assert "which levels have too few people" in posted.content.decode()


def test_the_levels_are_fixed_when_the_round_opens(draft):
    open_it(draft)
    draft.levels = []
    with pytest.raises(AgreementError):
        draft.save()


# --- Setting up ----------------------------------------------------------------------------------


def errors(round, levels):
    form = RoundForm({"levels": levels}, instance=round, study=round.study, number=round.number)
    return form.errors.get("levels", [])


def test_one_level_alone_divides_nothing(draft_round):
    assert "tick two or more" in errors(draft_round, ["public"])[0]
    assert not errors(draft_round, ["public", "government"])


def test_the_levels_stay_once_people_are_invited_by_them(draft):
    invite(draft, "public")
    assert "Revoke their links first" in errors(draft, [])[0]
    assert not errors(draft, LEVELS)


# --- Answering -----------------------------------------------------------------------------------


@pytest.fixture
def opened(draft) -> Round:
    return open_it(draft)


def test_answers_are_opened_as_of_the_level(opened):
    for level in LEVELS:
        answer(opened, level)
    closed = factories.close(opened)
    assert closed.turnout == [
        ["participant", "PRC", "government", 1],
        ["participant", "PRC", "public", 1],
    ]
    assert {*Response.objects.values_list("level", flat=True)} == {*LEVELS}
    groups = Rating.objects.values_list("group", flat=True)
    assert {*groups} == {"PRC/government", "PRC/public"}


def test_an_envelope_that_was_moved_to_another_level_is_not_opened(opened):
    holder = answer(opened, "public")
    Envelope.objects.filter(pk=holder.envelope.pk).update(level="government")
    facilitating.request_closing(round=opened, by="test")
    with pytest.raises(facilitating.UnreadableEnvelopesError):
        facilitating.open_envelopes(round=Round.objects.get(pk=opened.pk))


def test_the_envelopes_of_all_levels_are_of_one_size(opened):
    for level in LEVELS:
        answer(opened, level)
    assert len({len(bytes(envelope.sealed)) for envelope in Envelope.objects.all()}) == 1


def test_participants_read_as_what_they_are_invited_and_what_is_published(client, opened):
    _invitation, token = invite(opened, "public")
    page = parse(client.get(f"/i/{token}/")).text
    assert "You are invited as one of: participants from the PRC (public sample)." in page
    assert "published separately for these groups among them, and compared: government, " in page
    assert "Where fewer than 5 of one of them answer, the side is published as one." in page


def test_in_a_round_that_divides_no_side_nothing_of_it_is_said(open_round):
    assert promises.invited_as(open_round, "PRC", "") == ""
    assert not any("separately" in line for line in promises.shown_to_whom(open_round))
