"""Compresses pages to lengths that say nothing of what stands in them.

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
HEADER = b"\x1f\x8b\x08\x04\0\0\0\0\x02\xff"
PADDING = b"cs"  # the two letters that name our field


class PaddedCompressionMiddleware:
    """Compresses and pads HTML for browsers that take gzip."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if "gzip" in request.headers.get("Accept-Encoding", "") and response.content:
            response.content = padded(response.content)
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.content))
        return response


def padded(content: bytes) -> bytes:
    """Return the content as gzip of a multiple of `STEP` bytes."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(content) + deflate.flush()
    end = struct.pack("<LL", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    # The extra field has its length, and in it one field with its name and its own length.
    room = -(len(HEADER) + 2 + 4 + len(body) + len(end)) % STEP
    extra = PADDING + struct.pack("<H", room) + bytes(room)
    return HEADER + struct.pack("<H", len(extra)) + extra + body + end
