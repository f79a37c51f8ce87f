"""A passphrase is long, is not among those tried first, and each try costs a thief something."""

import time

import pytest
from nacl.pwhash import argon2id

from surveys import sealing
from surveys.passphrases import SHORTEST, WeakPassphraseError, require_strong
from tests.conftest import COST_OF_A_PASSPHRASE


@pytest.mark.parametrize(
    "passphrase",
    [
        "four words of ours",
        " four words of ours ",
        "네 단어 우리 모두의 것입니다만",
        "我们四个人都知道的一句话吧",
        "x7Kq-91Lm_24Zt",
    ],
)
def test_a_long_and_uncommon_passphrase_is_taken(passphrase):
    require_strong(passphrase)


@pytest.mark.parametrize(
    ("passphrase", "why"),
    [
        ("eleven char", "at least 12 letters"),
        ("a b c d e f g h i j k", "at least 12 letters"),
        ("            ", "at least 12 letters"),
        ("1q2w3e4r5t6y", "tried first"),
        ("QWERTY 123456", "tried first"),
        ("ｑｗｅｒｔｙ１２３４５６", "tried first"),
        ("abcabcabcabcabc", "tried first"),
        ("한한한한한한한한한한한한한", "tried first"),
    ],
)
def test_one_that_would_be_guessed_is_refused_with_the_reason(passphrase, why):
    with pytest.raises(WeakPassphraseError, match=why):
        require_strong(passphrase)


def test_trying_twelve_letters_takes_longer_than_anybody_waits(monkeypatch):
    """What a try costs here, and so every list that fits into a year on a thousand cores."""
    for limit, cost in COST_OF_A_PASSPHRASE.items():
        monkeypatch.setattr(argon2id, limit, cost)
    started = time.process_time()
    wrapped = sealing.wrap_with_passphrase(b"k" * 32, passphrase="four words of ours")
    cost = time.process_time() - started
    assert sealing.unwrap_with_passphrase(wrapped, passphrase="four words of ours") == b"k" * 32
    tries_in_a_year = 1000 * 365 * 24 * 3600 / cost
    assert 26**7 < tries_in_a_year < 26**SHORTEST / 1000
