"""What is counted for a while, and what is kept so that it need not be made again."""

from pathlib import Path
from typing import Any


def caches(*, figures: Path, redis_url: str) -> dict[str, dict[str, Any]]:
    """Return Django's caches.

    What is counted against guessing, and which one-time codes were used, is shared by all processes
    and kept as JSON: whoever can write into a cache of pickles can run code in every process. Pages
    of releases are kept in the memory of each process, figures as files of the web servers: they
    hold what was published alone.
    """
    counts: dict[str, Any] = {"BACKEND": "surveys.shared_cache.DatabaseCache"}
    if redis_url:
        counts = {
            "BACKEND": "surveys.shared_cache.SharedCache",
            "LOCATION": redis_url,
            "KEY_PREFIX": "sign-in",
            "OPTIONS": {
                "serializer": "surveys.shared_cache.JSONSerializer",
                # So long a page waits for a Redis that is down; then it counts in the database.
                "socket_connect_timeout": 1,
                "socket_timeout": 1,
            },
        }
    return {
        "default": counts,
        "pages": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "pages",
            "TIMEOUT": 3600,
            "OPTIONS": {"MAX_ENTRIES": 100},
        },
        # About 80 MB; a release has some 150 figures, with each language and format.
        "figures": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": figures / "drawn",
            "TIMEOUT": None,
            "OPTIONS": {"MAX_ENTRIES": 250},
        },
    }
