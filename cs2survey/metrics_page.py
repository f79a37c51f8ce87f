"""The address at which an operator's Prometheus collects the figures, if it has the token."""

import hmac
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from surveys.key_files import KeyFile

PREFIX = "Bearer "


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer whoever sends the token of `CS2_METRICS_TOKEN`; for all others nothing is here."""
    if not _has_token(request.headers.get("Authorization", "")):
        raise Http404
    # Only who collects figures needs what writes them.
    from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

    from cs2survey.metrics import exposition

    return HttpResponse(exposition(), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _has_token(header: str) -> bool:
    """Compare in a time that does not depend on how much of the token is right."""
    if not settings.METRICS_TOKEN_FILE or not header.startswith(PREFIX):
        return False
    sent = header.removeprefix(PREFIX).encode()
    tokens = KeyFile(Path(settings.METRICS_TOKEN_FILE)).keys
    return any(hmac.compare_digest(sent, token.encode()) for token in tokens)
