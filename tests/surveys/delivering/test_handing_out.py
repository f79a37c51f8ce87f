import csv
import io
import re

import pytest

from surveys import inviting
from surveys.delivering.guests import Guest
from surveys.delivering.handing_out import RoundOverError, hand_out
from surveys.delivering.outbox import NoMailServerError
from surveys.delivering.refused_lists import ListRefusedError
from surveys.delivering.reminding import bounced, mail_counts
from surveys.group_changes import GroupChangedError
from surveys.models.audit import IdentityAudit
from surveys.models.invitation import Invitation
from surveys.models.mail import Mail
from surveys.server_keys import unlock_token
from tests import factories
from tests.surveys.delivering.lists import three


def give(round, guests, way="email", **more) -> int:
    return hand_out(round=round, guests=guests, way=way, by="ada", **more)


def person(name, side="PRC", address="", line=2) -> Guest:
    return Guest(line, "participant", side, "en", name, address)


# --- The roll ------------------------------------------------------------------------------------


def test_everybody_on_the_list_is_invited_and_audited_without_a_name(round):
    assert give(round, three(round)) == 3
    rows = Invitation.objects.values_list("seat", "side", "label", "state")
    assert set(rows) == {
        ("participant", "PRC", "Professor Wang", "unused"),
        ("assessor", "JPN", "高橋", "unused"),
        ("participant", "ROK", "박 교수", "unused"),
    }
    entry = IdentityAudit.objects.get()
    assert (entry.actor, entry.act, entry.subject) == ("ada", "invite_all", str(round.pk))
    assert entry.detail == {
        "way": "email",
        "invited": [["assessor", "JPN", 1], ["participant", "PRC", 1], ["participant", "ROK", 1]],
    }


def test_who_is_invited_already_is_named_and_nobody_is_invited(round):
    give(round, three(round))
    again = [person("professor WANG", line=2), person("Wu", address="PARK@example.org", line=3)]
    with pytest.raises(ListRefusedError) as refusal:
        give(round, [*again, person("New", address="new@example.org", line=4)])
    assert refusal.value.problems == [
        "line 2: professor WANG is invited to this round already",
        "line 3: Wu is invited to this round already",
    ]
    assert Invitation.objects.count() == Mail.objects.count() == 3


def test_the_same_people_are_invited_to_another_round(study, round):
    give(round, three(round))
    assert give(factories.make_round(study, document=factories.short()), three(round)) == 3


@pytest.mark.parametrize("state", ["closing", "closed"])
def test_nobody_is_invited_to_a_round_that_is_over(round, state):
    round.state = state
    with pytest.raises(RoundOverError, match=state):
        give(round, three(round))
    assert not Invitation.objects.exists()


def test_a_group_that_is_almost_that_of_an_earlier_round_needs_confirming(study):
    first = factories.make_round(study, document=factories.short())
    people = [person(f"P{n}") for n in range(6)]
    give(first, people, "list")
    second = factories.make_round(study, document=factories.short())
    with pytest.raises(GroupChangedError, match="1 since round 1"):
        give(second, people[:5], "list")
    assert Invitation.objects.filter(round=second.pk).count() == 0
    assert give(second, people[:5], "list", confirmed_roll=True) == 5
    assert IdentityAudit.objects.last().detail["confirmed_roll"] == [["participant", "PRC", 1, 1]]


def test_the_same_group_needs_no_confirming_though_it_is_invited_into_an_open_round(study):
    people = [person(f"P{n}") for n in range(6)]
    for _ in range(2):
        assert give(factories.make_round(study, document=factories.short()), people, "list") == 6


# --- By mail -------------------------------------------------------------------------------------


def test_mail_needs_a_mail_server(round, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    with pytest.raises(NoMailServerError):
        give(round, three(round))
    assert not Invitation.objects.exists()


def test_whose_mail_bounced_is_mailed_anew_and_keeps_the_seat(round):
    give(round, three(round))
    Mail.objects.filter(address="wang@example.org").update(state="bounced", sealed_token=b"")
    assert give(round, [person("Professor Wang", address="wang@example.com")]) == 1
    rows = Invitation.objects.filter(label="Professor Wang")
    assert sorted(rows.values_list("state", "mails__address", "mails__state")) == [
        ("revoked", "wang@example.org", "bounced"),
        ("unused", "wang@example.com", "queued"),
    ]


def what_is_seen(round) -> tuple[object, ...]:
    """All that staff can see of the mails of a round."""
    acts = IdentityAudit.objects.values_list("act", "detail")
    return mail_counts(round), bounced(round), [entry for entry in acts if entry[0] != "invite_all"]


@pytest.mark.parametrize("has_bounced", [True, False])
def test_a_new_link_does_not_tell_whether_the_old_one_was_used(study, has_bounced):
    seen = []
    for state in ("unused", "used"):
        round = factories.make_round(study, document=factories.short())
        give(round, three(round))
        Mail.objects.update(state="sent", sealed_token=b"")
        if has_bounced:
            Mail.objects.filter(address="wang@example.org").update(state="bounced", reason="550")
        Invitation.objects.filter(round=round.pk, side="PRC").update(state=state)
        IdentityAudit.objects.all().delete()
        again = [person("Professor Wang", address="wang@example.com")]
        assert give(round, again, replace=not has_bounced) == 1
        seen.append(what_is_seen(round))
        (mail,) = Mail.objects.filter(address="wang@example.com", invitation__round=round.pk)
        token = unlock_token(bytes(mail.sealed_token))
        leads_in = inviting.is_usable(inviting.find_invitation(token))
        assert leads_in == (state == "unused")
    assert seen[0] == seen[1]
    assert seen[0] == (
        {("invitation", "sent"): 2, ("invitation", "queued"): 1},
        [],
        [("mail_again", {"mails": 1})],
    )


# --- By a list to send oneself -------------------------------------------------------------------


def test_the_list_of_links_opens_in_a_spreadsheet_and_runs_nothing(round, settings):
    settings.BASE_URL = "https://survey.example"
    kept: list[bytes] = []
    give(round, [person("=HYPERLINK(1)"), person("高橋", "JPN")], "list", keep=kept.append)
    (content,) = kept
    assert content.startswith(b"\xef\xbb\xbfname,seat,side,language,link\r\n")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [row["name"] for row in rows] == ["'=HYPERLINK(1)", "高橋"]
    for row in rows:
        token = re.fullmatch(r"https://survey\.example/i/([0-9A-Z-]{23})/", row["link"])[1]
        assert inviting.find_invitation(token).side == row["side"]
        assert (row["seat"], row["language"]) == ("participant", "en")
    assert not Mail.objects.exists()


def test_if_the_links_cannot_be_kept_nobody_is_invited(round):
    def full(content: bytes) -> None:
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        give(round, [person("Wang")], "list", keep=full)
    assert not Invitation.objects.exists()
    assert not IdentityAudit.objects.exists()


# --- From a hat ----------------------------------------------------------------------------------


def test_slips_from_a_hat_are_counted_and_of_nobody(round):
    guests = [
        Guest(2, "participant", "PRC", "en", number=5),
        Guest(3, "assessor", "USA", "en", number=2),
    ]
    assert give(round, guests, "hat") == 7
    assert give(round, guests, "hat") == 7
    assert set(Invitation.objects.values_list("label", flat=True)) == {""}
    assert inviting.invitation_counts(round) == {
        ("participant", "PRC"): {"invited": 10, "began": 0},
        ("assessor", "USA"): {"invited": 4, "began": 0},
    }
    assert IdentityAudit.objects.last().detail["invited"] == [
        ["assessor", "USA", 2],
        ["participant", "PRC", 5],
    ]
