"""Links to a release for people without an account: one for each side, and one for the room.

A link proves itself: it names a release and a side, and an HMAC under the server's key says that
this server wrote it. Nothing is stored of it or of its use, so nobody can be traced by it, and
nothing makes it worthless but destroying that key once another has taken its place.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from uuid import UUID

from django.utils.crypto import constant_time_compare

from surveys.server_keys import keyed_hashes

MAC_BYTES = ID_BYTES = 16


def token_of(release: UUID, side: str = "") -> str:
    """The token of the link for a side's participants, or without a side for the whole room."""
    return next(_tokens_of(release, side))


def _tokens_of(release: UUID, side: str) -> Iterator[str]:
    """Yield the token under each secret key, the newest first."""
    named = release.bytes + side.encode()
    purpose = "analytics.links: a side" if side else "analytics.links: the room"
    for mac in keyed_hashes(purpose, named, algorithm="sha256"):
        yield urlsafe_b64encode(mac[:MAC_BYTES] + named).decode().rstrip("=")


def read(token: str) -> tuple[UUID, str] | None:
    """The release and the side ("": the room) a token names; None unless this server wrote it."""
    named = named_in(token)
    if named is None:
        return None
    # Under every key, also once one of them fits: which of them did must not be told by the time.
    ours = [constant_time_compare(token, written) for written in _tokens_of(*named)]
    return named if any(ours) else None


def named_in(token: str) -> tuple[UUID, str] | None:
    """The release and the side a token names, whoever wrote it; None where it names none."""
    try:
        packed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        release = UUID(bytes=packed[MAC_BYTES : MAC_BYTES + ID_BYTES])
        return release, packed[MAC_BYTES + ID_BYTES :].decode()
    except ValueError:
        return None
