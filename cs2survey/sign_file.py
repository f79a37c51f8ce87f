"""A file whose time says that this container's worker or scheduler lives, for its health check.

The rows of `surveys.worker_life` say that some worker lives; of several each has its own file.
"""

from pathlib import Path

from django.conf import settings


def touch_sign_file() -> None:
    """Give the file named in the settings the present time, if one is named."""
    if settings.SIGN_FILE:
        Path(settings.SIGN_FILE).touch()
