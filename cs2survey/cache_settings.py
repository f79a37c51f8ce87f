"""What is kept so that it need not be made again: nothing but what releases have published."""

from pathlib import Path
from typing import Any

MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


def caches(figures: Path) -> dict[str, dict[str, Any]]:
    """Return Django's caches: pages in the memory of each process, figures as files for all."""
    return {
        "default": MEMORY,
        "pages": MEMORY | {"LOCATION": "pages", "TIMEOUT": 3600, "OPTIONS": {"MAX_ENTRIES": 100}},
        # About 80 MB; a release has some 150 figures, with each language and format.
        "figures": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": figures / "drawn",
            "TIMEOUT": None,
            "OPTIONS": {"MAX_ENTRIES": 250},
        },
    }
