"""What is sent is the page, and its length says nothing of what is marked in it."""

import gzip
import secrets

import pytest
from django.http import FileResponse, HttpResponse, JsonResponse
from django.test import Client, RequestFactory

from cs2survey.compression import (
    HEADER,
    HEADER_STEP,
    PLAIN_STEP,
    STEP,
    PaddedCompressionMiddleware,
    header_bytes,
    padded,
)
from surveys.holder_pages import pages_of
from surveys.instruments.sequence import DEFAULT_MODULES
from tests import factories
from tests.surveys.views import walking


@pytest.mark.parametrize("length", [1, 100, STEP - 30, STEP - 20, STEP, 3 * STEP])
def test_it_can_be_read_and_is_as_long_as_any(length):
    content = secrets.token_bytes(length)
    sent = padded(content)
    assert gzip.decompress(sent) == content
    assert len(sent) % STEP == 0
    assert len(sent) - length < STEP + 40


def sent(response, encoding="gzip, br") -> HttpResponse:
    request = RequestFactory(headers={"accept-encoding": encoding}).get("/")
    return PaddedCompressionMiddleware(lambda _: response)(request)


def test_only_pages_are_compressed_and_only_for_those_who_can_read_it(tmp_path):
    page = sent(HttpResponse("<p>words</p>"))
    assert (page["Content-Encoding"], page["Content-Length"]) == ("gzip", str(STEP))
    assert page["Vary"] == "Accept-Encoding"
    plain = sent(HttpResponse("<p>words</p>"), encoding="identity")
    assert (plain.content, plain["Vary"]) == (b"<p>words</p>", "Accept-Encoding")
    (tmp_path / "file").write_text("words")
    with (tmp_path / "file").open("rb") as file:
        for other in (JsonResponse({}), HttpResponse(""), FileResponse(file)):
            assert "Content-Encoding" not in sent(other)


@pytest.mark.parametrize("language", walking.LANGUAGES)
@pytest.mark.parametrize("seat", ["participant", "assessor"])
def test_every_page_of_questions_has_one_length_whatever_is_marked(db, seat, language):
    asked = factories.make_round(modules=list(DEFAULT_MODULES))
    client = walking.speak(Client(headers={"accept-encoding": "gzip"}), language)
    pages = [client.get(walking.invite(asked, seat, "JPN"))]
    plain = Client()
    code = walking.begin(plain, asked, seat, "JPN")
    client.cookies["cs2survey"] = plain.cookies["cs2survey"].value
    for page in pages_of(walking.holder(code), language):
        place = f"/answer/{page.number}/"
        pages.append(client.get(place))
        for number in range(3):
            marks = {f"q{q.position}": str(q.position * number % 4) for q in page.questions}
            plain.post(place, marks)
            pages.append(client.get(place))
    pages.append(client.get("/answer/review/"))
    assert {page.status_code for page in pages} == {200}
    assert {len(page.content) for page in pages} == {STEP}
    # With room to spare, so that no choice of marks takes a page beyond it.
    assert max(len(gzip.compress(gzip.decompress(page.content))) for page in pages) < 0.8 * STEP


# --- Everything that is sent to participants ------------------------------------------------------


def sent_length(reply) -> tuple[int, int]:
    return header_bytes(reply), len(reply.content)


def test_saving_is_answered_in_one_length_whatever_is_saved_and_wherever_it_leads(db):
    client = Client(headers={"accept-encoding": "gzip"})
    code = walking.begin(client, factories.make_round())
    pages = pages_of(walking.holder(code), "en")
    lengths = set()
    for page in pages:
        fields = [f"q{question.position}" for question in page.questions]
        for marks in ({}, dict.fromkeys(fields, "3"), {fields[0]: "-1"}, {fields[0]: "99"}):
            for script in ({}, {"accept": "application/json"}):
                reply = client.post(f"/answer/{page.number}/", marks, headers=script)
                kind = reply["Content-Type"].partition(";")[0] if reply.content else "redirect"
                lengths.add((kind, *sent_length(reply)))
    assert {kind for kind, *_ in lengths} >= {"redirect", "text/html"}
    assert len(lengths) == len({kind for kind, *_ in lengths}), lengths
    assert {headers for _kind, headers, _content in lengths} == {HEADER_STEP}


def test_redirects_have_one_length_with_and_without_a_message_or_a_new_cookie(db):
    client = Client()
    link = walking.invite(factories.make_round())
    shown = walking.offered(client, link)
    replies = [client.get("/answer/"), walking.confirm(client, link, shown), client.get("/answer/")]
    replies.append(client.get("/answer/77/"))
    assert {reply.status_code for reply in replies} == {302}
    assert len({len(reply.cookies) for reply in replies}) > 1
    assert len({reply["Location"] for reply in replies}) > 2
    assert {sent_length(reply) for reply in replies} == {(HEADER_STEP, 0)}


def test_errors_and_pages_without_compression_have_one_length_too(db):
    client = Client()
    code = walking.begin(client, factories.make_round())
    pages = [client.get(place) for place in ("/answer/1/", "/answer/review/")]
    client.post("/answer/1/", {"q1": "3"})
    pages.append(client.get("/answer/1/"))
    pages.append(client.post("/return/", {"code": "wrong"}))
    pages.append(client.post("/return/", {"code": walking.sealing.new_code()}))
    pages.append(Client().get("/i/x/"))
    pages.append(Client(enforce_csrf_checks=True).post("/withdraw/", {"code": code}))
    assert [page.status_code for page in pages] == [200, 200, 200, 422, 422, 404, 403]
    assert {sent_length(page) for page in pages} == {(HEADER_STEP, PLAIN_STEP)}


def test_other_pages_are_sent_as_they_are(db, client):
    reply = client.get("/staff/sign-in/")
    assert HEADER not in reply
    assert len(reply.content) % 1000
