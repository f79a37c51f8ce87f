"""How many requests to the API are taken in a minute: by token, by account, and by network.

Whoever is nobody is counted by the network of their address, of which a keyed hash is kept for a
minute. Behind a proxy that names no address nobody is counted: otherwise one would stop all.
Answers say what is left, as the IETF's draft on RateLimit headers has it.
"""

import time
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

SALT = "analytics.api.throttling"
WINDOW_SECONDS = 60
# What a household or an office has of each kind of address; a hash of less would name a machine.
IPV4_PREFIX, IPV6_PREFIX = 24, 56


class Count(NamedTuple):
    """What is left of a limit, and in how many seconds all of it is there again."""

    policy: str
    limit: int
    left: int
    seconds: int

    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.limit};w={WINDOW_SECONDS}',
            "RateLimit": f'"{self.policy}";r={self.left};t={self.seconds}',
        }


class ReadingThrottle(BaseThrottle):
    """Takes as many requests in a minute as the settings say; 0 is no limit."""

    seconds = 0

    def allow_request(self, request: Request, view: object) -> bool:
        policy, who, limit = _counted_as(request)
        if not limit or not who:
            return True
        number, self.seconds = _count(policy, who)
        count = Count(policy, limit, max(0, limit - number), self.seconds)
        # For the middleware: REST framework lets a throttle set no header.
        request._request.rate_limit = count  # type: ignore[attr-defined]
        return number <= limit

    def wait(self) -> float:
        return self.seconds


class RateLimitMiddleware:
    """Puts into the headers of an answer what is left of the limit under which it was counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        count: Count | None = getattr(request, "rate_limit", None)
        if count is not None:
            for name, value in count.headers().items():
                response[name] = value
        return response


def network_of(request: HttpRequest) -> str:
    """Return the network that a request comes from; "" where no address is named.

    Of IPv4 the first 24 bits, of IPv6 the first 56.
    """
    named = request.META.get("HTTP_X_REAL_IP" if settings.BEHIND_PROXY else "REMOTE_ADDR", "")
    try:
        address = ip_address(named)
    except ValueError:
        return ""
    address = getattr(address, "ipv4_mapped", None) or address
    prefix = IPV4_PREFIX if address.version == 4 else IPV6_PREFIX
    return str(ip_network((address.packed, prefix), strict=False))


def _counted_as(request: Request) -> tuple[str, str, int]:
    """The policy under which a request is counted, as whose, "" where it is not, and the limit."""
    if request.auth is not None:
        return "token", str(request.auth.pk), settings.API_REQUESTS_PER_MINUTE
    if request.user is not None:
        return "account", str(request.user.pk), settings.API_REQUESTS_PER_MINUTE
    return "public", network_of(request._request), settings.API_PUBLIC_REQUESTS_PER_MINUTE


def _count(policy: str, who: str) -> tuple[int, int]:
    """Count one more request, and return how many there were and the seconds until none are."""
    whose = _digest(f"{policy} {who}")
    # Not for all at once: those who wait would come back together.
    now = int(time.time()) + int(whose[:8], 16) % WINDOW_SECONDS
    window, passed = divmod(now, WINDOW_SECONDS)
    # Of another name in each window: no two of them can be joined.
    key = f"api-{_digest(f'{whose} {window}')}"
    try:
        number = cache.incr(key)
    except ValueError:
        number = 1 if cache.add(key, 1, timeout=WINDOW_SECONDS) else cache.incr(key)
    return number, WINDOW_SECONDS - passed


def _digest(text: str) -> str:
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()
