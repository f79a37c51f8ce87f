"""A weak password is refused whoever sets it: a page, a command or a shell."""

import pytest
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from surveys.models.staff import User

STRONG = "seven quiet words that nobody else says"
COMMAND = ("createsuperuser", "--noinput", "--database=identity")


@pytest.mark.parametrize("make", [User.objects.create_user, User.objects.create_superuser])
def test_no_account_is_made_with_a_weak_password(db, make):
    for weak in ("secret", "1q2w3e4r5t6y", "kim.the.diplomat"):
        with pytest.raises(ValidationError):
            make("kim.the.diplomat", password=weak)
    assert not User.objects.exists()
    assert make("kim", password=STRONG).check_password(STRONG)


def test_a_shell_sets_no_weak_password(db):
    kim = User.objects.create_user("kim")
    with pytest.raises(ValidationError, match="at least 12 characters"):
        kim.set_password("secret")
    kim.set_password(STRONG)
    assert kim.check_password(STRONG)
    kim.set_password(None)
    assert not kim.has_usable_password()


def test_no_command_sets_a_weak_password(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "secret")
    with pytest.raises(CommandError, match="at least 12 characters"):
        call_command(*COMMAND, "--username=kim", "--email=kim@example.org")
    assert not User.objects.exists()


def test_a_password_from_before_the_rules_still_signs_in(db, settings):
    kim = User.objects.create_user("kim")
    kim.password = make_password("secret", hasher="md5")
    kim.save()
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    assert kim.check_password("secret")
    kim.refresh_from_db()
    assert kim.password.startswith("pbkdf2"), "the hash was made anew"


def test_signing_in_by_an_unknown_name_is_answered_as_by_a_wrong_password(client, db):
    User.objects.create_user("kim", password=STRONG)
    for name in ("kim", "nobody"):
        reply = client.post("/staff/sign-in/", {"username": name, "password": "weak"})
        assert reply.status_code == 200
        assert reply.context["form"].errors
