"""Return codes, keys and envelopes: the only module that encrypts. Pure: no Django.

A draft is encrypted under a key derived from the return code, which only the respondent holds.
A submitted envelope is sealed to the round's public key (libsodium sealed box). Both are padded
to one of a few sizes, chosen by the most that could be answered (`room`) and not by what was, so
that a length says nothing of the answers: everybody of a seat and side in a round has the same.
"""

import base64
import hashlib
import hmac
import json
import unicodedata
from collections.abc import Iterable
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random as random_bytes

from surveys import crockford

CODE_LENGTH = 26
GROUPS = (5, 5, 5, 5, 6)
KEY_BYTES = 32
# The largest holds whatever `surveys.instruments.limits` allows one person to be asked.
SIZES = (4_096, 16_384, 65_536, 131_072, 262_144, 524_288, 1_048_576)


class UnreadableError(Exception):
    """A draft, an envelope or a wrapped key that the key at hand does not open."""


class TooLargeError(ValueError):
    """More was written than the largest envelope holds."""


# --- Return codes --------------------------------------------------------------------------------


def new_code() -> str:
    """26 letters of 5 bits each: 130 random bits."""
    return crockford.random_letters(CODE_LENGTH)


def grouped(code: str) -> str:
    """The code as it is shown: groups of five, and a last one of six."""
    starts = [sum(GROUPS[:i]) for i in range(len(GROUPS))]
    return " ".join(code[s : s + length] for s, length in zip(starts, GROUPS, strict=True))


def normal_code(text: str) -> str | None:
    """Return the code that somebody typed, or None when it cannot be one."""
    return crockford.normal_letters(text, CODE_LENGTH)


def locator(*, pepper: str, code: str, round_id: str) -> str:
    """Finds a respondent's envelope in a round; says nothing without the code."""
    return _keyed_hash(pepper, "locator", round_id, code)


def withdrawal_tag(*, pepper: str, code: str, round_id: str) -> str:
    """Finds an opened response, and cannot be computed from the locator."""
    return _keyed_hash(pepper, "withdrawal", round_id, code)


def text_tag(*, pepper: str, code: str, round_id: str, place: int) -> str:
    """Finds one opened text; cannot be computed from the tag of its response or of another text."""
    return _keyed_hash(pepper, f"withdrawal of text {place}", round_id, code)


def party_order(parties: Iterable[str], *, pepper: str, code: str, round_id: str) -> list[str]:
    """Order parties for a respondent: the same for the same code and round, whatever the visit.

    Every order is as likely as any other over codes, and none can be told without the code.
    """
    return sorted(parties, key=lambda party: _keyed_hash(pepper, f"order {party}", round_id, code))


def _keyed_hash(pepper: str, label: str, round_id: str, code: str) -> str:
    key = bytes.fromhex(pepper)
    if len(key) != KEY_BYTES:
        raise ValueError(
            "the pepper must be 64 hexadecimal digits; `manage.py make_keys` makes one"
        )
    message = "\0".join((label, round_id, code)).encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()


# --- Drafts --------------------------------------------------------------------------------------


def hkdf(secret: bytes, *, salt: bytes, info: bytes, length: int = 32) -> bytes:
    """RFC 5869 with SHA-256, for at most 32 bytes of output."""
    extracted = hmac.new(salt, secret, hashlib.sha256).digest()
    return hmac.new(extracted, info + b"\x01", hashlib.sha256).digest()[:length]


def lock_draft(content: dict[str, Any], *, code: str, round_id: str, room: int = 0) -> bytes:
    """The draft, readable again only with the code. Raises TooLargeError."""
    return bytes(SecretBox(_draft_key(code, round_id)).encrypt(_padded(content, room)))


def unlock_draft(draft: bytes, *, code: str, round_id: str) -> dict[str, Any]:
    """What `lock_draft` was given. Raises UnreadableError."""
    try:
        return _unpadded(SecretBox(_draft_key(code, round_id)).decrypt(bytes(draft)))
    except (CryptoError, ValueError) as problem:
        raise UnreadableError("the draft is not readable with this code") from problem


def _draft_key(code: str, round_id: str) -> bytes:
    return hkdf(code.encode(), salt=round_id.encode(), info=b"cs2survey draft 1")


def lock_page(content: dict[str, Any], *, code: str, round_id: str, room: int) -> str:
    """What a page carries of its own answers, `room` bytes or more, readable only with the code."""
    box = SecretBox(_page_key(code, round_id))
    return base64.urlsafe_b64encode(box.encrypt(_compact(content).ljust(room))).decode()


def unlock_page(page: str, *, code: str, round_id: str) -> dict[str, Any]:
    """What `lock_page` was given. Raises UnreadableError."""
    box = SecretBox(_page_key(code, round_id))
    try:
        return dict(json.loads(box.decrypt(base64.urlsafe_b64decode(page.encode()))))
    except (CryptoError, ValueError, TypeError) as problem:
        raise UnreadableError("the page was altered or is of another code") from problem


def _page_key(code: str, round_id: str) -> bytes:
    return hkdf(code.encode(), salt=round_id.encode(), info=b"cs2survey page 1")


def lock_cookie(content: dict[str, Any], *, secret_key: str) -> str:
    """What a browser keeps for its session: unreadable to whoever finds the cookie."""
    box = SecretBox(hkdf(secret_key.encode(), salt=b"", info=b"cs2survey cookie 1"))
    return base64.urlsafe_b64encode(box.encrypt(_compact(content))).decode()


def unlock_cookie(cookie: str, *, secret_key: str) -> dict[str, Any]:
    """What `lock_cookie` was given. Raises UnreadableError."""
    box = SecretBox(hkdf(secret_key.encode(), salt=b"", info=b"cs2survey cookie 1"))
    try:
        content = json.loads(box.decrypt(base64.urlsafe_b64decode(cookie)))
    except (CryptoError, ValueError) as problem:
        raise UnreadableError("the cookie was altered or is of another installation") from problem
    return dict(content)


def lock_token(token: str, *, seal_key: str) -> bytes:
    """The token of a link that waits to be mailed, under the server's seal key."""
    return bytes(_token_box(seal_key).encrypt(token.encode()))


def unlock_token(locked: bytes, *, seal_key: str) -> str:
    """What `lock_token` was given. Raises UnreadableError."""
    try:
        return _token_box(seal_key).decrypt(bytes(locked)).decode()
    except (CryptoError, ValueError) as problem:
        raise UnreadableError("the seal key is not the one this link was kept with") from problem


def _token_box(seal_key: str) -> SecretBox:
    return SecretBox(hkdf(bytes.fromhex(seal_key), salt=b"", info=b"cs2survey link 1"))


def lock_text(text: str, *, key: str, purpose: str) -> str:
    """A text under a key that is derived from a key of the server for this purpose alone."""
    return base64.urlsafe_b64encode(_purpose_box(key, purpose).encrypt(text.encode())).decode()


def unlock_text(locked: str, *, key: str, purpose: str) -> str:
    """What `lock_text` was given. Raises UnreadableError."""
    try:
        return _purpose_box(key, purpose).decrypt(base64.urlsafe_b64decode(locked)).decode()
    except (CryptoError, ValueError) as problem:
        raise UnreadableError(f"this is not a {purpose} under the key at hand") from problem


def _purpose_box(key: str, purpose: str) -> SecretBox:
    return SecretBox(hkdf(bytes.fromhex(key), salt=b"", info=f"cs2survey {purpose} 1".encode()))


# --- Envelopes -----------------------------------------------------------------------------------


def seal(content: dict[str, Any], *, public_key: bytes, room: int = 0) -> bytes:
    """The envelope: only the round's private key opens it. Raises TooLargeError."""
    return bytes(SealedBox(PublicKey(bytes(public_key))).encrypt(_padded(content, room)))


def unseal(envelope: bytes, *, private_key: bytes) -> dict[str, Any]:
    """What `seal` was given. Raises UnreadableError."""
    try:
        return _unpadded(SealedBox(PrivateKey(bytes(private_key))).decrypt(bytes(envelope)))
    except (CryptoError, ValueError, TypeError) as problem:
        raise UnreadableError("the envelope is damaged or was sealed to another key") from problem


def room_for(fullest: dict[str, Any]) -> int:
    """The bytes that the fullest content needs: what `lock_draft` and `seal` make room for."""
    return len(_compact(fullest))


def _padded(content: dict[str, Any], room: int) -> bytes:
    """Compact JSON, its length in four bytes before it, and zeros up to one of the sizes."""
    text = _compact(content)
    needed = max(len(text), room) + 4
    for size in SIZES:
        if needed <= size:
            return (len(text).to_bytes(4, "big") + text).ljust(size, b"\0")
    raise TooLargeError(f"{needed} bytes do not fit the largest envelope of {SIZES[-1]} bytes")


def _compact(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _unpadded(padded: bytes) -> dict[str, Any]:
    length = int.from_bytes(padded[:4], "big")
    content = json.loads(padded[4 : 4 + length])
    if not isinstance(content, dict):
        raise ValueError("not an envelope's content")
    return content


# --- The keys of a round -------------------------------------------------------------------------


def new_key_pair() -> tuple[bytes, bytes]:
    """(public, private), 32 bytes each."""
    private = PrivateKey.generate()
    return bytes(private.public_key), bytes(private)


def wrap(private_key: bytes, *, seal_key: str) -> bytes:
    """The private key under the server's seal key (64 hexadecimal digits)."""
    return bytes(SecretBox(bytes.fromhex(seal_key)).encrypt(private_key))


def unwrap(wrapped: bytes, *, seal_key: str) -> bytes:
    """What `wrap` was given. Raises UnreadableError."""
    try:
        return SecretBox(bytes.fromhex(seal_key)).decrypt(bytes(wrapped))
    except (CryptoError, ValueError) as problem:
        raise UnreadableError("the seal key is not the one this round was opened with") from problem


def wrap_with_passphrase(private_key: bytes, *, passphrase: str) -> bytes:
    """The private key under a passphrase that only the organisers know (Argon2id)."""
    salt = random_bytes(argon2id.SALTBYTES)
    return salt + bytes(SecretBox(_stretched(passphrase, salt)).encrypt(private_key))


def unwrap_with_passphrase(wrapped: bytes, *, passphrase: str) -> bytes:
    """What `wrap_with_passphrase` was given. Raises UnreadableError."""
    salt, box = bytes(wrapped)[: argon2id.SALTBYTES], bytes(wrapped)[argon2id.SALTBYTES :]
    try:
        return SecretBox(_stretched(passphrase, salt)).decrypt(box)
    except (CryptoError, ValueError) as problem:
        raise UnreadableError(
            "the passphrase is not the one this round was opened with"
        ) from problem


def _stretched(passphrase: str, salt: bytes) -> bytes:
    text = unicodedata.normalize("NFKC", passphrase).encode()
    return argon2id.kdf(
        SecretBox.KEY_SIZE,
        text,
        salt,
        opslimit=argon2id.OPSLIMIT_MODERATE,
        memlimit=argon2id.MEMLIMIT_MODERATE,
    )
