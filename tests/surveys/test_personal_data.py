"""What is held about one person is given or withheld for a reason, and never leads to an answer."""

import json
from datetime import date
from io import StringIO

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from cs2survey.routers import database_of
from surveys import api_tokens, responding, sealing
from surveys.delivering.guests import Guest
from surveys.delivering.handing_out import hand_out
from surveys.delivering.renewing import mail_new_link
from surveys.models.audit import IdentityAudit
from surveys.models.invitation import Invitation
from surveys.models.mail import Mail
from surveys.models.response import Envelope
from surveys.models.staff import ApiToken
from surveys.personal_data import ABOUT_NOBODY, FIELDS, GIVEN, export_invitee, export_staff_member
from tests import factories

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WANG = Guest(2, "participant", "PRC", "en", "Professor Wang", "wang@example.org")
LI = Guest(3, "participant", "PRC", "en", "Doctor Li", "li@example.org")


def test_every_field_of_the_identities_is_declared_and_no_other():
    fields = {
        model._meta.label: {field.name for field in model._meta.concrete_fields}
        for model in apps.get_models(include_auto_created=True)
        if database_of(model) == "identity"
    }
    assert {label: set(declared) for label, declared in FIELDS.items()} == fields
    assert all(str(what) for declared in FIELDS.values() for what in declared.values())


def test_what_opens_something_is_given_to_nobody():
    for label, name in (
        ("surveys.User", "password"),
        ("surveys.ApiToken", "digest"),
        ("surveys.Invitation", "token_digest"),
        ("surveys.Mail", "sealed_token"),
        ("surveys.StaffSession", "session_key"),
        ("surveys.StaffSession", "session_data"),
        ("mfa.Authenticator", "data"),
        ("surveys.Invitation", "state"),
    ):
        assert FIELDS[label][name] not in (GIVEN, ABOUT_NOBODY)


# --- Staff ---------------------------------------------------------------------------------------


def test_a_member_of_the_staff_is_given_all_that_is_theirs_and_nothing_of_another(
    study, facilitator, researcher, client
):
    facilitator.email = "ada@example.org"
    facilitator.save()
    client.force_login(facilitator)
    TOTP.activate(facilitator, SECRET)
    token = api_tokens.issue_api_token(user=facilitator, study=study.pk, name="pandas", by="ada")
    other = api_tokens.issue_api_token(user=researcher, study=study.pk, name="theirs", by="bob")
    for row in ApiToken.objects.all():
        api_tokens.count_use(row, 12)
    factories.make_round(study, state="draft")
    held = export_staff_member(user=facilitator, by="facilitator")
    assert held["about"] == {"account": "facilitator"}
    (account,) = held["held"]["account"]
    assert (account["username"], account["email"]) == ("facilitator", "ada@example.org")
    assert "password" not in account
    assert held["held"]["roles"] == [
        {"user": "facilitator", "study": str(study.pk), "role": "facilitator"}
    ]
    assert [row["name"] for row in held["held"]["tokens"]] == ["pandas"]
    today = str(timezone.localdate())
    (use,) = held["held"]["use of tokens"]
    assert use == {"token": "pandas", "day": today, "requests": 1, "sent_bytes": 12}
    assert len(held["held"]["sessions"]) == 1
    (factor,) = held["held"]["second factors"]
    assert (factor["type"], "data" in factor) == ("totp", False)
    acts = [row["act"] for row in held["held"]["acts upon people and invitations"]]
    assert acts == ["issue_token", "export_person"]
    text = json.dumps(held)
    session = client.session.session_key
    digest = ApiToken.objects.get(user=facilitator).digest
    for secret in (
        SECRET,
        token,
        other,
        digest,
        session,
        facilitator.password,
        "theirs",
        "researcher",
    ):
        assert secret not in text
    assert held["withheld"]["User.password"].startswith("Opens something")
    assert "Only your return code leads to them" in held["answers"]
    assert IdentityAudit.objects.get(act="export_person").subject == str(facilitator.pk)


# --- People who were invited ---------------------------------------------------------------------


@pytest.fixture
def invited(open_round):
    hand_out(round=open_round, guests=[WANG, LI], way="email", by="test")
    Mail.objects.update(state="sent", sealed_token=b"", sent_on=date(2026, 11, 20))
    return open_round


def test_an_invitee_is_found_by_address_or_name_and_nobody_else_is_told_of(invited):
    by_address = export_invitee(address="WANG@example.org", by="ada")
    by_name = export_invitee(name="professor wang", by="ada")
    assert by_address["held"] == by_name["held"]
    (invitation,) = by_address["held"]["invitations"]
    assert invitation == {
        "study": str(invited.study_id),
        "round": str(invited.pk),
        "seat": "participant",
        "side": "PRC",
        "level": "",
        "label": "Professor Wang",
    }
    (mail,) = by_address["held"]["mails"]
    assert (mail["address"], mail["sent_on"]) == ("wang@example.org", "2026-11-20")
    text = json.dumps(by_address)
    assert "Doctor Li" not in text
    assert Invitation.objects.get(label="Professor Wang").token_digest not in text
    assert export_invitee(name="Nobody", by="ada")["held"] == {"invitations": [], "mails": []}
    with pytest.raises(ValueError, match="address or a name"):
        export_invitee(by="ada")
    # What is kept for good of the act does not say about whom it was.
    details = str(list(IdentityAudit.objects.filter(act="export_person").values()))
    assert "ang" not in details


@pytest.mark.parametrize("renewed", [False, True])
def test_the_file_is_the_same_whether_somebody_has_begun(invited, renewed):
    files = []
    for guest in (WANG, LI):
        row = Invitation.objects.get(label=guest.name)
        if guest is LI:
            assert responding.begin(invitation=row, code=sealing.new_code()) is not None
        if renewed:
            person = (guest.seat, guest.side, guest.name)
            mail_new_link(
                round=invited, person=person, address=guest.address, language="en", by="ada"
            )
        text = json.dumps(export_invitee(name=guest.name, by="ada"))
        files.append(text.replace(guest.name, "N").replace(guest.address, "A"))
    assert files[0] == files[1]
    assert Envelope.objects.get().pk not in files[1]


# --- The command ---------------------------------------------------------------------------------


def test_the_command_writes_a_file_that_only_its_owner_reads(invited, facilitator, tmp_path):
    path = tmp_path / "wang.json"
    call_command("export_person", "--address", "wang@example.org", "--out", str(path))
    assert path.stat().st_mode & 0o777 == 0o600
    held = json.loads(path.read_text())
    assert held["about"] == {"address": "wang@example.org"}
    with pytest.raises(CommandError, match="exists"):
        call_command("export_person", "--address", "wang@example.org", "--out", str(path))
    out = StringIO()
    call_command("export_person", "--user", "facilitator", stdout=out)
    assert json.loads(out.getvalue())["about"] == {"account": "facilitator"}


@pytest.mark.parametrize(
    "options", [[], ["--user", "nobody"], ["--user", "facilitator", "--name", "Professor Wang"]]
)
def test_the_command_wants_one_person(facilitator, options):
    with pytest.raises(CommandError):
        call_command("export_person", *options)
    assert not IdentityAudit.objects.filter(act="export_person").exists()
