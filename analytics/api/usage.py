"""Counts what is read with each token: requests and bytes by day, and nothing else."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse

from surveys.api_tokens import count_use
from surveys.models.staff import ApiToken


class TokenUseMiddleware:
    """Counts an answer to a token once it is there; one that is streamed, when it has been sent.

    Errors are not counted.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # REST framework leaves it on the request that it was made of.
        token = getattr(request, "auth", None)
        if isinstance(token, ApiToken) and response.status_code < 400:
            _count(token, request, response)
        return response


def _count(token: ApiToken, request: HttpRequest, response: HttpResponseBase) -> None:
    if request.method == "HEAD":
        count_use(token, 0)
    elif "Content-Length" in response:
        count_use(token, int(response["Content-Length"]))
    elif isinstance(response, StreamingHttpResponse):
        response.streaming_content = _counted(token, iter(response))
    else:
        count_use(token, len(getattr(response, "content", b"")))


def _counted(token: ApiToken, parts: Iterator[bytes]) -> Iterator[bytes]:
    """The parts as they are; when they were sent, or whoever reads has gone, they are counted."""
    sent = 0
    try:
        for part in parts:
            yield part
            sent += len(part)
    finally:
        count_use(token, sent)
