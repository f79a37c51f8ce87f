"""What the page of a round says of its mails, and to whom."""

import pytest

from surveys import inviting
from surveys.models.mail import Mail
from tests import factories
from tests.html import parse

STATES = ["sent", "sent", "queued", "sending", "bounced"]


@pytest.fixture
def mailed(open_round):
    for number, state in enumerate(STATES):
        invitation, _token = inviting.invite(
            round=open_round, seat="participant", side="PRC", by="test", label=f"Person {number}"
        )
        reason = "550 no <b>such</b> mailbox" if state == "bounced" else ""
        Mail.objects.create(
            invitation=invitation,
            address=f"person{number}@example.org",
            language="en",
            state=state,
            reason=reason,
        )
    return open_round


def section(client, round):
    found = parse(client.get(f"/staff/rounds/{round.pk}/")).all(
        "section", **{"aria-labelledby": "mails"}
    )
    return found[0] if found else None


@pytest.mark.parametrize("role", ["owner", "facilitator"])
def test_who_runs_the_study_sees_how_many_went_out_and_whose_came_back(client, study, mailed, role):
    client.force_login(factories.make_staff(study, role))
    mails = section(client, mailed)
    assert "Sent: 2. Waiting: 2. Came back: 1." in mails.text
    (_head, row) = mails.all("tr")
    cells = [cell.text for cell in (*row.all("th"), *row.all("td"))]
    assert cells == ["Person 4", "person4@example.org", "550 no <b>such</b> mailbox"]


@pytest.mark.parametrize("role", ["auditor", "researcher"])
def test_nobody_else_sees_a_name_or_an_address(client, study, mailed, role):
    client.force_login(factories.make_staff(study, role))
    assert section(client, mailed) is None
    assert "person4@" not in client.get(f"/staff/rounds/{mailed.pk}/").content.decode()


def test_the_page_is_the_same_whoever_has_used_their_link(client, facilitator, mailed):
    client.force_login(facilitator)
    before = section(client, mailed).text
    for invitation in inviting.Invitation.objects.filter(label__in=["Person 0", "Person 4"]):
        with inviting.locked(invitation) as (current, roll):
            inviting.mark_used(current, roll)
    assert section(client, mailed).text == before


def test_a_round_without_mails_says_nothing_of_them(client, facilitator, open_round):
    client.force_login(facilitator)
    assert section(client, open_round) is None
