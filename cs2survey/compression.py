"""Sends pages in lengths that say nothing of what stands in them, compressed or not.

The length of a compressed page depends on its content: on which marks are made in it, and on
whether a guess put into it repeats a secret of it. So a page is padded to a multiple of `STEP`
bytes, in a field of the gzip header that browsers skip. `STEP` is more than a page of questions
takes, whatever is marked in it, so that all of them are sent as equally many bytes.
"""

import struct
import zlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

STEP = 12_000

# RFC 1952: magic, deflate, a header with an extra field, no time, slowest, unknown system.
GZIP_HEADER = b"\x1f\x8b\x08\x04\0\0\0\0\x02\xff"
PADDING = b"cs"  # the two letters that name our field


# Pages of participants: all that is sent with them is padded, whatever the kind of response.
PARTICIPANTS = ("/i/", "/s/", "/answer/", "/return/", "/withdraw/", "/leave/")
PLAIN_STEP = 65_536
DATA_STEP = 4_096
# With what a web server adds it fits the 4 KB of headers that many a proxy takes unless told
# otherwise.
HEADER_STEP = 3_500
HEADER = "X-Padding"


class PaddedCompressionMiddleware:
    """Compresses and pads HTML for browsers that take gzip; pads all responses to participants."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.streaming:
            return response
        kind = response.get("Content-Type", "")
        to_participant = request.path_info.startswith(PARTICIPANTS)
        if kind.startswith("text/html"):
            patch_vary_headers(response, ("Accept-Encoding",))
            if "gzip" in request.headers.get("Accept-Encoding", "") and response.content:
                _put(response, padded(response.content))
                response.headers["Content-Encoding"] = "gzip"
            elif to_participant:
                _put(response, with_spaces(response.content, PLAIN_STEP))
        elif to_participant:
            _put(response, with_spaces(response.content, DATA_STEP))
        if to_participant:
            _pad_headers(response)
        return response


def _put(response: HttpResponse, content: bytes) -> None:
    response.content = content
    response.headers["Content-Length"] = str(len(content))


def with_spaces(content: bytes, step: int) -> bytes:
    """Return HTML or JSON with spaces at its end up to a multiple of `step`.

    >>> with_spaces(b"{}", 4)
    b'{}  '
    """
    return content + b" " * (-len(content) % step)


def header_bytes(response: HttpResponse) -> int:
    """Return how long all headers are together, as they are sent, cookies included."""
    cookies = (("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values())
    return sum(len(f"{name}: {value}\r\n") for name, value in (*response.items(), *cookies))


def _pad_headers(response: HttpResponse) -> None:
    """Add a header that makes all of them together a multiple of the step.

    They differ by where a redirect leads to, and by the message for the next page in its cookie.
    """
    response.headers[HEADER] = ""
    response.headers[HEADER] = "0" * (-header_bytes(response) % HEADER_STEP)


def padded(content: bytes) -> bytes:
    """Return the content as gzip of a multiple of `STEP` bytes."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(content) + deflate.flush()
    end = struct.pack("<LL", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    # The extra field has its length, and in it one field with its name and its own length.
    room = -(len(GZIP_HEADER) + 2 + 4 + len(body) + len(end)) % STEP
    extra = PADDING + struct.pack("<H", room) + bytes(room)
    return GZIP_HEADER + struct.pack("<H", len(extra)) + extra + body + end
