"""Facilitators and operators confirm a round whose people are almost those of an earlier one."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from surveys import inviting
from surveys.models.audit import AnswerAudit
from surveys.models.round import Round
from tests import factories
from tests.html import parse

LINE = "PRC: 1 person more, fewer or other than in round 1"


@pytest.fixture
def nearly_the_same(study):
    """A round that has nine invited where the one before had eight."""
    first = factories.make_round(study)
    invite(first, 8)
    round = factories.make_round(study, state="draft")
    invite(round, 9)
    return round


def invite(round, number):
    for _ in range(number):
        inviting.invite(round=round, seat="participant", side="PRC", by="ada", confirmed_roll=True)


def run(*arguments):
    out = StringIO()
    call_command("open_round", *arguments, stdout=out)
    return out.getvalue()


# --- The command ----------------------------------------------------------------------------------


def test_the_command_explains_in_words_why_it_asks(nearly_the_same):
    with pytest.raises(CommandError) as refusal:
        run(str(nearly_the_same.pk), "--allow-drafts")
    text = str(refusal.value)
    assert LINE in text
    assert "the one to four people who joined or left" in text
    assert "Invite the same people as before" in text
    assert "--confirm-roll" in text
    nearly_the_same.refresh_from_db()
    assert nearly_the_same.state == "draft"


def test_the_command_leaves_out_the_threats_when_told(draft_round):
    run(str(draft_round.pk), "--allow-drafts", "--confirm-few", "--without-threats")
    draft_round.refresh_from_db()
    assert (draft_round.state, draft_round.asks_threats) == ("open", False)


def test_the_command_opens_once_it_is_confirmed(nearly_the_same):
    text = run(str(nearly_the_same.pk), "--allow-drafts", "--confirm-few", "--confirm-roll")
    assert text == "Round 2 of forum is open.\n"
    entry = AnswerAudit.objects.filter(act="open_round").last()
    assert entry.actor == "operator"
    assert entry.detail["confirmed_roll"] == [["participant", "PRC", 1, 1]]
    with pytest.raises(CommandError, match="Nothing was done: the round is open, not draft"):
        run(str(nearly_the_same.pk), "--allow-drafts")


def test_the_command_asks_about_drafts_too(draft_round):
    with pytest.raises(CommandError, match="machine drafts in: zh-Hans, ja, ko") as refusal:
        run(str(draft_round.pk))
    assert "--allow-drafts" in str(refusal.value)
    run(str(draft_round.pk), "--allow-drafts", "--confirm-few")
    draft_round.refresh_from_db()
    assert (draft_round.state, draft_round.key_holder) == ("open", "server")


@pytest.mark.parametrize("wrong", ["no-such-id", "00000000-0000-4000-8000-000000000000"])
def test_the_command_knows_no_other_round(db, wrong):
    with pytest.raises(CommandError, match="There is no round"):
        run(wrong)


# --- The page -------------------------------------------------------------------------------------


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


def page(client, round):
    return client.get(f"/staff/rounds/{round.pk}/").content.decode()


def test_the_page_says_so_before_it_opens_and_takes_a_confirmation(staff, nearly_the_same):
    Round.objects.filter(pk=nearly_the_same.pk).update(languages=["en"])
    text = page(staff, nearly_the_same)
    assert LINE in text
    (box,) = [
        i
        for i in parse(staff.get(f"/staff/rounds/{nearly_the_same.pk}/")).all("input")
        if i.attributes.get("name") == "confirmed_roll"
    ]
    assert box["type"] == "checkbox"
    path = f"/staff/rounds/{nearly_the_same.pk}/open/"
    small = {"confirmed_few": "on"}
    refused = staff.post(path, small, follow=True).content.decode()
    assert "The round is not open: see below whose people differ." in refused
    assert Round.objects.get(pk=nearly_the_same.pk).state == "draft"
    opened = staff.post(path, small | {"confirmed_roll": "on"}, follow=True).content.decode()
    assert "The round is open." in opened
    assert LINE not in opened
    assert AnswerAudit.objects.last().detail["confirmed_roll"] == [["participant", "PRC", 1, 1]]


def test_a_first_round_asks_nothing(staff, draft_round):
    assert 'name="confirmed_roll"' not in page(staff, draft_round)


@pytest.mark.parametrize(("role", "seen"), [("facilitator", True), ("auditor", False)])
def test_the_page_says_so_when_the_round_has_closed(client, study, role, seen):
    client.force_login(factories.make_staff(study, role))
    for n in (8, 9):
        round = factories.make_round(study, state="draft")
        turnout = [["participant", "PRC", n]]
        Round.objects.filter(pk=round.pk).update(state="closed", turnout=turnout)
        text = page(client, round)
        assert (LINE in text) == (seen and n == 9)
        assert ("Think of it before you let anybody else read both" in text) == (seen and n == 9)
