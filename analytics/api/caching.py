"""How an answer may be kept and asked for again: validators, conditions (RFC 9110), compression.

Whatever needs a token may be kept by whom it was sent to alone, and must be asked about every time.
What anybody may read may be kept by all for a while, and is compressed: nothing secret is in it.
"""

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, quote_etag
from rest_framework.request import Request

from analytics.api.problems import problem

PRIVATE = "private, no-cache"
PUBLIC = "public, max-age=300"
# By which an answer differs at one address.
VARY = ("Accept", "Authorization", "Cookie")
# What is written compressed already stays as it is.
COMPRESSED_ALREADY = re.compile(r"application/(vnd\.apache\.parquet|zip)|image/(?!svg)")
GZIP = "gzip"
COMPRESSION_LEVEL = 6


def read_by_anybody(request: Request) -> bool:
    """Whether the request comes with neither token nor session: what it gets, everybody may."""
    return request.auth is None and not getattr(request.user, "is_authenticated", False)


def digest(*parts: object) -> str:
    """What tells one state of an answer from all others, in hex."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()


def etag_of(request: Request, state: str, media_type: str) -> str:
    """The strong ETag of an answer in this state, in the encoding in which it is sent."""
    encoded = f"-{GZIP}" if is_compressed(request, media_type) else ""
    return quote_etag(f"{state}{encoded}")


def is_compressed(request: Request, media_type: str) -> bool:
    """Whether the answer is sent compressed: of public data alone (BREACH)."""
    accepted = request.headers.get("Accept-Encoding", "")
    return (
        read_by_anybody(request)
        and bool(re.search(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", accepted))
        and not COMPRESSED_ALREADY.match(media_type)
    )


def is_unchanged(request: Request, state: str, media_type: str) -> bool:
    """Whether the request names the ETag of this state: only what was answered well has one."""
    return etag_of(request, state, media_type) in request.headers.get("If-None-Match", "")


def last_modified(day: date | None) -> int | None:
    """The last second of that day, as a number; None until it is over.

    When something was published is said to the day. Of a day that is not over yet another state
    might follow, which nobody could tell from the first.
    """
    if day is None or day >= timezone.now().astimezone(UTC).date():
        return None
    end = datetime.combine(day, time.min, UTC) + timedelta(days=1, seconds=-1)
    return int(end.timestamp())


def with_validators(
    request: Request, response: HttpResponseBase, state: str = "", modified: int | None = None
) -> HttpResponseBase:
    """The answer with its ETag and Last-Modified, or 304 or 412 in its place.

    Without a ``state`` the ETag is that of its bytes.
    """
    if response.status_code != 200 or request.method not in ("GET", "HEAD"):
        return response
    media_type = response.get("Content-Type", "")
    if not state and isinstance(response, HttpResponse):
        state = hashlib.sha256(response.content).hexdigest()
    etag = etag_of(request, state, media_type)
    response["ETag"] = etag
    if modified is not None:
        response["Last-Modified"] = http_date(modified)
    may_be_kept(request, response)
    answer = conditional(request._request, response, etag, modified)
    if answer is response and is_compressed(request, media_type):
        compress(response)
    return answer


def conditional(
    request: HttpRequest, response: HttpResponseBase, etag: str, modified: int | None
) -> HttpResponseBase:
    """The answer, or 304 or 412 as the conditions in the request have it."""
    unconditional = cast(HttpResponse, response)
    answer = get_conditional_response(request, etag, modified, unconditional)
    assert answer is not None
    if answer.status_code == 412:
        answer = problem(request, "precondition-failed")
    return answer


def may_be_kept(request: Request, response: HttpResponseBase) -> None:
    """Say who may keep the answer, and by what it differs from others at its address."""
    public = read_by_anybody(request)
    response["Cache-Control"] = PUBLIC if public else PRIVATE
    patch_vary_headers(response, [*VARY, *(["Accept-Encoding"] if public else [])])


def compress(response: HttpResponseBase) -> None:
    """The same bytes from the same content every time, as a strong ETag has it."""
    if isinstance(response, StreamingHttpResponse):
        parts = cast(Iterable[bytes], response.streaming_content)
        response.streaming_content = _compressed(parts)
    elif isinstance(response, HttpResponse):
        response.content = b"".join(_compressed([response.content]))
        response["Content-Length"] = str(len(response.content))
    response["Content-Encoding"] = GZIP


def _compressed(parts: Iterable[bytes]) -> Iterator[bytes]:
    """One gzip stream, without a time in it."""
    stream = zlib.compressobj(COMPRESSION_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    for part in parts:
        yield stream.compress(part)
    yield stream.flush()
