"""Passwords that stand in files, and so neither in the environment nor in what describes it."""

from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured


def secret_in(path: str) -> str:
    """Return the secret that a file holds, without the end of its line; "" where none is named.

    Raises ImproperlyConfigured where the file cannot be read.
    """
    if not path:
        return ""
    try:
        return Path(path).read_text().strip()
    except OSError as problem:
        raise ImproperlyConfigured(
            f"The file of a password cannot be read: {path} ({problem.strerror}). `make secrets` "
            "makes those of docker-compose.yml."
        ) from None


def with_password(url: str, password: str) -> str:
    """Return an address with the password put in, or as it is where there is none."""
    if not (url and password):
        return url
    address = urlsplit(url)
    account, _, place = address.netloc.rpartition("@")
    name = account.partition(":")[0]
    return urlunsplit(address._replace(netloc=f"{name}:{quote(password, safe='')}@{place}"))
