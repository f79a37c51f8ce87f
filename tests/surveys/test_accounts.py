"""What changes about an account ends the sessions it must, and is audited."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from surveys import accounts
from surveys.models.audit import IdentityAudit
from surveys.models.sign_in import StaffSession
from surveys.sessions import hashed
from tests import factories

STRONG = "seven quiet words that nobody else says"


@pytest.fixture
def kim(db):
    """Somebody with an app, recovery codes and two sessions."""
    user = factories.make_staff(username="kim")
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    for key in ("one", "two"):
        expires = timezone.now() + timedelta(hours=1)
        StaffSession.objects.create(session_key=hashed(key), user=user, expire_date=expires)
    return user


def keys() -> list[str]:
    """The keys of the sessions that have not been ended."""
    kept = set(StaffSession.objects.values_list("session_key", flat=True))
    return [key for key in ("one", "two") if hashed(key) in kept]


def test_a_new_password_ends_all_other_sessions(kim):
    accounts.change_password(user=kim, password=STRONG, by="kim", keeping="two")
    kim.refresh_from_db()
    assert kim.check_password(STRONG)
    assert keys() == ["two"]
    entry = IdentityAudit.objects.get()
    assert (entry.actor, entry.act, entry.subject) == ("kim", "change_password", str(kim.pk))


def test_a_weak_password_changes_nothing(kim):
    with pytest.raises(ValidationError):
        accounts.change_password(user=kim, password="weak", by="kim")
    kim.refresh_from_db()
    assert kim.check_password(factories.PASSWORD)
    assert keys() == ["one", "two"]
    assert not IdentityAudit.objects.exists()


def test_a_lost_telephone_is_reset_by_a_command(kim, capsys):
    other = factories.make_staff(username="lee")
    TOTP.activate(other, generate_totp_secret())
    call_command("reset_sign_in", "kim")
    assert list(Authenticator.objects.values_list("user__username", flat=True)) == ["lee"]
    assert keys() == []
    kim.refresh_from_db()
    assert kim.check_password(factories.PASSWORD)
    entry = IdentityAudit.objects.get()
    assert (entry.actor, entry.act, entry.subject) == ("operator", "reset_sign_in", str(kim.pk))
    assert entry.detail == {"second_factors": 1, "password": False}
    out = capsys.readouterr().out
    assert out == "Second factors taken away: 1. All sessions have ended.\n"


def test_the_password_is_reset_as_well_if_asked_to(kim, client, capsys):
    call_command("reset_sign_in", "kim", "--password", "--by=owner of the forum")
    kim.refresh_from_db()
    assert not kim.has_usable_password()
    entry = IdentityAudit.objects.get()
    assert (entry.actor, entry.detail["password"]) == ("owner of the forum", True)
    address = capsys.readouterr().out.split()[-1]
    page = client.get("/staff/password" + address.partition("/staff/password")[2], follow=True)
    form = {"new_password1": STRONG, "new_password2": STRONG}
    client.post(page.redirect_chain[-1][0], form)
    kim.refresh_from_db()
    assert kim.check_password(STRONG)


def test_a_name_without_account_is_refused(db):
    with pytest.raises(CommandError, match="no account 'nobody'"):
        call_command("reset_sign_in", "nobody")
