"""Reads the releases of a cs2survey site: ``Client("https://…", token="cs2_…")``."""

from cs2survey_client.client import Client, Release, Study
from cs2survey_client.errors import (
    ApiError,
    ChecksumError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
    UnavailableError,
)

__all__ = [
    "ApiError",
    "ChecksumError",
    "Client",
    "NotAllowedError",
    "NotFoundError",
    "RefusedError",
    "Release",
    "Study",
    "UnavailableError",
]
