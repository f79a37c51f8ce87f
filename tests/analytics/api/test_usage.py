"""What is read with a token is counted by day, in requests and bytes; errors are not."""

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone

from analytics.api.usage import TokenUseMiddleware
from surveys.models.staff import ApiToken, TokenUse
from tests.analytics.made import bearer

URL = "/api/v1/studies/"


@pytest.fixture
def headers(study, researcher):
    return bearer(researcher, study)


def counted() -> list[tuple[int, int]]:
    assert {use.day for use in TokenUse.objects.all()} <= {timezone.localdate()}
    return list(TokenUse.objects.values_list("requests", "sent_bytes"))


def test_answers_are_counted_with_their_bytes(client, headers):
    sizes = [len(client.get(f"{URL}{path}", headers=headers).content) for path in ("", "forum/")]
    assert counted() == [(2, sum(sizes))]
    assert min(sizes) > 20


def test_of_a_request_for_headers_no_byte_is_counted(client, headers):
    client.head(URL, headers=headers)
    assert counted() == [(1, 0)]


def test_errors_and_those_who_send_no_token_are_not_counted(client, headers, facilitator):
    client.get(f"{URL}nothing/", headers=headers)
    client.get(f"{URL}?format=xml", headers=headers)
    client.get(URL)
    client.force_login(facilitator)
    client.get(URL)
    assert counted() == []


def test_nothing_of_what_was_asked_is_kept(client, headers):
    client.get(f"{URL}forum/", headers=headers)
    values = TokenUse.objects.values().get()
    assert set(values) == {"id", "token_id", "day", "requests", "sent_bytes"}


def answered(rf, token, response):
    """What the middleware makes of a response to a token."""
    request = rf.get("/")
    request.auth = token
    return TokenUseMiddleware(lambda request: response)(request)


def test_what_is_streamed_is_counted_when_it_was_sent(rf, headers):
    parts = iter([b"abc", b"de"])
    response = answered(rf, ApiToken.objects.get(), StreamingHttpResponse(parts))
    assert counted() == []
    assert response.getvalue() == b"abcde"
    assert counted() == [(1, 5)]


def test_of_what_nobody_read_to_the_end_the_rest_is_not_counted(rf, headers):
    response = answered(
        rf, ApiToken.objects.get(), StreamingHttpResponse(iter([b"abc", b"de", b"f"]))
    )
    sent = iter(response.streaming_content)
    assert (next(sent), next(sent)) == (b"abc", b"de")
    # As the server does when the connection is gone; it cannot know whether the last part arrived.
    for close in response._resource_closers:
        close()
    assert counted() == [(1, 3)]


def test_a_file_is_counted_as_it_is_announced(rf, headers, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"abcdefg")
    with file.open("rb") as opened:
        response = answered(rf, ApiToken.objects.get(), FileResponse(opened))
        assert response.getvalue() == b"abcdefg"
    assert counted() == [(1, 7)]


def test_a_token_that_was_revoked_meanwhile_is_not_counted(client, rf, headers):
    token = ApiToken.objects.get()
    ApiToken.objects.all().delete()
    assert answered(rf, token, HttpResponse(b"x")).content == b"x"
    assert counted() == []
