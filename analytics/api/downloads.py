"""A file from disk as an answer: whole, a single range of its bytes, or not at all (RFC 9110)."""

import re
from typing import BinaryIO

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from rest_framework.request import Request
from whitenoise.responders import SlicedFile

from analytics.api.caching import conditional, may_be_kept
from analytics.api.problems import problem
from analytics.export.store import StoredFile

# One range; several, and other units than bytes, are no reason not to send the whole file.
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


class RangeNotSatisfiable(Exception):
    """The file has none of the bytes."""


def download(
    request: Request, opened: BinaryIO, file: StoredFile, modified: int | None
) -> HttpResponseBase:
    """The file to be kept, or what of it is wanted; 304 for whoever has it.

    Its ETag is its SHA-256. ``modified`` is when it last changed, where that is recorded.
    """
    etag = quote_etag(file.sha256)
    described = HttpResponse()
    described["ETag"] = etag
    described["Accept-Ranges"] = "bytes"
    if modified is not None:
        described["Last-Modified"] = http_date(modified)
    may_be_kept(request, described)
    # Conditions come before the range: who has the file is told so, whatever bytes are wanted.
    answer = conditional(request._request, described, etag, modified)
    if answer is not described:
        opened.close()
        return answer
    response = _content(request, opened, file, etag)
    for name in ("ETag", "Accept-Ranges", "Last-Modified", "Cache-Control", "Vary"):
        if name in described:
            response[name] = described[name]
    return response


def _content(request: Request, opened: BinaryIO, file: StoredFile, etag: str) -> HttpResponseBase:
    try:
        wanted = _wanted_range(request, file.size, etag)
    except RangeNotSatisfiable:
        detail = _("The file has %(size)s bytes and none of those.") % {"size": file.size}
        response: HttpResponseBase = problem(request, "range-not-satisfiable", detail)
        response["Content-Range"] = f"bytes */{file.size}"
        opened.close()
        return response
    first, last = wanted or (0, file.size - 1)
    response = _body(request, opened, first, last)
    response.status_code = 206 if wanted else 200
    charset = "; charset=utf-8" if file.media_type.startswith("text/") else ""
    response["Content-Type"] = f"{file.media_type}{charset}"
    response["Content-Length"] = str(last - first + 1)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    if wanted:
        response["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    return response


def _body(request: Request, opened: BinaryIO, first: int, last: int) -> HttpResponseBase:
    """The bytes from the first to the last one, read while they are sent; none for HEAD."""
    if request.method == "HEAD":
        opened.close()
        return HttpResponse()
    return FileResponse(SlicedFile(opened, first, last))


def _wanted_range(request: Request, size: int, etag: str) -> tuple[int, int] | None:
    """The first and the last byte wanted; None is the whole file.

    Raises RangeNotSatisfiable when the file ends before the first of them.
    """
    match = RANGE.fullmatch(request.headers.get("Range", "").strip())
    is_current = request.headers.get("If-Range", etag) == etag
    if match is None or not is_current or request.method != "GET" or not any(match.groups()):
        return None
    start, end = match.groups()
    first = int(start) if start else max(0, size - int(end))
    last = min(int(end), size - 1) if start and end else size - 1
    if start and end and int(end) < first:
        return None
    if first >= size:
        raise RangeNotSatisfiable
    return first, last
