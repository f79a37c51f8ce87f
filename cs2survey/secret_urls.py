"""Addresses that are themselves the key to what they show."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

View = Callable[[HttpRequest], HttpResponse]


class UnsaidAddresses:
    """Below /r/ every answer, a 404 as well, tells the address to nobody and leaves no copy.

    Not even to ourselves: a proxy before us may log which page asked for a style sheet.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith("/r/"):
            response["Referrer-Policy"] = "no-referrer"
            add_never_cache_headers(response)
        return response
