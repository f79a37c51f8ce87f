"""An address for a new password goes by mail to whom it belongs; nobody else learns anything."""

import base64
import re

import pytest
from celery import current_app
from django.core import mail

from surveys import sealing
from surveys.delivering import password_mails
from surveys.delivering.password_mails import (
    MOST_FOR_AN_ACCOUNT,
    MOST_IN_ALL,
    NotTakenError,
    ask_for_password_mail,
    mail_password_address,
)
from surveys.models.audit import IdentityAudit
from tests import factories

ADDRESS = "kim@example.org"
PASSWORD = "seven quiet words that nobody else says"


@pytest.fixture
def messages(monkeypatch):
    """The messages to workers, which nobody takes."""
    sent = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **_: sent.append(args[0]))
    return sent


@pytest.fixture
def kim(db):
    user = factories.make_staff(username="kim")
    user.email = ADDRESS
    user.save()
    return user


def asked(messages, address=ADDRESS, language="en"):
    ask_for_password_mail(address=address, language=language)
    return mail_password_address(messages.pop())


@pytest.mark.parametrize("written", [ADDRESS, "KIM@example.ORG"])
def test_the_mail_leads_to_a_new_password(kim, messages, client, settings, written):
    assert asked(messages, written) == 1
    (sent,) = mail.outbox
    assert sent.to == [ADDRESS]
    (path,) = re.findall(re.escape(settings.BASE_URL) + r"(\S+)", sent.body)
    form = client.get(path, follow=True).redirect_chain[-1][0]
    client.post(form, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    kim.refresh_from_db()
    assert kim.check_password(PASSWORD)
    assert "has been used" in client.get(path, follow=True).content.decode()


@pytest.mark.parametrize(
    ("language", "subject"),
    [("ja", "新しいパスワード"), ("ko", "새 비밀번호"), ("zh-Hans", "新密码")],
)
def test_the_mail_is_in_the_language_of_the_page(kim, messages, language, subject):
    asked(messages, language=language)
    assert mail.outbox[0].subject == subject


@pytest.mark.parametrize("of", ["another", "without a password", "closed"])
def test_nobody_else_is_mailed(kim, messages, of):
    if of == "without a password":
        kim.set_unusable_password()
    kim.is_active = of != "closed"
    kim.save()
    assert asked(messages, "lee@example.org" if of == "another" else ADDRESS) == 0
    assert not mail.outbox


def test_the_message_to_the_worker_names_nobody(kim, messages):
    ask_for_password_mail(address=ADDRESS, language="en")
    ask_for_password_mail(address="lee@example.org", language="en")
    known, unknown = (base64.b64decode(message) for message in messages)
    assert b"kim" not in known
    assert len(known) == len(unknown)
    with pytest.raises(sealing.UnreadableError):
        sealing.unlock_token(known, seal_key="00" * 32)


def test_an_account_gets_few_mails_in_an_hour(kim, messages):
    counts = [asked(messages) for _ in range(MOST_FOR_AN_ACCOUNT + 1)]
    assert counts == [1] * MOST_FOR_AN_ACCOUNT + [0]
    IdentityAudit.objects.update(at="2026-01-01T00:00Z")
    assert asked(messages) == 1


def test_a_server_sends_few_mails_in_an_hour(kim, messages, monkeypatch):
    lee = factories.make_staff(username="lee")
    lee.email = "lee@example.org"
    lee.save()
    monkeypatch.setattr(password_mails, "MOST_IN_ALL", 2)
    assert [asked(messages), asked(messages), asked(messages, lee.email)] == [1, 1, 0]
    assert MOST_IN_ALL > MOST_FOR_AN_ACCOUNT


def test_a_mail_server_that_refuses_is_logged_without_the_address(kim, messages, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert asked(messages) == 0
    assert "was not sent: ConnectionRefusedError" in caplog.text
    assert "kim" not in caplog.text


def test_a_broker_that_is_away_is_told(monkeypatch):
    def away(*args, **kwargs):
        raise OSError("no broker")

    monkeypatch.setattr(current_app, "send_task", away)
    with pytest.raises(NotTakenError, match="OSError"):
        ask_for_password_mail(address=ADDRESS, language="en")
