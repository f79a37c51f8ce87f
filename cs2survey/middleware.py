"""Middleware for addresses that are themselves the key to the page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

View = Callable[[HttpRequest], HttpResponse]


class SecretUrlMiddleware:
    """Forbids browsers to pass on, or to cache, any page below /r/, a 404 included.

    The address must not be sent to this server either: a proxy in front of it may log which page
    requested a style sheet.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith("/r/"):
            response["Referrer-Policy"] = "no-referrer"
            add_never_cache_headers(response)
        return response
