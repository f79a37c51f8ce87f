"""A round is opened once what is easily forgotten was asked: who is invited, a passphrase."""

import pytest

from surveys import inviting
from surveys.models.audit import AnswerAudit
from surveys.models.invitation import Invitation
from surveys.models.round import Round
from tests import factories
from tests.html import parse
from tests.surveys.views.staff_pages import of, open_by_page

PASSPHRASE = "four words of ours"


@pytest.fixture
def draft(study):
    round = factories.make_round(study, state="draft")
    Round.objects.update(languages=["en"])
    round.refresh_from_db()
    return round


def state(round):
    return Round.objects.get(pk=round.pk).state


def invite_all_sides(round, number=5):
    for side in ("PRC", "JPN", "ROK", "USA"):
        for _ in range(number):
            inviting.invite(round=round, seat="participant", side=side, by="ada")
            inviting.invite(round=round, seat="assessor", side=side, by="ada")


def test_nobody_invited_is_asked_once_more(staff, draft):
    page = parse(staff.get(of(draft))).one("main")
    assert "Nobody is invited yet" in page.text
    refused = staff.post(of(draft, "open/"))
    assert refused.status_code == 422
    assert refused.context["form"].non_field_errors() == [
        "The round is not open: see below of whom too few are invited."
    ]
    assert state(draft) == "draft"
    staff.post(of(draft, "open/"), {"confirmed_few": "on"})
    assert state(draft) == "open"
    assert len(AnswerAudit.objects.get(act="open_round").detail["few_invited"]) == 5


def test_what_would_be_withheld_of_a_small_side_is_said(staff, draft):
    invite_all_sides(draft)
    Invitation.objects.filter(side="JPN", seat="participant").first().delete()
    page = parse(staff.get(of(draft))).one("main")
    assert "Japan: 4 invited. Of fewer than 5 nothing is published" in page.text
    assert "Assessors:" not in page.text


def test_where_enough_are_invited_nothing_is_asked(staff, draft):
    invite_all_sides(draft)
    assert "confirmed_few" not in staff.get(of(draft)).content.decode()
    assert staff.post(of(draft, "open/"))["Location"] == of(draft)
    assert state(draft) == "open"
    assert "few_invited" not in AnswerAudit.objects.get(act="open_round").detail


@pytest.mark.parametrize(
    ("first", "again", "field"),
    [
        (PASSPHRASE, "", "passphrase_again"),
        (PASSPHRASE, f"{PASSPHRASE} ", "passphrase_again"),
        (PASSPHRASE, PASSPHRASE.title(), "passphrase_again"),
        ("", PASSPHRASE, "passphrase_again"),
        ("short", "short", "passphrase"),
        ("1q2w3e4r5t6y", "1q2w3e4r5t6y", "passphrase"),
    ],
)
def test_a_passphrase_is_typed_twice_alike_and_is_strong(staff, draft, first, again, field):
    reply = open_by_page(
        staff, draft, passphrase=first, passphrase_again=again, closes_at="2199-12-05T18:00"
    )
    assert reply.status_code == 422
    assert reply.context["form"].errors.keys() == {field}
    assert state(draft) == "draft"
    page = parse(reply)
    assert page.one("input", name="closes_at")["value"] == "2199-12-05T18:00", "nothing is lost"
    assert "value" not in page.one("input", name="passphrase").attributes
    for typed in filter(None, (first, again)):
        assert typed not in reply.content.decode()


def test_a_round_opens_in_unreviewed_languages_only_if_that_is_confirmed(staff, study):
    draft = factories.make_round(study, state="draft")
    page = parse(staff.get(of(draft))).one("main")
    assert "No native reader has reviewed the texts" in page.text
    assert open_by_page(staff, draft).status_code == 422
    open_by_page(staff, draft, allow_drafts="on")
    assert state(draft) == "open"
    detail = AnswerAudit.objects.get(act="open_round").detail
    assert detail["drafts_allowed"] == ["zh-Hans", "ja", "ko"]


def test_a_reviewed_round_says_nothing_of_it(staff, draft):
    assert "No native reader" not in staff.get(of(draft)).content.decode()


def test_an_auditor_is_not_told_whom_to_invite(client, study, draft):
    client.force_login(factories.make_staff(study, "auditor"))
    assert "Nobody is invited yet" not in client.get(of(draft)).content.decode()
