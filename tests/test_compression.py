"""What is sent is the page, and its length says nothing of what is marked in it."""

import gzip
import secrets

import pytest
from django.http import FileResponse, HttpResponse, JsonResponse
from django.test import Client, RequestFactory

from cs2survey.compression import STEP, PaddedCompressionMiddleware, padded
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
