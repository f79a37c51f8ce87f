"""What is done with the server's own keys, of which there may be several while they rotate.

Whatever is new is made under the newest key; what was made under an older one stays readable until
that one is destroyed (`surveys.key_rotation`). The pepper is another matter: what was computed with
it cannot be computed anew without the return codes, so that a round keeps the one it opened with.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from django.conf import settings
from django.utils.crypto import salted_hmac

from surveys import sealing
from surveys.models.round import Round

T = TypeVar("T")

SECOND_FACTOR, SESSION = "second factor", "session"


# --- The pepper ----------------------------------------------------------------------------------


def pepper_of(round: Round) -> str:
    """Return the pepper of a round; of a test, which is of no round, the newest.

    Raises MissingKeyError when this server does not hold it.
    """
    if not round.pepper_id:
        return str(settings.PEPPERS.newest)
    return str(settings.PEPPERS.with_id(round.pepper_id))


# --- The seal key --------------------------------------------------------------------------------


def wrap_private_key(private: bytes) -> bytes:
    """Return the private key of a round under the newest seal key."""
    return sealing.wrap(private, seal_key=settings.SEAL_KEYS.newest)


def unwrap_private_key(wrapped: bytes) -> bytes:
    """Return what `wrap_private_key` was given. Raises sealing.UnreadableError."""
    return _opened(settings.SEAL_KEYS.keys, lambda key: sealing.unwrap(wrapped, seal_key=key))


def lock_token(token: str) -> bytes:
    """Return the token of a link that waits to be mailed, under the newest seal key."""
    return sealing.lock_token(token, seal_key=settings.SEAL_KEYS.newest)


def unlock_token(locked: bytes) -> str:
    """Return what `lock_token` was given. Raises sealing.UnreadableError."""
    return _opened(settings.SEAL_KEYS.keys, lambda key: sealing.unlock_token(locked, seal_key=key))


def lock_second_factor(secret: str) -> str:
    """Return the secret of a second factor under the newest seal key."""
    return sealing.lock_text(secret, key=settings.SEAL_KEYS.newest, purpose=SECOND_FACTOR)


def unlock_second_factor(locked: str) -> str:
    """Return what `lock_second_factor` was given. Raises sealing.UnreadableError."""
    return _opened(
        settings.SEAL_KEYS.keys,
        lambda key: sealing.unlock_text(locked, key=key, purpose=SECOND_FACTOR),
    )


# --- The secret key ------------------------------------------------------------------------------


def secret_keys() -> tuple[str, ...]:
    """Return the secret keys of this process, the newest first; it read them when it started."""
    return settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS


def lock_cookie(content: dict[str, Any]) -> str:
    """Return what a browser keeps for its session, under the newest secret key."""
    return sealing.lock_cookie(content, secret_key=settings.SECRET_KEY)


def unlock_cookie(cookie: str) -> dict[str, Any]:
    """Return what `lock_cookie` was given. Raises sealing.UnreadableError."""
    return _opened(secret_keys(), lambda key: sealing.unlock_cookie(cookie, secret_key=key))


def lock_session(text: str) -> str:
    """Return what is kept of a session of staff, under the newest secret key."""
    return sealing.lock_text(text, key=settings.SECRET_KEY, purpose=SESSION)


def unlock_session(locked: str) -> str:
    """Return what `lock_session` was given. Raises sealing.UnreadableError."""
    return _opened(secret_keys(), lambda key: sealing.unlock_text(locked, key=key, purpose=SESSION))


def keyed_hashes(purpose: str, value: str | bytes, *, algorithm: str = "sha1") -> Iterator[bytes]:
    """Yield the HMAC of a value for a purpose under each secret key, that under the newest first.

    Whoever writes a hash takes the first, whoever recognises one accepts any.
    """
    for key in secret_keys():
        yield salted_hmac(purpose, value, secret=key, algorithm=algorithm).digest()


# --- Inside --------------------------------------------------------------------------------------


def _opened(keys: Iterable[str], opened: Callable[[str], T]) -> T:
    """Return what the first key opens that opens it. Raises the problem of the last one."""
    problem: Exception = sealing.UnreadableError("this server has no key")
    for key in keys:
        try:
            return opened(key)
        except sealing.UnreadableError as refusal:
            problem = refusal
    raise problem
