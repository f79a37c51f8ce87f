"""Requests that are too large, or that cannot be read: a page with the way back, nothing lost."""

import pytest
from django.test import Client

from surveys.envelope_contents import Answer
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.walking import KEY, LANGUAGES, MILITARY, assert_kept_private, draft

FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
FILE = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n1\r\n'
FIELD = b'--x\r\nContent-Disposition: form-data; name="f"\r\n\r\n'
TOO_MUCH = {
    "three megabytes": (413, b"x=" + b"a" * 3_000_000, FORM),
    "three megabytes in a part": (413, FIELD + b"a" * 3_000_000 + b"\r\n--x--\r\n", PARTS),
    "too many fields": (400, b"&".join(b"f%d=1" % n for n in range(40_000)), FORM),
    "too many files": (400, FILE * 101 + b"--x--\r\n", PARTS),
}
UNREADABLE = {"no boundary": (400, b"x", "multipart/form-data")}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", TOO_MUCH | UNREADABLE)
def test_a_page_leads_back_and_nothing_is_lost(client, code, case, language):
    walking.speak(client, language)
    client.post("/answer/1/", {MILITARY: "2"})
    status, body, kind = (TOO_MUCH | UNREADABLE)[case]
    strict = Client(enforce_csrf_checks=True)
    strict.cookies.update(client.cookies)
    reply = strict.post("/answer/1/?from=review", body, content_type=kind)
    assert reply.status_code == status
    assert_kept_private(reply)
    page = parse(reply)
    assert page.one("html")["lang"].lower() == language
    assert page.one("main").one("a")["href"] == "/answer/1/?from=review"
    assert "Traceback" not in reply.content.decode()
    assert draft(code) == {KEY: Answer(2)}
    assert client.get("/answer/1/").status_code == 200


@pytest.mark.parametrize("path", ["/return/", "/withdraw/", "/i/x/begin/", "/staff/sign-in/"])
def test_every_form_is_answered_so(db, path):
    reply = Client(enforce_csrf_checks=True).post(path, b"x=" + b"a" * 3_000_000, content_type=FORM)
    assert reply.status_code == 413
    assert parse(reply).one("h1").text == "Too much was sent"


def test_what_cannot_be_read_is_not_called_too_much(db, client):
    reply = client.post("/return/", b"x", content_type="multipart/form-data")
    assert parse(reply).one("h1").text == "What was sent could not be read"


def test_that_it_happened_is_in_no_log(client, code, caplog):
    """Its time would be that of somebody's answering."""
    for _status, body, kind in TOO_MUCH.values():
        client.post("/answer/1/", body, content_type=kind)
    assert caplog.records == []


def test_what_is_still_being_sent_is_read_so_that_the_browser_shows_the_page(client, code):
    body = b"x=" + b"a" * 3_000_000
    reply = client.post("/answer/1/", body, content_type=FORM)
    assert reply.wsgi_request.read() == b""
