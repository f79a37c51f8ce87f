import re

import pytest

from surveys import inviting
from surveys.delivering.handing_out import hand_out
from surveys.delivering.outbox import NoMailServerError, send_mails
from surveys.delivering.reminding import NotRemindedError, bounced, mail_counts, remind
from surveys.models.audit import IdentityAudit
from surveys.models.invitation import Invitation
from surveys.models.mail import Mail
from surveys.models.round import Round
from tests.surveys.delivering.lists import three

PARK = "park@example.org"


def send() -> None:
    send_mails("outbox", lambda percent, step: None)


@pytest.fixture
def mailed(round, smtp, keeper) -> Round:
    """A round whose three invitations were mailed; the server has forgotten them."""
    hand_out(round=round, guests=three(round), way="email", by="ada")
    Mail.objects.filter(address=PARK).update(language="en")
    send()
    keeper.messages.clear()
    return round


def use(**fields) -> None:
    invitation = Invitation.objects.get(**fields)
    with inviting.locked(invitation) as (current, roll):
        inviting.mark_used(current, roll)


def test_everybody_is_reminded_alike_whoever_has_begun(mailed, keeper):
    use(side="PRC")
    assert remind(round=mailed, by="ada") == 3
    rows = Mail.objects.filter(kind="reminder")
    assert set(rows.values_list("state", "attempts", "reason", "sealed_token")) == {
        ("queued", 0, "", b"")
    }
    send()
    assert sorted(keeper.recipients) == [PARK, "takahashi@example.org", "wang@example.org"]
    assert set(rows.values_list("state", flat=True)) == {"sent"}


def test_a_reminder_says_where_the_link_is_and_holds_none(mailed, keeper):
    Mail.objects.update(sent_on="2026-11-03")
    remind(round=mailed, by="ada")
    send()
    message = keeper.to(PARK)
    text = message.get_body(("plain",)).get_content()
    assert message["Subject"] == "Reminder: Your invitation"
    assert "message of Nov. 3, 2026, “Your invitation”" in text
    assert "if you have already answered" in text
    assert "/i/" not in text
    assert re.findall(r"https?://\S+", text) == ["https://survey.example/return/"]


def test_reminding_is_audited_with_a_number_and_no_name(mailed):
    remind(round=mailed, by="ada")
    entry = IdentityAudit.objects.last()
    assert (entry.actor, entry.act, entry.subject) == ("ada", "remind", str(mailed.pk))
    assert entry.detail == {"mails": 3}


def test_who_was_revoked_or_never_reached_is_not_reminded(mailed):
    inviting.revoke(invitation=Invitation.objects.get(side="PRC"), by="ada")
    Mail.objects.filter(address=PARK).update(state="bounced")
    assert remind(round=mailed, by="ada") == 1


def test_a_second_reminder_waits_until_the_first_has_gone_out(mailed, keeper):
    remind(round=mailed, by="ada")
    with pytest.raises(NotRemindedError, match="still being sent"):
        remind(round=mailed, by="ada")
    send()
    assert remind(round=mailed, by="ada") == 3
    send()
    assert len(keeper.messages) == 6


@pytest.mark.parametrize("state", ["draft", "closing", "closed"])
def test_only_an_open_round_reminds(mailed, state):
    mailed.state = state
    with pytest.raises(NotRemindedError, match=state):
        remind(round=mailed, by="ada")
    assert not Mail.objects.filter(kind="reminder").exists()


def test_without_a_mail_server_nobody_is_reminded(mailed, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    with pytest.raises(NoMailServerError, match="CS2_MAIL_URL"):
        remind(round=mailed, by="ada")


def test_the_facilitator_learns_how_many_were_sent_and_whose_came_back(mailed):
    Mail.objects.filter(address=PARK).update(state="bounced", reason="550 no such mailbox")
    before = mail_counts(mailed), bounced(mailed)
    assert before == (
        {("invitation", "sent"): 2, ("invitation", "bounced"): 1},
        [("박 교수", "participant", "ROK", PARK, "550 no such mailbox")],
    )
    use(side="ROK")
    use(side="PRC")
    assert (mail_counts(mailed), bounced(mailed)) == before
