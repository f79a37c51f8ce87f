"""A file from disk as an answer: whole, a single range of its bytes, or not at all (RFC 9110)."""

import re
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from whitenoise.responders import SlicedFile

from analytics.export.store import StoredFile

# One range; several, and other units than bytes, are no reason not to send the whole file.
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


class RangeNotSatisfiable(Exception):
    """The file has none of the bytes."""


def download(request: HttpRequest, path: Path, file: StoredFile) -> HttpResponseBase:
    """The file to be kept, or what of it is wanted; 304 for whoever has it.

    Its ETag is its SHA-256.
    """
    etag = quote_etag(file.sha256)
    response = get_conditional_response(request, etag=etag) or _content(request, path, file, etag)
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    return response


def _content(request: HttpRequest, path: Path, file: StoredFile, etag: str) -> HttpResponseBase:
    try:
        wanted = _wanted_range(request, file.size, etag)
    except RangeNotSatisfiable:
        detail = f"The file has {file.size} bytes and none of those."
        response: HttpResponseBase = JsonResponse({"detail": detail}, status=416)
        response["Content-Range"] = f"bytes */{file.size}"
        return response
    first, last = wanted or (0, file.size - 1)
    response = _body(request, path, first, last)
    response.status_code = 206 if wanted else 200
    charset = "; charset=utf-8" if file.media_type.startswith("text/") else ""
    response["Content-Type"] = f"{file.media_type}{charset}"
    response["Content-Length"] = str(last - first + 1)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    if wanted:
        response["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    return response


def _body(request: HttpRequest, path: Path, first: int, last: int) -> HttpResponseBase:
    """The bytes from the first to the last one, read while they are sent; none for HEAD."""
    if request.method == "HEAD":
        return HttpResponse()
    return FileResponse(SlicedFile(path.open("rb"), first, last))


def _wanted_range(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
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
