"""Whoever asks to be taken off the rolls leaves neither name nor address there."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from surveys import group_changes, inviting, responding, sealing
from surveys.delivering.guests import Guest
from surveys.delivering.handing_out import hand_out
from surveys.delivering.taking_off import take_off
from surveys.models.audit import IdentityAudit
from surveys.models.invitation import Invitation
from surveys.models.mail import Mail
from surveys.models.response import Envelope
from tests import factories

WANG = Guest(2, "participant", "PRC", "en", "Professor Wang", "wang@example.org")
LI = Guest(3, "participant", "PRC", "en", "Doctor Li", "li@example.org")


@pytest.fixture
def invited(open_round):
    hand_out(round=open_round, guests=[WANG, LI], way="email", by="test")
    return open_round


def everything_held() -> str:
    rows = [*Invitation.objects.values(), *Mail.objects.values(), *IdentityAudit.objects.values()]
    return str(rows)


@pytest.mark.parametrize("began", [False, True])
def test_name_address_and_link_go_and_nothing_tells_whether_they_had_begun(invited, began):
    row = Invitation.objects.get(label=WANG.name)
    if began:
        assert responding.begin(invitation=row, code=sealing.new_code()) is not None
    envelopes = Envelope.objects.count()
    counts = inviting.invitation_counts(invited)
    assert take_off(address="Wang@example.org", by="ada") == 1
    held = everything_held()
    assert "Wang" not in held
    assert "wang" not in held
    assert "Doctor Li" in held
    assert Mail.objects.get().address == LI.address
    assert inviting.invitation_counts(invited) == counts
    assert Envelope.objects.count() == envelopes
    row.refresh_from_db()
    assert not inviting.is_usable(row)
    assert take_off(name="Professor Wang", by="ada") == 0


def test_rolls_can_be_compared_afterwards_as_before(study):
    """One number stands for them in every round; without, each round would lose a person."""
    first = factories.make_round(study, state="draft")
    people = [
        Guest(n, "participant", "PRC", "en", f"Person {n}", f"p{n}@example.org") for n in range(9)
    ]
    hand_out(round=first, guests=people, way="email", by="test")
    type(first).objects.filter(pk=first.pk).update(state="closed", closed_on="2026-11-20")
    later = factories.make_round(study, state="draft")
    hand_out(round=later, guests=people, way="email", by="test")
    before = group_changes.changes_in_invited(later)
    assert take_off(name="Person 3", by="ada") == 2
    labels = Invitation.objects.filter(label__startswith="№ ").values_list("label", flat=True)
    assert len(set(labels)) == 1
    assert len(labels) == 2
    changes = group_changes.changes_in_invited(later)
    # In the draft they are off the roll, in the round that has closed they were one of nine.
    assert before == []
    assert len(changes) == 1


def test_the_command_asks_first_and_rewrites_the_tables(invited, monkeypatch):
    scrubbed = []
    monkeypatch.setattr(
        "surveys.management.commands.take_off.scrub", lambda tables: scrubbed.append(tables.tables)
    )
    with pytest.raises(CommandError, match="rolls of 1 rounds"):
        call_command("take_off", "--name", WANG.name)
    assert "Wang" in everything_held()
    out = StringIO()
    call_command("take_off", "--name", WANG.name, "--yes", stdout=out)
    assert out.getvalue() == "Taken off the rolls of 1 rounds.\n"
    assert scrubbed == [("surveys_invitation", "surveys_mail")]
    with pytest.raises(CommandError, match="Nobody"):
        call_command("take_off", "--name", WANG.name, "--yes")
    with pytest.raises(CommandError, match="Give --address"):
        call_command("take_off")
