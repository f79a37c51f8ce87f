"""Links to a release for people without an account: one for each side, and one for the room.

A link proves itself: it names a release and a side, and an HMAC under the server's key says that
this server wrote it. Nothing is stored of it or of its use, so nobody can be traced by it, and
nothing but a new server key makes it worthless.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

MAC_BYTES = ID_BYTES = 16


def token_of(release: UUID, side: str = "") -> str:
    """The token of the link for a side's participants, or without a side for the whole room."""
    named = release.bytes + side.encode()
    purpose = "analytics.links: a side" if side else "analytics.links: the room"
    mac = salted_hmac(purpose, named, algorithm="sha256").digest()[:MAC_BYTES]
    return urlsafe_b64encode(mac + named).decode().rstrip("=")


def read(token: str) -> tuple[UUID, str] | None:
    """The release and the side ("": the room) a token names; None unless this server wrote it."""
    try:
        packed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        release = UUID(bytes=packed[MAC_BYTES : MAC_BYTES + ID_BYTES])
        side = packed[MAC_BYTES + ID_BYTES :].decode()
    except ValueError:
        return None
    return (release, side) if constant_time_compare(token, token_of(release, side)) else None
