import hashlib
import re
from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from surveys import inviting
from surveys.models.audit import IdentityAudit
from surveys.models.invitation import Invitation
from tests import factories


def invite(round, **more):
    return inviting.invite(
        round=round, **({"seat": "participant", "side": "PRC", "by": "ada"} | more)
    )


def test_an_invitation_keeps_only_the_hash_of_its_token(open_round):
    invitation, token = invite(open_round, label="Professor A.")
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}", token)
    row = Invitation.objects.values().get()
    assert row["token_digest"] == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(row)
    assert (row["study"], row["round"]) == (open_round.study_id, open_round.pk)
    assert (row["seat"], row["side"], row["label"]) == ("participant", "PRC", "Professor A.")
    assert invitation.state == "unused"


def test_inviting_is_audited_without_a_name(open_round):
    _invitation, token = invite(open_round, label="Professor A.")
    entry = IdentityAudit.objects.get()
    assert (entry.actor, entry.act, entry.subject) == ("ada", "invite", str(open_round.pk))
    assert "Professor" not in str(entry.detail)
    assert token not in str(entry.detail)


@pytest.mark.parametrize(
    "wrong", [{"side": "XXX"}, {"side": "PRK"}, {"side": ""}, {"seat": "observer"}]
)
def test_nobody_is_invited_to_a_seat_that_does_not_exist(open_round, wrong):
    with pytest.raises(ValueError, match="no seat"):
        invite(open_round, **wrong)
    assert not Invitation.objects.exists()


def test_tokens_are_never_the_same(open_round):
    assert len({invite(open_round)[1] for _ in range(20)}) == 20


@pytest.mark.parametrize(
    "typed",
    [
        "01234-56789-abcde-fghjk",
        "0123456789ABCDEFGHJK",
        "o1234 56789 abcde fghjk",
        "OI234-56789-ABCDE-FGHJK",
        "0L234-56789-ABCDE-FGHJK",
        "０１２３４－５６７８９－ＡＢＣＤＥ－ＦＧＨＪＫ",
    ],
)
def test_a_token_is_found_however_it_was_typed(open_round, monkeypatch, typed):
    monkeypatch.setattr(inviting, "new_token", lambda: "01234-56789-ABCDE-FGHJK")
    invitation, token = invite(open_round)
    assert inviting.normal_token(typed) == token
    assert inviting.find_invitation(typed) == invitation
    assert inviting.find_invitation(typed + "0") is None


# The second would be another token if it were corrected.
@pytest.mark.parametrize("old", ["Zx-9_kQ3vTnLm0aBcDeFgH", "Zx-9-kQ3vTnLm0aBcDeFgH"])
def test_links_of_earlier_versions_are_found_as_they_are(open_round, old):
    invitation, _token = invite(open_round)
    Invitation.objects.update(token_digest=inviting.digest(old))
    assert inviting.find_invitation(old) == invitation
    assert inviting.find_invitation(old.upper()) is None


def test_the_address_of_an_invitation(settings):
    settings.BASE_URL = "https://survey.example"
    assert inviting.link("0-1") == "https://survey.example/i/0-1/"


def test_a_token_finds_its_invitation_by_one_look_up(open_round, django_assert_num_queries):
    invitation, token = invite(open_round)
    for wanted, expected in ((token, invitation), ("unknown", None), ("", None)):
        with CaptureQueriesContext(connections["identity"]) as queries:
            assert inviting.find_invitation(wanted) == expected
        assert len(queries) == 1


def test_an_invitation_is_usable_however_long_ago_it_was_sent(open_round, monkeypatch):
    invitation, _token = invite(open_round)
    years_later = timezone.now() + timedelta(days=3650)
    monkeypatch.setattr(timezone, "now", lambda: years_later)
    assert inviting.is_usable(invitation)
    for state in ("used", "revoked"):
        assert not inviting.is_usable(Invitation(state=state))
    assert not inviting.is_usable(None)


def test_reissuing_revokes_the_old_link_and_keeps_the_seat(open_round):
    old, token = invite(open_round, seat="assessor", side="ROK", label="B.")
    fresh = inviting.reissue(invitation=old, by="ada")
    assert fresh not in (None, token)
    old.refresh_from_db()
    assert old.state == "revoked"
    new = inviting.find_invitation(fresh)
    assert (new.seat, new.side, new.label, new.round) == ("assessor", "ROK", "B.", open_round.pk)
    assert new.state == "unused"
    assert IdentityAudit.objects.last().act == "reissue"
    assert inviting.reissue(invitation=old, by="ada") is None
    assert Invitation.objects.count() == 2


def test_a_used_invitation_is_neither_reissued_nor_revoked(open_round):
    invitation, _token = invite(open_round)
    with inviting.locked(invitation) as (current, roll):
        inviting.mark_used(current, roll)
    before = IdentityAudit.objects.count()
    assert inviting.reissue(invitation=invitation, by="ada") is None
    assert inviting.revoke(invitation=invitation, by="ada") is False
    assert Invitation.objects.get().state == "used"
    assert IdentityAudit.objects.count() == before


def test_revoking_is_done_once_and_audited(open_round):
    invitation, _token = invite(open_round)
    assert inviting.revoke(invitation=invitation, by="ada") is True
    assert IdentityAudit.objects.last().act == "revoke"
    assert inviting.revoke(invitation=invitation, by="ada") is False
    assert IdentityAudit.objects.filter(act="revoke").count() == 1


def test_spending_one_invitation_changes_no_other(study, open_round):
    one, _ = invite(open_round)
    unused, _ = invite(open_round)
    revoked, _ = invite(open_round)
    elsewhere, _ = invite(factories.make_round(study))
    inviting.revoke(invitation=revoked, by="ada")
    with inviting.locked(one) as (current, roll):
        inviting.mark_used(current, roll)
    states = dict(Invitation.objects.values_list("pk", "state"))
    assert states == {
        one.pk: "used",
        unused.pk: "unused",
        revoked.pk: "revoked",
        elsewhere.pk: "unused",
    }


def test_spending_writes_the_whole_roll_so_that_no_order_is_left(open_round):
    for _ in range(3):
        one, _token = invite(open_round)
    identity = connections["identity"]
    with CaptureQueriesContext(identity) as queries, inviting.locked(one) as (current, roll):
        inviting.mark_used(current, roll)
    condition = _plain(_update_in(queries)).split("WHERE")[-1]
    assert all(row.pk.hex in condition for row in Invitation.objects.all())
    assert "state" not in condition
    if identity.vendor == "postgresql":
        with identity.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM surveys_invitation")
            assert cursor.fetchone() == (1,)


def test_who_was_invited_since_the_roll_was_locked_is_left_alone(open_round):
    one, _token = invite(open_round)
    identity = connections["identity"]
    with CaptureQueriesContext(identity) as queries, inviting.locked(one) as (current, roll):
        late, _token = invite(open_round)
        inviting.mark_used(current, roll)
    assert one.pk.hex in _plain(_update_in(queries))
    assert late.pk.hex not in _plain(_update_in(queries)), "its row may wait for this very turn"
    assert [Invitation.objects.get(pk=row.pk).state for row in (one, late)] == ["used", "unused"]


def _update_in(queries):
    (update,) = [query["sql"] for query in queries if query["sql"].startswith("UPDATE")]
    return update


def _plain(text):
    return text.replace("-", "")


def test_a_revoked_invitation_is_not_spent(open_round):
    invitation, _token = invite(open_round)
    inviting.revoke(invitation=invitation, by="ada")
    with inviting.locked(invitation) as (current, roll):
        assert current.state == "revoked"
        inviting.mark_used(current, roll)
    assert Invitation.objects.get().state == "revoked"


def test_the_roll_counts_seats_and_names_nobody(open_round):
    factories.begin(open_round, side="PRC")
    invite(open_round, side="PRC")
    revoked, _token = invite(open_round, side="JPN")
    inviting.revoke(invitation=revoked, by="ada")
    factories.begin(open_round, "assessor", "JPN")
    assert inviting.invitation_counts(open_round) == {
        ("participant", "PRC"): {"invited": 2, "began": 1},
        ("assessor", "JPN"): {"invited": 1, "began": 1},
    }
