"""Middleware for addresses that are the key to their page, and for the size of requests."""

import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers
from django.utils.encoding import escape_uri_path

View = Callable[[HttpRequest], HttpResponse]

# Addresses that people receive in a message or by which they come back.
HANDED_OUT = ("/i/", "/r/", "/s/", "/return", "/withdraw")
# Below these every address is a secret, even one that leads nowhere; elsewhere a route says so by
# a parameter of the name `token`.
SECRET = ("/i/", "/r/", "/s/")
# Where else a form of theirs leads: whose link was used types the return code.
FORMS_OF_SECRET_PAGES = ("/return/",)
# What a mail program or a person takes along from the sentence around an address. No address of
# ours ends with any of them; "-" and "_" are letters of tokens.
TAKEN_ALONG = (
    ".,;:!?)]}>'\"*`"
    "。．｡，、､；：！？…）］｝＞〉》」』｣】〕”’"
    " \t\r\n\u00a0\u200b\u200e\u200f\u2060\u3000\ufeff"
)


class PastedLinkMiddleware:
    """Leads from an address that was pasted with the end of its sentence to the address itself."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        kept = path.rstrip("/" + TAKEN_ALONG)
        taken_along = path[len(kept) :].strip("/")
        if taken_along and request.method in ("GET", "HEAD") and path.startswith(HANDED_OUT):
            response = HttpResponseRedirect(escape_uri_path(kept + "/"))
            add_never_cache_headers(response)
            return response
        return self.get_response(request)


class SecretUrlMiddleware:
    """Forbids browsers to pass on, or to cache, any page whose address is a secret, a 404 included.

    The address must not be sent to this server either: a proxy in front of it may log which page
    requested a style sheet.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if has_secret_address(request):
            response["Referrer-Policy"] = "no-referrer"
            add_never_cache_headers(response)
        return response


class WithheldOriginMiddleware:
    """Lets forms be taken from pages whose address is a secret, of which browsers hide the origin.

    With the referrer they withhold the origin as well and send "Origin: null", which would be
    refused as forged. The form's own token still has to be right; and browsers that say where a
    form comes from (`Sec-Fetch-Site`, which no page can set) must say that it is from here. In
    older ones the token alone decides.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view_and_arguments: object) -> None:
        is_withheld = request.headers.get("Origin") == "null"
        is_ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        may_be = has_secret_address(request) or request.path_info in FORMS_OF_SECRET_PAGES
        if is_withheld and is_ours and may_be:
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"


def has_secret_address(request: HttpRequest) -> bool:
    """Return whether whoever knows the address of this page can do what it allows."""
    match = request.resolver_match
    return request.path_info.startswith(SECRET) or (match is not None and "token" in match.kwargs)


class RequestSizeMiddleware:
    """Refuses a request that announces more than may be sent, with the page that says so.

    A proxy that refuses it hands it on without its body, whose length is then in `X-Body-Length`.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = (request.headers.get(name, "") for name in ("Content-Length", "X-Body-Length"))
        if any(length > settings.MOST_REQUEST_BYTES for length in map(_bytes, announced)):
            raise RequestDataTooBig("more was sent than MOST_REQUEST_BYTES")
        return self.get_response(request)


def _bytes(length: str) -> int:
    return int(length) if re.fullmatch("[0-9]{1,18}", length) else 0
