import base64

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey, SealedBox

from surveys import sealing
from surveys.crockford import ALPHABET
from surveys.sealing import SIZES, TooLargeError, UnreadableError

PEPPER = "1f" * 32
ROUND = "0f8fad5b-d9cb-469f-a165-70867728950e"
CODE = "0123456789ABCDEFGHJKMNPQRS"
CONTENT = {"answers": {"PRC>JPN:military": {"mark": 3, "confidence": None, "basis": ""}}}

# RFC 5869, appendix A, the cases with SHA-256: (secret, salt, info, first 32 bytes of the output).
RFC_5869 = [
    (
        "0b" * 22,
        "000102030405060708090a0b0c",
        "f0f1f2f3f4f5f6f7f8f9",
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf",
    ),
    (
        bytes(range(0x50)).hex(),
        bytes(range(0x60, 0xB0)).hex(),
        bytes(range(0xB0, 0x100)).hex(),
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c",
    ),
    (
        "0b" * 22,
        "",
        "",
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d",
    ),
]


# --- Return codes --------------------------------------------------------------------------------


def test_a_new_code_is_26_of_32_letters_and_never_the_same():
    codes = {sealing.new_code() for _ in range(500)}
    assert len(codes) == 500
    assert {len(code) for code in codes} == {26}
    assert set("".join(codes)) == set(ALPHABET)
    assert len(ALPHABET) == 32


def test_a_code_is_shown_in_groups():
    assert sealing.grouped(CODE) == "01234 56789 ABCDE FGHJK MNPQRS"


@pytest.mark.parametrize(
    "typed",
    [
        "01234 56789 ABCDE FGHJK MNPQRS",
        "01234-56789-ABCDE-FGHJK-MNPQRS",
        " 0123456789abcdefghjkmnpqrs\n",
        "o1234 56789 abcde fghjk mnpqrs",
        "OI234 56789 ABCDE FGHJK MNPQRS",
        "Ol234 56789 ABCDE FGHJK MNPQRS",
        "".join(chr(ord(letter) + 0xFEE0) for letter in CODE),
        "01234 56789\u3000ABCDE FGHJK\u2013MNPQRS.",
    ],
)
def test_a_typed_code_is_forgiven_its_form(typed):
    assert sealing.normal_code(typed) == CODE


@pytest.mark.parametrize("typed", ["", CODE[:-1], CODE + "0", "U" + CODE[1:], "中" + CODE[1:]])
def test_what_cannot_be_a_code_is_none(typed):
    assert sealing.normal_code(typed) is None


@given(st.text(alphabet=ALPHABET, min_size=26, max_size=26))
def test_whatever_is_shown_can_be_typed(code):
    shown = sealing.grouped(code)
    assert sealing.normal_code(shown) == code
    assert sealing.normal_code(shown.lower().replace(" ", "-")) == code
    assert sealing.normal_code(shown.replace("0", "o").replace("1", "l")) == code


@settings(max_examples=50)
@given(st.text(max_size=60))
@example("İ" * 26)
def test_any_text_gives_a_code_or_none(typed):
    code = sealing.normal_code(typed)
    assert code is None or (len(code) == 26 and set(code) <= set(ALPHABET))


def test_an_order_of_the_parties_is_that_of_code_round_and_pepper():
    parties = ["PRC", "JPN", "ROK", "USA", "PRK"]

    def order(pepper=PEPPER, code=CODE, round_id=ROUND):
        return sealing.party_order(parties, pepper=pepper, code=code, round_id=round_id)

    assert order() == sealing.party_order(parties[::-1], pepper=PEPPER, code=CODE, round_id=ROUND)
    assert sorted(order()) == sorted(parties)
    assert len({tuple(order(code=f"{n}")) for n in range(9)}) > 4
    assert len({tuple(order(round_id=f"{n}")) for n in range(9)}) > 4
    assert len({tuple(order(pepper=f"{n:02}" * 32)) for n in range(9)}) > 4


def test_locator_and_tag_are_different_keyed_hashes_of_code_and_round():
    def both(pepper=PEPPER, code=CODE, round_id=ROUND):
        fields = {"pepper": pepper, "code": code, "round_id": round_id}
        return sealing.locator(**fields), sealing.withdrawal_tag(**fields)

    hashes = [both(), both(pepper="2f" * 32), both(code=sealing.new_code()), both(round_id="other")]
    assert both() == hashes[0]
    assert len({value for pair in hashes for value in pair}) == 8
    assert all(len(value) == 64 for pair in hashes for value in pair)


@pytest.mark.parametrize("pepper", ["", "1f" * 31, "not hexadecimal"])
def test_without_its_pepper_nothing_is_hashed(pepper):
    with pytest.raises(ValueError, match="hexadecimal"):
        sealing.locator(pepper=pepper, code=CODE, round_id=ROUND)


# --- Drafts and the cookie -----------------------------------------------------------------------


@pytest.mark.parametrize(("secret", "salt", "info", "output"), RFC_5869)
def test_hkdf_gives_the_outputs_of_rfc_5869(secret, salt, info, output):
    derived = sealing.hkdf(
        bytes.fromhex(secret), salt=bytes.fromhex(salt), info=bytes.fromhex(info)
    )
    assert derived.hex() == output


def test_a_draft_is_read_with_its_code_and_nothing_else():
    draft = sealing.lock_draft(CONTENT, code=CODE, round_id=ROUND)
    assert sealing.unlock_draft(draft, code=CODE, round_id=ROUND) == CONTENT
    assert b"military" not in draft
    with pytest.raises(UnreadableError):
        sealing.unlock_draft(draft, code=sealing.new_code(), round_id=ROUND)
    with pytest.raises(UnreadableError):
        sealing.unlock_draft(draft, code=CODE, round_id="another round")


@pytest.mark.parametrize("damage", [b"", b"short", None])
def test_a_damaged_draft_is_unreadable(damage):
    draft = sealing.lock_draft(CONTENT, code=CODE, round_id=ROUND)
    if damage is None:
        damage = draft[:-1] + bytes([draft[-1] ^ 1])
    with pytest.raises(UnreadableError):
        sealing.unlock_draft(damage, code=CODE, round_id=ROUND)


def test_the_same_draft_is_never_the_same_twice():
    drafts = {sealing.lock_draft(CONTENT, code=CODE, round_id=ROUND) for _ in range(3)}
    assert len(drafts) == 3


def test_a_cookie_is_read_by_the_installation_that_set_it():
    cookie = sealing.lock_cookie({"code": CODE}, secret_key="ours")
    assert sealing.unlock_cookie(cookie, secret_key="ours") == {"code": CODE}
    assert CODE not in base64.urlsafe_b64decode(cookie).decode("latin-1")
    with pytest.raises(UnreadableError):
        sealing.unlock_cookie(cookie, secret_key="theirs")


@pytest.mark.parametrize("cookie", ["", "a", "é", "AAAA", "A" * 400])
def test_a_made_up_cookie_is_unreadable(cookie):
    with pytest.raises(UnreadableError):
        sealing.unlock_cookie(cookie, secret_key="ours")


# --- Links that wait to be mailed ----------------------------------------------------------------


def test_a_token_is_read_with_the_key_it_was_kept_under_and_no_other():
    locked = sealing.lock_token("01234-56789-ABCDE-FGHJK", seal_key="1f" * 32)
    assert b"01234" not in locked
    assert sealing.lock_token("01234-56789-ABCDE-FGHJK", seal_key="1f" * 32) != locked
    assert sealing.unlock_token(locked, seal_key="1f" * 32) == "01234-56789-ABCDE-FGHJK"
    for damaged, key in ((locked, "2f" * 32), (locked[:-1], "1f" * 32), (b"", "1f" * 32)):
        with pytest.raises(UnreadableError, match="seal key"):
            sealing.unlock_token(damaged, seal_key=key)


# --- Envelopes -----------------------------------------------------------------------------------


def test_only_the_rounds_key_opens_an_envelope():
    public, private = sealing.new_key_pair()
    envelope = sealing.seal(CONTENT, public_key=public)
    assert sealing.unseal(envelope, private_key=private) == CONTENT
    _public, other = sealing.new_key_pair()
    with pytest.raises(UnreadableError):
        sealing.unseal(envelope, private_key=other)


@pytest.mark.parametrize("place", [0, 40, -1])
def test_one_altered_byte_makes_an_envelope_unreadable(place):
    public, private = sealing.new_key_pair()
    envelope = bytearray(sealing.seal(CONTENT, public_key=public))
    envelope[place] ^= 1
    with pytest.raises(UnreadableError):
        sealing.unseal(bytes(envelope), private_key=private)


@pytest.mark.parametrize("envelope", [b"", b"short", b"\0" * 48])
def test_what_was_never_sealed_is_unreadable(envelope):
    _public, private = sealing.new_key_pair()
    with pytest.raises(UnreadableError):
        sealing.unseal(envelope, private_key=private)


@pytest.mark.parametrize("text", [b"[1]", b"{", b"\xff"])
def test_a_sealed_thing_that_is_no_content_is_unreadable(text):
    private = PrivateKey.generate()
    padded = len(text).to_bytes(4, "big") + text
    envelope = SealedBox(private.public_key).encrypt(padded)
    with pytest.raises(UnreadableError):
        sealing.unseal(envelope, private_key=bytes(private))


@settings(max_examples=40)
@given(st.integers(0, SIZES[-1] - 4 - len('{"t":""}')))
@example(0)
@example(SIZES[0] - 4 - 8)
@example(SIZES[0] - 3 - 8)
@example(SIZES[-1] - 4 - 8)
def test_a_length_is_one_of_the_sizes(letters):
    public, private = sealing.new_key_pair()
    content = {"t": "x" * letters}
    envelope = sealing.seal(content, public_key=public)
    size = next(size for size in SIZES if letters + 8 + 4 <= size)
    assert len(envelope) == size + 48
    assert sealing.unseal(envelope, private_key=private) == content


def test_room_decides_the_length_and_not_what_was_written():
    public, _private = sealing.new_key_pair()
    fullest = {"t": "x" * 5_000}
    room = sealing.room_for(fullest)
    lengths = {len(sealing.seal(c, public_key=public, room=room)) for c in ({}, CONTENT, fullest)}
    assert lengths == {SIZES[1] + 48}
    drafts = {
        len(sealing.lock_draft(c, code=CODE, round_id=ROUND, room=room)) for c in ({}, fullest)
    }
    assert drafts == {SIZES[1] + 40}


def test_room_counts_bytes_and_not_letters():
    assert sealing.room_for({"t": "字"}) == len(b'{"t":""}') + 3


def test_more_than_the_largest_envelope_is_refused():
    public, _private = sealing.new_key_pair()
    with pytest.raises(TooLargeError):
        sealing.seal({"t": "x" * (SIZES[-1] - 4 - 8 + 1)}, public_key=public)
    with pytest.raises(TooLargeError):
        sealing.lock_draft({}, code=CODE, round_id=ROUND, room=SIZES[-1])


# --- The keys of a round -------------------------------------------------------------------------


def test_the_seal_key_wraps_and_unwraps():
    _public, private = sealing.new_key_pair()
    wrapped = sealing.wrap(private, seal_key=PEPPER)
    assert private not in wrapped
    assert sealing.unwrap(wrapped, seal_key=PEPPER) == private


@pytest.mark.parametrize("seal_key", ["2f" * 32, "", "2f", "no key"])
def test_another_seal_key_does_not_unwrap(seal_key):
    _public, private = sealing.new_key_pair()
    with pytest.raises(UnreadableError):
        sealing.unwrap(sealing.wrap(private, seal_key=PEPPER), seal_key=seal_key)


def test_no_key_wraps_nothing():
    with pytest.raises(ValueError, match="32"):
        sealing.wrap(b"\0" * 32, seal_key="")


def test_a_passphrase_unwraps_in_any_writing_and_another_does_not():
    _public, private = sealing.new_key_pair()
    wrapped = sealing.wrap_with_passphrase(private, passphrase="密 phrase ㌔")
    assert private not in wrapped
    assert sealing.unwrap_with_passphrase(wrapped, passphrase="密 phrase キロ") == private
    with pytest.raises(UnreadableError):
        sealing.unwrap_with_passphrase(wrapped, passphrase="密 phrase")
    with pytest.raises(UnreadableError):
        sealing.unwrap_with_passphrase(b"short", passphrase="密 phrase")
