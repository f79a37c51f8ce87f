"""What somebody invited reads, as it arrives from a real SMTP server."""

import re
from unittest import mock

import pytest
from django.http import HttpResponse

from surveys.delivering.handing_out import hand_out
from surveys.delivering.outbox import send_mails
from surveys.models.mail import Mail
from surveys.models.study import Study
from tests.html import parse
from tests.surveys.delivering.lists import three

ADDRESSES = {
    "wang@example.org": "zh-Hans",
    "takahashi@example.org": "ja",
    "park@example.org": "ko",
}
TITLES = {"en": "The forum", "zh-Hans": "论坛", "ja": "フォーラム", "ko": "포럼"}


@pytest.fixture
def messages(round, smtp, keeper):
    Study.objects.filter(pk=round.study_id).update(title=TITLES)
    round.study.refresh_from_db()
    hand_out(round=round, guests=three(round), way="email", by="ada")
    send_mails("outbox", lambda percent, step: None)
    return keeper


def plain(message) -> str:
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html(message) -> str:
    return message.get_body(("html",)).get_content()


@pytest.mark.parametrize(("address", "language"), ADDRESSES.items())
def test_it_is_written_in_the_language_of_whom_it_is_for(messages, address, language):
    message = messages.to(address)
    assert message["Content-Language"] == language
    assert parse(HttpResponse(html(message))).one("html")["lang"] == language
    for text in (plain(message), html(message)):
        assert TITLES[language] in text
        assert not re.search(r"\b(questionnaire|invited|confidential)\b", text)
    assert "invitation" not in message["Subject"]


def test_the_headers(messages):
    message = messages.to("wang@example.org")
    mail = Mail.objects.get(address="wang@example.org")
    assert message["To"] == "wang@example.org"
    assert message["From"] == "The forum <forum@survey.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == f"<{mail.pk}@survey.example>"
    assert {name.lower() for name in message.keys()} == {  # noqa: SIM118  not a dict
        "content-type",
        "mime-version",
        "subject",
        "from",
        "to",
        "date",
        "message-id",
        "auto-submitted",
        "content-language",
    }


def test_a_subject_tells_a_passer_by_no_more_than_was_set(messages, round, settings, keeper):
    for address, language in ADDRESSES.items():
        assert TITLES[language] not in messages.to(address)["Subject"]
    keeper.messages.clear()
    settings.MAIL_NAMES_STUDY = True
    Mail.objects.update(state="queued", sealed_token=b"")
    # As an earlier version let a title be stored.
    with mock.patch("surveys.models.fields.validate_plain"):
        Study.objects.update(title={"en": "Forum\nBcc: everybody@example.org\u202e"})
    Mail.objects.update(kind="reminder")
    for mail in Mail.objects.all():
        Mail.objects.create(
            invitation=mail.invitation, address=mail.address, language="en", state="sent"
        )
    send_mails("outbox", lambda percent, step: None)
    assert len(keeper.messages) == 3
    for _address, message in keeper.messages:
        assert message["Subject"].endswith("Forum Bcc: everybody@example.org")
        assert message["Bcc"] is None


def test_the_link_stands_alone_and_nothing_else_leads_anywhere(messages):
    for address in ADDRESSES:
        message = messages.to(address)
        text = plain(message)
        (link,) = re.findall(r"^https://survey\.example/i/[0-9A-Z-]{23}/$", text, re.MULTILINE)
        assert text.count("://") == 1
        page = parse(HttpResponse(html(message)))
        (anchor,) = page.all("a")
        assert anchor["href"] == link
        assert anchor.text == link
        assert html(message).count("://") == 2
        assert not re.search(r"<(img|link|script|style|iframe)|url\(|src=", html(message))


def test_only_ascii_travels_in_lines_that_no_server_breaks(messages):
    assert len(messages.raw) == 3
    for raw in messages.raw:
        assert raw.isascii()
        assert max(map(len, raw.split(b"\r\n"))) <= 78


def test_names_stay_here(messages):
    for raw, (_address, message) in zip(messages.raw, messages.messages, strict=True):
        for name in ("Professor Wang", "高橋", "박 교수"):
            assert name not in plain(message) + html(message) + raw.decode()
